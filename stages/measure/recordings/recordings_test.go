package recordings

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
)

// walk is a persistent path in an arena, at 25 Hz.
func walk(s Session, seconds float64, seed uint64) []Position {
	if s.Shape != "rectangle" {
		s.HeightM = s.WidthM
	}
	r := &Recording{Session: s}
	st := rng.New(seed, "walk", 0)
	const dt, speed = 0.04, 0.15
	x, y, heading := 0.0, 0.0, 0.0
	var out []Position
	for k := range int(seconds / dt) {
		heading += 0.3 * st.Normal()
		sin, cos := dmath.Sincos(heading)
		nx, ny := x+dt*speed*cos, y+dt*speed*sin
		inside := math.Abs(nx) <= s.WidthM/2 && math.Abs(ny) <= s.HeightM/2
		if s.Shape == "circle" {
			inside = math.Hypot(nx, ny) <= s.WidthM/2
		}
		if inside && !r.outside(nx, ny) {
			x, y = nx, ny
		} else {
			heading += math.Pi / 2
		}
		out = append(out, Position{s.Session, float64(k) * dt, x, y})
	}
	return out
}

func square() Session { return Session{Session: "a", Animal: "r", Shape: "square", WidthM: 1} }

// tables are a session with one cell that fires once a second.
func tables() Tables {
	t := Tables{Sessions: []Session{square()}, Positions: walk(square(), 600, 1)}
	for k := range 599 {
		t.Spikes = append(t.Spikes, Spike{"a", "1", float64(k) + 0.5})
	}
	return t
}

// texts are problems with their tables, one a line.
func texts(problems []Problem) string {
	var s strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&s, "%s: %s\n", p.Table, p.Within())
	}
	return s.String()
}

func TestAssembleTakesWhatIsRight(t *testing.T) {
	all, problems := Assemble(tables())
	if len(all) != 1 || len(problems) != 0 || len(all[0].Cells) != 1 || len(all[0].Cells[0].TimesS) != 599 {
		t.Fatalf("%d recordings, problems %v", len(all), problems)
	}
	if all[0].Session.HeightM != 1 {
		t.Errorf("a square of %v x %v m", all[0].Session.WidthM, all[0].Session.HeightM)
	}
}

