package gallery

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
)

// network is a network whose units have those scores, and its offers.
func network(id string, scores ...float64) (rows.Table, []Offer) {
	n := rows.Network{ID: id, Encoding: "dos"}
	var m ratemap.Maps
	var s gridscore.Scores
	for i, v := range scores {
		m.Units = append(m.Units, ratemap.Unit{Unit: int32(i), Bins: 1, Rates: []float32{float32(v)}})
		s.Units = append(s.Units, gridscore.Unit{Unit: int32(i), Active: true, Score60: v})
	}
	return rows.Complete(n, []float64{0.8}, 1, m, s, null.Distribution{}), OffersOf(n, m, s)
}

func shown(t *testing.T, table rows.Table, offers []Offer) (out []float64) {
	t.Helper()
	all, err := Choose(context.Background(), ChooseParams{Groups: []rows.Group{{Name: "DoS", Where: rows.Where{Encoding: "dos"}}}}, table, offers)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if float32(e.Score60) != e.Rates[0] {
			t.Errorf("the map of %v is shown with the score of another", e)
		}
		out = append(out, e.Score60)
	}
	return out
}

func TestOneNetworkShowsItsHighestAndItsQuartiles(t *testing.T) {
	scores := make([]float64, 41)
	for i := range scores {
		scores[i] = float64((i*17)%41) / 40
	}
	table, offers := network("a", scores...)
	if got, want := shown(t, table, offers), []float64{1, 39. / 40, 38. / 40, 0.75, 0.5, 0.25}; !slices.Equal(got, want) {
		t.Errorf("shows %v, want %v", got, want)
	}
}

func TestSeveralNetworksShowTheHighestOfAll(t *testing.T) {
	var table rows.Table
	var offers []Offer
	for k := range 5 {
		var scores []float64
		for i := range 30 {
			scores = append(scores, float64((i*7+k*11)%30)/30+0.001*float64(k))
		}
		one, of := network(fmt.Sprint(k), scores...)
		table, _ = rows.Join(context.Background(), rows.JoinParams{}, []rows.Table{table, one})
		offers = append(of, offers...) // the order of offers is not that of networks
	}
	got := shown(t, table, offers)
	if want := []float64{29./30 + 0.004, 29./30 + 0.003, 29./30 + 0.002}; !slices.Equal(got[:3], want) {
		t.Errorf("the highest are %v, want %v", got[:3], want)
	}
	for i, want := range []float64{0.75, 0.5, 0.25} {
		if math.Abs(got[3+i]-want) > 0.06 {
			t.Errorf("%v is shown for the quartile %v", got[3+i], want)
		}
	}
}

func TestFewUnitsAreShownOnce(t *testing.T) {
	for _, scores := range [][]float64{nil, {0.5}, {0.5, 0.5}, {math.NaN(), 0.2}} {
		table, offers := network("a", scores...)
		n := 0
		for _, s := range scores {
			if !math.IsNaN(s) {
				n++
			}
		}
		if got := shown(t, table, offers); len(got) != n {
			t.Errorf("of %v %v are shown", scores, got)
		}
	}
}
