package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose8 copies 8 rows, k8*8 long, so that each column's 8 values lie
// together, columns ldd bytes apart.
func transpose8() {
	TEXT("transpose8", NOSPLIT, "func(k8 int, src *float32, lds uintptr, dst *float32, ldd uintptr)")
	Pragma("noescape")
	Doc("transpose8 copies 8 rows of 8*k8 values to columns ldd bytes apart.")
	Load(Param("k8"), reg.RAX)
	Load(Param("src"), reg.RSI)
	Load(Param("lds"), reg.R8)
	Load(Param("dst"), reg.RDI)
	Load(Param("ldd"), reg.R10)
	LEAQ(Mem{Base: reg.R8, Index: reg.R8, Scale: 2}, reg.R9)
	LEAQ(Mem{Base: reg.RSI, Index: reg.R8, Scale: 4}, reg.RDX) // rows 4 to 7
	LEAQ(Mem{Base: reg.R10, Index: reg.R10, Scale: 2}, reg.R11)
	Label("loop")
	xmm := []reg.VecPhysical{reg.X0, reg.X1, reg.X2, reg.X3, reg.X4, reg.X5, reg.X6, reg.X7}
	for i := range 4 { // left halves in 0 to 3, right halves in 4 to 7
		VMOVUPS(rowAt(i, 0), xmm[i])
		VINSERTF128(Imm(1), rowAt(i+4, 0), ymm[i], ymm[i])
		VMOVUPS(rowAt(i, 16), xmm[i+4])
		VINSERTF128(Imm(1), rowAt(i+4, 16), ymm[i+4], ymm[i+4])
	}
	for h := range 2 {
		o := transpose4(ymm[4*h : 4*h+4])
		VMOVUPS(o[0], Mem{Base: reg.RDI})
		VMOVUPS(o[1], Mem{Base: reg.RDI, Index: reg.R10, Scale: 1})
		VMOVUPS(o[2], Mem{Base: reg.RDI, Index: reg.R10, Scale: 2})
		VMOVUPS(o[3], Mem{Base: reg.RDI, Index: reg.R11, Scale: 1})
		LEAQ(Mem{Base: reg.RDI, Index: reg.R10, Scale: 4}, reg.RDI)
	}
	ADDQ(Imm(32), reg.RSI)
	ADDQ(Imm(32), reg.RDX)
	DECQ(reg.RAX)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// rowAt addresses row i of 8, off bytes along.
func rowAt(i, off int) Mem {
	m := Mem{Base: reg.RSI, Disp: off}
	if i >= 4 {
		m.Base = reg.RDX
	}
	switch i & 3 {
	case 1, 2:
		m.Index, m.Scale = reg.R8, uint8(i&3)
	case 3:
		m.Index, m.Scale = reg.R9, 1
	}
	return m
}

// transpose4 transposes 4 x 4 in each half of four registers.
func transpose4(r []reg.VecPhysical) []reg.VecPhysical {
	VUNPCKLPS(r[1], r[0], ymm[8])
	VUNPCKHPS(r[1], r[0], ymm[9])
	VUNPCKLPS(r[3], r[2], ymm[10])
	VUNPCKHPS(r[3], r[2], ymm[11])
	VUNPCKLPD(ymm[10], ymm[8], ymm[12])
	VUNPCKHPD(ymm[10], ymm[8], ymm[13])
	VUNPCKLPD(ymm[11], ymm[9], ymm[14])
	VUNPCKHPD(ymm[11], ymm[9], ymm[15])
	return ymm[12:16]
}

// copyRows copies k rows of two vectors to follow each other.
func copyRows(name string, bytes int, regs []reg.VecPhysical) {
	TEXT(name, NOSPLIT, "func(k int, src *float32, lds uintptr, dst *float32)")
	Pragma("noescape")
	Doc(name + " copies k rows, lds bytes apart, to follow each other.")
	Load(Param("k"), reg.RAX)
	Load(Param("src"), reg.RSI)
	Load(Param("lds"), reg.R8)
	Load(Param("dst"), reg.RDI)
	Label("loop")
	PREFETCHT0(Mem{Base: reg.RSI, Disp: 2 * bytes})
	VMOVUPS(Mem{Base: reg.RSI}, regs[0])
	VMOVUPS(Mem{Base: reg.RSI, Disp: bytes}, regs[1])
	VMOVUPS(regs[0], Mem{Base: reg.RDI})
	VMOVUPS(regs[1], Mem{Base: reg.RDI, Disp: bytes})
	ADDQ(reg.R8, reg.RSI)
	ADDQ(I32(int32(2*bytes)), reg.RDI)
	DECQ(reg.RAX)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// copyMasked copies k rows of up to 16 values.
func copyMasked() {
	TEXT("copyMasked", NOSPLIT, "func(k int, src *float32, lds uintptr, dst *float32, ldd uintptr, mask uint32)")
	Pragma("noescape")
	Doc("copyMasked copies the values mask names of k rows, ldd bytes apart.")
	Load(Param("k"), reg.RAX)
	Load(Param("src"), reg.RSI)
	Load(Param("lds"), reg.R8)
	Load(Param("dst"), reg.RDI)
	Load(Param("ldd"), reg.R9)
	Load(Param("mask"), reg.EBX)
	KMOVW(reg.EBX, reg.K1)
	Label("loop")
	PREFETCHT0(Mem{Base: reg.RSI, Disp: 64})
	VMOVUPS_Z(Mem{Base: reg.RSI}, reg.K1, reg.Z0)
	VMOVUPS(reg.Z0, reg.K1, Mem{Base: reg.RDI})
	ADDQ(reg.R8, reg.RSI)
	ADDQ(reg.R9, reg.RDI)
	DECQ(reg.RAX)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
