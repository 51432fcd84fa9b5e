// Package mapfile reads rate maps out of files: arrays of numpy, text, and
// tables in Parquet. Files may be anybody's, so every size that a file claims is
// held against its bytes before anything is made of it.
//
//	NPY      one array [rows][columns], or [maps][rows][columns]
//	text     numbers separated by commas, semicolons, tabs or spaces, one line a
//	         row; empty lines between maps
//	tables   CSV with a header, or Parquet: a list of rates in each row, or one
//	         bin in each row (see table.go)
//
// Maps without a name are named by their index, from 0; rows and columns in
// messages count from 1, a table's from the first after its header. NaN, an
// empty cell, NA and null are unvisited bins.
//
// The package does not know where files lie, nor what is measured of maps.
package mapfile

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"nofreelunch/stages/measure/mapscore"
)

// MaxBytes is the largest file that is read.
const MaxBytes = 256 << 20

// maxMaps is the largest number of maps in a file.
const maxMaps = 1 << 20

// Contents are the maps of a file, and what of it is none.
type Contents struct {
	Maps   []mapscore.Map
	Faults []mapscore.Refusal
}

// Decode reads a file of any known kind. With flat, each row of a matrix is a
// map of its own, square and row by row.
func Decode(data []byte, flat bool) (c Contents, err error) {
	switch {
	case len(data) == 0:
		return c, errors.New("is empty")
	case bytes.HasPrefix(data, []byte(npyMagic)):
		c, err = decodeNPY(data, flat)
	case bytes.HasPrefix(data, []byte("PAR1")):
		c, err = decodeParquet(data, flat)
	default:
		if err := foreign(data); err != nil {
			return c, err
		}
		c, err = decodeText(data, flat)
	}
	if err == nil && len(c.Maps)+len(c.Faults) == 0 {
		err = errors.New("has no maps")
	}
	return c, err
}

// foreign refuses what is no text, with advice where it is known what it is.
func foreign(data []byte) error {
	for magic, advice := range map[string]string{
		"PK\x03\x04":    "is a zip archive; if it is numpy's .npz, save its array with numpy.save",
		"\x89HDF\r\n":   "is HDF5; if it is NWB, convert it (data/recordings shows how), else save its array with numpy.save",
		"\x1f\x8b":      "is compressed with gzip; unpack it first",
		"MATLAB 5.0":    "is MATLAB's; save its array with numpy.save",
		"\xff\xfe":      "is UTF-16; save it as UTF-8",
		"\x89PNG\r\n":   "is a picture; maps are numbers",
		"\x80\x04\x95":  "is a Python pickle; save its array with numpy.save",
		"{\"provenance": "is JSON; maps are NPY, CSV or Parquet",
	} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return errors.New(advice)
		}
	}
	if head := data[:min(len(data), 1<<20)]; bytes.IndexByte(head, 0) >= 0 || !utf8.Valid(data) {
		return errors.New("is neither NPY, Parquet nor text in UTF-8")
	}
	return nil
}

// fault is a refusal of one map.
func fault(name string, row, column int, format string, args ...any) mapscore.Refusal {
	return mapscore.Refusal{Map: name, Row: row, Column: column, Text: fmt.Sprintf(format, args...)}
}

// matrix makes maps of a matrix: one, or with flat one of each row.
func matrix(name string, rows, columns int, rates []float64, flat bool) (c Contents) {
	if !flat {
		if side := root(columns); side >= 3 && rows != columns && max(rows, columns) > maxSide {
			c.Faults = append(c.Faults, fault(name, 0, 0, "has %d x %d numbers; if each row is a map of %d x %d bins, say -flat", rows, columns, side, side))
			return c
		}
		c.Maps = append(c.Maps, mapscore.Map{Name: name, Rows: rows, Columns: columns, Rates: rates})
		return c
	}
	side := root(columns)
	if rows > maxMaps {
		c.Faults = append(c.Faults, fault(name, 0, 0, "has %d rows, at most %d maps are read", rows, maxMaps))
		return c
	}
	for k := range rows {
		of := strconv.Itoa(k)
		if side == 0 {
			c.Faults = append(c.Faults, fault(of, 0, 0, "has %d rates, which are no square", columns))
			continue
		}
		c.Maps = append(c.Maps, mapscore.Map{Name: of, Rows: side, Columns: side, Rates: rates[k*columns:][:columns:columns]})
	}
	return c
}

// maxSide is the largest number of bins a side that can be scored.
const maxSide = 256

// root is the side of a square of so many bins, 0 if there is none.
func root(bins int) int {
	side := int(math.Sqrt(float64(bins)) + 0.5)
	if side < 1 || side > 1<<15 || side*side != bins {
		return 0
	}
	return side
}
