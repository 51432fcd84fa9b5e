package paper

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nofreelunch/data"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/lattice"
	"nofreelunch/stages/theory/neuralfield"
)

var update = flag.Bool("update", false, "write golden files and the README's summary anew")

func params() Params {
	return Params{Profile: "test", Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 50, Resamples: 200, Seed: 1}
}

// network is a member's numbers: k grid-like units of 100 and the error.
type network struct {
	above  int32
	errorM float64
	null   int32 // of 100 maps
}

// members are networks of one setting, the same at every threshold.
func members(encoding string, sigmaM, s float64, nets ...network) rows.Table {
	var out rows.Table
	setting := fmt.Sprint(sigmaM, " ", s)
	for i, n := range nets {
		net := rows.Network{ID: fmt.Sprint(encoding, " ", setting, " ", i), Seed: int64(i), Encoding: encoding, Setting: setting,
			Homogeneous: sigmaM > 0, SigmaM: sigmaM, SurroundScale: s, Outcome: "trained", ErrorsM: slices.Repeat([]float64{n.errorM}, 50), ErrorsPaths: slices.Repeat([]int32{1}, 50), Scored: 100, Active: 100, NullMaps: 100, MapBins: 44}
		if math.IsNaN(n.errorM) {
			net.Outcome = rows.Diverged
		}
		out.Networks = append(out.Networks, net)
		for _, t := range []float64{0.75, 0.8, 0.85} {
			out.Counts = append(out.Counts, rows.Count{ID: net.ID, Threshold: t, AboveOfAll: n.above, Above: n.above, Short: n.above, PeriodM: 1.07, LatticeM: 1.15, NullAbove: n.null})
		}
	}
	return out
}

// onRealistic are networks on the published population of several fields and scales.
func onRealistic(t rows.Table) rows.Table {
	for i := range t.Networks {
		t.Networks[i].Setting = sweep.Realistic().String()
	}
	return t
}

// together is tables of several settings as one.
func together(tables ...rows.Table) rows.Table {
	var all rows.Table
	for _, t := range tables {
		all.Networks, all.Counts = append(all.Networks, t.Networks...), append(all.Counts, t.Counts...)
	}
	return all
}

func repeat(n int, of network) []network {
	out := make([]network, n)
	for i := range out {
		out[i] = of
	}
	return out
}

// everything is networks by which the publication is right, and alike to the
// published ones.
func everything() rows.Table {
	good, none := network{20, 0.05, 10}, network{0, 0.05, 10}
	var out []rows.Table
	for _, e := range []string{"cartesian", "high-dim cartesian", "high-dim polar", "sod"} {
		out = append(out, alike(e, members(e, 0, 0, repeat(40, none)...)))
	}
	return together(append(out,
		alike("gaussian", members("gaussian", 0.12, 0, append(repeat(360, none), repeat(40, network{1, 0.05, 10})...)...)),
		alike("true dog", members("true dog", 0.12, 2, repeat(40, none)...)),
		alike("populations", members("dos", 0.12, 2, repeat(8, good)...)),
		alike("dos", members("dos", 0.16, 2, repeat(40, none)...)),
		alike("populations", onRealistic(members("dos", 0, 0, repeat(8, none)...))),
	)...)
}

// alike gives networks the parameters that a published panel had, in turn.
func alike(panel string, t rows.Table) rows.Table {
	settings, ok := data.SettingsOf(panel)
	if !ok {
		panic("no panel " + panel)
	}
	for i := range t.Networks {
		n := &t.Networks[i]
		of := func(name string) string {
			if values := settings.Values(name); len(values) > 0 {
				return values[(i+len(name)*(i/len(values)))%len(values)]
			}
			return ""
		}
		number := func(name string) float64 {
			v, err := strconv.ParseFloat(of(name), 64)
			if err != nil {
				panic(err)
			}
			return v
		}
		n.Cell, n.Activation, n.Optimiser, n.Initialiser, n.Centres = of("cells"), of("activations"), of("optimisers"), of("initialisers"), of("centres")
		n.Units, n.GradientSteps, n.BatchPaths = int32(number("units")), int64(number("gradient_steps")), int32(number("batches"))
		n.LearningRate, n.WeightDecay = number("learning_rates"), number("weight_decays")
		n.ReadoutDropout, n.RecurrentDropout = number("readout_dropouts"), number("recurrent_dropouts")
	}
	return t
}

