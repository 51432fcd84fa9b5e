package theory

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"testing"
)

func code(kind Kind) Code {
	return Code{Kind: kind, Cells: 64, BoxWidthM: 2.2, Layout: Uniform, SigmaM: 0.2, SurroundScale: 2, AlphaE: 1, AlphaI: 0.25, Seed: 1}
}

func TestResponsesSumToOneAndAreNotNegative(t *testing.T) {
	for _, kind := range []Kind{Gaussian, DoS, TrueDoG, GeneralDoG, SoD} {
		c := code(kind)
		r := c.Respond(c.Centres(), positions(9, c.BoxWidthM))
		for p := range r.Cols {
			var sum float64
			for k := range r.Rows {
				sum += r.At(k, p)
				if r.At(k, p) < 0 {
					t.Fatalf("%s: negative response", c)
				}
			}
			if math.Abs(sum-1) > 1e-13 {
				t.Fatalf("%s: sum %g", c, sum)
			}
		}
	}
}

// SoD with one width is a Gaussian code of width sigma/sqrt(1 - 1/s^2).
func TestSoDIsAWiderGaussian(t *testing.T) {
	sod, wide := code(SoD), code(Gaussian)
	wide.SigmaM = sod.SigmaM / math.Sqrt(1-0.25)
	at := positions(7, sod.BoxWidthM)
	compare(t, "responses", sod.Respond(sod.Centres(), at).Data, wide.Respond(wide.Centres(), at).Data, 1e-14)
}

// The covariance by its definition, point by point.
func TestCovarianceIsTheCyclicCorrelation(t *testing.T) {
	for _, points := range []int{4, 7} {
		c := code(DoS)
		r := c.Respond(c.Centres()[:5], positions(points, c.BoxWidthM))
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

// Stretching all lengths by a factor divides k* by it.
func TestKStarScalesWithLength(t *testing.T) {
	a, b := Matched(0.12, 2).KStar(2), Matched(0.24, 2).KStar(2)
	if math.Abs(a.K/b.K-2) > 1e-14 {
		t.Errorf("ratio %g, want 2", a.K/b.K)
	}
	if p := Period(a.K); math.Abs(p/0.12-7.55) > 0.005 {
		t.Errorf("period %.3f sigma, want 7.55 sigma", p/0.12)
	}
}

func TestPhaseMapAgreesWithSearch(t *testing.T) {
	rows, err := PhaseMap(context.Background(), MapParams{
		Kind: GeneralDoG, SigmaLoM: 0.05, SigmaHiM: 0.2, SigmaPoints: 3, ScaleLo: 0.5, ScaleHi: 3, ScalePoints: 6, AlphaE: 2, AlphaI: 0.3,
	})
	if err != nil {
		t.Fatal(err)
	}
	var with, without int
	for _, r := range rows {
		d := DoG{2, 0.3, r.SigmaM, r.SigmaM * r.SurroundScale}
		k := d.BruteForce(2).K
		switch {
		case r.Pattern && math.Abs(k-r.K2RadPerM) > 1e-5*r.K2RadPerM:
			t.Errorf("%+v: search finds %g", r, k)
		case !r.Pattern && k > 0:
			t.Errorf("%+v: search finds a pattern at %g", r, k)
		}
		if r.Pattern {
			with++
		} else {
			without++
		}
	}
	if with == 0 || without == 0 {
		t.Errorf("%d points with and %d without a pattern: the map tests nothing", with, without)
	}
}

func TestTuningPeaksAtTheCentre(t *testing.T) {
	out, err := Tuning(context.Background(), Params{code(DoS), 101})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range out.Tuning {
		if p.Relative == 1 && math.Abs(p.DistanceM) > 0.2 {
			t.Errorf("DoS peaks %g m from its centre", p.DistanceM)
		}
		if p.Relative < 0 || p.Relative > 1 || math.IsNaN(p.Continuum) {
			t.Errorf("point %+v", p)
		}
	}
}

func TestErrorsNameTheField(t *testing.T) {
	for field, change := range map[string]func(*Params){
		"Points": func(p *Params) { p.Points = 0 }, "Kind": func(p *Params) { p.Code.Kind = "x" },
		"Cells": func(p *Params) { p.Code.Cells = 0 }, "BoxWidthM": func(p *Params) { p.Code.BoxWidthM = 0 },
		"SigmaM": func(p *Params) { p.Code.SigmaM = math.NaN() }, "SurroundScale": func(p *Params) { p.Code.SurroundScale = 1 },
		"Layout": func(p *Params) { p.Code.Layout = "" }, "square": func(p *Params) { p.Code.Layout, p.Code.Cells = Grid, 63 },
	} {
		p := Params{code(DoS), 8}
		change(&p)
		if _, err := Spectrum(context.Background(), p); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
		if _, err := Tuning(context.Background(), p); err == nil {
			t.Errorf("%s: Tuning accepts it", field)
		}
	}
}

// TestBits holds a digest of results on amd64; other architectures must agree.
func TestBits(t *testing.T) {
	h := sha256.New()
	for _, kind := range []Kind{Gaussian, DoS, TrueDoG, GeneralDoG, SoD} {
		out, err := Spectrum(context.Background(), Params{code(kind), 15})
		if err != nil {
			t.Fatal(err)
		}
		curve, err := Tuning(context.Background(), Params{code(kind), 15})
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
	const want = "5339ac8783bc6ead"
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}
