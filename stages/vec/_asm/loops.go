package main

import "math"

const signBit = 0x80000000

func (b builder) abs(x value) value { return b.and(x, u32(^uint32(signBit))) }
func (b builder) neg(x value) value { return b.xor(x, u32(signBit)) }

// horner continues a polynomial in x from p.
func (b builder) horner(p, x value, coefficients ...float32) value {
	for _, c := range coefficients {
		p = b.fma(p, x, f32(c))
	}
	return p
}

// exp, log, log1pCore, sigmoid and tanh are those of ../math.go.
func (b builder) exp(x value) value {
	x = b.max(f32(-104), x)
	x = b.min(f32(89), x)
	t := b.fma(x, f32(1.44269504088896341), f32(12582912))
	n := b.sub(t, f32(12582912))
	k := b.isub(t, f32(12582912))
	r := b.fnma(n, f32(0.693147182464599609375), x)
	r = b.fnma(n, f32(-1.904654299957767e-09), r)
	p := b.horner(f32(1.9875691500e-4), r, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1)
	p = b.fma(p, b.mul(r, r), r)
	y := b.add(p, f32(1))
	half := b.sra(k, 1)
	y = b.iadd(y, b.shl(half, 23))
	return b.mul(y, b.shl(b.iadd(b.isub(k, half), u32(127)), 23))
}

func (b builder) log(x value) value {
	small := b.lt(x, f32(0x1p-126))
	m := b.sel(small, b.mul(x, f32(0x1p25)), x)
	u := b.isub(m, u32(0x3f3504f3))
	shift := b.sel(small, u32(0xffffffe7), u32(0)) // -25
	k := b.cvt(b.iadd(b.sra(u, 23), shift))
	f := b.sub(b.iadd(b.and(u, u32(0x7fffff)), u32(0x3f3504f3)), f32(1))
	y := b.log1pCore(f, k)
	inf := float32(math.Inf(1))
	y = b.sel(b.le(x, f32(0)), f32(-inf), y)
	y = b.sel(b.le(f32(0), x), y, u32(0x7fc00000))
	return b.sel(b.le(f32(inf), x), x, y)
}

func (b builder) log1pCore(f, k value) value {
	s := b.div(f, b.add(f32(2), f))
	z := b.mul(s, s)
	w := b.mul(z, z)
	even := b.mul(w, b.fma(w, f32(0xf89e26.0p-26), f32(0xccce13.0p-25)))
	odd := b.mul(z, b.fma(w, f32(0x91e9ee.0p-25), f32(0xaaaaaa.0p-24)))
	half := b.mul(f32(0.5), b.mul(f, f))
	y := b.mul(s, b.add(half, b.add(even, odd)))
	y = b.fma(k, f32(9.0580006145e-06), y)
	y = b.add(b.sub(y, half), f)
	return b.fma(k, f32(6.9313812256e-01), y)
}

// sigmoid also returns exp(-|x|).
func (b builder) sigmoid(x value) (s, e value) {
	e = b.exp(b.or(x, u32(signBit)))
	num := b.sel(b.lt(x, f32(0)), e, f32(1))
	return b.div(num, b.add(f32(1), e)), e
}

func (b builder) tanh(x value) value {
	a := b.abs(x)
	y := b.sub(f32(1), b.div(f32(2), b.add(b.exp(b.add(a, a)), f32(1))))
	z := b.mul(a, a)
	p := b.horner(f32(-5.70498872745e-3), z, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1)
	q := b.fma(p, b.mul(z, a), a)
	y = b.sel(b.lt(a, f32(0.625)), q, y)
	return b.or(y, b.and(x, u32(signBit)))
}

func (b builder) relu(x value) value { return b.sel(b.le(x, f32(0)), f32(0), x) }

// gradient is the optimisers' Clip (g + Decay w).
func (b builder) gradient() value {
	return b.mul(b.fma(b.scalar(2), b.in("w"), b.in("gr")), b.scalar(3))
}

// descend sets w -= step / (sqrt(v) + Epsilon), step = Rate d.
func (b builder) descend(d, v value) {
	step := b.mul(b.scalar(0), d)
	root := b.add(b.sqrt(v), b.scalar(1))
	b.out("w", b.sub(b.in("w"), b.div(step, root)))
}

