package figures

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/surrogate"
)

// supplement6 are made-up rooms; the last one has no networks, and one network no test.
func supplement6() (p Supplement6Params, rooms, widths estimate.SurrogateTables, bands []estimate.NullCount) {
	p = Supplement6Params{Profile: profile(), Judge: judge(), Level: 0.05, Rooms: []string{"regular centres, 2.2 m", "uniform centres, 2.2 m", "regular centres, 4.4 m"}}
	for g, name := range append(p.Rooms[:2:2], "Gaussian", p.Rooms[2]) {
		s := estimate.SurrogateSummary{Group: name, Above: 0.12 - 0.05*float64(g), AboveLow: 0.1 - 0.05*float64(g), AboveHigh: 0.15 - 0.04*float64(g), Null: 0.06, NullLow: 0.05, NullHigh: 0.07}
		for n := range 4 {
			if g == 3 {
				break
			}
			run := estimate.SurrogateRun{Group: name, ID: fmt.Sprint(g, n), Above: s.Above + 0.01*float64(n), Null: 0.05 + 0.01*float64(n), Radial: 0.01 + 0.002*float64(n), PJoint: math.Pow(0.2, float64(n))}
			if n == 1 {
				run.PJoint = math.NaN()
			}
			sc := surrogate.Scores{ID: run.ID}
			for u := range 30 {
				sc.Unit, sc.Score60 = append(sc.Unit, int32(u)), append(sc.Score60, 0.04*float64(u))
				sc.OrientationRad, sc.LatticePeriodM = append(sc.OrientationRad, math.Pi/3*float64(u*7%30)/30), append(sc.LatticePeriodM, 0.9+0.3*float64(g)+0.01*float64(u%5))
			}
			rooms.Networks, rooms.Scores = append(rooms.Networks, run), append(rooms.Scores, sc)
			s.Networks++
			for _, b := range []string{"ring band ± 2 %", "ring band ± 30 %"} {
				if g == 0 {
					bands = append(bands, estimate.NullCount{ID: run.ID, Null: b, Threshold: 0.8, Maps: 100, Above: int32(5 + 3*n)})
				}
			}
		}
		s.Tested, s.Coherent = max(s.Networks-1, 0), s.Networks/2
		rooms.Groups = append(rooms.Groups, s)
		s.Group = fmt.Sprintf("0.%02d", 8+4*g)
		widths.Groups = append(widths.Groups, s)
	}
	return p, rooms, widths, bands
}

func TestSupplement6(t *testing.T) {
	p, rooms, widths, bands := supplement6()
	o, err := Supplement6(context.Background(), p, rooms, widths, bands, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Lattices) != 2 {
		t.Errorf("lattices of %d networks, want the first of each of two groups", len(o.Lattices))
	}
	golden(t, "supplement6.png", o.PNG)
}

func TestSupplement6OfNothing(t *testing.T) {
	p, _, _, _ := supplement6()
	o, err := Supplement6(context.Background(), p, estimate.SurrogateTables{}, estimate.SurrogateTables{}, nil, nil)
	if err != nil || len(o.PDF) == 0 {
		t.Errorf("no networks: %v", err)
	}
}

func TestSupplement6RefusesBadParams(t *testing.T) {
	for name, spoil := range map[string]func(*Supplement6Params){
		"Profile":   func(p *Supplement6Params) { p.Profile.Name = "" },
		"Threshold": func(p *Supplement6Params) { p.Judge.Threshold = 0 },
		"Level":     func(p *Supplement6Params) { p.Level = 1 },
		"Rooms":     func(p *Supplement6Params) { p.Rooms = make([]string, 5) },
	} {
		p, _, _, _ := supplement6()
		spoil(&p)
		if err := (&Supplement6Output{}).Draw(p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}
