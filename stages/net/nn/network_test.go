package nn

import (
	"fmt"
	"math"
	"testing"

	"nofreelunch/stages/core/rng"
)

// kinds are small networks of every cell, with everything switched on.
func kinds() []Config {
	base := Config{
		Activation: Tanh, Initialiser: GlorotUniform, Units: 9, Outputs: 7, Loss: CrossEntropy,
		WeightDecay: 1e-2, EncoderScale: 1, DecoderScale: 1, ReadoutDropout: 0.25, RecurrentDropout: 0.25,
	}
	var all []Config
	for _, cell := range []Cell{RNN{}, SRNN{}, GRU{}, LSTM{}, UGRNN{}, Banino{}} {
		c := base
		c.Cell = cell
		if cell == (Banino{}) {
			c.Bottleneck, c.HeadCells = 8, 3
		}
		all = append(all, c)
	}
	return all
}

// randomBatch has targets that sum to one, as place codes do.
func randomBatch[F Float](c Config, batch, steps int, seed uint64) Batch[F] {
	s := rng.New(seed, "test batch", 0)
	uniform := func(n int, lo, hi float64) []F {
		x := make([]F, n)
		for i := range x {
			x[i] = F(s.Uniform(lo, hi))
		}
		return x
	}
	shares := func(n int) []F {
		x := uniform(batch*steps*n, 0, 1)
		for r := 0; n > 0 && r < len(x); r += n {
			total := F(0)
			for _, v := range x[r : r+n] {
				total += v
			}
			for j := range n {
				x[r+j] /= total
			}
		}
		return x
	}
	b := Batch[F]{Start: uniform(batch*c.StartWidth(), 0, 1), Velocity: uniform(batch*steps*2, -1, 1), Head: shares(c.HeadCells)}
	b.Target = shares(c.Outputs)
	if c.Loss == PolarMSE {
		b.Target = uniform(batch*steps*2, 0.2, 1)
	}
	return b
}

// Every gradient agrees with central differences of the loss, with dropout and
// weight decay, for every cell, activation and loss.
func TestGradientsAgreeWithFiniteDifferences(t *testing.T) {
	for _, c := range kinds() {
		for _, a := range []Activation{Relu, Tanh, Sigmoid, Linear} {
			c.Activation = a
			differences(t, c)
		}
		for _, l := range []Loss{MSE, BinaryCrossEntropy, PolarMSE} {
			c.Loss, c.Activation = l, Tanh
			if l == PolarMSE {
				c.Outputs = 2
			}
			differences(t, c)
		}
	}
}

func differences(t *testing.T, c Config) {
	t.Helper()
	const batch, steps, h = 3, 4, 1e-6
	n := New64(c, batch, steps)
	n.Init(5)
	s := rng.New(9, "test biases", 0)
	for _, p := range n.params {
		for i := range p.Value {
			p.Value[i] += s.Uniform(-0.1, 0.1)
		}
	}
	b := randomBatch[float64](c, batch, steps, 3)
	n.Gradient(b, 1, 2)
	grads := make([][]float64, len(n.params))
	for i, p := range n.params {
		grads[i] = append([]float64(nil), p.Grad...)
	}
	for i, p := range n.params {
		for range 4 {
			j := s.IntN(len(p.Value))
			was := p.Value[j]
			p.Value[j] = was + h
			up := n.Gradient(b, 1, 2).Total()
			p.Value[j] = was - h
			down := n.Gradient(b, 1, 2).Total()
			p.Value[j] = was
			if want := (up - down) / (2 * h); math.Abs(grads[i][j]-want) > 1e-7 {
				t.Errorf("%v %s, %s[%d]: gradient %g, difference %g", c, c.Loss, p.Name, j, grads[i][j], want)
			}
		}
	}
}

// float32 follows float64 through ten steps of training.
func TestFloat32FollowsFloat64(t *testing.T) {
	for _, c := range kinds() {
		const batch, steps = 5, 6
		wide, narrow := New64(c, batch, steps), New32(c, batch, steps)
		wide.Init(1)
		narrow.Init(1)
		wideDown, narrowDown := wide.Descend(SGDRule()), narrow.Descend(SGDRule())
		for step := range uint64(10) {
			want := wide.Gradient(randomBatch[float64](c, batch, steps, step), 1, step)
			got := narrow.Gradient(randomBatch[float32](c, batch, steps, step), 1, step)
			if math.Abs(got.Total()-want.Total()) > 1e-5*want.Total() {
				t.Errorf("%v: loss %v at step %d, in float64 %v", c, got, step, want)
			}
			wideDown.Step(0.1)
			narrowDown.Step(0.1)
		}
	}
}

