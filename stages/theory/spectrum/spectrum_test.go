package spectrum

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/world/encoding"
)

// codes are one of each kind of place cells, at uniform places.
func codes() []Params {
	var all []Params
	for _, e := range []encoding.Entry{
		encoding.GaussianEntry(), encoding.DoSEntry(), encoding.TrueDoGEntry(), encoding.GeneralDoGEntry(), encoding.SoDEntry(),
	} {
		p := e.Kind().Sized(e.Typical(), 64, encoding.Uniform)
		p.SigmaM, p.Seed = encoding.Range{Lo: 0.2, Hi: 0.2}, 1
		all = append(all, Params{p, e.Curve(p), 15})
	}
	return all
}

func code() Params { return codes()[1] }

func responses(t *testing.T, p Params, points int) linalg.Matrix {
	t.Helper()
	r, err := Responses(p.Encoding, positions(points, p.Encoding.BoxWidthM))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The covariance by its definition, point by point.
func TestCovarianceIsTheCyclicCorrelation(t *testing.T) {
	for _, points := range []int{4, 7} {
		r := responses(t, code(), points)
		want := make([]float64, points*points)
		h := points / 2
		for k := range r.Rows {
			for x := range points * points {
				for d := range points * points {
					i, j := (x/points+d/points)%points, (x%points+d%points)%points
					want[(d/points+h)%points*points+(d%points+h)%points] += r.At(k, x) * r.At(k, i*points+j)
				}
			}
		}
		got, _ := Covariance(points, r)
		compare(t, "covariance", got, want, 1e-13)
	}
}

// Theory and training see the same cells: the code's own decoder finds a cell's
// peak where theory says its curve has one.
func TestTuningPeaksAtTheTrainedCellsCentre(t *testing.T) {
	p := code()
	p.Points = 101
	out, err := Tuning(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	e, err := encoding.New(p.Encoding)
	if err != nil {
		t.Fatal(err)
	}
	_, centre := nearest(e.(*encoding.Place).Population())
	for i, q := range out.Tuning {
		if at := p.line(0)[i][0] - q.DistanceM; at != centre[0] && math.Abs(at-centre[0]) > 1e-15 {
			t.Fatalf("point %d is measured from %g m, the trained cell's centre is %g m", i, at, centre[0])
		}
		if q.Relative == 1 && math.Abs(q.DistanceM) > 0.2 {
			t.Errorf("DoS peaks %g m from its centre", q.DistanceM)
		}
		if q.Relative < 0 || q.Relative > 1 || math.IsNaN(q.Continuum) {
			t.Errorf("point %+v", q)
		}
	}
}

func TestErrorsNameTheField(t *testing.T) {
	for field, change := range map[string]func(*Params){
		"Points": func(p *Params) { p.Points = 0 }, "Kind": func(p *Params) { p.Encoding.Kind = nil },
		"Cells": func(p *Params) { p.Encoding.Cells = 0 }, "BoxWidthM": func(p *Params) { p.Encoding.BoxWidthM = 0 },
		"SigmaM": func(p *Params) { p.Encoding.SigmaM.Lo = math.NaN() }, "Curve": func(p *Params) { p.Curve = nil },
		"Layout": func(p *Params) { p.Encoding.Centres = "" },
	} {
		p := code()
		change(&p)
		if _, err := Spectrum(context.Background(), p); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
		if _, err := Tuning(context.Background(), p); err == nil {
			t.Errorf("%s: Tuning accepts it", field)
		}
	}
	if _, err := Tuning(context.Background(), Params{encoding.Cartesian(), dog.None{}, 8}); err == nil || !strings.Contains(err.Error(), "place cells") {
		t.Errorf("the tuning curve of a Cartesian code: %v", err)
	}
}

// Any encoding has a spectrum; without homogeneous place cells it has no widths
// and no prediction.
func TestSpectrumOfOtherEncodings(t *testing.T) {
	many := encoding.DoS(0.12, 2)
	many.Cells, many.SigmaM.Hi = 64, 0.3
	high := encoding.HighDimCartesian()
	high.Cells = 16
	for _, p := range []Params{
		{many, encoding.DoSEntry().Curve(many), 16}, {high, dog.None{}, 16}, {encoding.Cartesian(), dog.None{}, 16},
	} {
		out, err := Spectrum(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		if !math.IsNaN(out.Summary.ContinuumRadPerM) || !math.IsNaN(out.Summary.SigmaM) {
			t.Errorf("%s has a continuum", p)
		}
		if out.Fourier.MaxAmplitude <= 0 {
			t.Errorf("%s has no spectrum", p)
		}
	}
}

// TestBits holds a digest of results on amd64; other architectures must agree.
func TestBits(t *testing.T) {
	h := sha256.New()
	for _, p := range codes() {
		out, err := Spectrum(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		curve, err := Tuning(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range curve.Tuning {
			out.Fourier.Amplitude = append(out.Fourier.Amplitude, p.Response)
		}
		for _, v := range append(out.Fourier.Amplitude, out.Covariance.Values...) {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
			h.Write(b[:])
		}
	}
	const want = "f1fa33223aedd4f3"
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}
