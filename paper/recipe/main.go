// Recipe is the search for training settings with which small networks on DoS
// place cells decode position along the published 50 steps. It trains the
// networks of every trial of a list, a setting a line in the notation of -set,
// and adds a row a network to a table. Rows that are there already are not made
// again, so a longer list continues a search.
//
//	go run ./paper/recipe -trials paper/recipe/trials.txt -table paper/recipe/search.csv
//
// It also pilots the workstation scale, whose networks take hours, with fewer steps:
//
//	go run ./paper/recipe -pilot 1 -steps 2500 -table paper/recipe/pilot.csv
//
// A trial is judged by the decoding error alone. The seeds are none of those of
// any profile, and neither are the evaluation paths.
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// firstSeed is beyond the seeds of every profile.
const firstSeed = 1000

func main() {
	file := flag.String("trials", "paper/recipe/trials.txt", "list of trials: number of seeds, then settings")
	table := flag.String("table", "paper/recipe/search.csv", "rows, one a network")
	pilots := flag.Int("pilot", 0, "instead, this many networks of the workstation scale")
	steps := flag.Int("steps", 20_000, "gradient steps of each of them")
	flag.Parse()
	err := error(nil)
	if *pilots > 0 {
		err = pilot(*table, *pilots, *steps)
	} else {
		err = search(*file, *table)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "recipe:", err)
		os.Exit(1)
	}
}

// search makes the rows that the table lacks.
func search(file, table string) error {
	list, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	known, err := rowsOf(table, columns())
	if err != nil {
		return err
	}
	paths, err := evaluation()
	if err != nil {
		return err
	}
	networks, err := trials(string(list))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, p := range networks {
		if known[p.String()] {
			continue
		}
		if err := add(table, p, paths); err != nil {
			return err
		}
	}
	return nil
}

// trials are the networks of a list.
func trials(list string) (networks []train.Params, err error) {
	for _, line := range strings.Split(list, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		of, err := trial(strings.Fields(line))
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		networks = append(networks, of...)
	}
	return networks, nil
}

// trial is the networks of a line: the number of seeds, and what is changed of the
// small laptop profile.
func trial(words []string) ([]train.Params, error) {
	seeds, err := strconv.Atoi(words[0])
	if err != nil {
		return nil, fmt.Errorf("want the number of seeds first")
	}
	change, err := sweep.ParseChange(words[1:])
	if err != nil {
		return nil, err
	}
	var base []train.Params
	for i := range uint64(seeds) {
		base = append(base, train.S(encoding.DoSEntry().Typical(), firstSeed+i))
	}
	set, err := sweep.Set{DoS: sweep.Family{Networks: base}}.Changed(change)
	return set.DoS.Networks, err
}

// evaluation is 200 paths of the published 50 steps that no profile walks.
func evaluation() ([]trajectory.Path, error) {
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = 200, 50, 1<<33
	return trajectory.Simulate(context.Background(), walk)
}

// columns of the table; the last is the key.
func columns() []string {
	return []string{"sigma_m", "s", "units", "cells", "centres", "batch", "path_steps", "gradient_steps", "lr",
		"schedule", "weight_decay", "clip_norm",
		"seed", "tflop", "cpu_s", "outcome", "error20_m", "error_at20_m", "error50_m", "network"}
}

// add trains a network and adds its row.
func add(table string, p train.Params, paths []trajectory.Path) error {
	began := cpuSeconds()
	network, err := train.Train(context.Background(), p, paths)
	if err != nil {
		return err
	}
	s := network.Summary
	row := []string{
		number(p.Encoding.SigmaM.Lo), number(p.Encoding.SurroundScale.Lo), fmt.Sprint(p.Net.Units),
		fmt.Sprint(p.Encoding.Cells), string(p.Encoding.Centres),
		fmt.Sprint(p.BatchPaths), fmt.Sprint(p.PathSteps), fmt.Sprint(p.GradientSteps), number(p.LearningRate),
		string(p.Schedule), number(p.Net.WeightDecay),
		number(p.Rule.ClipNorm), fmt.Sprint(p.Seed), fmt.Sprintf("%.3f", s.GFLOP/1e3),
		fmt.Sprintf("%.1f", cpuSeconds()-began), s.Outcome,
		fmt.Sprintf("%.4f", s.Error20M), fmt.Sprintf("%.4f", s.ErrorAt20M), fmt.Sprintf("%.4f", s.ErrorAllM),
		p.String(),
	}
	return write(table, row)
}

// write adds a row.
func write(table string, row []string) error {
	fmt.Println(strings.Join(row[:len(row)-1], " "))
	f, err := os.OpenFile(table, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	err = w.Write(row)
	w.Flush()
	return errors.Join(err, w.Error(), f.Close())
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// rowsOf are the networks of a table, which is begun if there is none.
func rowsOf(table string, columns []string) (map[string]bool, error) {
	text, err := os.ReadFile(table)
	if os.IsNotExist(err) {
		text = []byte(strings.Join(columns, ",") + "\n")
		err = os.WriteFile(table, text, 0o644)
	}
	if err != nil {
		return nil, err
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", table, err)
	}
	known := map[string]bool{}
	for _, r := range records[1:] {
		known[r[len(r)-1]] = true
	}
	return known, nil
}
