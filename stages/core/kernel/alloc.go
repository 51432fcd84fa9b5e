package kernel

import "unsafe"

// hugePage is what Linux backs with one entry of the translation buffer where
// it can. Matrices read with a stride of kilobytes need that.
const hugePage = 2 << 20

// Alloc returns n zeros on a 64-byte boundary, on a boundary of 2 MiB with large
// pages asked for where that is worth while.
func Alloc(n int) []float32 {
	to := 64
	if 4*n >= hugePage {
		to = hugePage
	}
	x := make([]float32, n+to/4)
	off := 0
	if r := int(uintptr(unsafe.Pointer(&x[0])) % uintptr(to)); r != 0 {
		off = (to - r) / 4
	}
	x = x[off : off+n : off+n]
	if to == hugePage {
		adviseHuge(unsafe.Slice((*byte)(unsafe.Pointer(&x[0])), 4*n/hugePage*hugePage))
	}
	return x
}
