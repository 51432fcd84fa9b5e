// Package rng has counter-based random streams: every draw is a function of
// (seed, purpose, index, position), so the same draw can be made again
// anywhere, in any order, on any machine.
//
// The generator is Philox4x32-10 [Salmon2011]. Seed and purpose make its key
// of 64 bits; the upper half of its counter is the index (of a path, a unit, a
// network), the lower half the position. Streams of one seed and purpose
// never overlap. All arithmetic on floats goes through stages/core/dmath, so
// Normal and the rest return the same bits everywhere.
//
// A Stream is a small value: copying it forks nothing, the copy repeats the
// same draws. It needs no serialisation; (seed, purpose, index, Pos) is all
// there is.
//
// The package does not know what the draws are for.
package rng

import (
	"math"
	"math/bits"

	"nofreelunch/stages/core/dmath"
)

// A Stream is a sequence of independent uniform words of 64 bits and a
// position in it.
type Stream struct {
	key   [2]uint32
	index uint64
	pos   uint64 // words drawn so far
	next  uint64 // the second word of the block, if pos is odd
}

// New returns the stream that seed, purpose and index name, at position 0.
func New(seed uint64, purpose string, index uint64) Stream {
	return Stream{key: deriveKey(seed, purpose), index: index}
}

// At returns the sibling stream with another index, at position 0.
func (s *Stream) At(index uint64) Stream { return Stream{key: s.key, index: index} }

// Pos is the number of words drawn so far.
func (s *Stream) Pos() uint64 { return s.pos }

// Seek moves to position pos.
func (s *Stream) Seek(pos uint64) {
	s.pos = pos
	if pos&1 != 0 {
		_, s.next = s.block(pos / 2)
	}
}

// block returns the two words at positions 2n and 2n + 1.
func (s *Stream) block(n uint64) (first, second uint64) {
	a, b, c, d := philox(uint32(n), uint32(n>>32), uint32(s.index), uint32(s.index>>32), s.key[0], s.key[1])
	return uint64(b)<<32 | uint64(a), uint64(d)<<32 | uint64(c)
}

// Uint64 draws a word.
func (s *Stream) Uint64() uint64 {
	s.pos++
	if s.pos&1 == 0 {
		return s.next
	}
	first, second := s.block(s.pos / 2)
	s.next = second
	return first
}

// Pair draws two words with one run of the generator. The position must be even.
func (s *Stream) Pair() (first, second uint64) {
	if s.pos&1 != 0 {
		panic("rng: Pair at an odd position")
	}
	first, second = s.block(s.pos / 2)
	s.pos += 2
	return first, second
}

// Float64 draws a uniform number in [0, 1), a multiple of 2**-53. One word.
func (s *Stream) Float64() float64 { return float64(s.Uint64()>>11) * 0x1p-53 }

// Open draws a uniform number in (0, 1), symmetric about 1/2. One word.
func (s *Stream) Open() float64 { return Open(s.Uint64()) }

// Open maps a word to (0, 1), symmetrically about 1/2: an odd multiple of
// 2**-53.
func Open(word uint64) float64 {
	return float64(float64(word>>12|1<<52)*0x1p-52) - (1 - 0x1p-53)
}

// Uniform draws a number in [lo, hi). One word.
func (s *Stream) Uniform(lo, hi float64) float64 {
	lo, hi = float64(lo), float64(hi) // a caller's product must not fuse with what follows
	return lo + float64((hi-lo)*s.Float64())
}

// Normal draws from the standard normal distribution, by its quantile
// function. One word.
func (s *Stream) Normal() float64 { return dmath.NormalQuantile(s.Open()) }

// Rayleigh draws from the Rayleigh distribution. One word.
func (s *Stream) Rayleigh(scale float64) float64 { return Rayleigh(scale, s.Uint64()) }

// Rayleigh maps a word to the Rayleigh distribution.
func Rayleigh(scale float64, word uint64) float64 {
	return scale * math.Sqrt(-2*dmath.Log(Open(word)))
}

// Exp draws from the exponential distribution with mean 1. One word.
func (s *Stream) Exp() float64 { return -dmath.Log(s.Open()) }

// IntN draws from {0, ..., n-1}; n must be positive. One word, so the
// probabilities are unequal by at most n / 2**64.
func (s *Stream) IntN(n int) int {
	if n <= 0 {
		panic("rng: IntN of a number that is not positive")
	}
	hi, _ := bits.Mul64(s.Uint64(), uint64(n))
	return int(hi)
}

// Perm draws a permutation of {0, ..., n-1}. n - 1 words.
func (s *Stream) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	for i := n - 1; i > 0; i-- {
		j := s.IntN(i + 1)
		p[i], p[j] = p[j], p[i]
	}
	return p
}

// Poisson draws from the Poisson distribution, by inversion in pieces of mean
// at most 500. One word per piece.
func (s *Stream) Poisson(mean float64) int {
	if !(mean >= 0) || math.IsInf(mean, 1) {
		panic("rng: Poisson mean is negative or not finite")
	}
	const piece = 500
	n := 0
	for ; mean > piece; mean -= piece {
		n += s.poisson(piece)
	}
	return n + s.poisson(mean)
}

func (s *Stream) poisson(mean float64) int {
	u := s.Open()
	p := dmath.Exp(-mean)
	k := 0
	// p > 0 bounds the loop where the sum of the terms rounds to below u.
	for u > p && p > 0 {
		u -= p
		k++
		p *= mean / float64(k)
	}
	return k
}

// Gamma draws from the gamma distribution with the given shape and scale 1
// (Marsaglia and Tsang 2000). It consumes a varying number of words.
func (s *Stream) Gamma(shape float64) float64 {
	if !(shape > 0) || math.IsInf(shape, 1) {
		panic("rng: Gamma shape is not positive and finite")
	}
	if shape < 1 {
		g := s.Gamma(shape + 1)
		return g * dmath.Pow(s.Open(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.Normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = v * v * v
		accept := float64(0.5*x*x) + d - float64(d*v) + float64(d*dmath.Log(v))
		if dmath.Log(s.Open()) < accept {
			return d * v
		}
	}
}
