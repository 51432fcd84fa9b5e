package sweep

import "testing"

// BenchmarkPaper is what the published sweeps cost to declare.
func BenchmarkPaper(b *testing.B) {
	for b.Loop() {
		Paper()
	}
}

// BenchmarkNames is what naming every published network costs.
func BenchmarkNames(b *testing.B) {
	s := Paper()
	for b.Loop() {
		for _, f := range s.Families() {
			for _, p := range f.Networks {
				_ = p.String()
				if err := p.Validate(); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}
