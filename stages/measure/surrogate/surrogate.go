// Package surrogate makes maps that have everything of a network's maps but
// their lattices, and asks what is left of a result beside them.
//
// A surrogate of a unit has the unit's own rates, each as often and as the same
// set of bins has them, in another order over the box: that of Gaussian noise
//
//	u(x) = sum over k of sqrt(S(|k|)) (a_k cos(k . x) + b_k sin(k . x))
//
// whose lowest value becomes the unit's lowest rate, and so on upwards. Its
// marginal distribution is the unit's, to the last bit. S depends on the wave
// number alone, so noise knows no directions. It is found by iteration: putting
// the rates in moves the spectrum, so S is multiplied, ring by ring of wave numbers,
// by what the population's spectrum is over what the surrogates' spectrum has become,
// as in the iterated surrogates of [Schreiber1996].
//
// Maps are not periodic and few fields fit the box. The noise therefore lives on
// a torus three boxes wide, of which the box is a part, so that waves of any
// length cross it and opposite walls know nothing of each other; and spectra of
// maps and of surrogates are measured alike, in the box and padded with their mean, so that
// what the box's edges do to one they do to the other.
//
// The package does not know which fraction of surrogates is high.
package surrogate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
)

// torusBoxes is the side of the noise's torus in boxes.
const torusBoxes = 3

// A Maker makes surrogates of a population's maps.
type Maker struct {
	n       int
	seed    uint64
	units   []marginal
	target  []float64   // the population's power by ring, sum 1
	density []float64   // the same by mode
	gains   [][]float64 // by ring, of every round
	plane   *plane
	torus   *torus
	scratch []ranked
}

// marginal is what a surrogate keeps of a unit.
type marginal struct {
	sorted   []float64 // its rates
	bins     []int     // the bins that have one
	mean, sd float64
}

// NewMaker learns from maps of n x n rates, which may have NaN where no rate is
// known, and iterates. No more than fitted surrogates are made in a round.
func NewMaker(maps [][]float64, n int, rounds, fitted int, seed uint64) (*Maker, error) {
	m := &Maker{n: n, seed: seed, plane: newPlane(n), torus: newTorus(n)}
	m.target = make([]float64, m.plane.count)
	for i, rates := range maps {
		if len(rates) != n*n {
			return nil, fmt.Errorf("surrogate: map %d has %d rates, want %d x %d", i, len(rates), n, n)
		}
		u := marginalOf(rates)
		if !(u.sd > 0) {
			return nil, fmt.Errorf("surrogate: map %d does not vary, so that it has no spectrum", i)
		}
		m.units = append(m.units, u)
	}
	for i, rates := range maps {
		m.plane.add(m.target, m.standard(i, rates), nil)
	}
	normalise(m.target)
	m.density = make([]float64, m.plane.count)
	for r, p := range m.target {
		m.density[r] = p / float64(max(m.plane.modes[r], 1))
	}
	m.density[0] = m.density[1]
	m.fit(rounds, fitted)
	return m, nil
}

func marginalOf(rates []float64) marginal {
	var u marginal
	sum := 0.0
	for k, v := range rates {
		if v-v == 0 {
			u.bins, u.sorted = append(u.bins, k), append(u.sorted, v)
			sum += v
		}
	}
	u.mean = sum / float64(max(len(u.bins), 1))
	squares := 0.0
	for _, v := range u.sorted {
		squares += float64((v - u.mean) * (v - u.mean))
	}
	u.sd = math.Sqrt(squares / float64(max(len(u.bins), 1)))
	slices.Sort(u.sorted)
	return u
}

// standard is a map of unit i with mean 0 and variance 1, 0 where no rate is
// known: every unit counts alike in the population's spectrum.
func (m *Maker) standard(i int, rates []float64) []float64 {
	out := make([]float64, len(rates))
	u := m.units[i]
	for _, k := range u.bins {
		out[k] = (rates[k] - u.mean) / u.sd
	}
	return out
}

