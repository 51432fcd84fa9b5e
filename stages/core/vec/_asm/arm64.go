package main

import (
	"bytes"
	"fmt"
	"strings"
)

// arm64 is Advanced SIMD. Go's assembler knows few of its instructions, so
// they are encoded here. R0 counts blocks, R1 and on are the pointers.
type arm64 struct {
	w bytes.Buffer
	c int // scalars' pointer
}

func (m *arm64) registers() int { return 32 }
func (m *arm64) vectors() int   { return 4 }
func (m *arm64) maskRegs() bool { return false }
func (m *arm64) memory() bool   { return false }

func (m *arm64) p(format string, args ...any) { fmt.Fprintf(&m.w, format+"\n", args...) }

func (m *arm64) word(x uint32, format string, args ...any) {
	m.p("\tWORD $%#08x // %s", x, fmt.Sprintf(format, args...))
}

const scratchReg = 16

func (m *arm64) write(p *program) {
	names := p.params()
	m.p("// func %sNEON(n int, %s *float32)", p.name, strings.Join(names, ", "))
	m.p("TEXT ·%sNEON(SB), NOSPLIT|NOFRAME, $0-%d", p.name, 8*(len(names)+1))
	m.p("\tMOVD n+0(FP), R0")
	for i, name := range names {
		m.p("\tMOVD %s+%d(FP), R%d", name, 8*(i+1), i+1)
		if name == "c" {
			m.c = i + 1
		}
	}
	pl := fit(p, m)
	for _, v := range p.invariants() {
		if r, ok := pl.inv[v]; ok {
			m.fetch(r, v)
		}
	}
	firstLane := len(names) - p.lanes + 1
	m.lanes(pl, firstLane, m.load)
	m.p("loop:")
	for sub := range m.vectors() {
		translate(p, m, pl, sub, false)
	}
	for i := range p.pointers {
		m.p("\tADD $64, R%d", i+1)
	}
	m.p("\tSUBS $1, R0\n\tBNE loop")
	m.lanes(pl, firstLane, m.store)
	m.p("\tRET\n")
}

func (m *arm64) lanes(pl *plan, first int, f func(v, r, off int)) {
	for i, regs := range pl.acc {
		for s, v := range regs {
			f(v, first+i, 16*s)
		}
	}
}

func (m *arm64) load(v, r, off int) {
	m.word(0x3dc00000|uint32(off/16)<<10|uint32(r)<<5|uint32(v), "LDR Q%d, [R%d, %d]", v, r, off)
}

func (m *arm64) store(v, r, off int) {
	m.word(0x3d800000|uint32(off/16)<<10|uint32(r)<<5|uint32(v), "STR Q%d, [R%d, %d]", v, r, off)
}

func (m *arm64) move(d, s int) { m.three(0x4ea01c00, "MOV", d, s, s) }

func (m *arm64) fetch(d int, v value) {
	if v.kind == scalar {
		m.p("\tADD $%d, R%d, R%d", 4*v.id, m.c, scratchReg)
		m.word(0x4d40c800|scratchReg<<5|uint32(d), "LD1R V%d.4S, [R%d]", d, scratchReg)
		return
	}
	m.p("\tMOVD $%#x, R%d", v.id, scratchReg)
	m.word(0x4e040c00|scratchReg<<5|uint32(d), "DUP V%d.4S, R%d", d, scratchReg)
}

func (m *arm64) three(code uint32, name string, d, n, k int) {
	m.word(code|uint32(k)<<16|uint32(n)<<5|uint32(d), "%s V%d, V%d, V%d", name, d, n, k)
}

func (m *arm64) two(code uint32, name string, d, n int) {
	m.word(code|uint32(n)<<5|uint32(d), "%s V%d, V%d", name, d, n)
}

// codes are the operations of two vectors giving a third.
var codes = map[op]struct {
	code uint32
	name string
}{
	opAdd: {0x4e20d400, "FADD"}, opSub: {0x4ea0d400, "FSUB"}, opMul: {0x6e20dc00, "FMUL"}, opDiv: {0x6e20fc00, "FDIV"},
	opAnd: {0x4e201c00, "AND"}, opOr: {0x4ea01c00, "ORR"}, opXor: {0x6e201c00, "EOR"},
	opIAdd: {0x4ea08400, "ADD"}, opISub: {0x6ea08400, "SUB"},
}

const (
	fcmgt = 0x6ea0e400
	fcmge = 0x6e20e400
	bsl   = 0x6e601c00
)

// emit relies on d being no operand's register unless the operation is a
// fused one, which overwrites its addend.
func (m *arm64) emit(o op, d int, a, b, c place, imm, sub int) {
	switch o {
	case opLoad:
		m.load(d, imm+1, 16*sub)
	case opStore:
		m.store(a.reg, imm+1, 16*sub)
	case opSqrt:
		m.two(0x6ea1f800, "FSQRT", d, a.reg)
	case opCvt:
		m.two(0x4e21d800, "SCVTF", d, a.reg)
	case opFMA:
		m.three(0x4e20cc00, "FMLA", d, a.reg, b.reg)
	case opFNMA:
		m.three(0x4ea0cc00, "FMLS", d, a.reg, b.reg)
	case opLT:
		m.three(fcmgt, "FCMGT", d, b.reg, a.reg)
	case opLE:
		m.three(fcmge, "FCMGE", d, b.reg, a.reg)
	case opMax:
		m.three(fcmgt, "FCMGT", d, a.reg, b.reg)
		m.three(bsl, "BSL", d, a.reg, b.reg)
	case opMin:
		m.three(fcmgt, "FCMGT", d, b.reg, a.reg)
		m.three(bsl, "BSL", d, a.reg, b.reg)
	case opSel:
		m.move(d, a.reg)
		m.three(bsl, "BSL", d, b.reg, c.reg)
	case opShl:
		m.two(0x4f005400|uint32(32+imm)<<16, fmt.Sprintf("SHL #%d", imm), d, a.reg)
	case opSra:
		m.two(0x4f000400|uint32(64-imm)<<16, fmt.Sprintf("SSHR #%d", imm), d, a.reg)
	default:
		m.three(codes[o].code, codes[o].name, d, a.reg, b.reg)
	}
}
