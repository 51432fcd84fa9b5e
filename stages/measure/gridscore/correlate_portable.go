package gridscore

import "unsafe"

// correlateBlockPortable is the reference of the kernels:
//
//	for r in 0..7, for lane in 0..3
//		dst[4r+lane] += sum over x < rows, then y < ny, of
//			p[x*pStride+4y+lane] * q[x*qStride+4(y+r)+lane]
//
// with the products rounded before they are added, one after another,
// to what dst holds.
func correlateBlockPortable(dst, p, q *float64, rows, ny, pStride, qStride int) {
	out := unsafe.Slice(dst, lagBlock*lanes)
	ps := unsafe.Slice(p, (rows-1)*pStride+ny*lanes)
	qs := unsafe.Slice(q, (rows-1)*qStride+(ny+lagBlock-1)*lanes)
	for r := range lagBlock {
		s := out[r*lanes:][:lanes]
		s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
		for x := range rows {
			pr := ps[x*pStride:][:ny*lanes]
			qr := qs[x*qStride+r*lanes:][:ny*lanes]
			for i := 0; i+3 < len(pr) && i+3 < len(qr); i += lanes {
				s0 += float64(pr[i] * qr[i])
				s1 += float64(pr[i+1] * qr[i+1])
				s2 += float64(pr[i+2] * qr[i+2])
				s3 += float64(pr[i+3] * qr[i+3])
			}
		}
		s[0], s[1], s[2], s[3] = s0, s1, s2, s3
	}
}
