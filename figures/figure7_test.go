package figures

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
	theirs "nofreelunch/stages/theory/compare"
)

var update = flag.Bool("update", false, "rewrite the golden images")

// made returns tables of plausible shape. They are made up.
func made(bins int) Figure7Output {
	var o Figure7Output
	for i, s := range []struct {
		name         string
		sigma, scale float64
	}{{"DoS, σ = 0.12 m, *s* = 2", 0.12, 2}, {"true DoG, σ = 0.12 m, *s* = 2", 0.12, 2},
		{"true DoG, σ = 0.05 m, *s* = 2", 0.05, 2}, {"true DoG, σ = 0.12 m, *s* = 3", 0.12, 3}} {
		amp := 1.0
		if i == 0 {
			amp = 1 / (s.scale * s.scale)
		}
		dog := func(d float64) float64 {
			q := float64(d*d) / (2 * s.sigma * s.sigma)
			return (dmath.Exp(-q) - float64(amp*0.5*dmath.Exp(-q/(s.scale*s.scale)))) / (1 - float64(amp*0.5))
		}
		for k := -60; k <= 60; k++ {
			d := float64(k) / 100
			o.Tuning = append(o.Tuning, theirs.Tuning{Setting: s.name, DistanceM: d, Rate: dog(d)})
		}
		sig := theirs.Sigma{Setting: s.name, Bins: int32(bins), HalfWidthM: 1.1}
		sp := theirs.Spectrum{Setting: s.name, Bins: 21, HalfWidthRadPerM: 30, KStarRadPerM: 1.6 / s.sigma, Interior: i != 3}
		for x := range bins {
			for y := range bins {
				dx, dy := (float64(x)+0.5)/float64(bins)*2.2-1.1, (float64(y)+0.5)/float64(bins)*2.2-1.1
				sig.Values = append(sig.Values, dog(math.Sqrt(dx*dx+dy*dy)/1.4))
			}
		}
		for x := range 21 {
			for y := range 21 {
				k := math.Sqrt(float64((x-10)*(x-10)+(y-10)*(y-10))) * 3 / sp.KStarRadPerM
				sp.Amplitude = append(sp.Amplitude, k*k*dmath.Exp(1-k*k))
			}
		}
		o.Sigma, o.Spectrum = append(o.Sigma, sig), append(o.Spectrum, sp)
	}
	for g, name := range []string{"DoS", "true DoG", "matched null"} {
		for k := -50; k <= 80; k++ {
			x := float64(k) / 50
			q := (x - 0.25 + 0.2*float64(g)) / (0.4 - 0.08*float64(g))
			v := dmath.Exp(-q*q/2) / (0.4 - 0.08*float64(g)) / 2.5066
			o.Density = append(o.Density, estimate.Density{Group: name, Score60: x, Density: v, Low: v * 0.85, High: v * 1.15})
		}
		row := estimate.Group{Group: name, Networks: 8, Units: 900, FractionAbove: 0.13 - 0.06*float64(g), FractionLow: 0.1 - 0.05*float64(g), FractionHigh: 0.16 - 0.06*float64(g),
			ErrorM: 0.06 + 0.03*float64(g), ErrorLowM: 0.055 + 0.03*float64(g), ErrorHighM: 0.067 + 0.03*float64(g)}
		for n := range 8 {
			net := estimate.Run{Group: name, Seed: int64(n), Outcome: "trained", Units: 128, ActiveUnits: 112,
				FractionAbove: row.FractionAbove + 0.004*float64(n*n%7-3), ErrorM: row.ErrorM + 0.002*float64(n*n%5-2)}
			if g == 2 {
				net.Outcome, net.ErrorM = "null", math.NaN()
			}
			o.Networks = append(o.Networks, net)
			if g < 2 && n < 6 {
				o.Maps = append(o.Maps, madeMap(name, n, g, 20))
			}
		}
		if g == 1 {
			row.Diverged = 1
			o.Networks = append(o.Networks, estimate.Run{Group: name, Seed: 8, Outcome: "diverged", FractionAbove: math.NaN(), ErrorM: math.NaN()})
		}
		if g == 2 {
			row.ErrorM, row.ErrorLowM, row.ErrorHighM = math.NaN(), math.NaN(), math.NaN()
		}
		o.Groups = append(o.Groups, row)
	}
	return o
}

func madeMap(group string, n, g, bins int) gallery.Example {
	m := gallery.Example{Group: group, Seed: int64(n), Unit: int32(n), Score60: 1.31 - 0.1*float64(n) - float64(g), Bins: int32(bins)}
	for x := range bins {
		for y := range bins {
			u, v, sum := float64(x)*0.55+float64(n), float64(y)*0.55-float64(n), 0.0
			for a := range 3 - g {
				sin, cos := dmath.Sincos(float64(a)*math.Pi/3 + 0.3*float64(n))
				sum += dmath.Cos(u*cos + v*sin)
			}
			m.Rates = append(m.Rates, float32(max(sum, 0)))
		}
	}
	if n == 5 {
		m.Rates[7] = float32(math.NaN())
	}
	return m
}

func params() Figure7Params {
	p := Figure7Params{Profile: profile(), Judge: judge(), Null: "matched null"}
	p.Judge.Points = 121
	return p
}

func TestFigure7Golden(t *testing.T) {
	full, bare := made(45), Figure7Output{}
	for _, c := range []struct {
		name string
		out  *Figure7Output
	}{{"figure7", &full}, {"figure7-empty", &bare}} {
		if err := c.out.Draw(params()); err != nil {
			t.Fatal(err)
		}
		golden(t, c.name+".png", c.out.PNG)
		golden(t, c.name+".sha256", []byte(fmt.Sprintf("pdf %x\nsvg %x\n", sha256.Sum256(c.out.PDF), sha256.Sum256(c.out.SVG))))
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from the golden file; look at the figure, then run with -update", name)
	}
}

func TestFigure7RefusesBadParams(t *testing.T) {
	for name, spoil := range map[string]func(*Figure7Params){
		"Profile":    func(p *Figure7Params) { p.Profile.Name = "" },
		"Null":       func(p *Figure7Params) { p.Null = "" },
		"Threshold":  func(p *Figure7Params) { p.Judge.Threshold = math.NaN() },
		"LowErrorM":  func(p *Figure7Params) { p.Judge.LowErrorM = 0 },
		"ErrorSteps": func(p *Figure7Params) { p.Judge.ErrorSteps = 0 },
		"Points":     func(p *Figure7Params) { p.Judge.Points = 1 },
		"Resamples":  func(p *Figure7Params) { p.Judge.Resamples = 0 },
	} {
		p := params()
		spoil(&p)
		if err := (&Figure7Output{}).Draw(p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}
