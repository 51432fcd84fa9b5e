package panel

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"math"
	"testing"
)

func plain() Style {
	black := color.NRGBA{A: 255}
	return Style{LetterPt: 9, TitlePt: 7, LabelPt: 7, TickPt: 6, SmallPt: 5, AxisPt: 1, GridPt: 0.4, DataPt: 1,
		TickMM: 1, GapMM: 1, PointMM: 2, Ink: black, Muted: black, Grid: black, Missing: color.NRGBA{0, 0, 255, 255}, DPI: 100}
}

func TestHeatHasNoSeamsAndShowsNaN(t *testing.T) {
	p := NewPage(plain(), 30, 30)
	m := Map{NX: 7, NY: 7, Values: make([]float64, 49)}
	for i := range m.Values {
		m.Values[i] = float64(i % 3)
	}
	m.Values[24] = math.NaN()
	red := Ramp{{200, 0, 0, 255}, {100, 0, 0, 255}}
	p.Heat(Rect{5, 5, 20, 20}, m, red, 0, 2)
	_, _, file, err := p.Render("t")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	blue := 0
	for x := 21; x < 97; x++ {
		for y := 21; y < 97; y++ {
			r, g, b, _ := img.At(x, y).RGBA()
			if g>>8 > 3 {
				t.Fatalf("paper shows between cells at %d, %d: %v", x, y, img.At(x, y))
			}
			if b>>8 > 250 && r == 0 {
				blue++
			}
		}
	}
	if blue < 50 {
		t.Errorf("the NaN cell has %d grey pixels", blue)
	}
}

func TestLineStaysInside(t *testing.T) {
	p := NewPage(plain(), 30, 30)
	a := &Axes{Rect: Rect{5, 5, 20, 20}, XAxis: Axis{Lo: 0, Hi: 1}, YAxis: Axis{Lo: 0, Hi: 1}, page: p}
	for _, c := range []struct {
		x0, y0, x1, y1 float64
		ok             bool
	}{
		{0.2, 0.2, 0.8, 0.8, true}, {-1, 0.5, 2, 0.5, true}, {0.5, -9, 0.5, 9, true},
		{-1, -1, -0.5, 3, false}, {0, 1.1, 1, 1.1, false}, {math.NaN(), 0, 1, 1, false},
	} {
		u, v, ok := a.clip(c.x0, c.y0, c.x1, c.y1)
		if ok != c.ok {
			t.Errorf("%+v: inside is %v", c, ok)
		}
		for _, q := range []xy{u, v} {
			if ok && (q.x < 5-1e-9 || q.x > 25+1e-9 || q.y < 5-1e-9 || q.y > 25+1e-9) {
				t.Errorf("%+v: %v is outside", c, q)
			}
		}
	}
}

func TestNice(t *testing.T) {
	for _, c := range []struct {
		span     float64
		n        int
		step     float64
		decimals int
	}{{1, 5, 0.2, 1}, {10, 5, 2, 0}, {0.13, 5, 0.05, 2}, {97, 4, 50, 0}, {1, 1, 1, 0}} {
		step, decimals := Nice(c.span, c.n)
		if math.Abs(step-c.step) > 1e-12 || decimals != c.decimals {
			t.Errorf("Nice(%v, %d) = %v, %d; want %v, %d", c.span, c.n, step, decimals, c.step, c.decimals)
		}
	}
}

func TestNumber(t *testing.T) {
	got := fmt.Sprint(Number(-1.25, 1), Number(-0.001, 2), Number(math.NaN(), 1), Number(3, 0))
	if want := fmt.Sprint("−1.2", "0.00", "n/a", "3"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
