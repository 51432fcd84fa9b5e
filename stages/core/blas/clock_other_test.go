//go:build !linux

package blas

import "time"

var start = time.Now()

// cpuSeconds returns the time.
func cpuSeconds() float64 { return time.Since(start).Seconds() }
