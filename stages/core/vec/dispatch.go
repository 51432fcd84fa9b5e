package vec

import "unsafe"

//go:generate go run -C _asm . -out ../blocks_amd64.s -stubs ../stubs_amd64.go -pkg vec
//go:generate go run -C _asm . -arm64 ../blocks_arm64.s -stubs ../stubs_arm64.go
//go:generate go run -C _asm . -dispatch ..

// atOnce is how many blocks of 16 one call of assembly does. Assembly cannot
// be interrupted, and the garbage collector waits for it: keep it short.
const atOnce = 2048

// at returns the address i elements after p.
func at(p *float32, i int) *float32 {
	return (*float32)(unsafe.Add(unsafe.Pointer(p), 4*i))
}
