// promise: the threads of a Go program are bounded
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	var started sync.WaitGroup
	for i := 0; i < 600; i++ {
		started.Add(1)
		go func() {
			runtime.LockOSThread()
			started.Done()
			time.Sleep(time.Second)
		}()
	}
	started.Wait()
	fmt.Println("BREACH")
}
