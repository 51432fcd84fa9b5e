package main

import (
	"context"
	"fmt"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/decode"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// snapshots of a pilot along its training.
const snapshots = 10

// pilotColumns of the table; the last is the key, without which the rows of a
// network are those of its moments.
func pilotColumns() []string {
	return []string{"units", "cells", "centres", "batch", "path_steps", "gradient_steps", "lr", "weight_decay", "seed", "step", "tflop", "cpu_s_training",
		"error20_m", "error50_m", "active_units", "above_0.8", "max_score60", "network"}
}

// pilot trains networks of the workstation scale for fewer steps, and adds a row for
// each of their moments.
func pilot(table string, seeds, steps int) error {
	known, err := rowsOf(table, pilotColumns())
	if err != nil {
		return err
	}
	paths, err := evaluation()
	if err != nil {
		return err
	}
	for i := range uint64(seeds) {
		p := train.Workstation(encoding.DoSEntry().Typical(), firstSeed+i)
		p.GradientSteps, p.SnapshotEverySteps = steps, steps/snapshots
		if known[p.String()] {
			continue
		}
		began := cpuSeconds()
		network, err := train.Train(context.Background(), p, paths)
		if err != nil {
			return err
		}
		took := cpuSeconds() - began
		for step := p.SnapshotEverySteps; step <= steps; step += p.SnapshotEverySteps {
			m, err := momentOf(p, network, step, paths)
			if err != nil {
				return err
			}
			if err := write(table, m.row(p, step, took)); err != nil {
				return err
			}
		}
	}
	return nil
}

// A moment is what is measured of a network after some steps.
type moment struct {
	error20M, error50M, max float64
	active, above           int
}

func momentOf(p train.Params, network train.Network, step int, paths []trajectory.Path) (m moment, err error) {
	ctx := context.Background()
	maps, err := ratemap.Compute(ctx, ratemap.Params{
		Network: p, AtStep: int64(step), Bins: 20, Steps: 50, Narrow: true, ActiveFraction: 0.1,
	}, network, paths)
	if err != nil {
		return m, err
	}
	scores, err := gridscore.Score(ctx, gridscore.Defaults(20, p.Encoding.BoxWidthM), maps)
	if err != nil {
		return m, err
	}
	var errorsM []float64
	var counts []int32
	for _, e := range maps.Errors {
		errorsM, counts = append(errorsM, e.ErrorM), append(counts, e.Paths)
	}
	m.error20M, m.error50M = decode.MeanErrorM(20, errorsM, counts), decode.MeanErrorM(50, errorsM, counts)
	for _, u := range scores.Units {
		if u.Active && u.Score60-u.Score60 == 0 {
			m.active++
			m.max = max(m.max, u.Score60)
			if u.Score60 > 0.8 {
				m.above++
			}
		}
	}
	return m, nil
}

func (m moment) row(p train.Params, step int, cpuS float64) []string {
	gflop, _ := train.Cost(p)
	return []string{
		fmt.Sprint(p.Net.Units), fmt.Sprint(p.Encoding.Cells), string(p.Encoding.Centres), fmt.Sprint(p.BatchPaths), fmt.Sprint(p.PathSteps),
		fmt.Sprint(p.GradientSteps), number(p.LearningRate), number(p.Net.WeightDecay), fmt.Sprint(p.Seed), fmt.Sprint(step),
		fmt.Sprintf("%.2f", gflop/1e3*float64(step)/float64(p.GradientSteps)), fmt.Sprintf("%.0f", cpuS),
		fmt.Sprintf("%.4f", m.error20M), fmt.Sprintf("%.4f", m.error50M), fmt.Sprint(m.active), fmt.Sprint(m.above), fmt.Sprintf("%.3f", m.max), p.String(),
	}
}
