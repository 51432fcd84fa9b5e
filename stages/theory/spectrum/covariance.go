package spectrum

import (
	"math"

	"nofreelunch/stages/core/linalg"
)

// Covariance adds up, over all cells and over all pairs of points of a
// points x points grid, the products of a cell's responses:
//
//	C[d] = sum over x and cells of p(x) p(x + d)
//
// with x + d taken around the edges. responses holds a row of points*points
// values per cell. Displacement 0 is at element (points/2, points/2), as in
// [Sorscher2019]'s compute_covariance; no mean is removed. The second result is
// the transform of that array with mode (0, 0) set to zero.
//
// By the correlation theorem the transform is the sum of the cells' power
// spectra, turned by the phase of the displacement.
func Covariance(points int, responses linalg.Matrix) (covariance []float64, spectrum Modes) {
	n := points * points
	if responses.Cols != n {
		panic("spectrum: responses do not fill the grid")
	}
	fft := linalg.NewFFT2(points, points)
	power := sumPower(fft, points, responses)
	spectrum = Modes{Points: points, Re: make([]float64, n), Im: make([]float64, n)}
	shift := roots(points)
	for i := range points {
		for j := range points {
			// Even sizes turn by exact signs, odd ones by a fraction of a turn.
			w := shift[(i+j)*(points/2)%points]
			spectrum.Re[i*points+j] = power[i*points+j] * w[0]
			spectrum.Im[i*points+j] = power[i*points+j] * w[1]
		}
	}
	covariance = append([]float64(nil), spectrum.Re...)
	fft.Inverse(covariance, append([]float64(nil), spectrum.Im...))
	spectrum.Re[0], spectrum.Im[0] = 0, 0
	return covariance, spectrum
}

// sumPower adds the squared moduli of the cells' transforms. Two real cells
// share one complex transform z: |z(k)|^2 + |z(-k)|^2 is twice their sum.
func sumPower(fft *linalg.FFT2, points int, responses linalg.Matrix) []float64 {
	n := points * points
	re, im, sum := make([]float64, n), make([]float64, n), make([]float64, n)
	for c := 0; c < responses.Rows; c += 2 {
		copy(re, responses.Row(c))
		clear(im)
		if c+1 < responses.Rows {
			copy(im, responses.Row(c+1))
		}
		fft.Forward(re, im)
		for k, a := range re {
			sum[k] += float64(a*a) + float64(im[k]*im[k])
		}
	}
	power := make([]float64, n)
	for i := range points {
		for j := range points {
			mirror := (points-i)%points*points + (points-j)%points
			power[i*points+j] = (sum[i*points+j] + sum[mirror]) / 2
		}
	}
	return power
}

// roots returns exp(-2 pi i t/n) for t < n.
func roots(n int) [][2]float64 {
	re, im := make([]float64, n), make([]float64, n)
	re[1%n] = 1
	linalg.NewFFT(n).Forward(re, im)
	out := make([][2]float64, n)
	for t := range out {
		out[t] = [2]float64{re[t], im[t]}
	}
	return out
}

// Modes is the transform of a points x points array: element i*Points+j
// belongs to wave numbers i and j, those above Points/2 negative.
type Modes struct {
	Points int
	Re, Im []float64
}

// Amplitude returns the modulus of every mode.
func (m Modes) Amplitude() []float64 {
	out := make([]float64, len(m.Re))
	for k, a := range m.Re {
		out[k] = math.Sqrt(float64(a*a) + float64(m.Im[k]*m.Im[k]))
	}
	return out
}

// wave is the signed wave number of index i.
func (m Modes) wave(i int) int {
	if 2*i >= m.Points {
		return i - m.Points
	}
	return i
}

// Strongest returns the wave numbers of the largest amplitude. A mode and its
// negative are equal up to rounding: the one with x positive, or x zero and y
// positive, is meant.
func (m Modes) Strongest() (nx, ny int) {
	amplitude := m.Amplitude()
	best := -1.0
	for i := range m.Points {
		for j := range m.Points {
			x, y := m.wave(i), m.wave(j)
			if x < 0 || x == 0 && y < 0 {
				continue
			}
			if a := amplitude[i*m.Points+j]; a > best {
				best, nx, ny = a, x, y
			}
		}
	}
	return nx, ny
}

// Ring is the mean over the modes whose wave numbers (nx, ny) have a length
// that rounds to Ring.
type Ring struct {
	Ring          int32   `doc:"rounded length of the wave numbers, periods a side" unit:"1"`
	Modes         int32   `doc:"modes in the ring" unit:"1"`
	KRadPerM      float64 `doc:"wave number of the ring, the rolled grid being one period" unit:"rad/m"`
	MeanAmplitude float64 `doc:"mean modulus of the covariance's transform" unit:"1"`
	MeanPower     float64 `doc:"mean squared modulus" unit:"1"`
}

// Radial averages over rings 1 to points/2 - 1; periodM is the side of the
// array in metres.
func (m Modes) Radial(periodM float64) []Ring {
	rings := make([]Ring, max(0, m.Points/2-1))
	for i, a := range m.Amplitude() {
		x, y := float64(m.wave(i/m.Points)), float64(m.wave(i%m.Points))
		r := int(math.RoundToEven(math.Sqrt(float64(x*x) + float64(y*y))))
		if r < 1 || r > len(rings) {
			continue
		}
		rings[r-1].Modes++
		rings[r-1].MeanAmplitude += a
		rings[r-1].MeanPower += float64(a * a)
	}
	for i := range rings {
		rings[i].Ring = int32(i + 1)
		rings[i].KRadPerM = 2 * math.Pi * float64(i+1) / periodM
		rings[i].MeanAmplitude /= float64(rings[i].Modes)
		rings[i].MeanPower /= float64(rings[i].Modes)
	}
	return rings
}

// largestRing is the ring of largest mean amplitude.
func largestRing(rings []Ring) Ring {
	var best Ring
	for _, r := range rings {
		if r.MeanAmplitude > best.MeanAmplitude {
			best = r
		}
	}
	return best
}
