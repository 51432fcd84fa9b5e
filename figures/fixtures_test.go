package figures

import (
	"fmt"

	"nofreelunch/stages/measure/rows"
)

// madeRow is the row of a made-up network whose scores grow with level.
func madeRow(encoding string, n int, level float64) rows.Table {
	net := rows.Network{ID: fmt.Sprintf("%s %d", encoding, n), Seed: int64(n), Encoding: encoding, Outcome: "trained", Units: 20, Active: 20,
		ErrorsM: []float64{0.05 + 0.02*float64(n%4)}, ErrorsPaths: []int32{1}}
	units := rows.Units{ID: net.ID}
	count := rows.Count{ID: net.ID, Threshold: 0.8}
	for u := range 20 {
		score, periodM := float64((u*7+n*3)%20)/20-0.6+level, 0.5+level+0.01*float64((u*3+n)%9)
		units.Unit, units.Score60, units.LatticePeriodM = append(units.Unit, int32(u)), append(units.Score60, score), append(units.LatticePeriodM, periodM)
		units.Score90 = append(units.Score90, 0.4-score/2)
		if score > 0.8 {
			count.Above++
			if periodM <= 1.3 {
				count.Short++
			}
		}
	}
	return rows.Table{Networks: []rows.Network{net}, Counts: []rows.Count{count}, Units: []rows.Units{units}}
}

// lostRow is the row of a made-up network that diverged.
func lostRow(encoding string, n int) rows.Table {
	t := madeRow(encoding, n, 0)
	net := t.Networks[0]
	net.Outcome, net.Active, net.ErrorsM, net.ErrorsPaths = rows.Diverged, 0, nil, nil
	return rows.Table{Networks: []rows.Network{net}}
}

// together is tables of several networks as one.
func together(tables ...rows.Table) rows.Table {
	var all rows.Table
	for _, t := range tables {
		all.Networks, all.Counts = append(all.Networks, t.Networks...), append(all.Counts, t.Counts...)
		all.Units, all.Noise = append(all.Units, t.Units...), append(all.Noise, t.Noise...)
	}
	return all
}
