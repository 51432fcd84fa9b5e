//go:build !linux

package nn

import "time"

var start = time.Now()

// cpuSeconds returns the time.
func cpuSeconds() float64 { return time.Since(start).Seconds() }