func rowsOf(t *testing.T, v Verdicts, err error) map[string]Row {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]Row{}
	for _, r := range v.Claims {
		out[r.ID] = r
	}
	return out
}

func TestEncodings(t *testing.T) {
	v, err := Encodings(context.Background(), params(), everything(), nil)
	of := rowsOf(t, v, err)
	for id, want := range map[string]string{
		"fig2a-gaussian-accurate": Reproduced,   // 400 of 400 against .97 of 692
		"fig2a-gaussian-grid":     Reproduced,   // 40 of 400 against .10 of 671
		"fig2a-true-dog-accurate": Contradicted, // all against .17
		"fig2a-dos-grid":          Contradicted, // 8 of 56 against .91
		"fig2a-sod-grid":          Inconclusive, // 0 of 40 against .06 of 49: not enough to be sure
		"r1-most-accurate":        Reproduced,
		"dos-over-Gaussian":       Reproduced,
		"dos-over-true-DoG":       Reproduced,
		"r7-dog-none":             Reproduced,
		"f-null":                  Reproduced, // .20 against .10
		"f-published-mix":         Reproduced,
		"r5-fewer-units":          Reproduced,
		"r5-none":                 Reproduced,
		"fig5-single-accurate":    Inconclusive, // 8 of 8 against 6 of 6: neither N is enough
	} {
		if r := of[id]; r.Verdict != want {
			t.Errorf("%s: %q (%s), ours %v [%v, %v], N %d, want %q", id, r.Verdict, r.Reason, r.Ours, r.Low, r.High, r.N, want)
		}
	}
	if c := v.Context[0]; c.ID != "r1-runs" || c.Ours != float64(len(everything().Networks)) {
		t.Errorf("%+v, want the number of networks", c)
	}
}

// Few networks decide nothing, neither for a claim nor against it.
func TestSmallSamples(t *testing.T) {
	small := everything().Keep(func(n rows.Network) bool { return n.Seed < 3 })
	for i := range small.Networks {
		if n := &small.Networks[i]; n.Encoding == "gaussian" {
			n.ErrorsM = slices.Repeat([]float64{1}, 50)
		}
	}
	v, err := Encodings(context.Background(), params(), small, nil)
	for id, r := range rowsOf(t, v, err) {
		if r.N < Fewest && decided(r.Verdict) && id != "f-published-mix" {
			t.Errorf("%s is %s with N = %d", id, r.Verdict, r.N)
		}
	}
}

func TestRobustness(t *testing.T) {
	all := everything()
	odd := map[string]bool{}
	for _, n := range all.Networks {
		odd[n.ID] = n.Encoding == "dos" && n.Seed%2 == 1
	}
	for i := range all.Counts { // half of the seeds carry all of the effect
		if c := &all.Counts[i]; odd[c.ID] || c.Threshold == 0.85 {
			c.AboveOfAll, c.Above, c.Short = 0, 0, 0
		}
	}
	v, err := Encodings(context.Background(), params(), all, nil)
	r := rowsOf(t, v, err)["dos-over-cartesian"]
	if r.Verdict != Reproduced || r.Robust != "undecided: Score60 > 0.85, odd seeds" {
		t.Errorf("%s, %q", r.Verdict, r.Robust)
	}
}

func TestEmptyDecidesNothing(t *testing.T) {
	for _, tt := range []test{value(10, false), fraction(1), above(-10), below(10), inside(-10, 10)} {
		for _, e := range []Estimate{nothing(), {0, 0, 0, 0}, {0, math.Inf(-1), math.Inf(1), 0}, {0, math.NaN(), math.NaN(), 9}} {
			o := tt.decide(Claim{Published: 0, PublishedN: 9, Uncertainty: 10}, e)
			if o.verdict != Inconclusive || o.reason == "" {
				t.Errorf("%s: %+v for %+v", tt.text, o, e)
			}
		}
	}
	v, err := Encodings(context.Background(), params(), withoutAccurate(everything()), nil)
	for id, r := range rowsOf(t, v, err) {
		if r.N == 0 && r.Verdict != Inconclusive {
			t.Errorf("%s is %s with N = 0", id, r.Verdict)
		}
	}
}

