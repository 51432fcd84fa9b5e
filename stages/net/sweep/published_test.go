package sweep

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

// declared is a sweep as its authors declared it.
type declared struct {
	Method     string           `json:"method"`
	Size       int              `json:"grid_size"`
	Parameters map[string][]any `json:"parameters"`
}

func publication(t *testing.T) map[string]declared {
	t.Helper()
	text, err := os.ReadFile("testdata/data/published_sweeps.json")
	if err != nil {
		t.Fatal(err)
	}
	var of map[string]declared
	if err := json.Unmarshal(text, &of); err != nil {
		t.Fatal(err)
	}
	return of
}

// values are the authors' parameters of one of our networks, by their names.
// Epochs and the steps of each are one number here, as only their product matters.
func values(p train.Params) map[string]string {
	cell := map[nn.Cell]string{nn.RNN{}: "RNN", nn.LSTM{}: "LSTM", nn.UGRNN{}: "UGRNN", nn.GRU{}: "GRU", nn.SRNN{}: "SRNN", nn.Banino{}: "LSTM"}
	loss := map[nn.Loss]string{nn.MSE: "mse", nn.CrossEntropy: "crossentropy"}
	initialiser := map[nn.Initialiser]string{nn.GlorotUniform: "glorot_uniform", nn.GlorotNormal: "glorot_normal", nn.Orthogonal: "orthogonal"}
	v := map[string]string{
		"activation": string(p.Net.Activation), "batch_size": fmt.Sprint(p.BatchPaths), "initializer": initialiser[p.Net.Initialiser],
		"is_periodic": fmt.Sprint(p.Encoding.Periodic), "learning_rate": fmt.Sprint(p.LearningRate), "steps": fmt.Sprint(p.GradientSteps),
		"Ng": fmt.Sprint(p.Net.Units), "Np": fmt.Sprint(p.Net.Outputs), "optimizer": string(p.Rule.Optimiser),
		"place_field_loss": loss[p.Net.Loss], "readout_dropout": fmt.Sprint(p.Net.ReadoutDropout), "recurrent_dropout": fmt.Sprint(p.Net.RecurrentDropout),
		"rnn_type": cell[p.Net.Cell], "seed": fmt.Sprint(p.Seed), "sequence_length": fmt.Sprint(p.PathSteps), "weight_decay": fmt.Sprint(p.Net.WeightDecay),
		"box_width_in_m": fmt.Sprint(p.Encoding.BoxWidthM), "box_height_in_m": fmt.Sprint(p.Walk.BoxWidthM),
	}
	maps.Copy(v, code(p.Encoding))
	return v
}

// code is the part of the encoding.
func code(e encoding.Params) map[string]string {
	kinds := map[encoding.Kind]string{
		encoding.CartesianEntry().Kind(): "cartesian", encoding.HighDimCartesianEntry().Kind(): "high_dim_cartesian",
		encoding.HighDimPolarEntry().Kind(): "high_dim_polar", encoding.GaussianEntry().Kind(): "gaussian",
		encoding.DoSEntry().Kind(): "difference_of_gaussians", encoding.TrueDoGEntry().Kind(): "true_difference_of_gaussians",
		encoding.GeneralDoGEntry().Kind(): "general_difference_of_gaussians", encoding.SoDEntry().Kind(): "softmax_of_differences",
	}
	v := map[string]string{"place_field_values": kinds[e.Kind], "place_field_normalization": "none", "place_cell_rf": "0", "n_place_fields_per_cell": "1"}
	if !e.Kind.Place() {
		return v
	}
	v["place_field_normalization"] = map[encoding.Normalization]string{encoding.Global: "global", encoding.None: "local"}[e.Normalization]
	v["place_cell_rf"], v["surround_scale"] = e.SigmaM.String(), e.SurroundScale.String()
	if e.Kind == encoding.GaussianEntry().Kind() {
		delete(v, "surround_scale") // it has none, whatever was declared
	}
	if e.Fields.Law == placecell.OnePlus {
		v["n_place_fields_per_cell"] = fmt.Sprintf("Poisson(%g)", e.Fields.Mean)
	}
	if e.Kind == encoding.GeneralDoGEntry().Kind() {
		v["place_cell_alpha_e"], v["place_cell_alpha_i"] = fmt.Sprint(e.AlphaE), fmt.Sprint(e.AlphaI)
	}
	return v
}

// said is a declared value as ours are written.
func said(v any) string {
	text := fmt.Sprint(v)
	var lo, hi float64
	if n, _ := fmt.Sscanf(text, "Uniform( %g , %g )", &lo, &hi); n == 2 {
		return encoding.Range{Lo: lo, Hi: hi}.String()
	}
	if n, _ := fmt.Sscanf(text, "Poisson( %g )", &lo); n == 1 {
		return fmt.Sprintf("Poisson(%g)", lo)
	}
	return text
}

