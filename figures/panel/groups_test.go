package panel

import (
	"regexp"
	"strings"
	"testing"
)

// A panel's parts are groups of the SVG, nested in it and named after it.
func TestPanelsAndSeriesAreGroups(t *testing.T) {
	p := NewPage(plain(), 60, 30)
	for _, letter := range []string{"a", "b"} {
		p.Letter(letter, 1, 3)
		a := p.Axes(Rect{5, 5, 20, 20}, Axis{Hi: 1, Ticks: []float64{0, 1}}, Axis{Hi: 1, Ticks: []float64{0, 1}})
		for _, name := range []string{"DoS", "true DoG, σ = 0.12 m", "true DoG, σ = 0.12 m"} {
			a.Series(name)
			a.Line([]float64{0, 1}, []float64{0, 1}, Stroke{Ink: p.Style.Ink, WidthPt: 1})
		}
		a.VLine(0.5, Stroke{Ink: p.Style.Ink, WidthPt: 1})
		a.Legend(Key{Name: "DoS"})
	}
	p.Note("note", 1, 29)
	_, svg, _, err := p.Render("t")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range regexp.MustCompile(`<g id="([^"]*)"`).FindAllSubmatch(svg, -1) {
		got = append(got, string(m[1]))
	}
	want := "panel-a panel-a-axes panel-a-DoS panel-a-true-DoG-0.12-m panel-a-marks panel-a-legend " +
		"panel-b panel-b-axes panel-b-DoS panel-b-true-DoG-0.12-m panel-b-marks panel-b-legend notes"
	if strings.Join(got, " ") != want {
		t.Errorf("groups %q,\nwant %q", got, want)
	}
	if open, shut := strings.Count(string(svg), "<g"), strings.Count(string(svg), "</g>"); open != shut {
		t.Errorf("%d groups begin and %d end", open, shut)
	}
}