// Everything that is wrong is named by table, row and column; what is right
// beside it stays.
func TestAssembleNamesWhatIsWrong(t *testing.T) {
	scaled := func(by, dx, dy float64) func(*Tables) {
		return func(t *Tables) {
			for i := range t.Positions {
				t.Positions[i].XM, t.Positions[i].YM = by*t.Positions[i].XM+dx, by*t.Positions[i].YM+dy
			}
		}
	}
	for name, c := range map[string]struct {
		spoil func(*Tables)
		want  string
		lost  bool // the session
	}{
		"cm":               {scaled(100, 0, 0), "that is cm; divide positions by 100", true},
		"cm off centre":    {scaled(100, 50, 50), "that is cm; divide positions by 100, and subtract the centre", true},
		"mm":               {scaled(1000, 0, 0), "that is mm", true},
		"off centre":       {scaled(1, 0.5, 0.5), "column x_m: runs from", true},
		"off centre in y":  {scaled(1, 0, 0.5), "column y_m: runs from", true},
		"small":            {scaled(0.1, 0, 0), "a small part of it", true},
		"shifted away":     {scaled(1, 7, 0), "not centred on 0; subtract 7", true},
		"arena in cm":      {func(t *Tables) { t.Sessions[0].WidthM = 100 }, "sessions: row 1, column width_m: is 100 m; is that in cm", true},
		"no width":         {func(t *Tables) { t.Sessions[0].WidthM = math.NaN() }, "column width_m: is NaN", true},
		"shape":            {func(t *Tables) { t.Sessions[0].Shape = "blob" }, "column shape: is \"blob\"", true},
		"square of two":    {func(t *Tables) { t.Sessions[0].HeightM = 2 }, "must agree for a square", true},
		"no height":        {func(t *Tables) { t.Sessions[0].Shape = "rectangle" }, "column height_m: is 0", true},
		"no name":          {func(t *Tables) { t.Sessions[0].Session = "" }, "column session: has no name", true},
		"unsorted":         {func(t *Tables) { t.Positions[7].TS = 0.1 }, "positions: row 8, column t_s: 0.1 s comes after", true},
		"time twice":       {func(t *Tables) { t.Positions[7].TS = t.Positions[6].TS }, "row 8, column t_s: the time 0.24 s is there twice", true},
		"time missing":     {func(t *Tables) { t.Positions[7].TS = math.NaN() }, "row 8, column t_s: is NaN", true},
		"place infinite":   {func(t *Tables) { t.Positions[7].YM = math.Inf(1) }, "row 8, column y_m: is infinite", true},
		"few positions":    {func(t *Tables) { t.Positions = t.Positions[:5] }, "has 5 positions", true},
		"never seen":       {scaled(math.NaN(), 0, 0), "never seen", true},
		"no sessions":      {func(t *Tables) { t.Sessions = nil }, "no sessions", true},
		"unknown session":  {func(t *Tables) { t.Positions = append(t.Positions, Position{"b", 0, 0, 0}) }, "row 15001, column session: unknown session \"b\"", false},
		"spikes of nobody": {func(t *Tables) { t.Spikes[3].Session = "c" }, "spikes: row 4, column session: unknown session \"c\"", false},
		"session twice":    {func(t *Tables) { t.Sessions = append(t.Sessions, square()) }, "sessions: row 2, column session: session \"a\" is there twice", false},
		"spike outside":    {func(t *Tables) { t.Spikes[598].TS = 601 }, "spikes: row 599, column t_s: 601 s is outside the session", false},
		"spike twice":      {func(t *Tables) { t.Spikes[5].TS = t.Spikes[4].TS }, "row 6, column t_s: the time 4.5 s is there twice", false},
		"spike missing":    {func(t *Tables) { t.Spikes[5].TS = math.NaN() }, "row 6, column t_s: is NaN", false},
		"one stray":        {func(t *Tables) { t.Positions[9].XM = 40 }, "positions: row 10, column x_m: 1 of 15000 positions", false},
		"another arena":    {func(t *Tables) { t.Sessions[0].Shape = "circle" }, "is its shape or size another", true},
	} {
		tab := tables()
		c.spoil(&tab)
		all, problems := Assemble(tab)
		if text := texts(problems); !strings.Contains(text, c.want) {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
		if c.lost && !slices.ContainsFunc(problems, func(p Problem) bool { return p.Lost }) {
			t.Errorf("%s: the problem does not say that a session is lost", name)
		}
		if c.lost != (len(all) == 0) {
			t.Errorf("%s: %d recordings are left", name, len(all))
		}
	}
	tab := tables()
	tab.Spikes[5].TS = 1
	tab.Spikes = append(tab.Spikes, Spike{"a", "2", 3})
	all, problems := Assemble(tab)
	if text := texts(problems); !strings.Contains(text, `row 6, column t_s: 1 s comes after 4.5 s; sort the rows by time; cell "1"`) || len(all[0].Cells) != 1 {
		t.Errorf("unsorted spikes: %s, %d cells", text, len(all[0].Cells))
	}
}

// Time is neither lost nor counted twice: what a map is of, what rest and gaps
// took, and the halves add up to the session.
func TestTimeIsConserved(t *testing.T) {
	for _, s := range []Session{square(), {Session: "a", Shape: "circle", WidthM: 1.2}, {Session: "a", Shape: "rectangle", WidthM: 1.5, HeightM: 0.7}} {
		tab := Tables{Sessions: []Session{s}, Positions: walk(s, 600, 2)}
		for i := 4000; i < 4500; i++ {
			tab.Positions[i].XM, tab.Positions[i].YM = math.NaN(), math.NaN()
		}
		tab.Positions = append(tab.Positions[:8000], tab.Positions[8400:]...)
		all, problems := Assemble(tab)
		if len(all) != 1 {
			t.Fatal(problems)
		}
		r, sums := &all[0], [3]float64{}
		for half := range sums {
			o, err := r.Occupy(Usual(), Half(half))
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range o.TimeS {
				sums[half] += v
			}
			sums[half] += o.SlowS + o.UnseenS
			if half == int(Whole) && (o.UnseenS < 35 || o.UnseenS > 37) {
				t.Errorf("%s: unseen for %v s, want 36", s.Shape, o.UnseenS)
			}
		}
		if length := r.TS[len(r.TS)-1] - r.TS[0]; math.Abs(sums[0]-length) > 1e-6 || math.Abs(sums[1]+sums[2]-length) > 1e-6 {
			t.Errorf("%s: %v s of %v s", s.Shape, sums, length)
		}
	}
}

// A cell that fires at one rate everywhere has that rate in every bin, at walls
// and beside unvisited bins too, however it is smoothed.
func TestSmoothingRespectsUnvisitedBins(t *testing.T) {
	for _, s := range []Session{square(), {Session: "a", Shape: "circle", WidthM: 1.2}} {
		tab := Tables{Sessions: []Session{s}, Positions: walk(s, 600, 3)}
		kept := tab.Positions[:0]
		for _, p := range tab.Positions { // a hole in the arena
			if math.Hypot(p.XM-0.1, p.YM) > 0.15 {
				kept = append(kept, p)
			}
		}
		tab.Positions = kept
		all, problems := Assemble(tab)
		if len(all) != 1 {
			t.Fatal(problems)
		}
		r := &all[0]
		p := Usual()
		p.MinSpeedMPerS, p.MaxGapS = 0, 0.05
		o, err := r.Occupy(p, Whole)
		if err != nil {
			t.Fatal(err)
		}
		c := Cell{Name: "even"}
		for i, at := range o.bin {
			if at >= 0 {
				c.TimesS = append(c.TimesS, r.TS[i]+0.01) // one in 40 ms
			}
		}
		rates, spikes := o.Rates(c)
		unvisited := 0
		for _, v := range rates {
			if v != v {
				unvisited++
			} else if math.Abs(v-25) > 1e-6 {
				t.Fatalf("%s: a bin has %v spikes a second, want 25", s.Shape, v)
			}
		}
		if unvisited < 10 || spikes != len(c.TimesS) {
			t.Errorf("%s: %d bins unvisited, %d of %d spikes", s.Shape, unvisited, spikes, len(c.TimesS))
		}
	}
}

// A resting animal does not count, nor do its spikes.
func TestSpeedFilter(t *testing.T) {
	tab := tables()
	rest := tab.Positions[1000]
	for i := 1000; i < 2000; i++ {
		tab.Positions[i].XM, tab.Positions[i].YM = rest.XM, rest.YM
	}
	all, problems := Assemble(tab)
	if len(all) != 1 {
		t.Fatal(problems)
	}
	o, err := all[0].Occupy(Usual(), Whole)
	if err != nil {
		t.Fatal(err)
	}
	if o.SlowS < 38 || o.SlowS > 60 {
		t.Errorf("rested for %v s, want 40 and a little at walls", o.SlowS)
	}
	if _, spikes := o.Rates(all[0].Cells[0]); spikes > 561 || spikes < 530 {
		t.Errorf("%d of 599 spikes count", spikes)
	}
}

func TestReliability(t *testing.T) {
	for r, want := range map[float64]float64{0: 0, 0.5: 2.0 / 3, 1: 1} {
		if got := SpearmanBrown(r); math.Abs(got-want) > 1e-12 {
			t.Errorf("halves at %v make %v, want %v", r, got, want)
		}
	}
	nan := math.NaN()
	got := Reliable([]float64{1, 2, 3, nan, 5}, []float64{2, 4, 6, 1, nan})
	if got.Bins != 3 || math.Abs(got.HalvesR-1) > 1e-12 || math.Abs(got.CeilingR-1) > 1e-12 {
		t.Errorf("%+v", got)
	}
	if got := Reliable([]float64{1, 1, 1}, []float64{1, 2, 3}); got.HalvesR == got.HalvesR {
		t.Errorf("a constant map correlates at %v", got.HalvesR)
	}
}

func TestValidate(t *testing.T) {
	if err := Usual().Validate(); err != nil {
		t.Fatal(err)
	}
	for _, spoil := range []func(*Params){
		func(p *Params) { p.BinM = 0 }, func(p *Params) { p.SmoothM = -1 }, func(p *Params) { p.MinSpeedMPerS = math.NaN() },
		func(p *Params) { p.MaxGapS = 0 }, func(p *Params) { p.MinTimeS = -1 },
	} {
		p := Usual()
		spoil(&p)
		if p.Validate() == nil {
			t.Errorf("%+v is accepted", p)
		}
	}
	r := &Recording{Session: square()}
	p := Usual()
	p.BinM = 0.001
	if _, err := r.Occupy(p, Whole); err == nil || !strings.Contains(err.Error(), "larger bins") {
		t.Errorf("1000 bins a side: %v", err)
	}
}
