package sweep

import (
	"math"
	"slices"
	"testing"

	"nofreelunch/stages/net/train"
)

func inFamilies(s Set) map[string][]train.Params {
	of := map[string][]train.Params{}
	for _, f := range s.Families() {
		of[f.Name] = f.Networks
	}
	return of
}

// A part has of every stratum of every family its share, rounded, and at least one;
// it is the same whenever it is asked for; and the set it is taken of stays whole.
func TestAPartHasItsShareOfEveryStratum(t *testing.T) {
	for name, s := range sets() {
		for _, share := range []float64{0.001, 0.3, 0.99} {
			part, err := s.Part(share)
			again, _ := s.Part(share)
			if err != nil {
				t.Fatal(err)
			}
			whole, same := inFamilies(s), inFamilies(again)
			for family, nets := range inFamilies(part) {
				sizes := map[stratum]int{}
				for _, n := range whole[family] {
					sizes[stratumOf(n)]++
				}
				kept := map[stratum]int{}
				for _, n := range nets {
					kept[stratumOf(n)]++
				}
				for k, size := range sizes {
					if want := max(1, int(math.Round(share*float64(size)))); kept[k] != want {
						t.Fatalf("%s: %s: share %v has %d of the %d networks of %v, want %d", name, family, share, kept[k], size, k, want)
					}
				}
				if !slices.Equal(nets, same[family]) {
					t.Fatalf("%s: %s: share %v differs when asked for again", name, family, share)
				}
			}
		}
	}
}

// A larger part contains the smaller, so that a share can be raised and nothing
// is trained in vain, and its order is that of the whole.
func TestALargerPartContainsTheSmaller(t *testing.T) {
	s := Paper()
	whole := inFamilies(s)
	smaller := map[string][]train.Params{}
	for _, share := range []float64{0.1, 0.31, 1} {
		part, err := s.Part(share)
		if err != nil {
			t.Fatal(err)
		}
		for family, nets := range inFamilies(part) {
			at := 0
			for _, n := range nets {
				i := slices.Index(whole[family][at:], n)
				if i < 0 {
					t.Fatalf("share %v: %s: %v is out of order, or not of the family", share, family, n)
				}
				at += i + 1
			}
			kept := map[train.Params]bool{}
			for _, n := range nets {
				kept[n] = true
			}
			for _, n := range smaller[family] {
				if !kept[n] {
					t.Fatalf("share %v: %s: %v is in a smaller part and not here", share, family, n)
				}
			}
			smaller[family] = nets
		}
	}
}

// No share that cannot be taken is taken for another.
func TestPartRefusesWhatIsNoShare(t *testing.T) {
	for _, share := range []float64{0, -0.1, 1.0001, math.NaN(), math.Inf(1)} {
		if _, err := Smoke().Part(share); err == nil {
			t.Errorf("share %v is taken", share)
		}
	}
}

// A network's lot is its own: neither its place in a list nor the rest of the list
// matters, and the seeds of a setting fare alike.
func TestLotsAreFair(t *testing.T) {
	first := 0
	nets := Paper().DoS.Networks
	for i := 0; i+2 < len(nets); i += 3 { // seeds are innermost
		if a, b, c := lot(nets[i]), lot(nets[i+1]), lot(nets[i+2]); slices.Compare(a[:], b[:]) < 0 && slices.Compare(a[:], c[:]) < 0 {
			first++
		}
	}
	n := len(nets) / 3
	if got, sd := float64(first)/float64(n), math.Sqrt(2./9/float64(n)); math.Abs(got-1./3) > 4*sd {
		t.Errorf("the first of three seeds has the least lot in %.3f of %d settings, want 1/3", got, n)
	}
}
