// promise: a Go program reads no file of the machine
package main

import (
	"fmt"
	"os"
)

func main() {
	for _, path := range []string{"/etc/passwd", "/proc/self/environ", "/etc/hostname"} {
		if data, err := os.ReadFile(path); err == nil && len(data) > 0 {
			fmt.Println("BREACH", path)
		}
	}
	for _, path := range []string{"/", "/home", "/usr/bin", "/usr/lib/go-1.19"} {
		if names, err := os.ReadDir(path); err == nil && len(names) > 0 {
			fmt.Println("BREACH", path)
		}
	}
	if os.Getenv("CODERL_TEST_SECRET") != "" {
		fmt.Println("BREACH environment")
	}
}
