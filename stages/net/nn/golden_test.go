package nn

import (
	"math"
	"testing"

	"nofreelunch/stages/internal/golden"
)

type goldenNetwork struct {
	Name         string
	Architecture string
	Activation   string
	Loss         string
	WeightDecay  float64 `json:"weight_decay"`
	Np, Ng       int
	Batch, Steps int
	BaninoUnits  *int `json:"banino_rnn_units"`
	Inputs       struct {
		Velocity [][][]float64
		Start    [][]float64 `json:"initial_place_activation"`
		Targets  [][][]float64
	}
	Parameters map[string]nested
	Outputs    struct {
		Sequence    [][][]float64 `json:"rnn_sequence"`
		G           [][][]float64
		Predictions [][][]float64
		DataLoss    float64 `json:"data_loss"`
		TotalLoss   float64 `json:"total_loss"`
	}
	Gradients map[string]nested
	Order     []string `json:"parameter_order"`
}

func (g goldenNetwork) config(t *testing.T) Config {
	t.Helper()
	cells := map[string]Cell{"RNN": RNN{}, "SRNN": SRNN{}, "GRU": GRU{}, "LSTM": LSTM{}, "UGRNN": UGRNN{}, "Banino": Banino{}}
	losses := map[string]Loss{"crossentropy": CrossEntropy, "mse": MSE, "polarmse": PolarMSE, "binarycrossentropy": BinaryCrossEntropy}
	c := Config{
		Cell: cells[g.Architecture], Activation: Activation(g.Activation), Initialiser: GlorotUniform,
		Units: g.Ng, Outputs: g.Np, Loss: losses[g.Loss], WeightDecay: g.WeightDecay, DecayAsPublished: true,
		EncoderScale: 1, DecoderScale: 1,
	}
	if c.Cell == (Banino{}) {
		c.Units, c.Bottleneck = *g.BaninoUnits, g.Ng
	}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	return c
}

// goldenNetworks calls f for every recorded network.
func goldenNetworks(t *testing.T, f func(t *testing.T, g goldenNetwork)) {
	set := golden.Open(t, "networks")
	cases := 0
	for _, name := range []string{"rnn", "srnn", "gru", "lstm", "ugrnn", "banino"} {
		var file struct{ Cases []goldenNetwork }
		set.JSON(t, name+".json", &file)
		for _, g := range file.Cases {
			cases++
			t.Run(g.Name, func(t *testing.T) { f(t, g) })
		}
	}
	if cases < 6 {
		t.Errorf("only %d recorded networks", cases)
	}
}

func batchOf[F Float](g goldenNetwork) Batch[F] {
	return Batch[F]{Start: timeMajor[F]([][][]float64{g.Inputs.Start}), Velocity: timeMajor[F](g.Inputs.Velocity), Target: timeMajor[F](g.Inputs.Targets)}
}

// load sets the network's values to the recorded ones.
func load[F Float](t *testing.T, n *Network[F], g goldenNetwork) {
	t.Helper()
	if len(n.Parameters()) != len(g.Order) {
		t.Fatalf("%d parameters, recorded %d", len(n.Parameters()), len(g.Order))
	}
	for i, p := range n.Parameters() {
		want := g.Parameters[p.Name]
		if p.Name != g.Order[i] || len(want) != len(p.Value) {
			t.Fatalf("parameter %d is %s of %d, recorded %s of %d", i, p.Name, len(p.Value), g.Order[i], len(want))
		}
		for j, v := range want {
			p.Value[j] = F(v)
		}
	}
}

