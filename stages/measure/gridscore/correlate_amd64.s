#include "textflag.h"

// func correlateBlockAVX2(dst, p, q *float64, rows, ny, pStride, qStride int)
//
// Eight lags of four maps: Y0..Y7 hold the sums of lags r = 0..7, one map a
// lane; they start from dst. Products are rounded before they are added (no fused multiply-add), so
// every lane is the chain that correlateBlockPortable writes out.
TEXT ·correlateBlockAVX2(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ q+16(FP), DX
	MOVQ rows+24(FP), R8
	MOVQ ny+32(FP), R9
	MOVQ pStride+40(FP), R10
	MOVQ qStride+48(FP), R11
	SHLQ $3, R10
	SHLQ $3, R11
	SHLQ $5, R9
	VMOVUPD (DI), Y0
	VMOVUPD 32(DI), Y1
	VMOVUPD 64(DI), Y2
	VMOVUPD 96(DI), Y3
	VMOVUPD 128(DI), Y4
	VMOVUPD 160(DI), Y5
	VMOVUPD 192(DI), Y6
	VMOVUPD 224(DI), Y7

row:
	MOVQ SI, AX
	MOVQ DX, BX
	LEAQ (SI)(R9*1), CX

column:
	VMOVUPD (AX), Y8
	VMULPD (BX), Y8, Y9
	VMULPD 32(BX), Y8, Y10
	VMULPD 64(BX), Y8, Y11
	VMULPD 96(BX), Y8, Y12
	VADDPD Y9, Y0, Y0
	VADDPD Y10, Y1, Y1
	VADDPD Y11, Y2, Y2
	VADDPD Y12, Y3, Y3
	VMULPD 128(BX), Y8, Y9
	VMULPD 160(BX), Y8, Y10
	VMULPD 192(BX), Y8, Y11
	VMULPD 224(BX), Y8, Y12
	VADDPD Y9, Y4, Y4
	VADDPD Y10, Y5, Y5
	VADDPD Y11, Y6, Y6
	VADDPD Y12, Y7, Y7
	ADDQ $32, AX
	ADDQ $32, BX
	CMPQ AX, CX
	JB   column

	ADDQ R10, SI
	ADDQ R11, DX
	DECQ R8
	JNZ  row

	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, 64(DI)
	VMOVUPD Y3, 96(DI)
	VMOVUPD Y4, 128(DI)
	VMOVUPD Y5, 160(DI)
	VMOVUPD Y6, 192(DI)
	VMOVUPD Y7, 224(DI)
	VZEROUPPER
	RET