func (b builder) displacement(x, c value) value {
	d := b.sub(x, c)
	a := b.abs(d)
	sign := b.and(d, u32(signBit))
	other := b.sub(b.scalar(2), a)
	across := b.lt(other, a)
	sign = b.sel(across, b.neg(sign), sign)
	return b.xor(b.sel(across, other, a), sign)
}

func (b builder) energy() value {
	dx := b.displacement(b.scalar(0), b.in("x"))
	dy := b.displacement(b.scalar(1), b.in("y"))
	t := b.mul(b.mul(b.in("yy"), dy), dy)
	u := b.fma(b.in("xx"), dx, b.mul(b.in("xy"), dy))
	return b.fma(u, dx, t)
}

// expSum stores the exponential of x and adds it to accumulator 0.
func (b builder) expSum(to string, x value) {
	e := b.exp(x)
	b.setLane(0, b.add(b.lane(0), e))
	b.out(to, e)
}

// loops returns all loops.
func loops() []*program {
	var all []*program
	loop := func(name string, pointers []string, body func(b builder)) {
		p := &program{name: name, pointers: pointers}
		body(builder{p})
		all = append(all, p)
	}
	unary := func(name string, f func(b builder, x value) value) {
		loop(name, []string{"d", "x"}, func(b builder) { b.out("d", f(b, b.in("x"))) })
	}
	binary := func(name string, f func(b builder, x, y value) value) {
		loop(name, []string{"d", "x", "y"}, func(b builder) { b.out("d", f(b, b.in("x"), b.in("y"))) })
	}
	unary("relu", builder.relu)
	unary("tanh", builder.tanh)
	unary("sigmoid", func(b builder, x value) value { s, _ := b.sigmoid(x); return s })
	unary("exp", builder.exp)
	unary("log", builder.log)
	binary("reluGrad", func(b builder, dy, h value) value { return b.sel(b.lt(f32(0), h), dy, f32(0)) })
	binary("tanhGrad", func(b builder, dy, h value) value { return b.mul(dy, b.fnma(h, h, f32(1))) })
	binary("sigmoidGrad", func(b builder, dy, h value) value { return b.mul(dy, b.fnma(h, h, h)) })
	binary("add", builder.add)
	binary("sub", builder.sub)
	binary("mul", builder.mul)
	binary("mulAdd", func(b builder, x, y value) value { return b.fma(x, y, b.in("d")) })
	unary("scale", func(b builder, x value) value { return b.mul(b.scalar(0), x) })
	unary("axpy", func(b builder, x value) value { return b.fma(b.scalar(0), x, b.in("d")) })
	unary("addConst", func(b builder, x value) value { return b.add(b.scalar(0), x) })
	loop("mulMulAdd", []string{"d", "x", "y", "z", "w"}, func(b builder) {
		b.out("d", b.fma(b.in("x"), b.in("y"), b.mul(b.in("z"), b.in("w"))))
	})
	loop("lerp", []string{"d", "z", "a", "b"}, func(b builder) {
		y := b.in("b")
		b.out("d", b.fma(b.in("z"), b.sub(b.in("a"), y), y))
	})
	loop("lerpGrad", []string{"dz", "da", "db", "dy", "z", "a", "b"}, func(b builder) {
		d, z := b.in("dy"), b.in("z")
		diff := b.sub(b.in("a"), b.in("b"))
		x, y, w := b.mul(d, diff), b.mul(d, z), b.fnma(d, z, d)
		b.out("dz", x)
		b.out("da", y)
		b.out("db", w)
	})
	reductions(loop)
	losses(loop)
	drives(loop)
	optimisers(loop)
	places(loop)
	return all
}

type define func(name string, pointers []string, body func(b builder))

func reductions(loop define) {
	loop("sum", []string{"x"}, func(b builder) { b.setLane(0, b.add(b.lane(0), b.in("x"))) })
	loop("dot", []string{"x", "y"}, func(b builder) { b.setLane(0, b.fma(b.in("x"), b.in("y"), b.lane(0))) })
	loop("max", []string{"x"}, func(b builder) { b.setLane(0, b.max(b.in("x"), b.lane(0))) })
	loop("min", []string{"x"}, func(b builder) { b.setLane(0, b.min(b.in("x"), b.lane(0))) })
}

