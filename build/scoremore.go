package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"nofreelunch/figures"
	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/mapscore"
)

// A population is the dimensions that a file's maps of one size fill.
type population struct {
	File               string  `unit:"1" doc:"the file that the maps are from"`
	Rows               int32   `column:"map_rows" unit:"1" doc:"bins along the first axis"`
	Columns            int32   `column:"map_columns" unit:"1" doc:"bins along the second axis"`
	Maps               int32   `unit:"1" doc:"maps, as they are, unvisited bins as rates of 0"`
	ParticipationRatio float64 `unit:"1" doc:"participation ratio of the covariance's eigenvalues"`
	TwoNN              float64 `unit:"1" doc:"estimate from two nearest neighbours"`
	Moments            float64 `unit:"1" doc:"estimate by the method of moments"`
	Rank               int32   `column:"axes" unit:"1" doc:"principal axes above the tolerance"`
}

// leastMaps is how many maps make a population.
const leastMaps = 3

// populations measures the dimensions of each file's maps.
func populations(ctx context.Context, maps []mapscore.Map) (out []population) {
	type group struct {
		file          string
		rows, columns int
	}
	var order []group
	values, count := map[group][]float64{}, map[group]int{}
	for _, m := range maps {
		g := group{m.File, m.Rows, m.Columns}
		if count[g]++; count[g] == 1 {
			order = append(order, g)
		}
		for _, v := range m.Rates {
			if v != v {
				v = 0
			}
			values[g] = append(values[g], v)
		}
	}
	p := dimension.PublishedMaps(1) // nothing is smoothed here, so the box says nothing
	for _, g := range order {
		if count[g] < leastMaps {
			continue
		}
		c, err := dimension.NewCloud(count[g], g.rows*g.columns, values[g])
		if err != nil {
			panic("score: " + err.Error()) // what is not finite was refused
		}
		d, err := dimension.Measure(ctx, c, p.Neighbours, p.RankTolerance)
		if err != nil {
			continue // interrupted
		}
		out = append(out, population{g.file, int32(g.rows), int32(g.columns), int32(count[g]), d.ParticipationRatio, d.TwoNN, d.Moments, d.Rank})
	}
	return out
}

// populations is the dimensions for people.
func (t scores) populations() []byte {
	var b bytes.Buffer
	for _, d := range t.Dimensions {
		fmt.Fprintf(plainWriter{&b}, "%s: %s of %d x %d bins: participation ratio %s, two neighbours %s, moments %s, rank %d\n",
			d.File, counted(int(d.Maps), "map"), d.Rows, d.Columns, digits(d.ParticipationRatio, 2), digits(d.TwoNN, 2), digits(d.Moments, 2), d.Rank)
	}
	return b.Bytes()
}

// pictures draws every map with its correlogram into the folder asked for.
func (s *session) pictures(rows []mapscore.Row, maps []mapscore.Map) error {
	if s.Pictures == "" {
		return nil
	}
	taken := map[string]int{}
	for i, m := range maps {
		sac, lattice, err := mapscore.Correlogram(m)
		if err != nil {
			return err
		}
		_, svg, png, err := figures.DrawMap(m, rows[i], sac, lattice)
		if err != nil {
			return err
		}
		base := pictureName(m)
		if taken[base]++; taken[base] > 1 {
			base = fmt.Sprintf("%s-%d", base, taken[base])
		}
		for ext, data := range map[string][]byte{".png": png, ".svg": svg} {
			if err := replace(filepath.Join(s.Pictures, base+ext), data); err != nil {
				return err
			}
		}
	}
	if !s.Quiet {
		fmt.Fprintf(s.console.err, "pictures of %s in %s\n", counted(len(maps), "map"), s.Pictures)
	}
	return nil
}

// pictureName is a map's file and name, of characters that files may have.
func pictureName(m mapscore.Map) string {
	base := strings.TrimSuffix(filepath.Base(m.File), filepath.Ext(m.File))
	plain := func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}
	name := strings.Map(plain, base+"-"+m.Name)
	return name[:min(len(name), folderName)]
}

// withoutPath is an error of the file system without the path, which stands
// before it.
func withoutPath(err error) error {
	if of := new(fs.PathError); errors.As(err, &of) {
		return of.Err
	}
	return err
}
