package ink

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Other programs' drawings of the PDF, SVG and EPS are the PNG but for
// antialiasing: no square two thirds of a millimetre wide, averaged, is far from what
// it should be, and on the whole nothing has moved.
//
// NOFREELUNCH_RENDERED names a folder with figure.png and, of the same size to a
// pixel, figure.pdf.png and so on.
func TestOtherProgramsDrawTheSame(t *testing.T) {
	dir := os.Getenv("NOFREELUNCH_RENDERED")
	if dir == "" {
		t.Skip("NOFREELUNCH_RENDERED names no folder")
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.*.png"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no drawings in %s, %v", dir, err)
	}
	for _, path := range paths {
		name, kind, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".png"), ".")
		want, got := decoded(t, filepath.Join(dir, name+".png")), decoded(t, path)
		if d := want.Bounds().Size().Sub(got.Bounds().Size()); d.X < -1 || d.X > 1 || d.Y < -1 || d.Y > 1 {
			t.Errorf("%s of %s is %v, the PNG %v", kind, name, got.Bounds(), want.Bounds())
			continue
		}
		worst, mean := squares(want, got)
		t.Logf("%s of %s: squares differ by %d at most, by %.2f on average", kind, name, worst, mean)
		if worst > 64 || mean > 1.5 {
			t.Errorf("%s of %s: squares differ by %d at most, by %.2f on average", kind, name, worst, mean)
		}
	}
}

func decoded(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// squares compares two pictures square by square, in levels of 255.
func squares(a, b image.Image) (worst int, mean float64) {
	const side = 8
	shared := a.Bounds().Intersect(b.Bounds())
	n := 0
	for y := shared.Min.Y; y+side <= shared.Max.Y; y += side {
		for x := shared.Min.X; x+side <= shared.Max.X; x += side {
			p, q := average(a, x, y, side), average(b, x, y, side)
			d := 0
			for i := range p {
				d = max(d, p[i]-q[i], q[i]-p[i])
			}
			worst, mean, n = max(worst, d), mean+float64(d), n+1
		}
	}
	return worst, mean / float64(n)
}

func average(m image.Image, x, y, side int) (mean [3]int) {
	for v := y; v < y+side; v++ {
		for u := x; u < x+side; u++ {
			r, g, b, _ := m.At(u, v).RGBA()
			mean[0], mean[1], mean[2] = mean[0]+int(r>>8), mean[1]+int(g>>8), mean[2]+int(b>>8)
		}
	}
	for i := range mean {
		mean[i] /= side * side
	}
	return mean
}
