// promise: the memory of a Go program is bounded
package main

import "fmt"

func main() {
	kept := [][]byte{}
	for i := 0; i < 400; i++ {
		block := make([]byte, 1<<20)
		for j := 0; j < len(block); j += 4096 {
			block[j] = 1
		}
		kept = append(kept, block)
	}
	fmt.Println("BREACH", kept[399][0])
}
