package blas

import "golang.org/x/sys/unix"

// cpuSeconds returns the processor time of this thread, which leaves out what
// other programs on a shared machine take.
func cpuSeconds() float64 {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		panic(err)
	}
	return float64(ts.Sec) + 1e-9*float64(ts.Nsec)
}
