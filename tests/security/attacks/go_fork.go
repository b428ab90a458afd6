// promise: a Go program does not fork, by the bare system call neither
package main

import (
	"os"
	"syscall"
)

func main() {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, 17, 0, 0)
	if pid == 0 {
		os.Stdout.WriteString("BREACH\n")
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
	}
}
