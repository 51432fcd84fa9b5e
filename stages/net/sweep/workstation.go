package sweep

import (
	"nofreelunch/stages/net/train"
)

// Workstation is what 8 to 32 cores train overnight, or over a weekend: networks of
// 512 units on 512 cells at uniform places, with few of everything, so that most
// claims can be decided at a size and layout near the published ones.
func Workstation() Set {
	m := maker(train.Workstation)
	return m.questions(scale{
		same: 6, cheap: 2, seeds: 4, few: 1, grid: 3,
		widthsM: []float64{0.08, 0.12, 0.20}, gaussianM: []float64{0.12, 0.20, 0.28}, gaussianSeeds: 2,
		finelyM:   []float64{0.08, 0.10, 0.11, 0.12, 0.13, 0.14, 0.16, 0.20},
		mapM:      []float64{0.12, 0.16},
		surrounds: []float64{1.5, 3},
		short:     8000, snapshots: 10,
	})
}
