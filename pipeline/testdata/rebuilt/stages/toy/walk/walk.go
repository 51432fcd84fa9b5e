// Package walk is three stages whose results depend on everything that the
// engine could do to them.
package walk

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/golang/snappy"

	"nofreelunch/pipeline/job"
)

// Params of a walk.
type Params struct {
	Steps, Seed int
	ScaleM      float64
	Turns       []float64
	empty       []int
}

// A Row is one step, in every type that a table has.
type Row struct {
	Step   int32     `unit:"1" doc:"number of the step"`
	Seed   int64     `unit:"1" doc:"seed"`
	XM     float64   `unit:"m" doc:"where it is"`
	Speed  float32   `unit:"m/s" doc:"how fast"`
	Turned bool      `unit:"1" doc:"whether it turned"`
	Name   string    `unit:"1" doc:"what it is called"`
	Trace  []float64 `unit:"m" doc:"where it was"`
	Bins   []int32   `unit:"1" doc:"bins it was in"`
}

// version and scale may be set from outside.
var version = "a"

// Simulate resumes from its snapshot, if it has one.
func Simulate(ctx context.Context, p Params) ([]Row, error) {
	start, _ := job.Checkpoint(ctx).Load()
	x := float64(len(start))
	var rows []Row
	for i := range p.Steps {
		x += p.ScaleM * float64(i+1) * p.Turns[i%len(p.Turns)] * tagged
		rows = append(rows, Row{int32(i), int64(p.Seed), x * float64(p.Seed+1), float32(x) / 3, i%2 == 1, fmt.Sprintf("step %d %s", i, version),
			[]float64{x, float64(len(p.empty)), math.Float64frombits(0x7ff8000000000001)}, []int32{int32(i), 7}})
		job.Progress(ctx, i+1, p.Steps)
	}
	return rows, job.Checkpoint(ctx).Save([]byte("half way"))
}

// JoinParams of Join and Pair.
type JoinParams struct{ Sign int }

// Joined is what several walks have in common.
type Joined struct {
	Total Total  // one row
	Rows  []Row  // of all walks
	Raw   []byte `file:"bin"`
}

// Total is a sum.
type Total struct {
	SumM float64 `unit:"m" doc:"weighted by the walk's place"`
}

// Join depends on the order of the walks.
func Join(_ context.Context, p JoinParams, one []Row, many [][]Row) (Joined, error) {
	var j Joined
	for i, rows := range many {
		for _, r := range rows {
			j.Total.SumM += float64(p.Sign*(i+1)) * r.XM
		}
		j.Rows = append(j.Rows, rows...)
	}
	j.Raw = fmt.Append(nil, one[0].Name, len(one[0].Trace), one[1].Turned, one[1].Bins)
	return j, nil
}

// Pair depends on which is which.
func Pair(_ context.Context, p JoinParams, a, b []Row) ([]Total, error) {
	return []Total{{float64(p.Sign) * (a[1].XM - 3*b[1].XM)}, {float64(a[2].Speed)}, {float64(a[2].Step - int32(b[1].Seed))}}, nil
}

// DrawParams of Draw.
type DrawParams struct{ Title string }

// Drawing is a file.
type Drawing struct {
	File []byte `file:"txt"`
}

// Draw depends on all that was joined, and on a module of others.
func Draw(_ context.Context, p DrawParams, j Joined, pair []Total) (Drawing, error) {
	text := fmt.Append(nil, p.Title, j.Total, len(j.Rows), string(j.Raw), pair)
	for _, r := range j.Rows {
		text = fmt.Append(text, r.Name, r.Bins, r.Turned, r.Trace)
	}
	return Drawing{binary.LittleEndian.AppendUint64(text, uint64(len(snappy.Encode(nil, []byte(p.Title)))))}, nil
}
