package paper

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// level is the chance of a wrong verdict among all of one result.
const level = 0.05

// holm adjusts the p of the comparable claims of each part for their number
// [Holm1979]. A verdict that does not survive it becomes inconclusive.
func holm(rows []Row) {
	parts := map[string][]*Row{}
	for i := range rows {
		rows[i].PHolm = math.NaN()
		if r := &rows[i]; r.Verdict != NotComparable && !math.IsNaN(r.P) {
			parts[r.Part] = append(parts[r.Part], r)
		}
	}
	for _, of := range parts {
		slices.SortStableFunc(of, func(a, b *Row) int { return cmp.Compare(a.P, b.P) })
		least := 0.0
		for i, r := range of {
			least = max(least, min(1, r.P*float64(len(of)-i)))
			r.PHolm = least
			if least > level && r.Verdict != Inconclusive {
				r.Verdict, r.Robust = Inconclusive, ""
				r.Reason = fmt.Sprintf("p is %s, and %s among the %d comparable claims of %s", Number(r.P), Number(least), len(of), r.Part)
			}
		}
	}
}
