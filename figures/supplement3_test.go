package figures

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/measure/rows"
)

func supplement3Params() Supplement3Params {
	return Supplement3Params{Profile: profile(), Judge: judge(), Architecture: "LSTM of 128 units, linear bottleneck of 256", GradientSteps: 1200, PublishedSteps: 1_000_000}
}

// supplement3Networks are two networks, and one that diverged.
func supplement3Networks() rows.Table {
	var all rows.Table
	for n := range 2 {
		t := madeRow("Gaussian", n, 0.3)
		for step := 2; step <= 20; step++ {
			net := &t.Networks[0]
			net.ErrorsM, net.ErrorsPaths = append(net.ErrorsM, 0.05+0.004*float64(step)+0.01*float64(n)), append(net.ErrorsPaths, 1)
		}
		noise := rows.Noise{ID: t.Networks[0].ID}
		for i := range 60 {
			noise.Score60 = append(noise.Score60, float64(i*7%60)/60-0.2)
		}
		t.Noise = append(t.Noise, noise)
		all = together(all, t)
	}
	return together(all, lostRow("Gaussian", 2))
}

// supplement3Examples are the maps of the highest units of all, and of those at
// the quartiles.
func supplement3Examples(t rows.Table) []gallery.Example {
	var all []gallery.Example
	for n, u := range t.Units {
		for i, score := range u.Score60 {
			all = append(all, gallery.Example{Group: BaninoGroup, ID: u.ID, Seed: int64(n), Unit: u.Unit[i], Score60: score, Bins: 12, Rates: waves(i+n, 12)})
		}
	}
	slices.SortStableFunc(all, func(a, b gallery.Example) int {
		switch {
		case a.Score60 > b.Score60:
			return -1
		case a.Score60 < b.Score60:
			return 1
		}
		return 0
	})
	last := len(all) - 1
	var out []gallery.Example
	for _, at := range []int{0, 1, 2, last / 4, last / 2, last - last/4} {
		out = append(out, all[at])
	}
	return out
}

// waves is the positive part of a plane wave.
func waves(n, bins int) []float32 {
	var out []float32
	for x := range bins {
		for y := range bins {
			u, v := float64(x)*0.55+float64(n), float64(y)*0.55-float64(n)
			sin, cos := dmath.Sincos(0.3 * float64(n))
			out = append(out, float32(max(dmath.Cos(u*cos+v*sin), 0)))
		}
	}
	if n == 5 {
		out[7] = float32(math.NaN())
	}
	return out
}

// drawSupplement3 estimates from networks what supplement 3 shows, and draws it.
func drawSupplement3(p Supplement3Params, t rows.Table, training [][]estimate.TrainingPoint, examples []gallery.Example) (Supplement3Output, error) {
	ctx := context.Background()
	gaussian := rows.Group{Name: BaninoGroup, Where: rows.Where{Encoding: "Gaussian"}}
	paths, err := estimate.Paths(ctx, estimate.PathParams{Judge: judge(), Groups: []rows.Group{gaussian}}, t)
	if err != nil {
		return Supplement3Output{}, err
	}
	curve := func(name string, number uint64) estimate.Curve {
		return estimate.Curve{Group: rows.Group{Name: name}, Score: estimate.Score60, Stream: "supplement 3 density", Number: number}
	}
	curves := []estimate.Curve{curve(CurveScore60, 0), curve(CurveScore90, 1), curve(CurveNull, 2)}
	curves[1].Score, curves[2].Null = estimate.Score90, true
	scores, err := estimate.Densities(ctx, estimate.CurveParams{Judge: judge(), Curves: curves}, t)
	if err != nil {
		return Supplement3Output{}, err
	}
	return Supplement3(ctx, p, paths, training, scores, examples)
}

func TestSupplement3(t *testing.T) {
	table := supplement3Networks()
	var training [][]estimate.TrainingPoint
	for n, net := range table.Networks[:2] {
		var history []estimate.TrainingPoint
		for step := int64(100); step <= 1200; step += 100 {
			history = append(history, estimate.TrainingPoint{ID: net.ID, Seed: net.Seed, Step: step, Explained: 0.8 - 60/float64(step) - 0.02*float64(n)})
		}
		training = append(training, history)
	}
	slices.Reverse(training) // whose history is whose is told by the digest
	o, err := drawSupplement3(supplement3Params(), table, training, supplement3Examples(table))
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Networks) != 3 || o.Networks[2].Outcome != rows.Diverged || len(o.Errors) != 20 {
		t.Errorf("%d networks, %d steps", len(o.Networks), len(o.Errors))
	}
	golden(t, "supplement3.png", o.PNG)
}

func TestSupplement3OfDivergedNetworks(t *testing.T) {
	lost := together(lostRow("Gaussian", 0), lostRow("Gaussian", 1))
	if o, err := drawSupplement3(supplement3Params(), lost, nil, nil); err != nil || len(o.PDF) == 0 || len(o.Networks) != 2 {
		t.Errorf("all diverged: %d networks, %v", len(o.Networks), err)
	}
}

func TestSupplement3RefusesBadParams(t *testing.T) {
	for name, spoil := range map[string]func(*Supplement3Params){
		"Profile":         func(p *Supplement3Params) { p.Profile.Name = "" },
		"Judge.Threshold": func(p *Supplement3Params) { p.Judge.Threshold = 0 },
		"Architecture":    func(p *Supplement3Params) { p.Architecture = "" },
		"GradientSteps":   func(p *Supplement3Params) { p.GradientSteps = 0 },
	} {
		p := supplement3Params()
		spoil(&p)
		if err := (&Supplement3Output{}).Draw(p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}