func losses(loop define) {
	loop("expShift", []string{"d", "x"}, func(b builder) { b.expSum("d", b.sub(b.in("x"), b.scalar(0))) })
	loop("expShiftNeg", []string{"d", "x"}, func(b builder) { b.expSum("d", b.sub(b.scalar(0), b.in("x"))) })
	loop("expDot", []string{"x", "y"}, func(b builder) {
		d := b.sub(b.in("x"), b.scalar(0))
		b.setLane(1, b.fma(d, b.in("y"), b.lane(1)))
		b.expSum("x", d)
	})
	loop("softmaxGrad", []string{"x", "y"}, func(b builder) {
		b.out("x", b.mul(b.fma(b.in("x"), b.scalar(0), b.neg(b.in("y"))), b.scalar(1)))
	})
	loop("squaredError", []string{"x", "y"}, func(b builder) {
		d := b.sub(b.in("x"), b.in("y"))
		b.setLane(0, b.fma(d, d, b.lane(0)))
		b.out("x", b.mul(d, b.scalar(0)))
	})
	loop("sigmoidCE", []string{"x", "y"}, func(b builder) {
		v, t := b.in("x"), b.in("y")
		s, e := b.sigmoid(v)
		l := b.add(b.log1pCore(e, f32(0)), b.fnma(v, t, b.relu(v)))
		b.setLane(0, b.add(b.lane(0), l))
		b.out("x", b.mul(b.sub(s, t), b.scalar(0)))
	})
}

func drives(loop define) {
	loop("rank2", []string{"d", "w0", "w1"}, func(b builder) {
		b.out("d", b.fma(b.scalar(1), b.in("w1"), b.mul(b.scalar(0), b.in("w0"))))
	})
	loop("rank2Add", []string{"d", "w0", "w1"}, func(b builder) {
		b.out("d", b.fma(b.scalar(1), b.in("w1"), b.fma(b.scalar(0), b.in("w0"), b.in("d"))))
	})
	loop("rank2Grad", []string{"g0", "g1", "dz"}, func(b builder) {
		d := b.in("dz")
		b.out("g0", b.fma(b.scalar(0), d, b.in("g0")))
		b.out("g1", b.fma(b.scalar(1), d, b.in("g1")))
	})
}

func optimisers(loop define) {
	loop("adam", []string{"w", "gr", "m", "v"}, func(b builder) {
		d := b.gradient()
		m := b.fma(b.scalar(5), d, b.mul(b.scalar(4), b.in("m")))
		v := b.fma(b.scalar(7), b.mul(d, d), b.mul(b.scalar(6), b.in("v")))
		b.out("m", m)
		b.out("v", v)
		b.descend(m, v)
	})
	loop("rmsprop", []string{"w", "gr", "r"}, func(b builder) {
		d := b.gradient()
		r := b.fma(b.scalar(7), b.mul(d, d), b.mul(b.scalar(6), b.in("r")))
		b.out("r", r)
		b.descend(d, r)
	})
	loop("adagrad", []string{"w", "gr", "a"}, func(b builder) {
		d := b.gradient()
		a := b.fma(d, d, b.in("a"))
		b.out("a", a)
		b.descend(d, a)
	})
	loop("sgd", []string{"w", "gr"}, func(b builder) {
		b.out("w", b.fnma(b.scalar(0), b.gradient(), b.in("w")))
	})
}

func places(loop define) {
	fields := []string{"e", "s", "x", "y", "xx", "xy", "yy", "ratio"}
	loop("energy", fields, func(b builder) {
		e := b.energy()
		b.out("e", e)
		b.out("s", b.mul(b.in("ratio"), e))
	})
	loop("nearest", fields, func(b builder) {
		e, old := b.energy(), b.in("e")
		less := b.lt(e, old)
		b.out("s", b.sel(less, b.mul(b.in("ratio"), e), b.in("s")))
		b.out("e", b.sel(less, e, old))
	})
	loop("difference", []string{"d", "p", "q"}, func(b builder) {
		x := b.fma(b.in("p"), b.scalar(0), b.neg(b.mul(b.in("q"), b.scalar(1))))
		b.setLane(0, b.min(x, b.lane(0)))
		b.out("d", x)
	})
	loop("shiftSum", []string{"x"}, func(b builder) {
		x := b.add(b.in("x"), b.scalar(0))
		b.setLane(0, b.add(b.lane(0), x))
		b.out("x", x)
	})
}
