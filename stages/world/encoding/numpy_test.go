//go:build unix

package encoding

import (
	"testing"

	"nofreelunch/stages/internal/numpy"
)

// BenchmarkNumpy reports how many times as fast as testdata/encode.py this
// package is.
func BenchmarkNumpy(b *testing.B) {
	p := DoS(0.12, 2)
	p.Cells = 512
	e := build(b, p)
	const n = 4000
	pos, out := narrow(scatter(n, p.BoxWidthM)), make([]float32, n*p.Cells)
	numpy.Compare(b, "testdata/encode.py", func() { e.Encode32(pos, out) })
}
