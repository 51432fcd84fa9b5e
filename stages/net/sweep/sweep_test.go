package sweep

import (
	"testing"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

func sets() map[string]Set {
	return map[string]Set{"smoke": Smoke(), "laptop": Laptop(), "paper": Paper()}
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

// The counts follow from the published grids.
func TestPaperCounts(t *testing.T) {
	want := map[string]int{
		"cartesian":      4 * 3 * 3 * 4 * 4 * 3 * 2,
		"high-cartesian": 4 * 3 * 1 * 4 * 4 * 3 * 2,
		"high-polar":     4 * 3 * 1 * 4 * 4 * 3 * 2,
		"gaussian":       4 * 8 * 4 * 4 * 2,
		"dos":            2 * 16 * 5 * 4 * 4 * 3,
		"true-dog":       8 * 7 * 4 * 4 * 3,
		"sod":            6 * 4 * 4 * 3,
		"general-dog":    11 * 11 * 2 * 2 * 3,
		"heterogeneous":  2*3*3*2*3 + 3*4*4*5,
		"architectures":  4 * 5 * 5,
		"optimisers":     4*4 + 2*2*4,
		"banino":         5,
	}
	total := 0
	for _, f := range Paper().Families() {
		total += len(f.Networks)
		if n, ok := want[f.Name]; ok && n != len(f.Networks) {
			t.Errorf("%s has %d networks, want %d", f.Name, len(f.Networks), n)
		}
	}
	if total <= 11_000 {
		t.Errorf("%d networks in all, want more than 11,000", total)
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
