package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"text/tabwriter"

	"nofreelunch/build/export"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/mapscore"
	"nofreelunch/stages/measure/recordings"
	"nofreelunch/stages/measure/regression"
)

// A prediction is how well a set of features predicts one recorded cell.
type prediction struct {
	Features     string  `unit:"1" doc:"what predicts: a file of rate maps, or the cells of other animals"`
	Count        int32   `column:"feature_count" unit:"1" doc:"how many features that are"`
	Dimension    float64 `unit:"1" doc:"their participation ratio over positions"`
	Design       string  `unit:"1" doc:"regression, and which positions are held out"`
	Animal       string  `unit:"1" doc:"animal of the cell"`
	Session      string  `unit:"1" doc:"session of the cell"`
	Cell         string  `unit:"1" doc:"name of the cell"`
	Bins         int32   `unit:"1" doc:"bins that both halves of the cell's session and all features have"`
	Correlation  float64 `unit:"1" doc:"prediction from even minutes against odd minutes, at held-out positions"`
	Ceiling      float64 `column:"halves_r" unit:"1" doc:"correlation between the maps of even and of odd minutes"`
	Predictivity float64 `unit:"1" doc:"correlation over the root of the ceiling; NaN below the least ceiling, or with too few bins"`
}

// A neuron is a recorded cell as the regression takes it, in the square of its
// arena.
type neuron struct {
	animal, session, cell string
	rows, columns         int
	halves                regression.Cell
	whole                 regression.Feature
}

// predict regresses recorded cells on maps in files and on other animals' cells.
func predict(ctx context.Context, s *session, args []string) error {
	if len(args) == 0 {
		return usagef("predict needs a folder of recordings, and files of rate maps or a second animal to predict from")
	}
	format, err := s.scoreFormat()
	if err != nil {
		return err
	}
	cells, refused, err := s.neurons(args[0])
	if err != nil {
		return err
	}
	maps, notRead := s.readMaps(args[1:])
	refused = append(refused, notRead...)
	var rows []prediction
	for _, task := range tasksOf(cells, maps) {
		of, err := task.run(ctx, s.scoreSeed())
		if err != nil {
			refused = append(refused, fmt.Sprintf("%s: %v", task.name, err))
			continue
		}
		rows = append(rows, of...)
	}
	for _, line := range refused {
		fmt.Fprintln(plainWriter{s.console.err}, line)
	}
	switch {
	case len(rows) == 0 && len(refused) == 0:
		return errors.New("nothing predicts the cells: give files of maps with as many bins as the arena has, or recordings of two animals in arenas of one size")
	case len(rows) > 0:
		if err := s.deliverPredictions(rows, format); err != nil {
			return err
		}
	}
	if len(refused) > 0 {
		return fmt.Errorf("%s could not be used", counted(len(refused), "cell, row or file"))
	}
	return nil
}

// neurons are the cells of a folder.
func (s *session) neurons(dir string) (out []neuron, refused []string, err error) {
	all, refused, err := s.recordedCells(dir)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		r := &all[i]
		o, err := s.mapsOf(r)
		if err != nil {
			refused = append(refused, fmt.Sprintf("%s: %v", dir, err))
			continue
		}
		for _, c := range r.Cells {
			square := func(half recordings.Half) []float64 {
				rates, _ := o[half].Rates(c)
				return mapscore.Map{Rows: o[half].NX, Columns: o[half].NY, Rates: rates}.Square()
			}
			bins := int32(max(o[0].NX, o[0].NY))
			out = append(out, neuron{
				animal: r.Session.Animal, session: r.Session.Session, cell: c.Name, rows: o[0].NX, columns: o[0].NY,
				halves: regression.Cell{Module: -1, PeriodM: math.NaN(), Bins: bins, First: square(recordings.Even), Second: square(recordings.Odd)},
				whole:  regression.Feature{Bins: bins, Rates: square(recordings.Whole)},
			})
		}
	}
	return out, refused, nil
}

// A predictionTask is one set of features and the cells that it is to predict.
type predictionTask struct {
	name     string
	features regression.Features
	cells    []neuron
}

// tasksOf pairs every file of maps with the cells of arenas with as many bins,
// and the cells of every animal with those of all others.
func tasksOf(cells []neuron, maps []mapscore.Map) (tasks []predictionTask) {
	type arena struct{ rows, columns int }
	var arenas []arena
	in := map[arena][]neuron{}
	for _, c := range cells {
		a := arena{c.rows, c.columns}
		if in[a] == nil {
			arenas = append(arenas, a)
		}
		in[a] = append(in[a], c)
	}
	for _, a := range arenas {
		at := map[string]int{}
		for _, m := range maps {
			if m.Rows != a.rows || m.Columns != a.columns {
				continue
			}
			k, ok := at[m.File]
			if !ok {
				k = len(tasks)
				at[m.File] = k
				tasks = append(tasks, predictionTask{name: m.File, cells: in[a]})
			}
			tasks[k].features.Units = append(tasks[k].features.Units, regression.Feature{Bins: int32(max(a.rows, a.columns)), Rates: m.Square()})
		}
		tasks = append(tasks, betweenAnimals(in[a])...)
	}
	return tasks
}