func withoutAccurate(t rows.Table) rows.Table {
	for i := range t.Networks {
		t.Networks[i].ErrorsM = slices.Repeat([]float64{1}, 50)
	}
	return t
}

func TestUnfinishedNetworksDecideNothing(t *testing.T) {
	p := params()
	p.Unfinished = "stopped early"
	v, err := Encodings(context.Background(), p, everything(), nil)
	for id, r := range rowsOf(t, v, err) {
		if id == "f-published-mix" { // arithmetic on published numbers
			continue
		}
		if r.Verdict != NotComparable || r.Reason != p.Unfinished {
			t.Errorf("%s: %q, %q", id, r.Verdict, r.Reason)
		}
	}
	v, err = landscape("hexagonal", 3).judge(p)
	of := rowsOf(t, v, err)
	if r := of["c-shared-minimum"]; r.Verdict != Reproduced {
		t.Errorf("what no network is trained for: %q", r.Verdict)
	}
	if r := of["c-many-minima"]; r.Verdict != NotComparable {
		t.Errorf("pairs of unfinished networks: %q", r.Verdict)
	}
}

func TestMissingEvidenceFails(t *testing.T) {
	if _, err := Encodings(context.Background(), params(), members("dos", 0.12, 2, network{1, 0.05, 1}), nil); err == nil || !strings.Contains(err.Error(), `no networks of "cartesian"`) {
		t.Error(err)
	}
	if _, err := Widths(context.Background(), params(), everything(), estimate.PeriodTables{}, nil); err == nil {
		t.Error("no modes, no error")
	}
	if _, err := Theory(context.Background(), params(), dog.Couplings{}, estimate.FieldTables{}, []estimate.StartTables{pattern(PatternDoS, 1, 1)}); err == nil || !strings.Contains(err.Error(), PatternSigned) {
		t.Errorf("no patterns of other populations: %v", err)
	}
	if _, err := Paradox(context.Background(), params(), estimate.ArchitectureTables{}, rows.Table{}); err == nil {
		t.Error("no architectures, no error")
	}
	if _, err := Conclusion(context.Background(), params(), lattice.Compared{}, nil, nil); err == nil {
		t.Error("no losses, no error")
	}
}

// modes are periods as published, or what of makes of them.
func modes(of func(bins float64) float64) estimate.PeriodTables {
	var o estimate.PeriodTables
	for _, m := range data.PeriodModes() {
		p := of(m.PeriodBins)
		o.Modes = append(o.Modes, estimate.PeriodMode{SigmaM: m.SigmaM, SurroundScale: 2, Networks: 8, Units: 100, PeriodM: p, LowM: p - 0.02, HighM: p + 0.02,
			LatticeM: p, TheoryM: p, PublishedM: m.PeriodBins * data.PeriodBinM})
	}
	return o
}

// widthsTable is networks like those behind the published widths.
func widthsTable() rows.Table {
	return together(alike("widths", members("dos", 0.12, 2, repeat(8, network{20, 0.05, 10})...)), alike("widths", members("dos", 0.16, 2, repeat(8, network{0, 0.05, 10})...)))
}

func TestWidths(t *testing.T) {
	v, err := Widths(context.Background(), params(), widthsTable(), modes(func(bins float64) float64 { return bins * data.PeriodBinM }), nil)
	of := rowsOf(t, v, err)
	for id, want := range map[string]string{
		"fig3b-0.12": Reproduced, "fig3b-0.20": Reproduced, "r3-grows": Reproduced, "r3-theory": Reproduced,
		"f-period-axis": Reproduced, "r4-wider": Reproduced, "r4-narrower": Inconclusive,
		"fig4a-0.12": Contradicted, // .20 of the units against .044
		"fig4a-0.16": Contradicted, // none against .016, with no spread over networks
	} {
		if of[id].Verdict != want {
			t.Errorf("%s: %+v, want %s", id, of[id], want)
		}
	}
	v, err = Widths(context.Background(), params(), widthsTable(), modes(func(bins float64) float64 { return bins / 100 }), nil) // were they cm
	of = rowsOf(t, v, err)
	if of["fig3b-0.12"].Verdict != Contradicted || of["f-period-axis"].Verdict != Contradicted {
		t.Errorf("cm: %s, %s", of["fig3b-0.12"].Verdict, of["f-period-axis"].Verdict)
	}
}

