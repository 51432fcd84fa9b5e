// Package kernel says which instruction set the numerical core uses, and holds
// the one scalar operation every instruction set must reproduce.
//
// Packages blas and vec have one implementation per instruction set and one in
// plain Go. All give the same bits, so the choice changes speed only. It is
// made once from what the processor can do and may be changed by name, which
// serves tests and bug reports.
//
// It knows nothing of matrices, vectors or environment variables.
package kernel

import (
	"fmt"
	"strings"
	"sync/atomic"
)

// ID names an instruction set inside the program.
type ID int32

// The instruction sets, slowest first.
const (
	Portable ID = iota // plain Go with an emulated fused multiply-add
	NEON               // arm64 Advanced SIMD
	AVX2               // amd64 AVX2 and FMA
	AVX512             // amd64 AVX-512 foundation
)

// String returns the name Set accepts.
func (id ID) String() string {
	switch id {
	case AVX512:
		return "avx512"
	case AVX2:
		return "avx2"
	case NEON:
		return "neon"
	default:
		return "portable"
	}
}

// current is the choice in force.
//
//codeid:agrees every kernel gives the same bits, so the choice changes speed only
var current atomic.Int32

func init() { current.Store(int32(available()[0])) }

// Current returns the instruction set in force.
func Current() ID { return ID(current.Load()) }

// Names returns the names this processor can run, best first.
func Names() []string {
	ids := available()
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id.String()
	}
	return names
}

// Active returns the name of the instruction set in force.
func Active() string { return Current().String() }

// Set chooses an instruction set by name. Calls already running, and weights
// already packed, keep theirs.
func Set(name string) error {
	for _, id := range available() {
		if id.String() == name {
			current.Store(int32(id))
			return nil
		}
	}
	return fmt.Errorf("kernel: %q is not one this processor can run: %s", name, strings.Join(Names(), ", "))
}
