package main

import (
	"errors"
	"fmt"
	"math"

	"nofreelunch/build/recorded"
	"nofreelunch/stages/measure/mapscore"
	"nofreelunch/stages/measure/recordings"
)

// recordedCells reads a folder of recordings, and says what of it is left out;
// what is lost of a cell or a session alone is printed.
func (s *session) recordedCells(dir string) (all []recordings.Recording, refused []string, err error) {
	files, err := recorded.Open(dir, readBounded)
	if err != nil {
		return nil, nil, err
	}
	tables, err := recorded.Decode(files)
	if err != nil {
		return nil, nil, err
	}
	paths := map[string]string{}
	for i, name := range recorded.Names() {
		paths[name] = files[i].Path
	}
	all, problems := recordings.Assemble(tables)
	for _, p := range problems {
		line := fmt.Sprintf("%s: %s", paths[p.Table], p.Within())
		if !p.Lost {
			fmt.Fprintln(plainWriter{s.console.err}, line)
			continue
		}
		refused = append(refused, line)
	}
	return all, refused, nil
}

// mapsOf are the maps of all of a recording's time and of its halves.
func (s *session) mapsOf(r *recordings.Recording) (o [3]*recordings.Occupancy, err error) {
	p := recordings.Usual()
	p.BinM, p.SmoothM, p.MinSpeedMPerS = s.Bin, s.Smooth, s.Speed
	for half := range o {
		if o[half], err = r.Occupy(p, recordings.Half(half)); err != nil {
			return o, err
		}
	}
	return o, nil
}

// recordedMaps makes the maps of all cells of a folder of recordings.
func (s *session) recordedMaps(dir string) (maps []mapscore.Map, refused []string, err error) {
	all, refused, err := s.recordedCells(dir)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		of, err := s.cellMaps(dir, &all[i])
		if err != nil {
			refused = append(refused, fmt.Sprintf("%s: %v", dir, err))
			continue
		}
		maps = append(maps, of...)
	}
	if len(maps)+len(refused) == 0 {
		return nil, nil, errors.New("has no cells")
	}
	return maps, refused, nil
}

// cellMaps are the maps of one recording.
func (s *session) cellMaps(dir string, r *recordings.Recording) (maps []mapscore.Map, err error) {
	o, err := s.mapsOf(r)
	if err != nil {
		return nil, err
	}
	for _, c := range r.Cells {
		rates, spikes := o[recordings.Whole].Rates(c)
		even, _ := o[recordings.Even].Rates(c)
		odd, _ := o[recordings.Odd].Rates(c)
		again := recordings.Reliable(even, odd)
		maps = append(maps, mapscore.Map{
			File: dir, Name: r.Session.Session + " " + c.Name, Rows: o[0].NX, Columns: o[0].NY, Rates: rates, BinM: s.Bin,
			Recorded: &mapscore.Recorded{Spikes: int32(spikes), HalvesR: again.HalvesR, WholeR: again.WholeR, CeilingR: again.CeilingR},
		})
	}
	if len(maps) == 0 {
		return nil, fmt.Errorf("session %q has no cell with spikes", r.Session.Session)
	}
	return maps, nil
}

// reliability says of recorded maps how far they repeat themselves.
func (t scores) reliability() string {
	text := ""
	for _, r := range t.Maps {
		if r.Spikes > 0 || !math.IsNaN(r.HalvesR) {
			text += fmt.Sprintf("%s: %s: %s spikes; maps of even and odd minutes correlate at %s, two such recordings would at %s, and a model at most at %s\n",
				r.File, r.Map, fmt.Sprint(r.Spikes), digits(r.HalvesR, 2), digits(r.WholeR, 2), digits(r.CeilingR, 2))
		}
	}
	return text
}
