// promise: a Go program starts no process and becomes no other program
package main

import (
	"os"
	"os/exec"
	"syscall"
)

func main() {
	command := exec.Command("/bin/echo", "BREACH")
	command.Stdout = os.Stdout
	command.Run()
	syscall.Exec("/bin/echo", []string{"echo", "BREACH"}, nil)
}
