package main

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

var zmm = []reg.VecPhysical{
	reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7, reg.Z8, reg.Z9, reg.Z10,
	reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15, reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21,
	reg.Z22, reg.Z23, reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
}

var ymm = []reg.VecPhysical{
	reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
	reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
}

var masks = []reg.OpmaskPhysical{reg.K0, reg.K1, reg.K2, reg.K3, reg.K4, reg.K5, reg.K6, reg.K7}

// gprs hold the pointers; RCX counts blocks, RBX is the offset.
var gprs = []reg.GPPhysical{reg.RSI, reg.RDI, reg.R8, reg.R9, reg.R10, reg.R11, reg.R12, reg.R13, reg.RDX, reg.RAX}

// amd64 is AVX-512 or AVX2.
type amd64 struct {
	suffix string
	wide   bool
	regs   []reg.VecPhysical
	c      reg.GPPhysical // scalars
	base   map[int]reg.GPPhysical
	data   map[value]Mem
}

func (m *amd64) registers() int { return len(m.regs) }
func (m *amd64) maskRegs() bool { return m.wide }
func (m *amd64) memory() bool   { return true }

func (m *amd64) bytes() int {
	if m.wide {
		return 64
	}
	return 32
}

func (m *amd64) vectors() int { return 64 / m.bytes() }

// write emits the whole function.
func (m *amd64) write(p *program) {
	names := p.params()
	TEXT(p.name+m.suffix, attr.NOSPLIT, "func(n int, "+strings.Join(names, ", ")+" *float32)")
	Pragma("noescape")
	Doc(p.name + m.suffix + " is " + p.name + " for n blocks of 16.")
	m.base = map[int]reg.GPPhysical{}
	Load(Param("n"), reg.RCX)
	for i, name := range names {
		Load(Param(name), gprs[i])
		m.base[i] = gprs[i]
		if name == "c" {
			m.c = gprs[i]
		}
	}
	pl := fit(p, m)
	for _, v := range p.invariants() {
		if r, ok := pl.inv[v]; ok {
			m.fetch(r, v)
		}
	}
	firstLane := len(names) - p.lanes
	m.lanes(pl, func(r reg.VecPhysical, at Mem) { VMOVUPS(at, r) }, firstLane)
	XORQ(reg.RBX, reg.RBX)
	Label("loop")
	for sub := range m.vectors() {
		translate(p, m, pl, sub, false)
	}
	ADDQ(Imm(64), reg.RBX)
	DECQ(reg.RCX)
	JNZ(LabelRef("loop"))
	m.lanes(pl, func(r reg.VecPhysical, at Mem) { VMOVUPS(r, at) }, firstLane)
	VZEROUPPER()
	RET()
}

func (m *amd64) lanes(pl *plan, f func(reg.VecPhysical, Mem), first int) {
	for i, regs := range pl.acc {
		for s, r := range regs {
			f(m.regs[r], Mem{Base: gprs[first+i], Disp: s * m.bytes()})
		}
	}
}

func (m *amd64) move(d, s int) { VMOVAPS(m.regs[s], m.regs[d]) }

func (m *amd64) fetch(d int, v value) {
	if v.kind == scalar {
		VBROADCASTSS(Mem{Base: m.c, Disp: 4 * v.id}, m.regs[d])
		return
	}
	if m.wide {
		VBROADCASTSS(m.constant(v), m.regs[d])
		return
	}
	VMOVUPS(m.constant(v), m.regs[d])
}

// constant returns the 64 bytes that hold v sixteen times.
func (m *amd64) constant(v value) Mem {
	if at, ok := m.data[v]; ok {
		return at
	}
	at := GLOBL(fmt.Sprintf("const%08x", v.id), attr.RODATA|attr.NOPTR)
	for i := range 16 {
		DATA(4*i, U32(v.id))
	}
	m.data[v] = at
	return at
}

func (m *amd64) op(o place) Op {
	if o.reg >= 0 {
		return m.regs[o.reg]
	}
	return m.constant(o.value)
}

func (m *amd64) at(i, sub int) Mem {
	return Mem{Base: m.base[i], Index: reg.RBX, Scale: 1, Disp: sub * m.bytes()}
}

func (m *amd64) emit(o op, d int, a, b, c place, imm, sub int) {
	if m.wide && (o == opLT || o == opLE) {
		VCMPPS(predicate(o), m.op(b), m.regs[a.reg], masks[d])
		return
	}
	r := m.regs[d]
	switch o {
	case opLoad:
		VMOVUPS(m.at(imm, sub), r)
	case opStore:
		VMOVUPS(m.regs[a.reg], m.at(imm, sub))
	case opSqrt:
		VSQRTPS(m.op(a), r)
	case opFMA, opFNMA:
		m.fused(o, r, a, b, c, imm == 1)
	case opLT, opLE:
		VCMPPS(predicate(o), m.op(b), m.regs[a.reg], r)
	case opSel:
		if m.wide {
			VBLENDMPS(m.op(b), m.op(c), masks[a.reg], r)
		} else {
			VBLENDVPS(m.regs[a.reg], m.op(b), m.op(c), r)
		}
	case opShl:
		VPSLLD(Imm(uint64(imm)), m.regs[a.reg], r)
	case opSra:
		VPSRAD(Imm(uint64(imm)), m.regs[a.reg], r)
	case opCvt:
		VCVTDQ2PS(m.op(a), r)
	default:
		m.binary(o)(m.op(b), m.regs[a.reg], r)
	}
}

// binary returns the instruction that sets its third operand to second op
// first.
func (m *amd64) binary(o op) func(...Op) {
	switch o {
	case opAdd:
		return VADDPS
	case opSub:
		return VSUBPS
	case opMul:
		return VMULPS
	case opDiv:
		return VDIVPS
	case opMax:
		return VMAXPS
	case opMin:
		return VMINPS
	}
	three := func(f func(x, y, z Op)) func(...Op) { return func(o ...Op) { f(o[0], o[1], o[2]) } }
	wide := map[op]func(...Op){opAnd: VPANDD, opOr: VPORD, opXor: VPXORD, opIAdd: VPADDD, opISub: VPSUBD}
	narrow := map[op]func(...Op){opAnd: three(VPAND), opOr: three(VPOR), opXor: three(VPXOR), opIAdd: VPADDD, opISub: VPSUBD}
	if m.wide {
		return wide[o]
	}
	return narrow[o]
}

// fused emits a*b+c or c-a*b over c, or over a if overFactor.
func (m *amd64) fused(o op, d reg.VecPhysical, a, b, c place, overFactor bool) {
	switch {
	case overFactor && o == opFMA:
		VFMADD213PS(m.op(c), m.regs[b.reg], d)
	case overFactor:
		VFNMADD213PS(m.op(c), m.regs[b.reg], d)
	case o == opFMA:
		VFMADD231PS(m.op(b), m.regs[a.reg], d)
	default:
		VFNMADD231PS(m.op(b), m.regs[a.reg], d)
	}
}

// predicate is the comparison's code, quiet and false for NaN.
func predicate(o op) Constant {
	if o == opLT {
		return Imm(17)
	}
	return Imm(18)
}