// pattern is n starts of a population of which k are hexagonal.
func pattern(of string, k, n int) estimate.StartTables {
	var r estimate.StartTables
	for i := range n {
		q := estimate.Start{Of: of, Start: int32(i), Score60: 0.1, PeriodM: math.NaN(), PredictedM: 0.9}
		if i < k {
			q.Score60, q.PeriodM = 1.2, 0.9+float64(i%3-1)/100
		}
		r.Starts = append(r.Starts, q)
	}
	return r
}

// patterns are the starts of every population that claims ask for.
func patterns() []estimate.StartTables {
	return []estimate.StartTables{
		pattern(PatternDoS, 60, 60), pattern(PatternSigned, 0, 60), pattern(PatternUniform, 0, 60), pattern(PatternWide, 10, 60),
		pattern(PatternWideBox, 55, 60), pattern(PatternGaussian, 0, 60), pattern(PatternDoG, 0, 60), pattern(PatternSoD, 58, 60),
	}
}

// spectra are a coupling, and a neural field of either kind.
func spectra() (dog.Couplings, estimate.FieldTables) {
	return dog.Couplings{Peaks: []dog.PeakRow{{Dimensions: 2, KRadPerM: 8, SearchRadPerM: 8.001}}},
		estimate.FieldTables{Simulations: []neuralfield.Summary{
			{Name: "a", Nonlinearity: string(neuralfield.Rectified), WavelengthM: 1.2, PredictedM: 1, Shape: string(neuralfield.Stripes)},
			{Name: "b", Nonlinearity: string(neuralfield.Tanh), WavelengthM: 1.3, PredictedM: 1},
		}}
}

func theoryRows(t *testing.T) (Verdicts, map[string]Row) {
	coupling, fields := spectra()
	v, err := Theory(context.Background(), params(), coupling, fields, patterns())
	return v, rowsOf(t, v, err)
}

// Which fields are rectified is a value of theirs, whatever they are called, and
// whose components are whose is told by the population, not by the place.
func TestTheoryReadsValues(t *testing.T) {
	coupling, fields := spectra()
	want, err := Theory(context.Background(), params(), coupling, fields, patterns())
	if err != nil {
		t.Fatal(err)
	}
	for i := range fields.Simulations {
		fields.Simulations[i].Name = []string{"positive", "not rectified"}[i]
	}
	other := patterns()
	slices.Reverse(other)
	got, err := Theory(context.Background(), params(), coupling, fields, other)
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("under other names and in another order: %v\n%+v\nwant\n%+v", err, got.Claims, want.Claims)
	}
}

func TestTheory(t *testing.T) {
	_, of := theoryRows(t)
	for id, want := range map[string]string{
		"r6-wavelength": Inconclusive, "r6-field-hexagons": Inconclusive, "r6-hexagons": Reproduced, "r6-period": Reproduced,
		"r6-nonnegativity": Reproduced, "r7-theory": Reproduced, "r2-sod-theory": Inconclusive, "f-box": Reproduced, "f-centres": Reproduced,
	} {
		if of[id].Verdict != want {
			t.Errorf("%s: %+v, want %s", id, of[id], want)
		}
	}
}

func architectures() estimate.ArchitectureTables {
	var o estimate.ArchitectureTables
	for _, d := range data.Participations() {
		o.Architectures = append(o.Architectures, estimate.Architecture{Cell: d.Cell, Activation: d.Activation, Networks: 8, RateMaps: 5, RateMapsLow: 4.8, RateMapsHigh: 5.2, Activity: 9, ActivityLow: 8, ActivityHigh: 10})
	}
	of := []estimate.Relation{estimate.PublishedRelu, estimate.OursRelu, estimate.OursRateMaps, estimate.OursActivity}
	for _, s := range []estimate.Source{estimate.Trained, estimate.Flat, estimate.Power} {
		of = append(of, estimate.Synthetic(s, estimate.Scattered), estimate.Synthetic(s, estimate.Blocks))
	}
	for _, what := range of {
		c := estimate.Correlation{What: string(what), N: 20, Pearson: 0.5, Low: 0.1, High: 0.8}
		if what == estimate.Synthetic(estimate.Flat, estimate.Blocks) {
			c.Low = -0.2
		}
		o.Correlations = append(o.Correlations, c)
	}
	return o
}