// fit finds the density of the noise, and then the gains of every round, on some
// surrogates: of a small population several of each unit.
func (m *Maker) fit(rounds, fitted int) {
	pairs := (len(m.units) + 1) / 2
	state := make([]pairState, max(fitted/2, 1))
	start := func() []float64 {
		for i := range state {
			state[i] = m.start(i%pairs, i/pairs)
		}
		return m.spectrum(state)
	}
	now := start()
	for range rounds / 2 {
		for r, p := range m.target {
			if now[r] > 0 {
				m.density[r] *= min(p/now[r], mostGain)
			}
		}
		m.density[0] = m.density[1]
		now = start()
	}
	for range rounds {
		m.gains = append(m.gains, gain(m.target, now))
		for i := range state {
			m.round(&state[i], m.gains[len(m.gains)-1])
		}
		now = m.spectrum(state)
	}
}

// spectrum is that of some surrogates.
func (m *Maker) spectrum(of []pairState) []float64 {
	power := make([]float64, m.plane.count)
	for _, s := range of {
		m.plane.add(power, s.first, s.second)
	}
	normalise(power)
	return power
}

// mostGain bounds a correction: a ring that has nearly nothing gets no more at once.
const mostGain = 2

// gain is by what amplitudes are to be multiplied. Putting the rates back undoes
// part of it, so power is asked to change by the cube of what is missing, not by
// what is missing: 12 rounds do what takes more than 40 otherwise.
func gain(target, now []float64) []float64 {
	g := make([]float64, len(target))
	for r, p := range target {
		if now[r] > 0 {
			g[r] = min(float64(p/now[r]*math.Sqrt(p/now[r])), mostGain)
		}
	}
	return g
}

// pairState is the surrogates of two units between two rounds, standardised.
type pairState struct {
	pair          int
	first, second []float64 // second is nil where the number of units is odd
}

// start is noise of the population's spectrum, with the units' rates put in.
func (m *Maker) start(pair, draw int) pairState {
	re, im := m.torus.filter(m.torus.noise(rng.New(m.seed, "surrogate", uint64(draw)<<32|uint64(pair))), m.density)
	s := pairState{pair: pair, first: make([]float64, m.n*m.n)}
	m.order(re, m.torus.side, 2*pair, s.first)
	if 2*pair+1 < len(m.units) {
		s.second = make([]float64, m.n*m.n)
		m.order(im, m.torus.side, 2*pair+1, s.second)
	}
	return s
}

// round filters a pair and puts the units' rates in the order that results.
func (m *Maker) round(s *pairState, gain []float64) {
	re, im := m.plane.filter(s.first, s.second, gain)
	m.order(re, 2*m.n, 2*s.pair, s.first)
	if s.second != nil {
		m.order(im, 2*m.n, 2*s.pair+1, s.second)
	}
}

// Pair makes the surrogates number draw of units 2 pair and, if there is one,
// 2 pair + 1. Bins of unknown rate are NaN.
func (m *Maker) Pair(pair, draw int, first, second []float64) {
	s := m.start(pair, draw)
	for _, g := range m.gains {
		m.round(&s, g)
	}
	m.rates(2*pair, s.first, first)
	if s.second != nil {
		m.rates(2*pair+1, s.second, second)
	}
}

// rates undoes the standardising of unit i.
func (m *Maker) rates(i int, standard, dst []float64) {
	for k := range dst {
		dst[k] = math.NaN()
	}
	u := m.units[i]
	for _, k := range u.bins {
		dst[k] = u.mean + float64(u.sd*standard[k])
	}
}

// ranked is a value of noise and its bin.
type ranked struct {
	value float64
	bin   int
}

// order gives unit i's standardised rates to the bins in the order of values,
// which lie in rows of a length.
func (m *Maker) order(values []float64, row, i int, dst []float64) {
	u := m.units[i]
	m.scratch = m.scratch[:0]
	for _, k := range u.bins {
		m.scratch = append(m.scratch, ranked{values[k/m.n*row+k%m.n], k})
	}
	slices.SortFunc(m.scratch, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.value, b.value), a.bin-b.bin) })
	for r, q := range m.scratch {
		dst[q.bin] = (u.sorted[r] - u.mean) / u.sd
	}
}

func normalise(power []float64) {
	sum := 0.0
	for _, p := range power {
		sum += p
	}
	if sum > 0 {
		linalg.Scale(1/sum, power)
	}
}
