// Command build regenerates the paper: `go run ./build figure7`.
//
// It reads the command line, shows progress and sets exit codes. It does not
// know how a figure is made (the root package's graph says that), nor how work
// is scheduled and cached (package pipeline).
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if _, err := parse(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		var usage usageError
		if errors.As(err, &usage) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}
