//go:build !amd64

package gridscore

// correlateBlock sums one block of lags.
func correlateBlock(dst, p, q *float64, rows, ny, pStride, qStride int) {
	correlateBlockPortable(dst, p, q, rows, ny, pStride, qStride)
}

// rotate adds samples to r.
func rotate(r *rotated, samples []sample, coef, sac []float64, stride int) {
	rotatePortable(r, samples, coef, sac, stride)
}
