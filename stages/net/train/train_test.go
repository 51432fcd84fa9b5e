package train

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
)

// tiny is a network that trains in milliseconds.
func tiny() Params {
	p := Smoke(encoding.DoS(0.12, 2), 3)
	p.Net.Units, p.BatchPaths, p.PathSteps, p.GradientSteps = 16, 10, 5, 40
	p.EvalEverySteps, p.SnapshotEverySteps = 7, 15
	return p
}

// host is a runner that cancels the training after some steps.
type host struct {
	stopAt   int
	cancel   func()
	snapshot []byte
	every    int
	calls    int
}

func (h *host) Progress(done, _ int) {
	if done == h.stopAt && h.cancel != nil {
		h.cancel()
	}
}
func (h *host) Threads() int { h.calls++; return 1 + h.calls%3 }
func (h *host) Load() ([]byte, bool) {
	return h.snapshot, h.snapshot != nil
}
func (h *host) Save(s []byte) error { h.snapshot = append([]byte(nil), s...); return nil }
func (h *host) Due() bool           { return h.every > 0 && h.calls%h.every == 0 }

func (h *host) run(p Params, t *testing.T) (Network, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	h.cancel = cancel
	return Train(job.With(ctx, h), p, evalPaths(t, 5, 25))
}

// encode is every bit of a network.
func encode(n Network) []byte {
	var b bytes.Buffer
	w := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	s := n.Summary
	b.WriteString(s.Network + s.Outcome)
	w([]float64{float64(s.Steps), s.Loss, s.LossFloor, s.LossBlind, s.Explained, s.Error20M, s.ErrorAt20M, s.ErrorAllM, s.GFLOP})
	w(n.History)
	for _, x := range n.Weights {
		b.WriteString(x.Name)
		w(x.Shape)
		w(x.Values)
	}
	for _, x := range n.Snapshots {
		b.WriteString(x.Name)
		w(x.Step)
		w(x.Shape)
		w(x.Values)
	}
	return b.Bytes()
}

// A training that is interrupted at any step, on any number of cores, and
// resumed ends with the bits of one that was not, for every optimiser and
// with dropout.
func TestResumesBitForBit(t *testing.T) {
	draw := rng.New(1, "test", 0)
	for _, rule := range []nn.Rule{nn.AdamRule(), nn.RMSpropRule(), nn.SGDRule(), nn.AdagradRule()} {
		p := tiny()
		p.Rule, p.Net.ReadoutDropout, p.Net.RecurrentDropout = rule, 0.2, 0.2
		whole, err := (&host{stopAt: -1}).run(p, t)
		if err != nil {
			t.Fatal(err)
		}
		h := &host{stopAt: draw.IntN(p.GradientSteps)}
		if _, err := h.run(p, t); !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted at %d: %v", h.stopAt, err)
		}
		h.stopAt = -1
		resumed, err := h.run(p, t)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(encode(whole), encode(resumed)) {
			t.Errorf("%s: interrupted and resumed, the network is another", rule.Optimiser)
		}
	}
}

// A killed training, which saved nothing at the end, resumes from the last
// checkpoint that was due.
func TestResumesFromDueCheckpoint(t *testing.T) {
	p := tiny()
	whole, err := (&host{stopAt: -1}).run(p, t)
	if err != nil {
		t.Fatal(err)
	}
	h := &host{stopAt: -1, every: 13}
	if _, err := h.run(p, t); err != nil || h.snapshot == nil {
		t.Fatal("no checkpoint", err)
	}
	resumed, err := h.run(p, t)
	if err != nil || !bytes.Equal(encode(whole), encode(resumed)) {
		t.Error("resumed from a checkpoint, the network is another", err)
	}
}

// A damaged checkpoint is as good as none.
func TestDamagedCheckpoints(t *testing.T) {
	p := tiny()
	whole, err := (&host{stopAt: -1}).run(p, t)
	if err != nil {
		t.Fatal(err)
	}
	h := &host{stopAt: 20}
	_, _ = h.run(p, t)
	damaged := append([]byte(nil), h.snapshot...)
	damaged[len(damaged)/2] ^= 1
	for name, s := range map[string][]byte{"damaged": damaged, "short": h.snapshot[:100], "empty": {}} {
		got, err := (&host{stopAt: -1, snapshot: s}).run(p, t)
		if err != nil || !bytes.Equal(encode(got), encode(whole)) {
			t.Errorf("%s checkpoint changes the network (%v)", name, err)
		}
	}
}

