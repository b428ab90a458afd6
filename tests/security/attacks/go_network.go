// promise: a Go program has no network
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
)

func main() {
	var world map[string]any
	json.NewDecoder(os.Stdin).Decode(&world)
	if _, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%.0f", world["tcp"])); err == nil {
		fmt.Println("BREACH dial")
	}
	if _, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		fmt.Println("BREACH listen")
	}
}