// betweenAnimals predicts each animal from the others; a session without an animal's
// name is one of its own.
func betweenAnimals(cells []neuron) (tasks []predictionTask) {
	animal := func(c neuron) string {
		if c.animal == "" {
			return c.session
		}
		return c.animal
	}
	at := map[string]int{}
	for _, c := range cells {
		k, ok := at[animal(c)]
		if !ok {
			k = len(tasks)
			at[animal(c)] = k
			tasks = append(tasks, predictionTask{name: "other animals"})
		}
		tasks[k].cells = append(tasks[k].cells, c)
	}
	if len(tasks) < 2 {
		return nil
	}
	for name, k := range at {
		for _, c := range cells {
			if animal(c) != name {
				tasks[k].features.Units = append(tasks[k].features.Units, c.whole)
			}
		}
	}
	return tasks
}

// minCeiling is the least correlation of the halves of a cell that is predicted.
const minCeiling = 0.2

// run predicts the cells under the published design and ours.
func (t predictionTask) run(ctx context.Context, seed uint64) (rows []prediction, err error) {
	var population regression.Population
	for i, c := range t.cells {
		c.halves.Cell = int32(i)
		population.Cells = append(population.Cells, c.halves)
	}
	for _, m := range []regression.Method{regression.Ridge, regression.PLS, regression.OneToOne, regression.ElasticNet} {
		p := regression.PublishedDesign(m)
		p.Seed = seed
		r, err := regression.PredictAsPublished(ctx, p, population, t.features)
		if err != nil {
			return nil, err
		}
		rows = append(rows, t.rows(p.String(), r)...)
	}
	side := int(population.Cells[0].Bins)
	for _, d := range []struct {
		name  string
		block int
	}{{"ridge, single bins held out", 1}, {"ridge, blocks held out", max(2, side/5)}} {
		p := regression.Params{
			Method: regression.Ridge, Penalties: []float64{1e-4, 1e-3, 1e-2, 1e-1, 1}, Folds: 5, BlockBins: d.block, MinCeiling: minCeiling, Seed: seed,
		}
		r, err := regression.Predict(ctx, p, population, t.features)
		if err != nil {
			return nil, err
		}
		rows = append(rows, t.rows(d.name, r)...)
	}
	return rows, nil
}

func (t predictionTask) rows(design string, r regression.Result) (rows []prediction) {
	for _, c := range r.Cells {
		of := t.cells[c.Cell]
		rows = append(rows, prediction{
			Features: t.name, Count: r.Summary.Features, Dimension: r.Summary.EffectiveDimension, Design: design,
			Animal: of.animal, Session: of.session, Cell: of.cell, Bins: c.Bins,
			Correlation: c.Correlation, Ceiling: c.Ceiling, Predictivity: c.Predictivity,
		})
	}
	return rows
}

// deliverPredictions prints the medians, or writes every cell's.
func (s *session) deliverPredictions(rows []prediction, format string) error {
	data := medians(rows)
	if format != "table" {
		blob, err := encoded(rows)
		if err != nil {
			return err
		}
		switch format {
		case "csv":
			data, err = export.CSV(blob)
		case "json":
			data, err = export.JSON(blob)
			data = append(data, '\n')
		default:
			data = blob
		}
		if err != nil {
			return err
		}
	}
	if s.Output != "" {
		return replace(s.Output, data)
	}
	_, err := s.out.Write(data)
	return err
}

// medians is a line for each set of features and design.
func medians(rows []prediction) []byte {
	type key struct{ features, design string }
	var order []key
	values, first := map[key][]float64{}, map[key]prediction{}
	for _, r := range rows {
		k := key{r.Features, r.Design}
		if _, ok := first[k]; !ok {
			order, first[k] = append(order, k), r
		}
		if r.Predictivity == r.Predictivity {
			values[k] = append(values[k], r.Predictivity)
		}
	}
	var b bytes.Buffer
	w := tabwriter.NewWriter(plainWriter{&b}, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "from\tfeatures\tdimension\tdesign\tcells\tmedian predictivity")
	for _, k := range order {
		f := first[k]
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%d\t%s\n", printable(k.features), f.Count, digits(f.Dimension, 1), k.design, len(values[k]), digits(stat.Median(values[k]), 3))
	}
	_ = w.Flush()
	return b.Bytes()
}