// A path's activity depends neither on the other paths of its batch nor on
// what comes after it.
func TestPathsAndFutureDoNotMatter(t *testing.T) {
	for _, c := range kinds() {
		n := New32(c, 4, 6)
		n.Init(2)
		b := randomBatch[float32](c, 4, 6, 1)
		n.Forward(b)
		g := append([]float32(nil), n.G()...)
		one := New32(c, 1, 3)
		one.Init(2)
		const path = 2
		lone := Batch[float32]{Start: b.Start[path*c.StartWidth() : (path+1)*c.StartWidth()]}
		for t := range 3 {
			lone.Velocity = append(lone.Velocity, b.Velocity[2*(t*4+path):][:2]...)
		}
		one.Forward(lone)
		w := c.Width()
		for step := range 3 {
			for u := range w {
				if a, b := one.G()[step*w+u], g[(step*4+path)*w+u]; a != b {
					t.Fatalf("%v: unit %d at step %d is %v alone, %v in a batch", c, u, step, a, b)
				}
			}
		}
	}
}

// Threads change no bit.
func TestThreadsChangeNothing(t *testing.T) {
	for _, c := range kinds() {
		c.Units = 70
		var want string
		for _, threads := range []int{1, 2, 3} {
			n := New32(c, 50, 3)
			n.SetThreads(threads)
			got := trainDigest(n, 5)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%v: %d threads give other bits", c, threads)
			}
			n.SetThreads(1)
		}
	}
}

// The published code's dropout does nothing.
func TestInactiveDropout(t *testing.T) {
	for _, c := range kinds() {
		c.DropoutInactive = true
		dropped := trainDigest(New32(c, 3, 4), 3)
		c.ReadoutDropout, c.RecurrentDropout = 0, 0
		if none := trainDigest(New32(c, 3, 4), 3); none != dropped {
			t.Errorf("%v: inactive dropout has an effect", c)
		}
		c.DropoutInactive, c.ReadoutDropout = false, 0.5
		if some := trainDigest(New32(c, 3, 4), 3); some == dropped {
			t.Errorf("%v: active dropout has none", c)
		}
	}
}

// Dropout hides the fraction it should and keeps the mean.
func TestHide(t *testing.T) {
	mask := make([]float64, 100000)
	hide(mask, 0.3, rng.New(1, "test", 0))
	zero, total := 0.0, 0.0
	for _, m := range mask {
		total += m
		if m == 0 {
			zero++
		}
	}
	n := float64(len(mask))
	if math.Abs(zero/n-0.3) > 0.006 || math.Abs(total/n-1) > 0.009 {
		t.Errorf("hidden %g of the elements, mean %g", zero/n, total/n)
	}
}

func TestDecayIsWhereItWasPublished(t *testing.T) {
	want := map[bool]map[Cell]string{
		true: {RNN{}: "RNN/recurrent_kernel", SRNN{}: "RNN/recurrent_kernel", GRU{}: "RNN/recurrent_kernel", LSTM{}: "RNN/recurrent_kernel",
			UGRNN{}: "RNN/bias", Banino{}: "bottleneck_dense/kernel pc_decoder/kernel"},
		false: {RNN{}: "RNN/recurrent_kernel", SRNN{}: "RNN/recurrent_kernel", GRU{}: "RNN/recurrent_kernel", LSTM{}: "RNN/recurrent_kernel",
			UGRNN{}: "RNN/weight", Banino{}: "bottleneck_dense/kernel pc_decoder/kernel"},
	}
	for _, published := range []bool{true, false} {
		for _, c := range kinds() {
			c.DecayAsPublished = published
			got := ""
			for _, p := range New64(c, 1, 1).params {
				if p.decayHi > p.decayLo {
					got += " " + p.Name
				}
			}
			if got != " "+want[published][c.Cell] {
				t.Errorf("%s, as published %v: decay of%s, want %s", c.Cell, published, got, want[published][c.Cell])
			}
		}
	}
}

