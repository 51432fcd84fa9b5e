package nn

// loop is the recurrence over time that all cells share.
type loop[F Float] struct {
	cell                cell[F]
	activation          Activation
	units, batch, steps int

	h, d []F // [T+1][B][units]: states from h_0 on, and their gradients

	mask       []F // [B][units] recurrent dropout of this step; nil for none
	maskMemory []F
	hidden     []F // [T][B][units]: h under the mask
	back       []F // [B][units]
}

// cell is what happens between the pre-activations of a step and its state.
// t counts from 0; step t makes state t+1 from state t.
type cell[F Float] interface {
	memory(k backend[F], l *loop[F])
	backwardMemory(k backend[F], l *loop[F])
	offset(k backend[F]) []F // constants to be added to the input's bias; nil for none

	input() []F  // [T][B][gates*units]: where the input's drive goes
	dInput() []F // its gradient

	// carried is the second state before the first step and, after retreat has
	// come to it, its gradient; nil without one.
	carried() (s, ds []F)

	prepare() // before the input is folded
	products() []product[F]
	advance(k backend[F], l *loop[F], t int)
	// retreat turns the gradient of state t+1 into the dz of every product. Where
	// state t enters step t other than through a product, retreat also adds that
	// part of the gradient to dState(t).
	retreat(k backend[F], l *loop[F], t int)
	finish(k backend[F], dBias []F) // after the input's gradient; dBias is that of its bias
}

// product is a recurrent matrix product: z_t += h_t u.
type product[F Float] struct {
	u         *matrix[F]
	z, dz     []F
	ld, atCol int
}

func (l *loop[F]) size() int       { return l.batch * l.units }
func (l *loop[F]) start() []F      { return l.h[:l.size()] }
func (l *loop[F]) after() []F      { return l.h[l.size():] }
func (l *loop[F]) dAfter() []F     { return l.d[l.size():] }
func (l *loop[F]) state(t int) []F { return l.h[t*l.size() : (t+1)*l.size()] }
func (l *loop[F]) dState(t int) []F {
	return l.d[t*l.size() : (t+1)*l.size()]
}

func (l *loop[F]) dropoutMemory(k backend[F]) {
	l.maskMemory, l.back = k.alloc(l.size()), k.alloc(l.size())
	l.hidden = k.alloc(l.steps * l.size())
}

// seen is the state t as the recurrent product sees it.
func (l *loop[F]) seen(t int) []F {
	if l.mask == nil {
		return l.state(t)
	}
	return l.hidden[t*l.size() : (t+1)*l.size()]
}

func (l *loop[F]) forward(k backend[F]) {
	for t := range l.steps {
		if l.mask != nil {
			k.mul(l.seen(t), l.state(t), l.mask)
		}
		for _, p := range l.cell.products() {
			k.forward(l.batch, l.seen(t), l.units, p.u, 1, p.at(p.z, l, t), p.ld)
		}
		l.cell.advance(k, l, t)
	}
}

// at is where step t of x begins, for this product.
func (p product[F]) at(x []F, l *loop[F], t int) []F { return x[t*l.batch*p.ld+p.atCol:] }

// backward needs the gradient of the states from outside in dAfter.
func (l *loop[F]) backward(k backend[F]) {
	clear(l.dState(0))
	for t := l.steps - 1; t >= 0; t-- {
		l.cell.retreat(k, l, t)
		to, beta := l.dState(t), F(1)
		if l.mask != nil {
			to, beta = l.back, 0
		}
		for _, p := range l.cell.products() {
			k.backward(l.batch, p.at(p.dz, l, t), p.ld, p.u, beta, to, l.units)
			beta = 1
		}
		if l.mask != nil {
			k.mulAdd(l.dState(t), l.back, l.mask)
		}
	}
	from := l.h
	if l.mask != nil {
		from = l.hidden
	}
	for _, p := range l.cell.products() {
		k.outer(l.batch*l.steps, from, l.units, p.dz[p.atCol:], p.ld, p.u)
	}
}
