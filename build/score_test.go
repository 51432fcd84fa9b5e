package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/build/mapfile"
)

// lattice is a map of hexagons as text, spoilt in some bins.
func lattice(n int, spoil map[int]string) string {
	var s strings.Builder
	for k := range n * n {
		sum := 0.0
		for w := range 3 {
			a := float64(w) * math.Pi / 3
			sum += math.Cos(4 * math.Pi / math.Sqrt(3) / 6 * (math.Cos(a)*float64(k/n) + math.Sin(a)*float64(k%n)))
		}
		text, ok := spoil[k]
		if !ok {
			text = fmt.Sprintf("%.6f", 3+sum)
		}
		end := ","
		if (k+1)%n == 0 {
			end = "\n"
		}
		s.WriteString(text + end)
	}
	return s.String()
}

func (p *place) file(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Files become scores in every format; what is wrong is named, and the rest is
// scored all the same.
func TestScoreFiles(t *testing.T) {
	p := newPlace(t)
	p.file(t, "good.csv", lattice(20, map[int]string{5: "nan"}))
	p.file(t, "bad.csv", lattice(20, map[int]string{45: "-1"}))
	p.file(t, "ragged.csv", "1,2,3\n1,2\n4,5,6\n")
	out := p.ok("score", "good.csv", "-box", "2")
	for _, want := range []string{"good.csv", "20x20", " m ", "1.00"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	var got struct {
		Maps       []map[string]any `json:"maps"`
		Dimensions []map[string]any `json:"dimensions"`
	}
	if err := json.Unmarshal([]byte(p.ok("score", "good.csv", "-json")), &got); err != nil || len(got.Maps) != 1 {
		t.Fatalf("%v: %v", got, err)
	}
	if v, ok := got.Maps[0]["period_bins"].(float64); !ok || math.Abs(v/6-1) > 0.02 || got.Maps[0]["period_m"] != nil {
		t.Errorf("period %v bins and %v m, want 6 and nothing", got.Maps[0]["period_bins"], got.Maps[0]["period_m"])
	}
	p.ok("score", "good.csv", "good.csv", "-o", "s.csv", "-q")
	p.ok("score", "good.csv", "-o", "s.parquet", "-surrogates", "19", "-pictures", "pics")
	for name, lines := range map[string]int{"s.csv": 3, "s.parquet": 0, "pics/good-0.png": 0, "pics/good-0.svg": 0} {
		data, err := os.ReadFile(filepath.Join(p.dir, name))
		if err != nil || lines > 0 && strings.Count(string(data), "\n") != lines {
			t.Errorf("%s: %v, %d bytes", name, err, len(data))
		}
	}
	for file, want := range map[string]string{
		"bad.csv":    "bad.csv: map 0, row 3, column 6: the rate is -1",
		"ragged.csv": "ragged.csv: map 0, row 2, column 3: the row has 2 columns",
		"absent.csv": "absent.csv: no such file",
		"pics":       "pics: is no regular file",
	} {
		p.refused(exitFailed, want, "score", file, "good.csv", "-o", "rest.csv")
		if data, err := os.ReadFile(filepath.Join(p.dir, "rest.csv")); err != nil || !strings.Contains(string(data), "good.csv") {
			t.Errorf("%s: the rest is not scored: %v", file, err)
		}
		_ = os.Remove(filepath.Join(p.dir, "rest.csv"))
	}
	p.refused(exitUsage, "needs a file", "score")
	p.refused(exitUsage, `not "xls"`, "score", "good.csv", "-format", "xls")
	p.refused(exitUsage, "needs a name", "score", "good.csv", "-format", "parquet")
}

// A file of 2 GB is refused before it is read.
func TestScoreRefusesHugeFiles(t *testing.T) {
	p := newPlace(t)
	f, err := os.Create(filepath.Join(p.dir, "huge.npy"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(2 << 30); err != nil {
		t.Skip(err)
	}
	_ = f.Close()
	p.refused(exitFailed, fmt.Sprintf("huge.npy: has %d bytes, the limit is %d", 2<<30, mapfile.MaxBytes), "score", "huge.npy")
}

// A folder of recordings becomes scores of its cells; what of it is wrong is
// named by file, row and column.
func TestScoreRecordings(t *testing.T) {
	p := newPlace(t)
	if err := os.Mkdir(filepath.Join(p.dir, "rec"), 0o777); err != nil {
		t.Fatal(err)
	}
	var positions, spikes strings.Builder
	positions.WriteString("session,t_s,x_m,y_m\n")
	spikes.WriteString("session,cell,t_s\n")
	for k := range 12000 { // line by line through the box
		time, y := float64(k)/20, float64(k%400)/400
		if k/400%2 == 1 {
			y = 1 - y
		}
		x := float64(k/400)/30 - 0.5
		fmt.Fprintf(&positions, "a,%v,%v,%v\n", time, x, y-0.5)
		if math.Cos(20*x)+math.Cos(20*y) > 1 {
			fmt.Fprintf(&spikes, "a,7,%v\n", time+0.01)
		}
	}
	spikes.WriteString("a,late,9999\n")
	p.file(t, "rec/sessions.csv", "session,animal,shape,width_m\na,r,square,1\n")
	p.file(t, "rec/positions.csv", positions.String())
	p.file(t, "rec/spikes.csv", spikes.String())
	p.refused(exitFailed, "column t_s: 9999 s is outside the session", "score", "rec", "-speed", "0.01", "-o", "s.json")
	text, err := os.ReadFile(filepath.Join(p.dir, "s.json"))
	if err != nil || !strings.Contains(string(text), `"map_name":"a 7"`) || !strings.Contains(string(text), `"spikes":2206`) {
		t.Errorf("%v\n%s", err, text)
	}
	p.file(t, "rec/sessions.csv", "session,animal,shape,width_m\na,r,square,100\n")
	p.refused(exitFailed, "sessions.csv: row 1, column width_m: is 100 m; is that in cm?", "score", "rec")
}

// A recorded mouse's cell goes from tables to a score.
func TestScoreRecordedMouse(t *testing.T) {
	dir := os.Getenv("NOFREELUNCH_RECORDINGS")
	if dir == "" {
		t.Skip("no recording is tried: NOFREELUNCH_RECORDINGS names no folder")
	}
	p := newPlace(t)
	var got struct {
		Maps []struct {
			HalvesR  float64 `json:"halves_r"`
			Score60  float64 `json:"score60_minmax_corrected"`
			PeriodM  float64 `json:"period_m"`
			Warnings string  `json:"warning"`
		} `json:"maps"`
	}
	if err := json.Unmarshal([]byte(p.ok("score", filepath.Join(dir, "m12"), "-speed", "0", "-json")), &got); err != nil || len(got.Maps) != 1 {
		t.Fatalf("%v: %+v", err, got)
	}
	if m := got.Maps[0]; math.Abs(m.HalvesR-0.78) > 0.05 || m.Score60 < 0.8 || m.PeriodM < 0.4 || m.PeriodM > 0.6 {
		t.Errorf("%+v", m)
	}
}
