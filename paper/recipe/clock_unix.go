//go:build unix

package main

import "golang.org/x/sys/unix"

// cpuSeconds is the processor time that this process has used, which other
// processes on the machine lengthen less than they do the time on the wall.
func cpuSeconds() float64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		return 0
	}
	return float64(t.Sec) + float64(t.Nsec)/1e9
}
