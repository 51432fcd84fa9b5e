//go:build !unix

package main

import "math"

// cpuSeconds is not known on this system.
func cpuSeconds() float64 { return math.NaN() }
