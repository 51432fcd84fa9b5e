#include "textflag.h"

// func rotateAVX2(r *rotated, samples *sample, count int, coef, sac *float64, stride int)
//
// Y0, Y1 and Y2 hold r.sum, r.same and r.before, one map a lane; Y3 a sample.
// A sample is 88 bytes: at, here, back, wx[4], wy[4].
TEXT ·rotateAVX2(SB), NOSPLIT, $0-48
	MOVQ r+0(FP), R9
	MOVQ samples+8(FP), SI
	MOVQ count+16(FP), CX
	MOVQ coef+24(FP), DI
	MOVQ sac+32(FP), DX
	MOVQ stride+40(FP), R8
	SHLQ $3, R8
	VMOVUPD (R9), Y0
	VMOVUPD 32(R9), Y1
	VMOVUPD 64(R9), Y2

sample:
	MOVQ (SI), AX
	LEAQ (DI)(AX*8), AX
	VBROADCASTSD 56(SI), Y4
	VBROADCASTSD 64(SI), Y5
	VBROADCASTSD 72(SI), Y6
	VBROADCASTSD 80(SI), Y7
	VXORPD Y3, Y3, Y3

#define ROW(weight) \
	VMULPD (AX), Y4, Y8 \
	VMULPD 32(AX), Y5, Y9 \
	VMULPD 64(AX), Y6, Y10 \
	VMULPD 96(AX), Y7, Y11 \
	VBROADCASTSD weight(SI), Y12 \
	VADDPD Y9, Y8, Y8 \
	VADDPD Y10, Y8, Y8 \
	VADDPD Y11, Y8, Y8 \
	VMULPD Y8, Y12, Y8 \
	VADDPD Y8, Y3, Y3

	ROW(24)
	ADDQ R8, AX
	ROW(32)
	ADDQ R8, AX
	ROW(40)
	ADDQ R8, AX
	ROW(48)

	MOVQ 8(SI), BX
	MOVQ 16(SI), AX
	VADDPD Y3, Y0, Y0
	VMULPD (DX)(BX*8), Y3, Y8
	VMULPD (DX)(AX*8), Y3, Y9
	VADDPD Y8, Y1, Y1
	VADDPD Y9, Y2, Y2
	ADDQ $88, SI
	DECQ CX
	JNZ  sample

	VMOVUPD Y0, (R9)
	VMOVUPD Y1, 32(R9)
	VMOVUPD Y2, 64(R9)
	VZEROUPPER
	RET
