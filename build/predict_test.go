package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// animals writes a folder of recordings of two animals with three cells each.
func (p *place) animals(t *testing.T) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(p.dir, "two"), 0o777); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var positions, spikes strings.Builder
	positions.WriteString("session,t_s,x_m,y_m\n")
	spikes.WriteString("session,cell,t_s\n")
	for _, session := range []string{"s", "t"} {
		var lines [3]strings.Builder
		x, y, heading := 0.0, 0.0, 0.0
		for k := range 24000 {
			heading += 0.3 * (random.Float64() - 0.5)
			nx, ny := x+0.01*math.Cos(heading), y+0.01*math.Sin(heading)
			if math.Abs(nx) < 0.5 && math.Abs(ny) < 0.5 {
				x, y = nx, ny
			} else {
				heading += 2
			}
			fmt.Fprintf(&positions, "%s,%.2f,%.4f,%.4f\n", session, float64(k)*0.05, x, y)
			for c := range lines {
				rate := math.Exp(2 * (math.Cos(9*x+float64(c)) + math.Cos(9*y-float64(c)) - 2))
				if random.Float64() < 0.5*rate {
					fmt.Fprintf(&lines[c], "%s,%d,%.2f\n", session, c, float64(k)*0.05)
				}
			}
		}
		for c := range lines {
			spikes.WriteString(lines[c].String())
		}
	}
	p.file(t, "two/sessions.csv", "session,animal,shape,width_m\ns,rat,square,1\nt,mouse,square,1\n")
	p.file(t, "two/positions.csv", positions.String())
	p.file(t, "two/spikes.csv", spikes.String())
}

// The cells of one animal predict the same cells of another, and maps in a file
// all of them; every design has its line.
func TestPredictRecordedCells(t *testing.T) {
	p := newPlace(t)
	p.animals(t)
	p.file(t, "maps.csv", lattice(20, nil)+"\n"+lattice(20, map[int]string{3: "nan"}))
	out := p.ok("predict", "two", "maps.csv")
	for _, want := range []string{"maps.csv", "other animals", "ridge as published", "pls as published", "one-to-one as published", "elastic net as published", "blocks held out"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	p.ok("predict", "two", "-o", "p.csv")
	text, err := os.ReadFile(filepath.Join(p.dir, "p.csv"))
	if err != nil || strings.Count(string(text), "\n") != 1+6*6 {
		t.Errorf("%v\n%s", err, text)
	}
	again := p.ok("predict", "two", "-format", "csv")
	if again != string(text) {
		t.Error("the same command gives other numbers")
	}
	for line := range strings.Lines(again) {
		cells := strings.Split(strings.TrimSpace(line), ",")
		if strings.Contains(line, "other animals") && !strings.Contains(line, "held out") && cells[len(cells)-1] < "0.6" {
			t.Errorf("the same cell of another animal predicts little: %s", line)
		}
	}
	p.refused(exitUsage, "needs a folder", "predict")
	p.refused(exitFailed, "sessions.csv", "predict", "absent")
}
