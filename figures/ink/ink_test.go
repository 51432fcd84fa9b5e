package ink

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"testing"

	"gonum.org/v1/plot/vg"
)

// drawn is a page with text, a dashed line and a translucent disc.
func drawn() *Canvas {
	c := New(200, 100)
	c.Draw(Set("*σ_E*^2 = 0.12 m, Σ̃ & <k^*>", Regular, 10), vg.Point{X: 10, Y: 50}, 0, 0)
	c.SetLineDash([]vg.Length{4, 2}, 0)
	c.Stroke(vg.Path{{Type: vg.MoveComp, Pos: vg.Point{X: 10, Y: 20}}, {Type: vg.LineComp, Pos: vg.Point{X: 190, Y: 20}}})
	var disc vg.Path
	disc.Arc(vg.Point{X: 150, Y: 60}, 20, 0, 2*3.141592653589793)
	disc.Close()
	c.SetColor(color.NRGBA{R: 255, A: 128})
	c.Fill(disc)
	return c
}

func TestPDFCrossReferencesPointAtObjects(t *testing.T) {
	pdf := drawn().PDF("Σ")
	start := regexp.MustCompile(`startxref\n(\d+)\n`).FindSubmatch(pdf)
	at, err := strconv.Atoi(string(start[1]))
	if err != nil || !bytes.HasPrefix(pdf[at:], []byte("xref\n")) {
		t.Fatalf("startxref %d does not point at the table", at)
	}
	for i, m := range regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllSubmatch(pdf, -1) {
		o, _ := strconv.Atoi(string(m[1]))
		if want := fmt.Sprintf("%d 0 obj\n", i+1); !bytes.HasPrefix(pdf[o:], []byte(want)) {
			t.Errorf("object %d is not at %d", i+1, o)
		}
	}
}

func TestPNGBlendsOverPaper(t *testing.T) {
	file, err := drawn().PNG(144)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds().Dx() != 400 || img.Bounds().Dy() != 200 {
		t.Errorf("size is %v, want 400 x 200", img.Bounds())
	}
	got := color.NRGBAModel.Convert(img.At(300, 80)).(color.NRGBA)
	if got.R < 254 || got.G < 125 || got.G > 129 || got.G != got.B {
		t.Errorf("half-opaque red on white is %v", got)
	}
	if got := img.At(2, 2); got != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("paper is %v", got)
	}
}

func TestMarkup(t *testing.T) {
	for _, c := range []struct {
		markup string
		want   []run
	}{
		{"a b", []run{{text: "a b", size: 1}}},
		{"*k*_{max}", []run{{text: "k", style: Italic, size: 1}, {text: "max", size: scriptSize, rise: subscript}}},
		{"k^*", []run{{text: "k", size: 1}, {text: "*", size: scriptSize, rise: superscript}}},
		{"x_1^2", []run{{text: "x", size: 1}, {text: "1", size: scriptSize, rise: subscript}, {text: "2", size: scriptSize, rise: superscript, stack: true}}},
		{`a\_b`, []run{{text: "a_b", size: 1}}},
		{"end_", []run{{text: "end_", size: 1}}},
		{"open_{brace", []run{{text: "open", size: 1}, {text: "brace", size: scriptSize, rise: subscript}}},
	} {
		if got := parse(c.markup, Regular); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q: %v, want %v", c.markup, got, c.want)
		}
	}
}

func TestDashesCoverTheirShare(t *testing.T) {
	c := drawn()
	var inked int32
	for _, m := range c.marks {
		for i, s := range m.segs {
			if m.width > 0 && s.verb == straight {
				inked += s.p[0].x - m.segs[i-1].p[0].x
			}
		}
	}
	if inked != 180*unit*4/6 {
		t.Errorf("dashes 4 on, 2 off cover %d of %d units", inked, 180*unit)
	}
}

func TestNaNPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a NaN coordinate was drawn")
		}
	}()
	c := New(10, 10)
	var zero vg.Length
	c.Fill(vg.Path{{Type: vg.MoveComp, Pos: vg.Point{X: zero / zero}}})
}

func TestSVGEscapesItsTitle(t *testing.T) {
	if svg := drawn().SVG("a<b & c"); !bytes.Contains(svg, []byte("<title>a&lt;b &amp; c</title>")) {
		t.Error("the title is not escaped")
	}
}
