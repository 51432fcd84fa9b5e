package kernel

import "golang.org/x/sys/unix"

// adviseHuge asks for large pages; where there are none nothing is lost.
func adviseHuge(b []byte) { _ = unix.Madvise(b, unix.MADV_HUGEPAGE) }
