package main

import (
	"fmt"
	"slices"

	"nofreelunch"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
)

// pins are the keys of the figures that the lock names, as the present code
// makes them, and the figures' names. What is not in the cache pins nothing.
func (s *session) pins() (keys []store.Key, figures []string, err error) {
	lines, err := readLock(lockFile)
	if err != nil {
		return nil, nil, err
	}
	engines := map[string]*pipeline.Engine{}
	for _, profile := range nofreelunch.Profiles() {
		if !slices.ContainsFunc(lines, func(l lockLine) bool { return l.Profile == profile }) {
			continue
		}
		g, err := nofreelunch.Graph(profile)
		if err != nil {
			return nil, nil, err
		}
		engines[profile] = s.engineOn(g)
	}
	for _, l := range lines {
		e := engines[l.Profile]
		if e == nil || e.Graph.Target(l.Figure) == nil {
			continue // what this program does not know pins nothing
		}
		if a, err := e.Recorded(e.Graph.Target(l.Figure).Node); err == nil {
			keys = append(keys, a.Key)
			figures = append(figures, fmt.Sprintf("%s (%s)", l.Figure, l.Profile))
		}
	}
	return keys, figures, nil
}
