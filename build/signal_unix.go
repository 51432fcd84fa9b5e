//go:build unix

package main

import (
	"os"
	"syscall"
)

// timeIsOver is the signal by which a scheduler says that a job's time is over.
func timeIsOver() []os.Signal { return []os.Signal{syscall.SIGUSR1} }