// A gradient step allocates nothing.
func TestStepAllocatesNothing(t *testing.T) {
	for _, c := range kinds() {
		c.Units = 33
		n := New32(c, 20, 5)
		n.Init(1)
		down := n.Descend(AdamRule())
		b := randomBatch[float32](c, 20, 5, 1)
		step := uint64(0)
		run := func() {
			n.Gradient(b, 1, step)
			down.Step(1e-3)
			step++
		}
		run()
		if a := testing.AllocsPerRun(5, run); a != 0 {
			t.Errorf("%v: %v allocations a step", c, a)
		}
	}
}

func TestClipNorm(t *testing.T) {
	c := kinds()[0]
	for _, k := range []float64{0, 1e-3, 1e6} {
		n := New32(c, 3, 4)
		n.Init(1)
		r := SGDRule()
		r.ClipNorm = k
		down := n.Descend(r)
		n.Gradient(randomBatch[float32](c, 3, 4, 1), 1, 0)
		before := flat(n)
		norm := down.Step(1)
		moved := 0.0
		for i, v := range flat(n) {
			moved += (v - before[i]) * (v - before[i])
		}
		moved = math.Sqrt(moved)
		switch {
		case k == 0 && norm != 0:
			t.Errorf("no clipping reports norm %v", norm)
		case k == 1e-3 && math.Abs(moved-1e-3) > 1e-6, k == 1e6 && math.Abs(moved-norm) > 1e-5*norm:
			t.Errorf("clip %g: moved by %g, gradient %g", k, moved, norm)
		}
	}
}

func flat(n *Network[float32]) []float64 {
	var x []float64
	for _, p := range n.params {
		for _, v := range p.Value {
			x = append(x, float64(v))
		}
	}
	return x
}

func TestInitialisers(t *testing.T) {
	const in, out = 60, 90
	sd := map[Initialiser]float64{
		GlorotUniform: math.Sqrt(2.0 / (in + out)), GlorotNormal: math.Sqrt(2.0 / (in + out)),
		TruncatedNormal: cutSD / math.Sqrt(in), Orthogonal: 1 / math.Sqrt(out),
	}
	for kind, want := range sd {
		s := rng.New(1, "test", 0)
		x := make([]float64, in*out)
		draw(kind, &s, x, in, out)
		got := math.Sqrt(plain{}.sumSquares(x) / (in * out))
		if math.Abs(got-want) > 0.03*want {
			t.Errorf("%s: SD %g, want %g", kind, got, want)
		}
	}
	for _, shape := range [][2]int{{7, 7}, {5, 12}, {12, 5}} {
		s := rng.New(2, "test", 0)
		x := make([]float64, shape[0]*shape[1])
		draw(Orthogonal, &s, x, shape[0], shape[1])
		if d := offOrthonormal(x, shape[0], shape[1]); d > 1e-14 {
			t.Errorf("%v: off orthonormal by %g", shape, d)
		}
	}
}

// offOrthonormal is the largest deviation of the shorter side's products.
func offOrthonormal(x []float64, in, out int) float64 {
	rowStep, colStep, count, length := out, 1, in, out
	if in > out {
		rowStep, colStep, count, length = 1, out, out, in
	}
	worst := 0.0
	for a := range count {
		for b := range count {
			dot := 0.0
			for i := range length {
				dot += x[a*rowStep+i*colStep] * x[b*rowStep+i*colStep]
			}
			if a == b {
				dot--
			}
			worst = max(worst, math.Abs(dot))
		}
	}
	return worst
}

// Scaling the initial encoder and decoder scales those arrays alone.
func TestInitialScale(t *testing.T) {
	for _, c := range kinds() {
		a, b := New64(c, 1, 1), New64(c, 1, 1)
		a.Init(3)
		b.config.EncoderScale, b.config.DecoderScale = 0.1, 0.5
		b.Init(3)
		for i, p := range a.params {
			want := a.params[i].Value[0]
			switch p.Name {
			case "encoder/kernel", "encoder1/kernel", "encoder2/kernel":
				want *= 0.1
			case "decoder/kernel", "pc_decoder/kernel", "hd_decoder/kernel":
				want *= 0.5
			}
			if b.params[i].Value[0] != want {
				t.Errorf("%s %s: %g, want %g", c.Cell, p.Name, b.params[i].Value[0], want)
			}
		}
	}
}

