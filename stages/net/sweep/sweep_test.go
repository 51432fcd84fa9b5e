package sweep

import (
	"testing"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

func sets() map[string]Set {
	return map[string]Set{"smoke": Smoke(), "laptop": Laptop(), "workstation": Workstation(), "paper": Paper()}
}

// Every declared network can be trained: nothing is found out after hours.
func TestEveryNetworkIsValid(t *testing.T) {
	for name, s := range sets() {
		for _, f := range s.Families() {
			if f.Name == "" || f.Title == "" {
				t.Errorf("%s: a family without a name or a title: %q", name, f.Name)
			}
			seen := map[train.Params]bool{}
			for i, p := range f.Networks {
				if err := p.Validate(); err != nil {
					t.Fatalf("%s: %s: network %d: %v", name, f.Name, i, err)
				}
				if seen[p] {
					t.Fatalf("%s: %s: network %d is there twice: %v", name, f.Name, i, p)
				}
				seen[p] = true
			}
		}
	}
}

// No two networks have one name, in no family and at no scale: a log, a plan and an
// error say which network they mean.
func TestNamesTellNetworksApart(t *testing.T) {
	for name, s := range sets() {
		names := map[string]train.Params{}
		for _, f := range s.Families() {
			for _, p := range f.Networks {
				if old, ok := names[p.String()]; ok && old != p {
					t.Fatalf("%s: two networks are %s:\n%#v\n%#v", name, p, old, p)
				}
				names[p.String()] = p
			}
		}
		t.Logf("%s: %d networks", name, len(names))
	}
}

// The laptop scale keeps what the figures promise.
func TestLaptopAnswersEveryQuestion(t *testing.T) {
	s := Laptop()
	for _, f := range []Family{s.Cartesian, s.HighCartesian, s.HighPolar, s.Gaussian, s.TrueDoG, s.SoD, s.DoS} {
		if len(f.Networks) < 40 {
			t.Errorf("%s has %d networks, want at least 40", f.Name, len(f.Networks))
		}
	}
	at2 := s.DoS.Where(func(p train.Params) bool { return Homogeneous(p) && SurroundScale(p) == 2 })
	groups := By(at2, SigmaM)
	if len(groups) != 13 {
		t.Errorf("%d widths at s = 2, want 13", len(groups))
	}
	for i, g := range groups {
		if len(g.Networks) != 8 {
			t.Errorf("sigma %v has %d networks, want 8", g.Key, len(g.Networks))
		}
		if i > 0 && groups[i-1].Key >= g.Key {
			t.Errorf("sigma %v follows %v", g.Key, groups[i-1].Key)
		}
	}
	if got := len(s.DoS.Where(Setting(0.12, 2))); got != 8 {
		t.Errorf("%d networks at sigma 0.12, s 2, want 8", got)
	}
	kinds := By(s.Architectures.Networks, func(p train.Params) string { return p.Net.Cell.String() })
	if len(kinds) != 5 {
		t.Errorf("%d cells among the architectures, want 5", len(kinds))
	}
}

func TestHeterogeneousAreNotHomogeneous(t *testing.T) {
	for name, s := range sets() {
		for _, p := range s.Heterogeneous.Networks {
			if Homogeneous(p) && name != "paper" {
				t.Errorf("%s: %v counts as homogeneous", name, p)
			}
		}
		for _, p := range s.DoS.Networks {
			if !Homogeneous(p) {
				t.Errorf("%s: %v does not count as homogeneous", name, p)
			}
		}
	}
}

// A new encoding gets a family of its own, a known one does not, and every network
// of a published encoding stands for one entry.
func TestWithAddsOnlyWhatIsMissing(t *testing.T) {
	known := []encoding.Entry{
		encoding.CartesianEntry(), encoding.HighDimCartesianEntry(), encoding.PolarEntry(), encoding.HighDimPolarEntry(),
		encoding.GaussianEntry(), encoding.TrueDoGEntry(), encoding.SoDEntry(), encoding.DoSEntry(), encoding.GeneralDoGEntry(),
	}
	for name, s := range sets() {
		same := s.With(known, publishedCells())
		if len(same.More) != 0 || len(same.Architectures.Networks) != len(s.Architectures.Networks) {
			t.Errorf("%s: %d families and %d architectures more for what is there", name, len(same.More), len(same.Architectures.Networks)-len(s.Architectures.Networks))
		}
		total := 0
		for _, e := range known {
			total += len(s.On(e))
		}
		want := 0
		for _, f := range s.Families()[:10] {
			want += len(f.Networks)
		}
		if total != want {
			t.Errorf("%s: the encodings stand for %d networks, their families have %d", name, total, want)
		}
		more := s.With([]encoding.Entry{strange{}}, []nn.Cell{nn.Banino{}})
		on := more.On(strange{})
		if len(more.More) != 1 || more.More[0].Name != "a-strange-one" || len(on) == 0 || on[0].Encoding.Kind != (strange{}).Kind() {
			t.Errorf("%s: a new encoding has the families %v", name, more.More)
		}
		if len(more.Families()) != len(s.Families())+1 || len(more.Architectures.Networks) <= len(s.Architectures.Networks) {
			t.Errorf("%s: %d families and %d architectures with a new encoding and a new cell", name, len(more.Families()), len(more.Architectures.Networks))
		}
		if len(s.On(strange{})) != 0 {
			t.Errorf("%s: the set itself changed", name)
		}
	}
}

// strange is an encoding of a kind that no set knows.
type strange struct{ encoding.Entry }

type strangeKind struct{ encoding.Kind }

func (strangeKind) String() string { return "a strange one" }

func (strange) Kind() encoding.Kind { return strangeKind{encoding.DoSEntry().Kind()} }
func (strange) Look() encoding.Look { return encoding.Look{Name: "strange"} }
func (strange) Typical() encoding.Params {
	p := encoding.DoS(0.12, 2)
	p.Kind = strange{}.Kind()
	return p
}

// Every network of the relaxed family departs from the published code in exactly one of
// the listed ways, and every way has networks but those that a scale's own centres
// leave nothing to.
func TestEachConstraintIsRelaxedAlone(t *testing.T) {
	for name, s := range sets() {
		found := 0
		for _, r := range Relaxations() {
			nets := s.Relaxed.Relaxing(r)
			found += len(nets)
			if moot := (name == "paper" || name == "workstation") && r.Name == "uniform centres"; (len(nets) == 0) != moot {
				t.Errorf("%s: %s has %d networks", name, r.Name, len(nets))
			}
			for _, n := range nets {
				if Homogeneous(n) == (r.Name[:7] == "several" || r.Name == "gamma-Poisson fields" || r.Name == "elongated fields") {
					t.Errorf("%s: %s has %v", name, r.Name, n)
				}
			}
		}
		if found != len(s.Relaxed.Networks) {
			t.Errorf("%s: the relaxations have %d networks of %d", name, found, len(s.Relaxed.Networks))
		}
		settings := By(s.Settings.Networks, func(p train.Params) string { return p.Encoding.String() })
		if len(settings) != 3 {
			t.Errorf("%s: the true DoG has %d settings, want 3", name, len(settings))
		}
	}
}

// The published population is found by its values in every scale that has it, and
// is not the milder one.
func TestThePublishedPopulationIsOnItsOwn(t *testing.T) {
	for name, s := range map[string]Set{"laptop": Laptop(), "smoke": Smoke(), "paper": Paper()} {
		many, milder := s.Heterogeneous.Where(On(Realistic())), s.Heterogeneous.Where(On(Milder()))
		if len(many) == 0 || len(milder) == 0 {
			t.Fatalf("%s: %d networks on the published population and %d on the milder one", name, len(many), len(milder))
		}
		for _, p := range many {
			e := p.Encoding
			if e.SigmaM != (encoding.Range{Lo: 0.06, Hi: 1}) || e.SurroundScale != (encoding.Range{Lo: 1.25, Hi: 4.5}) || e.Fields.Mean != 3 || On(Milder())(p) {
				t.Errorf("%s: %v is not the published population", name, p)
			}
		}
	}
}