// relus are networks like those behind the published dimensions.
func relus() rows.Table {
	return alike("architectures", members("dos", 0.12, 2, repeat(10, network{0, 0.05, 10})...))
}

func TestParadox(t *testing.T) {
	v, err := Paradox(context.Background(), params(), architectures(), relus())
	of := rowsOf(t, v, err)
	for id, want := range map[string]string{
		"fig6-pr-srnn": Reproduced, "fig6-pr-ugrnn": Contradicted, "paradox-ours": Reproduced,
	} {
		if of[id].Verdict != want {
			t.Errorf("%s: %+v, want %s", id, of[id], want)
		}
	}
	if r := of["paradox-flat"].Robust; r != "undecided: flat, blocks" {
		t.Error(r)
	}
}

// evidence is what the conclusion is judged by.
type evidence struct {
	shared lattice.Compared
	family []lattice.FamilyShape
	walk   []estimate.WalkPoint
}

func (e evidence) judge(p Params) (Verdicts, error) {
	return Conclusion(context.Background(), p, e.shared, e.family, e.walk)
}

// landscape is two losses, and five networks with a loss of mid between them.
func landscape(class string, mid float64) evidence {
	e := evidence{
		shared: lattice.Compared{Minima: []lattice.NamedMinimum{
			{Caption: "x", Class: "hexagonal", Lowest: true}, {Caption: "y", Class: class, Lowest: true}, {Caption: "y", Class: "square"},
		}},
		family: []lattice.FamilyShape{{Minimum: true}, {Minimum: false}},
	}
	ids := []string{"a", "b", "c", "d", "e"}
	for i := range 9 {
		l := 1.0
		if i%2 == 1 {
			l = mid
		}
		e.walk = append(e.walk, estimate.WalkPoint{From: ids[i/2], To: ids[(i+1)/2], At: float64(i) / 2, Loss: l})
	}
	return e
}

func TestConclusion(t *testing.T) {
	v, err := landscape("hexagonal", 3).judge(params())
	for id, r := range rowsOf(t, v, err) {
		if r.Verdict != Reproduced {
			t.Errorf("%s: %+v", id, r)
		}
	}
	v, err = landscape("square", 0.5).judge(params())
	of := rowsOf(t, v, err)
	if of["c-shared-minimum"].Verdict != Contradicted || of["c-many-minima"].Verdict != Contradicted {
		t.Errorf("%+v", of)
	}
}

// Barriers are told by the networks at the ends of a line: not by the order of
// the points, nor by their place on the walk.
func TestBarriersReadValues(t *testing.T) {
	walk := []estimate.WalkPoint{
		{From: "b", To: "c", Loss: 2}, {From: "c", To: "c", Loss: 1}, {From: "a", To: "b", Loss: 2}, {From: "b", To: "b", Loss: 5},
		{From: "a", To: "a", Loss: 1}, {From: "a", To: "b", Loss: math.NaN()}, {From: "c", To: "a", Loss: 1.5},
	}
	e, err := barriers(walk)
	if err != nil || e.N != 3 || math.Abs(e.Value-1.0/3) > 1e-12 {
		t.Errorf("%+v, %v: only between c and a the loss rises", e, err)
	}
	if _, err := barriers(walk[1:4]); err == nil || !strings.Contains(err.Error(), "lacks one") {
		t.Errorf("a line without its end: %v", err)
	}
}

func TestTransient(t *testing.T) {
	var points []estimate.CoursePoint
	for n := range int64(6) {
		for step, f := range []float64{0.01, 0.3, 0.1} {
			e := 0.8
			if step == 2 {
				e = 0.05
			}
			points = append(points, estimate.CoursePoint{ID: fmt.Sprint(n), Seed: n, Step: int64(step), ErrorM: e, Error20M: e, FractionAbove: f})
		}
	}
	v, err := Transient(context.Background(), params(), points)
	if r := rowsOf(t, v, err)["f-transient"]; r.Verdict != Reproduced || r.N != 6 || math.Abs(r.Ours-0.2) > 1e-12 {
		t.Errorf("%+v", r)
	}
	v, err = Transient(context.Background(), params(), points[:3])
	if r := rowsOf(t, v, err)["f-transient"]; r.Verdict != Inconclusive {
		t.Errorf("one network: %+v", r)
	}
}