// A checkpoint is taken by the training that wrote it, and by none that differs in
// any parameter.
func TestForeignCheckpoints(t *testing.T) {
	for _, p := range []Params{tiny(), bases()[1]} {
		made, err := start(p, evalPaths(t, 2, 20))
		if err != nil {
			t.Fatal(err)
		}
		own := made.snapshot()
		if !made.restore(own) {
			t.Fatal("a training refuses its own checkpoint")
		}
		changes(p, func(path string, changed Params) {
			made.p = changed
			if made.restore(own) {
				t.Errorf("the checkpoint of a training with another %s is taken", path)
			}
			made.p = p
		})
	}
}

func FuzzRestore(f *testing.F) {
	p := tiny()
	made, err := start(p, evalPaths(f, 2, 20))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(made.snapshot())
	f.Add([]byte(magic))
	before := made.snapshot()
	f.Fuzz(func(t *testing.T, data []byte) {
		if !made.restore(data) && !bytes.Equal(made.snapshot(), before) {
			t.Error("a refused checkpoint left a trace")
		}
	})
}

// A learning rate far too high ends in a recorded divergence, not an error.
func TestDivergenceIsAnOutcome(t *testing.T) {
	p := tiny()
	p.Rule, p.LearningRate = nn.SGDRule(), 1e30
	n, err := Train(context.Background(), p, evalPaths(t, 3, 20))
	if err != nil {
		t.Fatal(err)
	}
	s := n.Summary
	if s.Outcome != Diverged || !n.Diverged() || len(n.Weights) != 0 || !math.IsNaN(s.Error20M) || s.Steps >= int64(p.GradientSteps) {
		t.Errorf("%+v with %d weights", s, len(n.Weights))
	}
	if _, err := Open(p, n); err == nil || !strings.Contains(err.Error(), "diverged") {
		t.Errorf("opening it: %v", err)
	}
}

// Zero steps leave the initial network, which knows nothing.
func TestUntrained(t *testing.T) {
	p := tiny()
	p.GradientSteps = 0
	n, err := Train(context.Background(), p, evalPaths(t, 3, 20))
	if err != nil || n.Summary.Outcome != Untrained || len(n.Weights) != 4 || n.Summary.Explained > 0.05 {
		t.Errorf("%+v %v", n.Summary, err)
	}
}

// The runner repeats what training measured, and snapshots run too.
func TestOpen(t *testing.T) {
	p := tiny()
	paths := evalPaths(t, 5, 25)
	n, err := Train(context.Background(), p, paths)
	if err != nil {
		t.Fatal(err)
	}
	for _, threads := range []int{1, 2} {
		r, err := Open(p, n)
		if err != nil {
			t.Fatal(err)
		}
		r.SetThreads(threads)
		a, err := r.Run(paths, 25)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]float64, len(a.Output))
		for i, v := range a.Output {
			out[i] = float64(v)
		}
		pos := make([]float64, len(a.PosM))
		r.Encoder().Decode(out, pos)
		total := 0.0
		for i := 0; i < len(pos); i += 2 {
			total += math.Hypot(pos[i]-a.PosM[i], pos[i+1]-a.PosM[i+1])
		}
		if got := total / float64(a.Paths*a.Steps); math.Abs(got-n.Summary.ErrorAllM) > 1e-12 {
			t.Errorf("error %v, training measured %v", got, n.Summary.ErrorAllM)
		}
		if _, err := r.Run(paths, 26); err == nil {
			t.Error("more steps than the paths have")
		}
	}
	past, ok := n.At(15)
	if _, err := Open(p, past); err != nil || !ok {
		t.Errorf("snapshot at 15: %v %v", ok, err)
	}
	n.Weights = n.Weights[1:]
	if _, err := Open(p, n); err == nil {
		t.Error("a network without its first array opens")
	}
}

