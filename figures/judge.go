package figures

import (
	"errors"
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
)

// Judge says what counts, on every figure of trained networks.
type Judge struct {
	Profile    string  // name of the profile, printed on the figure
	Threshold  float64 // Score60 above which a unit counts as grid-like, published 0.8
	LowErrorM  float64 // decoding error below which a network counts as accurate, m, published 0.1
	ErrorSteps int     // first steps over which the decoding error is averaged
	MaxPeriodM float64 // longest period that the filter lets pass, m: a longer one has no third field in the box to be measured by
	Points     int     // of a drawn curve
	Resamples  int     // of the bootstrap over networks
	Seed       uint64  // of the bootstrap
}

// Validate reports the first field out of bounds.
func (j Judge) Validate() error {
	switch {
	case j.Profile == "":
		return errors.New("Judge.Profile is empty, want a profile's name")
	case !(j.Threshold > 0 && j.Threshold < 2):
		return fmt.Errorf("Judge.Threshold is %v, want 0 < Threshold < 2", j.Threshold)
	case !(j.LowErrorM > 0 && j.LowErrorM < 10):
		return fmt.Errorf("Judge.LowErrorM is %v m, want 0 < LowErrorM < 10", j.LowErrorM)
	case j.ErrorSteps < 1:
		return fmt.Errorf("Judge.ErrorSteps is %d, want at least 1", j.ErrorSteps)
	case !(j.MaxPeriodM > 0 && j.MaxPeriodM < 100):
		return fmt.Errorf("Judge.MaxPeriodM is %v m, want 0 < MaxPeriodM < 100", j.MaxPeriodM)
	case j.Points < 2:
		return fmt.Errorf("Judge.Points is %d, want at least 2", j.Points)
	case j.Resamples < 1:
		return fmt.Errorf("Judge.Resamples is %d, want at least 1", j.Resamples)
	}
	return nil
}

// gridLike says in words which units count, the filter included.
func (j Judge) gridLike() string {
	return fmt.Sprintf("Score_{60} > %s and a period up to %s m", panel.Number(j.Threshold, 1), panel.Number(j.MaxPeriodM, 1))
}

// gridLike says in words which units count, the filter included.
func gridLike(j estimate.Judge) string {
	return fmt.Sprintf("Score_{60} > %s and a period up to %s m", panel.Number(j.Threshold, 1), panel.Number(j.MaxPeriodM, 1))
}

// accurate reports that a run decodes well enough; a diverged one does not.
func (j Judge) accurate(r Run) bool { return !math.IsNaN(r.ErrorM) && r.ErrorM < j.LowErrorM }