// declaredValues are the values that a sweep's authors declared, parameter by parameter.
func declaredValues(d declared) map[string][]string {
	out := map[string][]string{}
	for name, of := range d.Parameters {
		for _, v := range of {
			out[name] = append(out[name], said(v))
		}
	}
	for _, epochs := range d.Parameters["n_epochs"] {
		out["steps"] = append(out["steps"], fmt.Sprint(int(epochs.(float64)*d.Parameters["n_grad_steps_per_epoch"][0].(float64))))
	}
	if _, ok := out["recurrent_dropout"]; !ok {
		out["recurrent_dropout"] = []string{"0"}
	}
	if _, ok := out["n_place_fields_per_cell"]; !ok {
		out["n_place_fields_per_cell"] = []string{"1"}
	}
	kind := out["place_field_values"][0]
	for name := range out {
		slices.Sort(out[name])
		switch {
		case name == "bin_side_in_m" || name == "n_epochs" || name == "n_grad_steps_per_epoch": // of the evaluation, or counted in steps
			delete(out, name)
		case name == "surround_scale" && (kind == "gaussian" || out["place_cell_rf"][0] == "0"):
			delete(out, name)
		}
	}
	return out
}

// spanned are the values that networks take, parameter by parameter.
func spanned(nets []train.Params) map[string][]string {
	sets := map[string]map[string]bool{}
	for _, n := range nets {
		for name, v := range values(n) {
			if sets[name] == nil {
				sets[name] = map[string]bool{}
			}
			sets[name][v] = true
		}
	}
	out := map[string][]string{}
	for name, set := range sets {
		out[name] = slices.Sorted(maps.Keys(set))
	}
	return out
}

// alongAxes are networks that between them take every value of a space.
func alongAxes(s space) []train.Params {
	var nets []train.Params
	longest := 0
	for _, a := range s.axes {
		longest = max(longest, len(a))
	}
	for i := range longest {
		p := s.base
		for _, a := range s.axes {
			a[i%len(a)](&p)
		}
		nets = append(nets, p)
	}
	return nets
}

// Every sweep on record is declared here, and none that is not; each has the size
// and, parameter by parameter, the values that its authors declared.
func TestSweepsAreThePublishedOnes(t *testing.T) {
	want := publication(t)
	want[WidthsSweep] = widthsDeclared(want["pc_ce_dog_global"])
	var names []string
	for _, s := range spaces() {
		names = append(names, s.name)
		d, ok := want[s.name]
		if !ok {
			t.Errorf("%s is not on record", s.name)
			continue
		}
		if got, want := spanned(alongAxes(s)), declaredValues(d); !equalValues(got, want) {
			for name := range want {
				if !slices.Equal(got[name], want[name]) {
					t.Errorf("%s: %s is %v, published %v", s.name, name, got[name], want[name])
				}
			}
			for name := range got {
				if _, ok := want[name]; !ok {
					t.Errorf("%s: %s is %v, not published", s.name, name, got[name])
				}
			}
		}
		if (s.draws > 0) != (d.Method == "random") {
			t.Errorf("%s: %d draws, published as %s", s.name, s.draws, d.Method)
		}
	}
	slices.Sort(names)
	if published := slices.Sorted(maps.Keys(want)); !slices.Equal(names, published) {
		t.Errorf("declared are %v, published %v", names, published)
	}
}

func equalValues(a, b map[string][]string) bool {
	return maps.EqualFunc(a, b, func(x, y []string) bool { return slices.Equal(x, y) })
}

// widthsDeclared is the sweep of which only the text is on record: ReLU RNNs of
// 4096 units, s = 2, sigma .04 to .20 by .01, three seeds, else as the large one.
func widthsDeclared(like declared) declared {
	d := declared{Method: "grid", Size: 51, Parameters: maps.Clone(like.Parameters)}
	d.Parameters["place_cell_rf"] = nil
	for i := range 17 {
		d.Parameters["place_cell_rf"] = append(d.Parameters["place_cell_rf"], math.Round(float64(4+i))/100)
	}
	for name, v := range map[string]any{"activation": "relu", "rnn_type": "RNN", "Ng": 4096., "surround_scale": 2., "readout_dropout": 0., "recurrent_dropout": 0.} {
		d.Parameters[name] = []any{v}
	}
	return d
}

// A grid is all of its combinations, each once; a search is what was drawn, within
// its space, and the same whenever it is asked for.
func TestSweepsHaveThePublishedSizes(t *testing.T) {
	want := publication(t)
	want[WidthsSweep] = declared{Method: "grid", Size: 51}
	total := 0
	again := PublishedSweeps()
	for i, s := range PublishedSweeps() {
		total += len(s.Networks)
		size := want[s.Name].Size
		if s.Random {
			size = publishedDraws
		}
		if len(s.Networks) != size || len(distinct(s.Networks)) != size {
			t.Errorf("%s has %d networks, %d of them different, want %d", s.Name, len(s.Networks), len(distinct(s.Networks)), size)
		}
		if !slices.Equal(s.Networks, again[i].Networks) {
			t.Errorf("%s: differs when asked for again", s.Name)
		}
		if s.Random {
			space := declaredValues(want[s.Name])
			for name, of := range spanned(s.Networks) {
				for _, v := range of {
					if !slices.Contains(space[name], v) {
						t.Errorf("%s drew %s = %s, outside %v", s.Name, name, v, space[name])
					}
				}
			}
		}
	}
	t.Logf("%d networks in %d sweeps", total, len(again))
}

// Every published sweep is in a family of the paper scale.
func TestThePaperScaleHasEveryPublishedNetwork(t *testing.T) {
	in := map[train.Params]bool{}
	for _, f := range Paper().Families() {
		for _, n := range f.Networks {
			in[n] = true
		}
	}
	for _, s := range PublishedSweeps() {
		for _, n := range s.Networks {
			if !in[n] {
				t.Fatalf("%s: %v is in no family", s.Name, n)
			}
		}
	}
}
