package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"nofreelunch/pipeline/table"
)

type row struct {
	ID    string  `unit:"1" doc:"network"`
	Name  string  `unit:"1" doc:"name"`
	Value float64 `column:"value_m" unit:"m" doc:"value"`
}

type rows struct{ Rows []row }

func encoded(t *testing.T, shift float64, n int) []byte {
	t.Helper()
	var r rows
	for i := range n {
		r.Rows = append(r.Rows, row{fmt.Sprint(i), string(rune('a' + i%26)), float64(i%7) + shift})
	}
	blobs, err := table.Encode(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return blobs["rows.parquet"]
}

func drawn(t *testing.T, dark int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 10, 10))
	for i := range 100 {
		img.Set(i%10, i/10, color.White)
		if i < dark {
			img.Set(i%10, i/10, color.Black)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func figure(t *testing.T, shift float64, n, dark int) *Figure {
	return &Figure{Name: "f", Tables: map[string][]byte{"rows.parquet": encoded(t, shift, n)}, Files: map[string][]byte{"png": drawn(t, dark)}}
}

func TestVerdicts(t *testing.T) {
	for want, pair := range map[Verdict][2]*Figure{
		Same:    {figure(t, 0, 50, 3), figure(t, 0, 50, 3)},
		Style:   {figure(t, 0, 50, 3), figure(t, 0, 50, 7)},
		Data:    {figure(t, 0, 50, 3), figure(t, 1, 50, 3)},
		Both:    {figure(t, 0, 50, 3), figure(t, 1, 50, 4)},
		Added:   {nil, figure(t, 0, 50, 3)},
		Removed: {figure(t, 0, 50, 3), nil},
	} {
		d, err := Figures("f", pair[0], pair[1])
		if err != nil || d.Verdict != want {
			t.Errorf("%s, %v; want %s", d.Verdict, err, want)
		}
		if _, err := json.Marshal(d); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestMovedColumn(t *testing.T) {
	d, err := Figures("f", figure(t, 0, 70, 0), figure(t, 2, 70, 5))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Tables) != 1 || len(d.Tables[0].Columns) != 1 {
		t.Fatalf("%+v, want the column value alone", d.Tables)
	}
	c := d.Tables[0].Columns[0]
	// the values 0 to 6, ten times each, have variance 4 (n/(n-1)) and move by 2
	if c.Column != "value_m" || c.Changed != 70 || c.Mean != [2]float64{3, 5} || math.Abs(c.CohenD-2/math.Sqrt(4*70.0/69)) > 1e-9 || c.P > 0.002 {
		t.Errorf("%+v", c)
	}
	if d.Pixels == nil || math.Abs(d.Pixels.Fraction-0.05) > 1e-12 || d.Pixels.Largest != 255 || d.Pixels.Area != [4]int{0, 0, 5, 1} {
		t.Errorf("pixels %+v, want 5 %% of them in the first row", d.Pixels)
	}
}

func TestNoise(t *testing.T) {
	a, b := []float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{2, 1, 4, 3, 6, 5, 8, 7}
	if p := permute(a, b, false); p < 0.5 {
		t.Errorf("the same values in another order give p = %v", p)
	}
	if p := permute(a, b, true); p < 0.5 {
		t.Errorf("pairs that differ both ways give p = %v", p)
	}
	if p := permute(nil, b, false); !math.IsNaN(p) {
		t.Errorf("no values give p = %v", p)
	}
}

func TestRowsAndColumnsThatComeAndGo(t *testing.T) {
	other, err := table.Encode(struct {
		Rows []struct {
			Name  string `unit:"1" doc:"name"`
			Extra int32  `unit:"1" doc:"extra"`
		}
	}{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Figures("f", figure(t, 0, 5, 0), &Figure{Tables: map[string][]byte{"rows.parquet": other["rows.parquet"], "more.parquet": other["rows.parquet"]}})
	if err != nil {
		t.Fatal(err)
	}
	status := map[string]string{}
	for _, t := range d.Tables {
		status[t.Table] = t.Status
		for _, c := range t.Columns {
			status[c.Column] = c.Status
		}
	}
	for name, want := range map[string]string{"more.parquet": "added", "extra": "added", "value_m": "removed", "name": "changed"} {
		if status[name] != want {
			t.Errorf("%s: %q, want %q", name, status[name], want)
		}
	}
}

// seen is a table of one network a row, of whom are the given ones.
func seen[Row any](t *testing.T, rows []Row) map[string][]byte {
	t.Helper()
	blobs, err := table.Encode(struct{ Rows []Row }{rows}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return blobs
}

// statistics are the columns of a difference that have any.
func statistics(t *testing.T, before, after map[string][]byte) (names []string) {
	t.Helper()
	d, err := Figures("f", &Figure{Tables: before}, &Figure{Tables: after})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range d.Tables {
		for _, c := range table.Columns {
			if c.Numbers {
				names = append(names, c.Column)
			}
		}
	}
	return names
}

// Only measured numbers of individuals have statistics: not identifiers, settings,
// places on a grid, the points of a curve, estimates, or a network seen twice.
func TestStatisticsAreOfObservations(t *testing.T) {
	type network struct {
		ID     string
		Seed   int64
		SigmaM float64
		ErrorM float64
		Grid   int32
		Bins   int32
		Rates  []float64
	}
	nets := func(shift float64) (out []network) {
		for i := range 8 {
			out = append(out, network{fmt.Sprint(i), int64(i) + int64(shift*10), 0.1 + shift, float64(i) + shift, int32(i) + int32(shift*10), int32(shift * 10), []float64{shift}})
		}
		return out
	}
	if got := statistics(t, seen(t, nets(0)), seen(t, nets(1))); fmt.Sprint(got) != "[error_m grid]" {
		t.Errorf("networks: statistics of %v", got)
	}
	twice := func(shift float64) []network { n := nets(shift); n[1].ID, n[1].Seed = n[0].ID, n[0].Seed; return n }
	if got := statistics(t, seen(t, twice(0)), seen(t, twice(1))); got != nil {
		t.Errorf("a network seen twice: statistics of %v", got)
	}
	type point struct{ Score60, Density float64 }
	curve := func(shift float64) (out []point) {
		for i := range 8 {
			out = append(out, point{float64(i), float64(i) * shift})
		}
		return out
	}
	if got := statistics(t, seen(t, curve(1)), seen(t, curve(2))); got != nil {
		t.Errorf("a curve: statistics of %v", got)
	}
	type group struct {
		Group  string
		ErrorM float64
	}
	if got := statistics(t, seen(t, []group{{"DoS", 1}, {"SoD", 2}}), seen(t, []group{{"DoS", 2}, {"SoD", 4}})); got != nil {
		t.Errorf("estimates: statistics of %v", got)
	}
}

// Rows are paired if they are of the same individuals.
func TestPairsAreOfTheSameIndividuals(t *testing.T) {
	type network struct {
		ID     string
		ErrorM float64
	}
	of := func(from int, shift float64) (out []network) {
		for i := range 12 {
			out = append(out, network{fmt.Sprint(i + from), float64(100*i) + shift})
		}
		return out
	}
	for from, want := range map[int]bool{0: true, 20: false} {
		d, err := Figures("f", &Figure{Tables: seen(t, of(0, 0))}, &Figure{Tables: seen(t, of(from, 1))})
		if err != nil {
			t.Fatal(err)
		}
		columns := d.Tables[0].Columns
		c := columns[len(columns)-1]
		if paired := c.P < 0.01; paired != want || c.Largest != 1 {
			t.Errorf("the first is %d: %+v, want paired %v", from, c, want)
		}
	}
}
