package nn

// input is what velocity meets before the recurrent cell: the optional linear
// layer M and the recurrent layer's kernel and bias, folded into one matrix of
// three rows, two for the velocity and one for the bias.
//
//	v (M + m) W + b = v (M W) + (m W + b)
type input[F Float] struct {
	m      *dense[F]  // nil: velocity goes straight to the kernel
	w      *matrix[F] // the recurrent layer's kernel
	b, db  []F        // its bias; nil without one
	offset []F        // constants and recurrent biases that are added as well; nil for none

	stack, dStack   []F // [3][w.in]: M's kernel and bias
	folded, dFolded []F // [3][w.out]
	biased          bool
}

func (l *input[F]) memory(k backend[F], offset []F) {
	l.offset = offset
	l.biased = l.m != nil || l.b != nil || offset != nil
	l.folded, l.dFolded = k.alloc(3*l.w.out), k.alloc(3*l.w.out)
	if l.m != nil {
		l.stack, l.dStack = k.alloc(3*l.w.in), k.alloc(3*l.w.in)
	}
}

// split returns a folded array's velocity part and its bias, if any.
func (l *input[F]) split(folded []F) (w, b []F) {
	n := 2 * l.w.out
	if !l.biased {
		return folded[:n], nil
	}
	return folded[:n], folded[n:]
}

// fold computes the folded matrix from current values.
func (l *input[F]) fold(k backend[F]) {
	w, b := l.split(l.folded)
	if l.m == nil {
		copy(w, l.w.value)
		clear(b)
	} else {
		n := l.w.in
		copy(l.stack, l.m.w.value)
		copy(l.stack[2*n:], l.m.b.Value)
		k.forward(3, l.stack, n, l.w, 0, l.folded, l.w.out)
	}
	if l.b != nil {
		k.add(b, b, l.b)
	}
	if l.offset != nil {
		k.add(b, b, l.offset)
	}
}

// drive sets z = v W + b for all paths and steps.
func (l *input[F]) drive(k backend[F], v, z []F) {
	w, b := l.split(l.folded)
	k.drive(v, w, b, z)
}

// gradient takes dz to the parameters behind the folded matrix, and returns
// the gradient of the folded bias.
func (l *input[F]) gradient(k backend[F], v, dz []F) []F {
	dw, db := l.split(l.dFolded)
	k.driveGrad(v, dz, dw, db)
	copy(l.db, db)
	if l.m == nil {
		copy(l.w.grad, dw)
		return db
	}
	n, out := l.w.in, l.w.out
	k.outer(3, l.stack, n, l.dFolded, out, l.w)
	k.backward(3, l.dFolded, out, l.w, 0, l.dStack, n)
	copy(l.m.w.grad, l.dStack)
	copy(l.m.b.Grad, l.dStack[2*n:])
	return db
}
