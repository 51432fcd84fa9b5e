package nnpca

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/theory/spectrum"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

func few(kind encoding.Entry) Params {
	p := params(kind, 0.12, 2, 2.2, encoding.Grid, 256)
	p.Starts = 3
	return p
}

func TestOnlyTheNonNegativeDoSIsHexagonal(t *testing.T) {
	dos := few(encoding.DoSEntry())
	s := run(t, dos).Summary
	if s.Fraction08 != 1 {
		t.Errorf("%s: fraction %g, want 1", s.Name, s.Fraction08)
	}
	if math.Abs(s.MedianPeriodM/s.PredictedPeriodM-1) > 0.1 {
		t.Errorf("period %g m, theory %g m", s.MedianPeriodM, s.PredictedPeriodM)
	}
	dos.NonNegative = false
	for _, p := range []Params{dos, few(encoding.GaussianEntry()), few(encoding.TrueDoGEntry()), few(encoding.SoDEntry())} {
		if s := run(t, p).Summary; s.Fraction08 != 0 {
			t.Errorf("%s: fraction %g, want 0", s.Name, s.Fraction08)
		}
	}
}

// Without the constraint the dynamics are the power method.
func TestSignedPatternIsTheLeadingEigenvector(t *testing.T) {
	p := few(encoding.DoSEntry())
	p.NonNegative, p.Bins, p.Starts, p.Iterations = false, 10, 2, 10000
	p.Encoding.Centres, p.Encoding.Cells, p.Encoding.Seed = encoding.Uniform, 60, 3 // no symmetry, no degenerate pairs
	responses, err := spectrum.Responses(p.Encoding, midpoints(p.Encoding.BoxWidthM, p.Bins))
	if err != nil {
		t.Fatal(err)
	}
	_, vectors, err := linalg.EigenSym(covariance(responses))
	if err != nil {
		t.Fatal(err)
	}
	first := vectors.T().Row(0)
	for _, x := range run(t, p).Patterns {
		if c := math.Abs(linalg.Dot(first, x.Rates)); c < 1-1e-9 {
			t.Errorf("start %d: overlap %g with the eigenvector", x.Start, c)
		}
	}
}

func TestPatternsAreUnitAndRespectTheConstraint(t *testing.T) {
	p := few(encoding.DoSEntry())
	p.Iterations, p.Starts = 20, 3
	for _, x := range run(t, p).Patterns {
		if math.Abs(linalg.Norm(x.Rates)-1) > 1e-14 {
			t.Errorf("start %d: length %g", x.Start, linalg.Norm(x.Rates))
		}
		for _, v := range x.Rates {
			if v < 0 {
				t.Fatalf("start %d: rate %g", x.Start, v)
			}
		}
	}
}

// A start is the same whatever the number of others.
func TestStartsDoNotDependOnEachOther(t *testing.T) {
	p := few(encoding.DoSEntry())
	p.Iterations, p.Starts = 5, 2
	a := run(t, p)
	p.Starts = 3
	b := run(t, p)
	for i := range a.Patterns {
		for k, v := range a.Patterns[i].Rates {
			if v != b.Patterns[i].Rates[k] {
				t.Fatalf("start %d differs", i)
			}
		}
	}
}

// Fields of several widths, several a cell, are not hexagonal, and nothing is
// predicted of them.
func TestManyFieldsAreNotHexagonal(t *testing.T) {
	p := few(encoding.DoSEntry())
	p.Encoding.Fields = encoding.FieldCount{Law: placecell.OnePlus, Mean: 3}
	p.Encoding.SigmaM, p.Encoding.SurroundScale = encoding.Range{Lo: 0.06, Hi: 1}, encoding.Range{Lo: 1.25, Hi: 4.5}
	p.Curve = encoding.DoSEntry().Curve(p.Encoding)
	if s := run(t, p).Summary; s.Fraction08 != 0 || !math.IsNaN(s.PredictedPeriodM) || !math.IsNaN(s.SigmaM) {
		t.Errorf("%+v", s)
	}
}

func TestErrorsNameTheField(t *testing.T) {
	for field, change := range map[string]func(*Params){
		"Bins": func(p *Params) { p.Bins = 4 }, "Starts": func(p *Params) { p.Starts = 0 },
		"Iterations": func(p *Params) { p.Iterations = 0 }, "Curve": func(p *Params) { p.Curve = nil }, "Cells": func(p *Params) { p.Encoding.Cells = 0 },
	} {
		p := few(encoding.DoSEntry())
		change(&p)
		if _, err := Run(context.Background(), p); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

type runner struct {
	job.Checkpointer
	threads int
}

func (runner) Progress(int, int) {}
func (r runner) Threads() int    { return r.threads }

func TestThreadsDoNotMatter(t *testing.T) {
	p := few(encoding.DoSEntry())
	p.Bins, p.Iterations, p.Starts = 10, 10, 5
	want := run(t, p)
	for _, threads := range []int{2, 3, 9} {
		got, err := Run(job.With(context.Background(), runner{threads: threads}), p)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range want.Patterns {
			for k, v := range x.Rates {
				if got.Patterns[i].Rates[k] != v {
					t.Fatalf("start %d differs with %d threads", i, threads)
				}
			}
		}
	}
}

// TestBits holds a digest of results on amd64; other architectures must agree.
func TestBits(t *testing.T) {
	p := few(encoding.DoSEntry())
	p.Bins, p.Iterations, p.Starts = 10, 10, 3
	h := sha256.New()
	for _, x := range run(t, p).Patterns {
		for _, v := range append(x.Rates, x.Score60, x.PeriodM, x.Change) {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
			h.Write(b[:])
		}
	}
	const want = "2c5424346099ad54"
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}