func TestSchedules(t *testing.T) {
	for s, want := range map[Schedule][3]float64{Constant: {1, 1, 1}, Linearly: {1, 0.5, 0.25}, Cosine: {1, 0.5, (1 - math.Sqrt2/2) / 2}} {
		for i, step := range []int{0, 50, 75} {
			if got := s.Factor(step, 100); math.Abs(got-want[i]) > 1e-15 {
				t.Errorf("%s at %d of 100: %g, want %g", s, step, got, want[i])
			}
		}
	}
}

// A NaN anywhere in the input reaches the loss: divergence cannot hide.
func TestNaNReachesTheLoss(t *testing.T) {
	for _, c := range kinds() {
		for _, a := range []Activation{Relu, Tanh, Sigmoid, Linear} {
			c.Activation, c.ReadoutDropout, c.RecurrentDropout = a, 0, 0
			n := New32(c, 2, 2)
			n.Init(1)
			b := randomBatch[float32](c, 2, 2, 1)
			b.Velocity[1] = float32(math.NaN())
			if l := n.Gradient(b, 1, 0); l.Data == l.Data {
				t.Errorf("%v: loss %v", c, l.Data)
			}
		}
	}
}

func TestValidateNamesTheField(t *testing.T) {
	good := kinds()[0]
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*Config){
		"Cell": func(c *Config) { c.Cell = nil }, "Activation": func(c *Config) { c.Activation = "" },
		"Initialiser": func(c *Config) { c.Initialiser = "zeros" }, "Loss": func(c *Config) { c.Loss = "hinge" },
		"Units": func(c *Config) { c.Units = 0 }, "Outputs": func(c *Config) { c.Outputs = -1 },
		"Bottleneck": func(c *Config) { c.Bottleneck = 4 }, "HeadCells": func(c *Config) { c.HeadCells = 2 },
		"WeightDecay": func(c *Config) { c.WeightDecay = math.NaN() }, "ReadoutDropout": func(c *Config) { c.ReadoutDropout = 1 },
		"RecurrentDropout": func(c *Config) { c.RecurrentDropout = -0.1 },
		"EncoderScale":     func(c *Config) { c.EncoderScale = 0 }, "DecoderScale": func(c *Config) { c.DecoderScale = math.Inf(1) },
	} {
		c := good
		spoil(&c)
		err := c.Validate()
		if err == nil || len(err.Error()) < len(field) || err.Error()[:4+len(field)] != "nn: "+field {
			t.Errorf("%s spoilt: %v", field, err)
		}
	}
	for i, r := range []Rule{{Optimiser: "lion"}, {Optimiser: Adam, Beta1: 1, Beta2: 0.9, Epsilon: 1}, {Optimiser: SGD, Epsilon: 1}, {Optimiser: SGD, ClipNorm: -1}, {Optimiser: RMSprop, Beta2: 0.9}} {
		if r.Validate() == nil {
			t.Errorf("rule %d passes: %+v", i, r)
		}
	}
	if Schedule("step").Validate() == nil {
		t.Error("an unknown schedule passes")
	}
}

// The number of operations at the published size is the one reported for it.
func TestFlops(t *testing.T) {
	c := Config{Cell: RNN{}, Units: 1024, Outputs: 512}
	want := 2.0 * (200*512*1024*2 + 200*20*(1024*1024+1024*512)*3)
	if got := c.Flops(200, 20); got != want {
		t.Errorf("%g operations, want %g", got, want)
	}
}

func ExampleNetwork() {
	c := Config{
		Cell: RNN{}, Activation: Relu, Initialiser: GlorotUniform, Units: 32, Outputs: 4,
		Loss: CrossEntropy, WeightDecay: 1e-4, EncoderScale: 1, DecoderScale: 1,
	}
	const paths, steps = 8, 5
	n := New32(c, paths, steps)
	n.Init(1)
	down := n.Descend(AdamRule())
	b := randomBatch[float32](c, paths, steps, 1)
	first := n.Gradient(b, 1, 0).Data
	for step := range uint64(300) {
		n.Gradient(b, 1, step)
		down.Step(1e-2 * Cosine.Factor(int(step), 300))
	}
	n.Forward(b)
	fmt.Println("g:", len(n.G()) == steps*paths*32, "loss fell:", n.Gradient(b, 1, 0).Data < first-0.05)
	// Output: g: true loss fell: true
}
