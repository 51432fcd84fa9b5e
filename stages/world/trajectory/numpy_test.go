//go:build unix

package trajectory

import (
	"context"
	"testing"

	"nofreelunch/stages/internal/numpy"
)

// BenchmarkNumpy reports how many times as fast as testdata/walk.py this
// package is.
func BenchmarkNumpy(b *testing.B) {
	numpy.Compare(b, "testdata/walk.py", func() {
		if _, err := Simulate(context.Background(), published(200, 50, 1)); err != nil {
			b.Fatal(err)
		}
	})
}
