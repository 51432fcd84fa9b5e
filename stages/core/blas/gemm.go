package blas

import "nofreelunch/stages/core/kernel"

// kern is one instruction set's way to multiply: a micro-kernel for tiles of
// up to mr rows and nr columns, and the copying that feeds it.
type kern struct {
	id     kernel.ID
	mr, nr int
	// tile computes rows x cols of C from packed panels a (k x rows) and b
	// (k x nr), resuming from C if load.
	tile  func(s *scratch, rows, cols, k int, a, b, c *float32, ldc int, load bool)
	packA func(dst []float32, x *operand, m0, rows, k0, kc int)
	packB func(dst []float32, x *operand, k0, kc, n0, nc int)
}

// active returns the kernel in force.
func active() *kern {
	id := kernel.Current()
	for i := range kerns {
		if kerns[i].id == id {
			return &kerns[i]
		}
	}
	return &kerns[len(kerns)-1]
}

// blockN is how many columns of B stay in the second-level cache together:
// about 512, in whole panels.
func (kn *kern) blockN() int { return 512 / kn.nr * kn.nr }

// blockK is how much of k one pass covers: a panel of A must stay in the first-
// level cache, a block of B in the second. It divides k evenly.
func (kn *kern) blockK(k int) int {
	const most = 256
	if k <= most {
		return max(k, 1)
	}
	parts := (k + most - 1) / most
	return roundUp((k+parts-1)/parts, 8)
}

func roundUp(x, to int) int { return (x + to - 1) / to * to }

// job is one product. B is an operand or packed.
type job struct {
	kern    *kern
	a, b    operand
	packed  *Packed
	m, n, k int
	alpha   float32
	load    bool // beta is 1
	c       []float32
	ldc     int
	gm, gn  int // the grid of tasks
}

// scratch is what one thread needs.
type scratch struct {
	a, b []float32
	tile [maxTile]float32
}

// maxTile is the largest mr*nr.
const maxTile = 14 * 32

func (s *scratch) grow(a, b int) {
	if len(s.a) < a {
		s.a = kernel.Alloc(a)
	}
	if len(s.b) < b {
		s.b = kernel.Alloc(b)
	}
}

// task computes part i of the grid.
func (j *job) task(i int, s *scratch) {
	nr := j.kern.nr
	row, col := i/j.gn, i%j.gn
	m0, m1 := j.m*row/j.gm, j.m*(row+1)/j.gm
	panels := (j.n + nr - 1) / nr
	n0, n1 := panels*col/j.gn*nr, min(panels*(col+1)/j.gn*nr, j.n)
	if m0 < m1 && n0 < n1 {
		j.block(s, m0, m1, n0, n1)
	}
}

// block computes rows m0 to m1 of columns n0 to n1.
func (j *job) block(s *scratch, m0, m1, n0, n1 int) {
	kn := j.kern
	if j.k == 0 {
		j.clear(m0, m1, n0, n1)
		return
	}
	kb := kn.blockK(j.k)
	bSize := 0
	if j.packed == nil {
		bSize = kb * roundUp(min(kn.blockN(), n1-n0), kn.nr)
	}
	s.grow(kb*kn.mr+8, bSize)
	for jc := n0; jc < n1; jc += kn.blockN() {
		nc := min(kn.blockN(), n1-jc)
		for k0 := 0; k0 < j.k; k0 += kb {
			kc := min(kb, j.k-k0)
			b := s.b
			if j.packed != nil {
				b = j.packed.panels(k0, kc, jc)
			} else {
				kn.packB(b, &j.b, k0, kc, jc, nc)
			}
			j.rows(s, m0, m1, jc, nc, k0, kc, b)
		}
	}
}

// rows runs the micro-kernel over one block of B, in panels of rows as equal
// as possible.
func (j *job) rows(s *scratch, m0, m1, jc, nc, k0, kc int, b []float32) {
	kn := j.kern
	panels := (m1 - m0 + kn.mr - 1) / kn.mr
	load := j.load || k0 > 0
	for q := range panels {
		i0, i1 := m0+(m1-m0)*q/panels, m0+(m1-m0)*(q+1)/panels
		kn.packA(s.a, &j.a, i0, i1-i0, k0, kc)
		if j.alpha != 1 {
			scale(j.alpha, s.a[:kn.mr*kc])
		}
		for x := 0; x < nc; x += kn.nr {
			kn.tile(s, i1-i0, min(kn.nr, nc-x), kc, &s.a[0], &b[x*kc], &j.c[i0*j.ldc+jc+x], j.ldc, load)
		}
	}
}

func scale(alpha float32, x []float32) {
	for i := range x {
		x[i] *= alpha
	}
}

// clear zeroes the block where there is nothing to add up and no beta.
func (j *job) clear(m0, m1, n0, n1 int) {
	if j.load {
		return
	}
	for i := m0; i < m1; i++ {
		clear(j.c[i*j.ldc+n0 : i*j.ldc+n1])
	}
}
