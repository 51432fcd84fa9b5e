package kernel

// available lists what this processor can run, best first. Advanced SIMD is
// part of every arm64 processor Go supports.
func available() []ID { return []ID{NEON, Portable} }