// The float64 networks give the recorded outputs, losses and gradients.
func TestGoldenNetworks(t *testing.T) {
	goldenNetworks(t, func(t *testing.T, g goldenNetwork) {
		n := New64(g.config(t), g.Batch, g.Steps)
		load(t, n, g)
		b := batchOf[float64](g)
		n.Forward(b)
		const tolerance = 1e-11
		within(t, "rnn_sequence", n.State(), timeMajor[float64](g.Outputs.Sequence), tolerance)
		within(t, "g", n.G(), timeMajor[float64](g.Outputs.G), tolerance)
		within(t, "predictions", n.Output(), timeMajor[float64](g.Outputs.Predictions), tolerance)
		l := n.Gradient(b, 1, 0)
		within(t, "losses", []float64{l.Data, l.Total()}, []float64{g.Outputs.DataLoss, g.Outputs.TotalLoss}, tolerance)
		for _, p := range n.Parameters() {
			within(t, p.Name, p.Grad, g.Gradients[p.Name], tolerance)
		}
	})
}

// The float32 networks give them within a bound of float32 rounding: a few
// hundred units of the largest value of each array.
func TestGoldenNetworksFloat32(t *testing.T) {
	goldenNetworks(t, func(t *testing.T, g goldenNetwork) {
		n := New32(g.config(t), g.Batch, g.Steps)
		load(t, n, g)
		b := batchOf[float32](g)
		n.Forward(b)
		const tolerance = 256 * 0x1p-24
		within(t, "g", n.G(), timeMajor[float64](g.Outputs.G), tolerance)
		within(t, "predictions", n.Output(), timeMajor[float64](g.Outputs.Predictions), tolerance)
		l := n.Gradient(b, 1, 0)
		within(t, "losses", []float64{l.Data, l.Total()}, []float64{g.Outputs.DataLoss, g.Outputs.TotalLoss}, tolerance)
		for _, p := range n.Parameters() {
			within(t, p.Name, p.Grad, g.Gradients[p.Name], tolerance)
		}
	})
}

// within compares with an absolute tolerance relative to the largest value,
// or 1 if that is larger for float64's own tolerance.
func within[F Float](t *testing.T, what string, got []F, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	size, worst := 1.0, 0.0
	for _, w := range want {
		size = max(size, math.Abs(w))
	}
	for i, w := range want {
		d := math.Abs(float64(got[i]) - w)
		if !(d <= worst) {
			worst = d
		}
	}
	if !(worst <= tolerance*size) {
		t.Errorf("%s: differs by %g, largest value %g", what, worst, size)
	}
}

type goldenOptimiser struct {
	Name         string
	Optimizer    string
	LearningRate float64 `json:"learning_rate"`
	Initial      []float64
	Gradients    [][]float64
	After        [][]float64                                `json:"values_after_each_step"`
	FinalSlots   struct{ M, V, RMS, Accumulator []float64 } `json:"final_slots"`
}

func TestGoldenOptimisers(t *testing.T) {
	var file struct{ Cases []goldenOptimiser }
	golden.Open(t, "optimizers").JSON(t, "cases.json", &file)
	rules := map[string]Rule{"adam": AdamRule(), "rmsprop": RMSpropRule(), "sgd": SGDRule(), "adagrad": AdagradRule()}
	for _, g := range file.Cases {
		t.Run(g.Name, func(t *testing.T) {
			p := &Parameter[float64]{Name: "w", Value: append([]float64(nil), g.Initial...), Grad: make([]float64, len(g.Initial))}
			n := &Network[float64]{k: plain{}, params: []*Parameter[float64]{p}}
			d := n.Descend(rules[g.Optimizer])
			for step, grad := range g.Gradients {
				copy(p.Grad, grad)
				d.Step(g.LearningRate)
				within(t, "values", p.Value, g.After[step], 1e-11)
			}
			var want [][]float64
			for _, s := range [][]float64{g.FinalSlots.M, g.FinalSlots.V, g.FinalSlots.RMS, g.FinalSlots.Accumulator} {
				if s != nil {
					want = append(want, s)
				}
			}
			slots := d.Slots()
			if len(slots) != len(want) {
				t.Fatalf("%d slots, recorded %d", len(slots), len(want))
			}
			for i := range slots {
				within(t, "slots", slots[i], want[i], 1e-11)
			}
		})
	}
}
