package figures

import (
	"fmt"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
)

// gridLike says in words which units count, the filter included.
func gridLike(j estimate.Judge) string {
	return fmt.Sprintf("Score_{60} > %s and a period up to %s m", panel.Number(j.Threshold, 1), panel.Number(j.MaxPeriodM, 1))
}
