package kernel

import "golang.org/x/sys/cpu"

// available lists what this processor can run, best first. x/sys/cpu has
// asked the operating system too and honours GODEBUG=cpu.avx512f=off.
func available() []ID {
	x := &cpu.X86
	switch {
	case x.HasAVX512F && x.HasAVX2 && x.HasFMA:
		return []ID{AVX512, AVX2, Portable}
	case x.HasAVX2 && x.HasFMA:
		return []ID{AVX2, Portable}
	default:
		return []ID{Portable}
	}
}
