package lattice

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
)

func believed(beliefM float64) Loss {
	return Loss{Kind: Confusion, AreaM2: HexagonAreaM2(0.91), BeliefM: beliefM}
}

// landscapes are small, of losses in the order given.
func landscapes(t *testing.T, losses ...Loss) Landscapes {
	t.Helper()
	l, err := Landscape(context.Background(), Params{Losses: losses, PathPoints: 4, Tallest: 1.5, MapX: 9, MapY: 11})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestCompareJoinsByLoss(t *testing.T) {
	ctx := context.Background()
	narrow, wide := believed(0.2), believed(0.4)
	p := CompareParams{[]Named{{"narrow", narrow}, {"wide", wide}}}
	o, err := Compare(ctx, p, landscapes(t, wide, narrow))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range o.Curves {
		if want := map[string]Loss{"narrow": narrow, "wide": wide}[q.Caption]; q.Function != want.String() || q.Loss != want.At(Shape{q.X, q.Y}) {
			t.Fatalf("%+v is not of %v", q, want)
		}
		if q.Theta == 0 && q.Shown != 0 || math.Abs(q.Shown) > 1 {
			t.Fatalf("from the hexagon: %+v", q)
		}
	}
	for _, m := range o.Minima {
		if m.Class == "hexagonal" && m.Lowest {
			p.Losses = slices.DeleteFunc(p.Losses, func(n Named) bool { return n.Caption == m.Caption })
		}
	}
	if len(p.Losses) != 0 {
		t.Errorf("the hexagon is not the lowest minimum of %v", p.Losses)
	}
}

func TestCompareRefusesBadInput(t *testing.T) {
	a := believed(0.2)
	for want, p := range map[string]CompareParams{
		"Losses is empty":       {},
		"Losses[0].Caption":     {[]Named{{"", a}}},
		"Losses[1].Caption":     {[]Named{{"a", a}, {"a", believed(0.3)}}},
		"Losses[1] is a second": {[]Named{{"a", a}, {"b", believed(0.2)}}},
		"Losses[0]: ":           {[]Named{{"a", Loss{Kind: Confusion}}}},
		"have no confusion":     {[]Named{{"a", believed(0.3)}}},
	} {
		if _, err := Compare(context.Background(), p, landscapes(t, a)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to say %q", err, want)
		}
	}
}

func TestFamilyJoinsByLoss(t *testing.T) {
	ctx := context.Background()
	readout := Loss{Kind: Readout, BumpM: 0.15, SigmaM: 0.12, SurroundScale: 2}
	p := FamilyParams{[]Member{Of(readout, 0.9), Of(readout, 1.1), Of(readout, 1.3)}}
	want, err := Family(ctx, p, landscapes(t, p.Members[0].Loss, p.Members[1].Loss, p.Members[2].Loss))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Family(ctx, p, landscapes(t, p.Members[2].Loss, p.Members[0].Loss, p.Members[1].Loss))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("in another order: %+v, %v, want %+v", got, err, want)
	}
	for i, s := range want {
		if s.PeriodM != p.Members[i].PeriodM || s.Hexagonal != p.Members[i].Loss.At(Hexagonal()) || s.Least > s.Hexagonal {
			t.Errorf("%+v", s)
		}
	}
	for name, spoil := range map[string]func(*FamilyParams){
		"at least 2":                  func(p *FamilyParams) { p.Members = p.Members[:1] },
		"Members[1].PeriodM":          func(p *FamilyParams) { p.Members[1].PeriodM = 0.1 },
		"Members[1].Loss is a second": func(p *FamilyParams) { p.Members[1].Loss = p.Members[0].Loss },
		"Members[2]: ":                func(p *FamilyParams) { p.Members[2].Loss.SigmaM = 0 },
		"have no readout":             func(p *FamilyParams) { p.Members[0] = Of(readout, 0.8) },
	} {
		q := FamilyParams{slices.Clone(p.Members)}
		spoil(&q)
		if _, err := Family(ctx, q, landscapes(t, p.Members[0].Loss)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want it to say %q", err, name)
		}
	}
}