// All profiles are valid for all encodings, and every cell trains.
func TestProfilesAndCells(t *testing.T) {
	codes := []encoding.Params{
		encoding.Cartesian(), encoding.HighDimCartesian(), encoding.Polar(), encoding.HighDimPolar(),
		encoding.Gaussian(0.12), encoding.DoS(0.12, 2), encoding.TrueDoG(0.12, 2), encoding.SoD(0.12, 2), encoding.GeneralDoG(0.12, 2, 1, 0.5),
	}
	paths := evalPaths(t, 3, 20)
	for _, e := range codes {
		for _, profile := range []func(encoding.Params, uint64) Params{S, Published} {
			if err := profile(e, 1).Validate(); err != nil {
				t.Error(err)
			}
		}
		p := Smoke(e, 1)
		p.GradientSteps = 10
		if n, err := Train(context.Background(), p, paths); err != nil || n.Summary.Outcome != Trained {
			t.Errorf("%v: %v %v", p, n.Summary.Outcome, err)
		}
	}
	for _, cell := range []nn.Cell{nn.SRNN{}, nn.GRU{}, nn.LSTM{}, nn.UGRNN{}, nn.Banino{}} {
		p := tiny()
		p.Net.Cell, p.Net.Activation = cell, nn.Tanh
		if cell == (nn.Banino{}) {
			p.Net.Bottleneck, p.Net.HeadCells, p.HeadConcentration = 12, 12, 20
		}
		if n, err := Train(context.Background(), p, paths); err != nil || n.Summary.Outcome != Trained {
			t.Errorf("%v: %v %v", p, n.Summary.Outcome, err)
		}
	}
}

// One more path in the batch leaves the walks of the first step as they were.
func TestWalksAreNumbered(t *testing.T) {
	p := tiny()
	a, err := newSource(p)
	if err != nil {
		t.Fatal(err)
	}
	q := p
	q.BatchPaths++
	b, err := newSource(q)
	if err != nil {
		t.Fatal(err)
	}
	a.batch(0)
	b.batch(0)
	for i := range a.start {
		if a.start[i] != b.start[i] {
			t.Fatal("the start of a path depends on the batch's size")
		}
	}
	// Path p.BatchPaths is the first of step 1 for a, the last of step 0 for b.
	last := b.start[len(a.start)]
	a.batch(1)
	if a.start[0] != last {
		t.Error("path number step*B + b is not the same walk in another batch")
	}
	if n := testing.AllocsPerRun(3, func() { a.batch(2) }); n != 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

func TestBounds(t *testing.T) {
	half := []float64{0.5, 0.5, 0, 0, 0, 0, 0.5, 0.5}
	floor, blind := bounds(nn.CrossEntropy, half, 4)
	if math.Abs(floor-math.Ln2) > 1e-15 || math.Abs(blind-2*math.Ln2) > 1e-15 {
		t.Errorf("cross-entropy: %v, %v", floor, blind)
	}
	if floor, blind = bounds(nn.MSE, []float64{1, 0, 3, 0}, 2); floor != 0 || blind != 0.5 {
		t.Errorf("mse: %v, %v", floor, blind)
	}
	if floor, blind = bounds(nn.PolarMSE, []float64{1, 0, 1, math.Pi}, 2); floor != 0 || math.Abs(blind-1) > 1e-15 {
		t.Errorf("polar: %v, %v", floor, blind)
	}
}

func TestValidateNamesTheField(t *testing.T) {
	for field, spoil := range map[string]func(*Params){
		"BatchPaths": func(p *Params) { p.BatchPaths = 0 }, "PathSteps": func(p *Params) { p.PathSteps = 0 },
		"GradientSteps": func(p *Params) { p.GradientSteps = -1 }, "LearningRate": func(p *Params) { p.LearningRate = math.NaN() },
		"PlaceGain": func(p *Params) { p.PlaceGain = 0 }, "VelocityGain": func(p *Params) { p.VelocityGain = math.Inf(1) },
		"LossBound": func(p *Params) { p.LossBound = 0 }, "HeadConcentration": func(p *Params) { p.HeadConcentration = 1 },
		"EvalEverySteps": func(p *Params) { p.EvalEverySteps = -1 }, "SnapshotEverySteps": func(p *Params) { p.SnapshotEverySteps = -1 },
		"Walk": func(p *Params) { p.Walk.Paths = 3 }, "BoxWidthM": func(p *Params) { p.Walk.BoxWidthM = 1 },
		"Optimiser": func(p *Params) { p.Rule.Optimiser = "" }, "Schedule": func(p *Params) { p.Schedule = "" },
		"Units": func(p *Params) { p.Net.Units = 0 }, "Outputs": func(p *Params) { p.Net.Outputs = 3 },
	} {
		p := tiny()
		spoil(&p)
		if _, err := Train(context.Background(), p, evalPaths(t, 1, 20)); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s spoilt: %v", field, err)
		}
	}
	if _, err := Train(context.Background(), tiny(), nil); err == nil {
		t.Error("no evaluation paths")
	}
}
