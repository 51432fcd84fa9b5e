//go:build !unix

package main

import "os"

// timeIsOver is a signal that this system does not have.
func timeIsOver() []os.Signal { return nil }