// all is every claim on synthetic evidence.
func all(t *testing.T) Verdicts {
	t.Helper()
	var parts []Verdicts
	add := func(v Verdicts, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, v)
	}
	ctx := context.Background()
	add(Encodings(ctx, params(), everything(), nil))
	add(Widths(ctx, params(), widthsTable(), modes(func(bins float64) float64 { return bins * data.PeriodBinM }), nil))
	v, _ := theoryRows(t)
	add(v, nil)
	add(Paradox(ctx, params(), architectures(), relus()))
	add(landscape("hexagonal", 3).judge(params()))
	add(Join(ctx, JoinParams{"test"}, parts))
	return parts[len(parts)-1]
}

func TestEveryClaimIsWhole(t *testing.T) {
	bib, err := os.ReadFile("references.bib")
	if err != nil {
		t.Fatal(err)
	}
	v := all(t)
	if len(v.Claims) < 70 || len(v.Ordered()) != len(v.Claims) {
		t.Errorf("%d claims, %d in parts", len(v.Claims), len(v.Ordered()))
	}
	for _, r := range v.Claims {
		if !strings.Contains(string(bib), "{"+r.Source+",") {
			t.Errorf("%s: source %q is not in references.bib", r.ID, r.Source)
		}
		for what, s := range map[string]string{"statement": r.Statement, "where": r.Where, "estimator": r.Estimator, "test": r.Test, "unit": r.Unit, "what N counts": r.Of} {
			if s == "" {
				t.Errorf("%s has no %s", r.ID, what)
			}
		}
		if !decided(r.Verdict) && r.Reason == "" {
			t.Errorf("%s is %s without a reason", r.ID, r.Verdict)
		}
	}
	for _, e := range data.ResultsByEncoding() {
		for _, which := range []string{"accurate", "grid"} {
			if !strings.Contains(v.Markdown(), "`fig2a-"+slug(e.Encoding)+"-"+which+"`") {
				t.Errorf("no claim on %s, %s", e.Encoding, which)
			}
		}
	}
}

func TestJoinRefusesTwins(t *testing.T) {
	v := Verdicts{Claims: []Row{{ID: "x"}}}
	if _, err := Join(context.Background(), JoinParams{"test"}, []Verdicts{v, v}); err == nil {
		t.Error("joined two of a name")
	}
}

func TestMarkdown(t *testing.T) {
	got := all(t).Markdown()
	const golden = "testdata/claims.md"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("not as %s; if that is meant, run with -update", golden)
	}
}

func TestJSON(t *testing.T) {
	b, err := json.Marshal(all(t))
	if err != nil {
		t.Fatal(err)
	}
	var back []map[string]any
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if len(back) != len(all(t).Claims) || back[0]["verdict"] == "" || strings.Contains(string(b), "NaN") {
		t.Errorf("%d claims", len(back))
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0.000", -1e-9: "0.000", 0.1234: "0.123", 1.0749: "1.07", 14.62: "14.6", 11000: "11000", math.Inf(1): "+Inf"} {
		if got := Number(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
	if got := fmt.Sprint(Number(math.NaN())); got != "—" {
		t.Error(got)
	}
}

// Figure 5 is about one population: networks on another one of several fields
// change none of its claims.
func TestOnlyThePublishedPopulationCounts(t *testing.T) {
	other := members("dos", 0, 1, repeat(9, network{50, 0.5, 10})...)
	for i := range other.Networks {
		other.Networks[i].Setting = sweep.Milder().String()
	}
	ids := []string{"fig5-multi-accurate", "r5-fewer-units", "r5-none"}
	v, err := Encodings(context.Background(), params(), everything(), nil)
	without := rowsOf(t, v, err)
	v, err = Encodings(context.Background(), params(), together(everything(), other), nil)
	with := rowsOf(t, v, err)
	for _, id := range ids {
		if fmt.Sprint(with[id]) != fmt.Sprint(without[id]) || with[id].N != 8 {
			t.Errorf("%s: %+v with another population, %+v without", id, with[id], without[id])
		}
	}
}
