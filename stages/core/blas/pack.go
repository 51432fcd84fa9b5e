package blas

import "unsafe"

// packAGo copies rows m0 to m0+rows of columns k0 to k0+kc of op(A) so that
// the rows of one column lie together.
func packAGo(dst []float32, x *operand, m0, rows, k0, kc int) {
	if x.trans {
		for p := range kc {
			copy(dst[p*rows:(p+1)*rows], x.data[(k0+p)*x.ld+m0:])
		}
		return
	}
	for i := range rows {
		src := x.data[(m0+i)*x.ld+k0:][:kc]
		for p, v := range src {
			dst[p*rows+i] = v
		}
	}
}

// packBGo copies rows k0 to k0+kc of columns n0 to n0+nc of op(B) in panels of
// nr columns, the last one filled up with zeros.
func packBGo(nr int, dst []float32, x *operand, k0, kc, n0, nc int) {
	for j := 0; j < nc; j += nr {
		packPanelGo(nr, dst[j*kc:][:nr*kc], x, k0, kc, n0+j, min(nr, nc-j))
	}
}

func packPanelGo(nr int, dst []float32, x *operand, k0, kc, n0, cols int) {
	if cols < nr {
		clear(dst)
	}
	if !x.trans {
		for p := range kc {
			copy(dst[p*nr:][:cols], x.data[(k0+p)*x.ld+n0:])
		}
		return
	}
	for j := range cols {
		for p, v := range x.data[(n0+j)*x.ld+k0:][:kc] {
			dst[p*nr+j] = v
		}
	}
}

// edge lets compute work on a whole tile, nr wide, of which rows x cols are C:
// it copies C there if load, and back.
func (s *scratch) edge(nr, rows, cols int, c *float32, ldc int, load bool, compute func(t *float32)) {
	for i := 0; load && i < rows; i++ {
		copy(s.tile[i*nr:i*nr+cols], rowOf(c, i*ldc, cols))
	}
	compute(&s.tile[0])
	for i := range rows {
		copy(rowOf(c, i*ldc, cols), s.tile[i*nr:])
	}
}

// rowOf returns cols values, i elements after p.
func rowOf(p *float32, i, cols int) []float32 {
	return unsafe.Slice((*float32)(unsafe.Add(unsafe.Pointer(p), 4*i)), cols)
}
