// Command _asm writes the assembly of package blas: the micro-kernels for
// AVX-512 and AVX2 with the copying that feeds them, and the one for arm64.
//
//	go run . -out ../gemm_amd64.s -stubs ../gemm_amd64.go -pkg blas
//	go run . -arm64 ../gemm_arm64.s
package main

import (
	"fmt"
	"os"

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

func main() {
	if len(os.Args) == 3 && os.Args[1] == "-arm64" {
		if err := os.WriteFile(os.Args[2], arm64(), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	ConstraintExpr("amd64")
	for rows := 1; rows <= 14; rows++ {
		avx512(rows).emit()
	}
	for rows := 1; rows <= 6; rows++ {
		avx2(rows).emit()
	}
	transpose8()
	copyRows("copyRows32", 64, zmm)
	copyRows("copyRows16", 32, ymm)
	copyMasked()
	peak("peakAVX512", zmm)
	peak("peakAVX2", ymm)
	Generate()
}

// tile is a micro-kernel: rows x 2 vectors of accumulators, two vectors of B
// and two broadcast elements of A in registers.
type tile struct {
	name   string
	rows   int
	bytes  int // of a vector
	regs   []reg.VecPhysical
	masked bool // the instruction set masks columns
}

func avx512(rows int) tile {
	return tile{fmt.Sprintf("tileAVX512x%d", rows), rows, 64, zmm, true}
}

func avx2(rows int) tile {
	return tile{fmt.Sprintf("tileAVX2x%d", rows), rows, 32, ymm, false}
}

func (t tile) acc(i, j int) reg.VecPhysical { return t.regs[2*i+j] }

// last returns the i-th register from the end.
func (t tile) last(i int) reg.VecPhysical { return t.regs[len(t.regs)-i] }

const unroll = 4

func (t tile) emit() {
	TEXT(t.name, NOSPLIT, "func(k int, a, b, c *float32, ldc uintptr, mask uint32, load bool)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes %d rows of C from packed panels, over k; ldc is in bytes.", t.name, t.rows))
	Load(Param("k"), reg.RAX)
	Load(Param("a"), reg.RSI)
	Load(Param("b"), reg.RDI)
	Load(Param("c"), reg.RDX)
	Load(Param("ldc"), reg.RCX)
	if t.masked {
		Load(Param("mask"), reg.EBX)
		KMOVW(reg.EBX, reg.K1)
		SHRL(Imm(16), reg.EBX)
		KMOVW(reg.EBX, reg.K2)
	}
	t.start()
	t.loop()
	t.finish()
	VZEROUPPER()
	RET()
}

// eachRow calls f with the address of C's row in r, for all rows.
func (t tile) eachRow(r reg.GPPhysical, f func(i int)) {
	for i := range t.rows {
		f(i)
		if i < t.rows-1 {
			ADDQ(reg.RCX, r)
		}
	}
}

// start loads the accumulators or zeroes them, and asks for the lines of C
// that the next tile will need.
func (t tile) start() {
	Load(Param("load"), reg.R8B)
	MOVQ(reg.RDX, reg.RBX)
	TESTB(reg.R8B, reg.R8B)
	JZ(LabelRef("zero"))
	t.eachRow(reg.RBX, func(i int) {
		t.loadC(i)
		PREFETCHT0(Mem{Base: reg.RBX, Disp: 2 * t.bytes})
		if t.bytes == 64 {
			PREFETCHT0(Mem{Base: reg.RBX, Disp: 3 * t.bytes})
		}
	})
	JMP(LabelRef("start"))
	Label("zero")
	t.eachRow(reg.RBX, func(i int) {
		for j := range 2 {
			if t.masked {
				VPXORD(t.acc(i, j), t.acc(i, j), t.acc(i, j))
			} else {
				VXORPS(t.acc(i, j), t.acc(i, j), t.acc(i, j))
			}
		}
		PREFETCHT0(Mem{Base: reg.RBX})
		if t.bytes == 64 {
			PREFETCHT0(Mem{Base: reg.RBX, Disp: 64})
		}
	})
	Label("start")
}

func (t tile) loadC(i int) {
	if t.masked {
		VMOVUPS_Z(Mem{Base: reg.RBX}, reg.K1, t.acc(i, 0))
		VMOVUPS_Z(Mem{Base: reg.RBX, Disp: 64}, reg.K2, t.acc(i, 1))
		return
	}
	VMOVUPS(Mem{Base: reg.RBX}, t.acc(i, 0))
	VMOVUPS(Mem{Base: reg.RBX, Disp: 32}, t.acc(i, 1))
}

// step is one k: C += a b'.
func (t tile) step(u int) {
	b0, b1 := t.last(4), t.last(3)
	VMOVUPS(Mem{Base: reg.RDI, Disp: 2 * t.bytes * u}, b0)
	VMOVUPS(Mem{Base: reg.RDI, Disp: 2*t.bytes*u + t.bytes}, b1)
	for i := range t.rows {
		x := t.last(1 + i&1)
		VBROADCASTSS(Mem{Base: reg.RSI, Disp: 4 * (u*t.rows + i)}, x)
		VFMADD231PS(b0, x, t.acc(i, 0))
		VFMADD231PS(b1, x, t.acc(i, 1))
	}
}

func (t tile) advance(u int) {
	ADDQ(I32(int32(4*u*t.rows)), reg.RSI)
	ADDQ(I32(int32(2*u*t.bytes)), reg.RDI)
}

func (t tile) loop() {
	MOVQ(reg.RAX, reg.R8)
	SHRQ(Imm(2), reg.R8)
	JZ(LabelRef("tail"))
	Label("loop")
	for u := range unroll {
		t.step(u)
	}
	t.advance(unroll)
	DECQ(reg.R8)
	JNZ(LabelRef("loop"))
	Label("tail")
	ANDQ(Imm(unroll-1), reg.RAX)
	JZ(LabelRef("store"))
	Label("tailLoop")
	t.step(0)
	t.advance(1)
	DECQ(reg.RAX)
	JNZ(LabelRef("tailLoop"))
}

func (t tile) finish() {
	Label("store")
	t.eachRow(reg.RDX, func(i int) {
		if t.masked {
			VMOVUPS(t.acc(i, 0), reg.K1, Mem{Base: reg.RDX})
			VMOVUPS(t.acc(i, 1), reg.K2, Mem{Base: reg.RDX, Disp: 64})
			return
		}
		VMOVUPS(t.acc(i, 0), Mem{Base: reg.RDX})
		VMOVUPS(t.acc(i, 1), Mem{Base: reg.RDX, Disp: 32})
	})
}

// peak is a loop of nothing but fused multiply-adds.
func peak(name string, regs []reg.VecPhysical) {
	TEXT(name, NOSPLIT, "func(n int)")
	Doc(name + " runs n times 12 independent fused multiply-adds.")
	Load(Param("n"), reg.RAX)
	for i := range 12 {
		VXORPS(ymm[i], ymm[i], ymm[i])
	}
	VXORPS(reg.Y14, reg.Y14, reg.Y14)
	VXORPS(reg.Y15, reg.Y15, reg.Y15)
	Label("loop")
	for i := range 12 {
		VFMADD231PS(regs[14], regs[15], regs[i])
	}
	DECQ(reg.RAX)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
