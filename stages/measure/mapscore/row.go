package mapscore

import (
	"math"

	"nofreelunch/stages/measure/gridscore"
)

// A Row is what one map scores.
type Row struct {
	File    string  `unit:"1" doc:"the file that the map is from"`
	Map     string  `column:"map_name" unit:"1" doc:"the map's name in its file"`
	Rows    int32   `column:"map_rows" unit:"1" doc:"bins along the first axis"`
	Columns int32   `column:"map_columns" unit:"1" doc:"bins along the second axis"`
	Visited float64 `unit:"1" doc:"fraction of the bins with a rate"`

	Score60Minmax float64 `unit:"1" doc:"Score60 as Schaeffer 2022 and Nayebi 2021 have it: extremes, unvisited bins as rates of 0; NaN where undefined, as of a map that is not square"`
	Score60Mean   float64 `unit:"1" doc:"Score60 as Banino 2018 and Sorscher 2019 have it: means, unvisited bins as rates of 0; NaN where undefined"`
	Score90       float64 `unit:"1" doc:"Score90, the same in all four, unvisited bins as rates of 0; NaN where undefined"`

	Score60MinmaxCorrected float64 `unit:"1" doc:"Score60 of extremes, unvisited bins left out"`
	Score60MeanCorrected   float64 `unit:"1" doc:"Score60 of means, unvisited bins left out"`
	Score90Corrected       float64 `unit:"1" doc:"Score90, unvisited bins left out"`

	PeriodBins   float64 `unit:"1" doc:"period of the lattice, bins: side of its triangles; NaN without one"`
	PeriodSdBins float64 `unit:"1" doc:"standard deviation of the lattice's three sides, bins"`
	PeriodM      float64 `unit:"m" doc:"period of the lattice; NaN where the bins' side is not known"`
	PeriodSdM    float64 `unit:"m" doc:"standard deviation of the lattice's three sides"`

	PublishedPeriodBins   float64 `unit:"1" doc:"period as Schaeffer 2022 has it: mean distance of six peaks of the raw autocorrelation, bins"`
	PublishedPeriodSdBins float64 `unit:"1" doc:"standard deviation of those distances, bins"`
	PublishedPeriodM      float64 `unit:"m" doc:"the same period; NaN where the bins' side is not known"`
	PublishedPeriodSdM    float64 `unit:"m" doc:"the same standard deviation"`

	OrientationRad float64 `unit:"rad" doc:"direction of the lattice modulo 60 degrees, from the first axis"`
	Peaks          int32   `unit:"1" doc:"peaks of the autocorrelogram that the lattice was fitted to"`
	Fields         int32   `unit:"1" doc:"firing fields: peaks of the map that stand out from their surroundings"`

	Surrogates int32   `unit:"1" doc:"maps of noise that the chances are from"`
	Chance60   float64 `unit:"1" doc:"p-value: chance that noise with the map's radial spectrum and rates reaches its corrected Score60 of extremes; NaN without surrogates"`
	Chance90   float64 `unit:"1" doc:"p-value of the corrected Score90"`

	Spikes   int32   `unit:"1" doc:"spikes of the map; 0 where it was given as a map"`
	HalvesR  float64 `unit:"1" doc:"correlation of the maps of even and odd minutes; NaN where the map was given as one"`
	WholeR   float64 `unit:"1" doc:"correlation that two such recordings would have, by Spearman and Brown"`
	CeilingR float64 `unit:"1" doc:"correlation with the map that a model of the true rates would have"`

	Warning string `unit:"1" doc:"why numbers of the row may mean little; empty if nothing was found"`
}

// described is the row of what needs no scorer.
func (m Map) described() Row {
	visited := 0
	for _, v := range m.Rates {
		if v == v {
			visited++
		}
	}
	nan := math.NaN()
	r := Row{
		File: m.File, Map: m.Name, Rows: int32(m.Rows), Columns: int32(m.Columns),
		Visited:  float64(visited) / float64(len(m.Rates)),
		Chance60: nan, Chance90: nan, HalvesR: nan, WholeR: nan, CeilingR: nan,
	}
	if m.Recorded != nil {
		r.Spikes, r.HalvesR, r.WholeR, r.CeilingR = m.Recorded.Spikes, m.Recorded.HalvesR, m.Recorded.WholeR, m.Recorded.CeilingR
	}
	return r
}

// published takes over the scores as published, which only square maps have.
func (r *Row) published(n int, l gridscore.Look) {
	if r.Rows != r.Columns {
		r.Score60Minmax, r.Score60Mean, r.Score90 = math.NaN(), math.NaN(), math.NaN()
		r.PublishedPeriodBins, r.PublishedPeriodSdBins = math.NaN(), math.NaN()
		return
	}
	period := gridscore.PublishedPeriod(l.Raw, n)
	r.Score60Minmax, r.Score60Mean, r.Score90 = l.Score60, l.Mean60(), l.Score90
	r.PublishedPeriodBins, r.PublishedPeriodSdBins = period.Bins, period.SDBins
}

// corrected takes over the scores that leave unvisited bins out, and the lattice.
func (r *Row) corrected(m Map, rates []float64, l gridscore.Look) {
	n := m.side()
	r.Score60MinmaxCorrected, r.Score60MeanCorrected, r.Score90Corrected = l.Score60, l.Mean60(), l.Score90
	r.Fields = int32(Fields(m.Rates, m.Rows, m.Columns, leastField(l.Autocorrelogram, n)))
	f := FitLattice(rates, l.Autocorrelogram, n)
	r.PeriodBins, r.PeriodSdBins, r.OrientationRad, r.Peaks = f.Bins, f.SDBins, f.OrientationRad, int32(len(f.Peaks))
}

// binM is the side of a map's bins, NaN if it is not known.
func (p Params) binM(m Map) float64 {
	switch {
	case m.BinM > 0:
		return m.BinM
	case p.BoxM > 0:
		return p.BoxM / float64(m.side())
	}
	return math.NaN()
}

// finish adds lengths and warnings.
func (r *Row) finish(binM, repeated float64) {
	r.PeriodM, r.PeriodSdM = r.PeriodBins*binM, r.PeriodSdBins*binM
	r.PublishedPeriodM, r.PublishedPeriodSdM = r.PublishedPeriodBins*binM, r.PublishedPeriodSdBins*binM
	r.Warning = r.warning(repeated)
}
