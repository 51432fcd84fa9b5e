package estimate

import (
	"context"
	"fmt"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/rows"
)

// SettingParams says by what networks are compared.
type SettingParams struct{ Judge Judge }

// Validate reports the first field out of bounds.
func (p SettingParams) Validate() error { return p.Judge.Validate() }

// SettingRun is one network.
type SettingRun struct {
	Factor           string  `unit:"1" doc:"what is varied"`
	Setting          string  `unit:"1" doc:"its value"`
	ID               string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed             int64   `unit:"1" doc:"seed of the network"`
	Outcome          string  `unit:"1" doc:"trained or diverged"`
	ErrorM           float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold"`
	FractionFiltered float64 `unit:"1" doc:"those of them whose period the filter lets pass, as a part of the active units"`
	MaxScore60       float64 `unit:"1" doc:"largest grid score"`
}

// Setting is what a setting's networks have in common.
type Setting struct {
	Factor       string  `unit:"1" doc:"what is varied"`
	Setting      string  `unit:"1" doc:"its value"`
	Networks     int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged     int32   `unit:"1" doc:"networks whose training diverged"`
	Accurate     int32   `unit:"1" doc:"networks below the decoding error"`
	ErrorM       float64 `unit:"m" doc:"decoding error, mean over networks"`
	ErrorLowM    float64 `unit:"m" doc:"lower end of its 95 % bootstrap interval"`
	ErrorHighM   float64 `unit:"m" doc:"upper end of its 95 % bootstrap interval"`
	Fraction     float64 `unit:"1" doc:"part of units above the threshold whose period the filter lets pass, mean over networks"`
	FractionLow  float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	FractionHigh float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
	Max          float64 `column:"max_mean" unit:"1" doc:"largest grid score, mean over networks"`
	MaxLow       float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	MaxHigh      float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
}

// SettingTables are networks and what those of a setting have in common.
type SettingTables struct {
	Networks []SettingRun
	Settings []Setting
}

// factor is what a table's networks differ in, and how a network's value of it
// is told.
type factor struct {
	name  string
	table rows.Table
	value func(rows.Network) string
}

// Settings compares networks by optimiser, by cell among the ReLU networks, by
// activation among the vanilla networks, and by initialiser.
func Settings(ctx context.Context, p SettingParams, optimisers, architectures, initialisers rows.Table) (SettingTables, error) {
	var o SettingTables
	if err := p.Validate(); err != nil {
		return o, fmt.Errorf("settings: %w", err)
	}
	for _, f := range []factor{
		{"optimiser", optimisers, func(n rows.Network) string { return n.Optimiser }},
		{"cell, relu", architectures.Of(rows.Where{Activation: "relu"}), func(n rows.Network) string { return n.Cell }},
		{"activation, rnn", architectures.Of(rows.Where{Cell: "rnn"}), func(n rows.Network) string { return n.Activation }},
		{"initialiser", initialisers, func(n rows.Network) string { return n.Initialiser }},
	} {
		if err := o.vary(p.Judge, f); err != nil {
			return o, fmt.Errorf("settings: %s: %w", f.name, err)
		}
	}
	return o, ctx.Err()
}

// vary compares the networks of each of a factor's values, in alphabetical order.
func (o *SettingTables) vary(j Judge, f factor) error {
	var values []string
	for _, n := range f.table.Networks {
		values = append(values, f.value(n))
	}
	slices.Sort(values)
	for _, v := range slices.Compact(values) {
		runs, err := j.runs(v, f.table.Keep(func(n rows.Network) bool { return f.value(n) == v }))
		if err != nil {
			return err
		}
		if err := o.add(j, f.name, v, runs); err != nil {
			return err
		}
	}
	return nil
}

func (o *SettingTables) add(j Judge, factor, value string, runs []Run) error {
	row := Setting{Factor: factor, Setting: value}
	var errorsM, fractions, most []float64
	for _, r := range runs {
		o.Networks = append(o.Networks, SettingRun{factor, value, r.ID, r.Seed, r.Outcome, r.ErrorM, r.FractionAbove, r.FractionFiltered, r.MaxScore60})
		if r.Outcome == rows.Diverged {
			row.Diverged++
			continue
		}
		row.Networks++
		if j.accurate(r) {
			row.Accurate++
		}
		errorsM, fractions, most = append(errorsM, r.ErrorM), append(fractions, r.FractionFiltered), append(most, r.MaxScore60)
	}
	err := j.estimate([]column{
		{"error", errorsM, &row.ErrorM, &row.ErrorLowM, &row.ErrorHighM},
		{"fraction", fractions, &row.Fraction, &row.FractionLow, &row.FractionHigh},
		{"largest", most, &row.Max, &row.MaxLow, &row.MaxHigh},
	}, func(purpose string) rng.Stream { return rng.New(j.Seed, "settings "+purpose+" "+factor+" "+value, 0) })
	o.Settings = append(o.Settings, row)
	return err
}
