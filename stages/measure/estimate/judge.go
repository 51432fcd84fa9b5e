package estimate

import (
	"errors"
	"fmt"
	"math"

	"nofreelunch/stages/measure/rows"
)

// Judge says what counts.
type Judge struct {
	Threshold  float64 // Score60 above which a unit counts as grid-like, published 0.8
	LowErrorM  float64 // decoding error below which a network counts as accurate, m, published 0.1
	ErrorSteps int     // first steps over which the decoding error is averaged, published 50
	MaxPeriodM float64 // longest lattice period that the filter lets pass, m: a longer one has no third field in the box to be measured by
	Points     int     // of a curve
	Resamples  int     // of the bootstrap over networks
	Seed       uint64  // of the bootstrap
}

// Validate reports the first field out of bounds.
func (j Judge) Validate() error {
	switch {
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

// ErrorM is the decoding error that j judges a network by, m; NaN if it
// diverged.
func (j Judge) ErrorM(n rows.Network) float64 {
	if n.Diverged() {
		return math.NaN()
	}
	return n.MeanErrorM(j.ErrorSteps)
}

// ShortSteps are those of the second reading of the error: the length of the
// paths that networks are trained on.
const ShortSteps = 20

// over is j judging by the error over other first steps.
func (j Judge) over(steps int) Judge {
	j.ErrorSteps = steps
	return j
}

// Accurate reports that a network decodes well enough; a diverged one does not.
func (j Judge) Accurate(n rows.Network) bool { return j.ErrorM(n) < j.LowErrorM }

// validate reports the first fault of a judge and of groups.
func validate(j Judge, groups []rows.Group) error {
	if err := j.Validate(); err != nil {
		return err
	}
	if len(groups) == 0 {
		return errors.New("Groups is empty, want at least 1")
	}
	for i, g := range groups {
		if err := g.Validate(); err != nil {
			return fmt.Errorf("Groups[%d]: %w", i, err)
		}
	}
	return nil
}
