package gridscore

import "nofreelunch/stages/core/kernel"

//go:noescape
func correlateBlockAVX2(dst, p, q *float64, rows, ny, pStride, qStride int)

//go:noescape
func rotateAVX2(r *rotated, samples *sample, count int, coef, sac *float64, stride int)

// correlateBlock sums one block of lags.
func correlateBlock(dst, p, q *float64, rows, ny, pStride, qStride int) {
	switch kernel.Current() {
	case kernel.AVX512, kernel.AVX2: // wider registers gain nothing: the loads bound it
		correlateBlockAVX2(dst, p, q, rows, ny, pStride, qStride)
	default:
		correlateBlockPortable(dst, p, q, rows, ny, pStride, qStride)
	}
}

// rotate adds samples, of which there is at least one, to r.
func rotate(r *rotated, samples []sample, coef, sac []float64, stride int) {
	switch kernel.Current() {
	case kernel.AVX512, kernel.AVX2:
		rotateAVX2(r, &samples[0], len(samples), &coef[0], &sac[0], stride)
	default:
		rotatePortable(r, samples, coef, sac, stride)
	}
}
