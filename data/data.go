// Package data holds the published numbers that ours are set beside: values
// read off or tabulated in the papers, each with its source.
//
// The numbers live in the CSV files beside this file; the package only types
// them. It knows nothing of how ours are computed, nor whether they agree.
package data

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"
)

//go:embed *.csv
var files embed.FS

// PeriodBinM is the width, in metres, of one bin of the published 44-bin rate
// maps of a 2.2 m box. The axis of [Schaeffer2022] Fig. 3 says cm, but the
// authors' code plots bins: multiply by this to get metres.
const PeriodBinM = 2.2 / 44

// EncodingResult is one bar pair of [Schaeffer2022] Fig. 2a.
type EncodingResult struct {
	Encoding          string
	Runs              int
	LowErrorFraction  float64 // fraction of runs that decode position within 0.1 m
	GridGivenLowError float64 // fraction of those whose largest Score60 passes 0.8
	Uncertainty       float64 // of the two fractions, from digitising
	Source            string
}

// PopulationResult is one bar of [Schaeffer2022] Fig. 5.
type PopulationResult struct {
	Population       string
	Runs             int
	LowErrorFraction float64 // fraction of runs that decode position within 0.1 m
	Uncertainty      float64 // of the fraction, from digitising
	Source           string
}

// PeriodMode is one point of [Schaeffer2022] Fig. 3b.
type PeriodMode struct {
	SigmaM      float64 // place-field width, m
	PeriodBins  float64 // mode of the grid periods, in bins of PeriodBinM
	Uncertainty float64 // bins
	Source      string
}

// GridPercent is one point of [Schaeffer2022] Fig. 4a: the percent of the scored
// units, 1,024 of each network's 4,096, whose Score60 passes a threshold, mean
// over the accurate networks of a width at s = 2.
//
// The figure is public as a raster image of 2762 x 1376 pixels
// (figures/fig4_dos_details of the authors' repository). It was read by its
// pixels: the lines are opaque, each of the colour that the legend shows, so the
// middle of a line was taken in every column, a straight line fitted to the columns
// between two widths, and its ends read against the grid lines of 0, 10, 20 and
// 30 %. The two readings of a width, from the left and from the right, differ by
// at most 0.07 and 0.02 on average; Uncertainty is 0.05, and larger where the line of
// 0.75 lies under that of 0.8. The shaded bands are of at most three runs: at
// 0.8 and 0.12 m the band reaches from 0 to 12 %, so a peak of that curve rests on
// single runs; at 0.08 m there is no band, and thus one run.
type GridPercent struct {
	SigmaM      float64 // place-field width, m
	Threshold   float64 // Score60 that must be exceeded
	Percent     float64
	Uncertainty float64 // percentage points
	Source      string
}

// Module is the mean spacing of one grid module of rats [Stensola2012]. Its
// animals have several at a time, successive ones about 1.4 apart.
type Module struct {
	Name     string
	SpacingM float64 // m
	Source   string
}

// Predictivity is one cell of the table of [Nayebi2021]: how well a network's
// units predict entorhinal neurons.
type Predictivity struct {
	Cell, Activation   string
	Trained, Untrained float64
	Source             string
}

// Participation is one point of [Schaeffer2022] Fig. 6.
type Participation struct {
	Cell, Activation   string
	ParticipationRatio float64
	Predictivity       float64
	Source             string
}

// ResultsByEncoding returns [Schaeffer2022] Fig. 2a.
func ResultsByEncoding() []EncodingResult {
	return table("results_by_encoding.csv", func(r row) EncodingResult {
		return EncodingResult{
			r.text("encoding"), int(r.number("runs")), r.number("low_error_fraction"),
			r.number("grid_given_low_error"), r.number("uncertainty"), r.text("source"),
		}
	})
}

// ResultsByPopulation returns [Schaeffer2022] Fig. 5, left.
func ResultsByPopulation() []PopulationResult {
	return table("results_by_population.csv", func(r row) PopulationResult {
		return PopulationResult{r.text("population"), int(r.number("runs")), r.number("low_error_fraction"), r.number("uncertainty"), r.text("source")}
	})
}

// PeriodModes returns [Schaeffer2022] Fig. 3b, by rising place-field width.
func PeriodModes() []PeriodMode {
	return table("period_mode_by_sigma.csv", func(r row) PeriodMode {
		return PeriodMode{r.number("sigma_m"), r.number("period_bins"), r.number("uncertainty"), r.text("source")}
	})
}

// GridPercents returns [Schaeffer2022] Fig. 4a, threshold by threshold, by
// rising place-field width.
func GridPercents() []GridPercent {
	return table("percent_by_sigma.csv", func(r row) GridPercent {
		return GridPercent{r.number("sigma_m"), r.number("threshold"), r.number("percent"), r.number("uncertainty"), r.text("source")}
	})
}

// AnimalModules returns the grid modules of rats, by rising spacing.
func AnimalModules() []Module {
	return table("animal_modules.csv", func(r row) Module {
		return Module{r.text("module"), r.number("spacing_m"), r.text("source")}
	})
}

// Predictivities returns the table of [Nayebi2021].
func Predictivities() []Predictivity {
	return table("predictivity.csv", func(r row) Predictivity {
		return Predictivity{r.text("cell"), r.text("activation"), r.number("trained"), r.number("untrained"), r.text("source")}
	})
}

// Participations returns [Schaeffer2022] Fig. 6.
func Participations() []Participation {
	return table("participation.csv", func(r row) Participation {
		return Participation{r.text("cell"), r.text("activation"), r.number("participation_ratio"), r.number("predictivity"), r.text("source")}
	})
}

// row is one record with its header.
type row struct {
	file   string
	fields map[string]string
}

func (r row) text(column string) string {
	v, ok := r.fields[column]
	if !ok {
		panic("data: " + r.file + ": no column " + column)
	}
	return v
}

func (r row) number(column string) float64 {
	v, err := strconv.ParseFloat(r.text(column), 64)
	if err != nil {
		panic(fmt.Sprintf("data: %s: column %s: %v", r.file, column, err))
	}
	return v
}

// table reads an embedded file. The files are part of the program, so a fault
// in one is a programmer's and panics; a test reads them all.
func table[T any](file string, parse func(row) T) []T {
	f, err := fs.FS(files).Open(file)
	if err != nil {
		panic("data: " + err.Error())
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("data: %s: %v", file, err))
	}
	var out []T
	for _, record := range records[1:] {
		fields := map[string]string{}
		for i, name := range records[0] {
			fields[name] = record[i]
		}
		out = append(out, parse(row{file, fields}))
	}
	return out
}
