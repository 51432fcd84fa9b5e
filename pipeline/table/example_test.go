package table_test

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"nofreelunch/pipeline/table"
)

// Unit is a row: one unit of a network. Shape names the fields that say how
// long the list is, so that every reader can fold it.
type Unit struct {
	Unit       int32     `unit:"1" doc:"index of the unit in the network"`
	Active     bool      `unit:"1" doc:"whether the unit fires at all"`
	MeanRateHz float32   `unit:"Hz" doc:"mean over the visited bins"`
	Bins       int32     `unit:"1" doc:"bins along one side of the box"`
	RatesHz    []float32 `unit:"Hz" doc:"[x bin][y bin]; NaN where never visited" shape:"Bins,Bins"`
}

// Summary is a row that occurs once.
type Summary struct {
	Network string `unit:"1" doc:"published name of the network"`
	Units   int64  `unit:"1" doc:"number of units"`
}

// Maps is an output: two tables and a file.
type Maps struct {
	Units   []Unit
	Summary Summary
	Drawing []byte `file:"svg"`
}

// A stage's output goes into files, and back.
func Example() {
	maps1 := Maps{
		Units: []Unit{
			{Unit: 0, Active: true, MeanRateHz: 1.5, Bins: 2, RatesHz: []float32{0, 1, 2, 3}},
			{Unit: 1, Bins: 2, RatesHz: []float32{0, 0, 0, 0}},
		},
		Summary: Summary{"DoS sigma=0.12 s=2", 2},
		Drawing: []byte("<svg/>"),
	}
	files, err := table.Encode(maps1, map[string]string{"profile": "smoke"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(slices.Sorted(maps.Keys(files)))

	var maps2 Maps
	if err := table.Decode(files, &maps2); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reflect.DeepEqual(maps1, maps2))
	// Output:
	// [summary.parquet svg units.parquet]
	// true
}

// A file explains itself to those who do not have the row type.
func ExampleOpen() {
	files, err := table.Encode([]Unit{{Active: true, Bins: 1, RatesHz: []float32{2}}}, map[string]string{"profile": "smoke"})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := table.Open(files["table.parquet"], 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Rows, "row,", f.Meta)
	for _, c := range f.Columns {
		fmt.Printf("%s %s [%s] %s: %v\n", c.Name, c.Type, c.Unit, c.Doc, c.Values)
	}
	// Output:
	// 1 row, map[profile:smoke]
	// unit int32 [1] index of the unit in the network: [0]
	// active bool [1] whether the unit fires at all: [true]
	// mean_rate_hz float32 [Hz] mean over the visited bins: [0]
	// bins int32 [1] bins along one side of the box: [1]
	// rates_hz []float32 [Hz] [x bin][y bin]; NaN where never visited: [[2]]
}

// The schema is text for a cache key: it changes when a file's columns do.
func ExampleSchema() {
	fmt.Print(table.Schema(reflect.TypeFor[[]Summary]()))
	// Output:
	// file "table.parquet" single=false
	// 	column "network" string unit="1" doc="published name of the network" shape=""
	// 	column "units" int64 unit="1" doc="number of units" shape=""
}

// A type that would lose something is refused, with the field's name.
func ExampleCheck() {
	type bad struct {
		Count int
	}
	fmt.Println(table.Check(reflect.TypeFor[[]bad]()))
	// Output:
	// table: table_test.bad.Count: int is not a column type (bool, int32, int64, float32, float64, string, []float32, []float64, []int32)
}

// Rows too many to hold are written as they come.
func ExampleWriter() {
	var file bytes.Buffer
	w, err := table.NewWriter[Summary](&file, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range int64(3) {
		if err := w.Write([]Summary{{"DoS", i}}); err != nil {
			fmt.Println(err)
		}
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	f, err := table.Open(file.Bytes(), -1)
	fmt.Println(f.Rows, f.Columns[1].Values, err)
	// Output:
	// 3 [0 1 2] <nil>
}
