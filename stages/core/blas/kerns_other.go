//go:build !amd64 && !arm64

package blas

// kerns are the kernels of this architecture, best first.
var kerns = []kern{portable}

// FMALoop runs n rounds of independent fused multiply-adds and returns how many
// floating-point operations that was.
func FMALoop(n int) float64 { return fmaLoopGo(n) }
