package main

// machine is an instruction set as the allocator sees it: it emits one
// instruction on numbered vector registers.
type machine interface {
	registers() int
	vectors() int // per block of 16 elements
	maskRegs() bool
	memory() bool // constants may be read from memory in place
	move(d, s int)
	fetch(d int, v value) // a constant or scalar into d
	emit(o op, d int, a, b, c place, imm, sub int)
}

// place is a register, or the constant to read in place.
type place struct {
	reg   int // -1: constant
	value value
}

// plan maps what stays the same in a loop to registers.
type plan struct {
	inv   map[value]int
	acc   [][]int // accumulator, vector
	first int     // the first register for temporaries
}

func newPlan(p *program, m machine, keep int) *plan {
	pl := &plan{inv: map[value]int{}}
	for range p.lanes {
		var regs []int
		for range m.vectors() {
			regs = append(regs, pl.first)
			pl.first++
		}
		pl.acc = append(pl.acc, regs)
	}
	for _, v := range p.invariants()[:keep] {
		pl.inv[v] = pl.first
		pl.first++
	}
	return pl
}

// fit returns the plan with the most invariants in registers that leaves
// enough for the body.
func fit(p *program, m machine) *plan {
	for keep := len(p.invariants()); keep >= 0; keep-- {
		pl := newPlan(p, m, keep)
		if pl.first <= m.registers() && translate(p, m, pl, 0, true) {
			return pl
		}
	}
	panic("vec: " + p.name + " does not fit")
}

// translator turns the body into register instructions.
type translator struct {
	p     *program
	m     machine
	pl    *plan
	sub   int
	dry   bool
	free  []int
	mask  []int
	where map[int]int // temporary to register
	last  []int
	at    int
	extra []int // to free after this instruction
}

type full struct{}

// translate emits the body for vector sub of the block. It reports whether
// the registers suffice; a dry run emits nothing.
func translate(p *program, m machine, pl *plan, sub int, dry bool) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(full); !is {
				panic(r)
			}
			ok = false
		}
	}()
	t := &translator{p: p, m: m, pl: pl, sub: sub, dry: dry, where: map[int]int{}, last: p.lastUse()}
	for r := m.registers() - 1; r >= pl.first; r-- {
		t.free = append(t.free, r)
	}
	t.mask = []int{7, 6, 5, 4, 3, 2, 1}
	for i := range p.code {
		t.at = i
		t.one(&p.code[i])
	}
	return true
}

func (t *translator) isMask(v value) bool {
	if v.kind != temp || !t.m.maskRegs() {
		return false
	}
	o := t.p.code[v.id].op
	return o == opLT || o == opLE
}

func (t *translator) pool(mask bool) *[]int {
	if mask {
		return &t.mask
	}
	return &t.free
}

func (t *translator) take(mask bool) int {
	p := t.pool(mask)
	if len(*p) == 0 {
		panic(full{})
	}
	r := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return r
}

func (t *translator) give(r int, mask bool) { p := t.pool(mask); *p = append(*p, r) }

// dies says whether v is a temporary not read after this instruction.
func (t *translator) dies(v value) bool { return v.kind == temp && t.last[v.id] == t.at }

// operand finds v; with inPlace a constant may stay in memory.
func (t *translator) operand(v value, inPlace bool) place {
	switch v.kind {
	case temp:
		return place{reg: t.where[v.id]}
	case lane:
		return place{reg: t.pl.acc[v.id][t.sub]}
	case none:
		return place{}
	}
	if r, ok := t.pl.inv[v]; ok {
		return place{reg: r}
	}
	if inPlace && v.kind == constant && t.m.memory() {
		return place{reg: -1, value: v}
	}
	r := t.take(false)
	t.extra = append(t.extra, r)
	if !t.dry {
		t.m.fetch(r, v)
	}
	return place{reg: r}
}

func (t *translator) emit(o op, d int, a, b, c place, imm int) {
	if !t.dry {
		t.m.emit(o, d, a, b, c, imm, t.sub)
	}
}

// release frees the registers of values that die here, but keep.
func (t *translator) release(in *instr, keep int) {
	seen := map[int]bool{}
	for _, v := range in.args() {
		if t.dies(v) && !seen[v.id] {
			seen[v.id] = true
			if r := t.where[v.id]; r != keep || t.isMask(v) {
				t.give(r, t.isMask(v))
			}
		}
	}
	for _, r := range t.extra {
		t.give(r, false)
	}
	t.extra = nil
}

func (t *translator) one(in *instr) {
	switch in.op {
	case opSetLane:
		d := t.pl.acc[in.imm][t.sub]
		if s := t.operand(in.a, false); s.reg != d && !t.dry {
			t.m.move(d, s.reg)
		}
		t.release(in, -1)
	case opStore:
		t.emit(opStore, 0, t.operand(in.a, false), place{}, place{}, in.imm)
		t.release(in, -1)
	case opFMA, opFNMA:
		t.fused(in)
	default:
		a := t.operand(in.a, false)
		b := t.operand(in.b, in.op != opSel)
		c := t.operand(in.c, false)
		d := t.take(t.isMask(value{temp, t.at}))
		t.emit(in.op, d, a, b, c, in.imm)
		t.release(in, -1)
		t.where[t.at] = d
	}
}

// fused overwrites the addend, or where the machine can (it reads memory in
// place) a factor, whichever dies; else a copy of the addend.
func (t *translator) fused(in *instr) {
	a, b, c := in.a, in.b, in.c
	factor := t.m.memory()
	if factor && !t.dies(c) && t.dies(b) && !t.dies(a) {
		a, b = b, a
	}
	if factor && !t.dies(c) && t.dies(a) && a != c {
		x, y, z := t.operand(a, false), t.operand(b, false), t.operand(c, true)
		t.emit(in.op, x.reg, x, y, z, 1)
		t.release(in, x.reg)
		t.where[t.at] = x.reg
		return
	}
	x, y := t.operand(a, false), t.operand(b, true)
	if x.reg == -1 {
		x, y = y, x
	}
	if t.dies(c) && c != a && c != b {
		z := t.operand(c, false)
		t.emit(in.op, z.reg, x, y, z, 0)
		t.release(in, z.reg)
		t.where[t.at] = z.reg
		return
	}
	d := t.take(false)
	if !t.dry {
		t.copyTo(d, c)
	}
	t.emit(in.op, d, x, y, place{reg: d}, 0)
	t.release(in, -1)
	t.where[t.at] = d
}

// copyTo brings v into register d.
func (t *translator) copyTo(d int, v value) {
	if _, ok := t.pl.inv[v]; !ok && (v.kind == constant || v.kind == scalar) {
		t.m.fetch(d, v)
		return
	}
	t.m.move(d, t.operand(v, false).reg)
}
