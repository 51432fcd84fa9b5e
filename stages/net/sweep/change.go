package sweep

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

// A Change asks what if the networks of a scale had other parameters. The
// zero Change leaves them as they are.
type Change struct{ settings []setting }

// A setting is one parameter and its new value.
type setting struct {
	name  string // as it was given: "lr"
	path  string // of the field: "LearningRate"
	value string
}

// shortNames are the parameters' names in the names of networks.
func shortNames() map[string]string {
	return map[string]string{
		"lr": "LearningRate", "wd": "Net.WeightDecay", "units": "Net.Units", "activation": "Net.Activation", "optimiser": "Rule.Optimiser",
		"batch": "BatchPaths", "path": "PathSteps", "steps": "GradientSteps",
		"sigma": sigmaPath, "s": surroundPath, "cells": cellsPath,
	}
}

const (
	sigmaPath    = "Encoding.SigmaM"
	surroundPath = "Encoding.SurroundScale"
	cellsPath    = "Encoding.Cells"
	stepsPath    = "GradientSteps"
)

// ParseChange reads settings such as lr=0.005 or Net.Units=64. A name is one
// of the short ones or a field of train.Params; seeds tell networks apart and
// cannot be set.
func ParseChange(texts []string) (c Change, err error) {
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" || value == "" {
			return c, fmt.Errorf("%q is no setting; want NAME=VALUE, such as lr=0.005", text)
		}
		s := setting{name, name, value}
		if path, ok := shortNames()[name]; ok {
			s.path = path
		}
		if slices.ContainsFunc(c.settings, func(o setting) bool { return o.path == s.path }) {
			return c, fmt.Errorf("%q is set twice", name)
		}
		var probe train.Params
		if err := s.write(&probe); err != nil {
			return c, err
		}
		c.settings = append(c.settings, s)
	}
	return c, nil
}

// Empty reports that nothing is changed.
func (c Change) Empty() bool { return len(c.settings) == 0 }

// String is the settings as they were given.
func (c Change) String() string {
	var words []string
	for _, s := range c.settings {
		words = append(words, s.name+"="+s.value)
	}
	return strings.Join(words, ", ")
}

// IdealSigmaM and IdealSurroundScale are the published width and surround
// scale, or what is put in their place.
func (c Change) IdealSigmaM() float64 { return c.number(sigmaPath, encoding.IdealSigmaM) }

// IdealSurroundScale is described at IdealSigmaM.
func (c Change) IdealSurroundScale() float64 {
	return c.number(surroundPath, encoding.IdealSurroundScale)
}

func (c Change) number(path string, published float64) float64 {
	for _, s := range c.settings {
		if x, err := strconv.ParseFloat(s.value, 64); err == nil && s.path == path {
			return x
		}
	}
	return published
}

// Changed is the set with every network changed, each listed once in its
// family. A change that no network takes, or that makes one that cannot be, is
// refused.
func (s Set) Changed(c Change) (Set, error) {
	families := s.published()
	s.More = slices.Clone(s.More)
	for i := range s.More {
		families = append(families, &s.More[i])
	}
	taken := make([]bool, len(c.settings))
	for _, f := range families {
		changed, err := c.family(f.Networks, taken)
		if err != nil {
			return s, err
		}
		f.Networks = changed
	}
	for i, x := range c.settings {
		if !taken[i] {
			return s, fmt.Errorf("%s=%s changes no network of this scale", x.name, x.value)
		}
	}
	return s, nil
}

func (c Change) family(networks []train.Params, taken []bool) (changed []train.Params, err error) {
	seen := map[train.Params]bool{}
	for _, net := range networks {
		was := net
		for i, s := range c.settings {
			before := net
			if s.concerns(was) {
				err = s.write(&net)
			}
			taken[i] = taken[i] || net != before
			if err == nil && s.path == cellsPath {
				net.Net.Outputs += net.Encoding.Cells - before.Encoding.Cells
			}
		}
		if err == nil {
			err = net.Validate()
		}
		if err != nil {
			return nil, fmt.Errorf("%v: with %v: %w", was, c, err)
		}
		if !seen[net] {
			seen[net] = true
			changed = append(changed, net)
		}
	}
	return changed, nil
}

// concerns reports that a setting means something to a network: of place cells
// only to those that have them, and of the width or the surround only to those that
// have the published one, because the others ask how it matters.
func (s setting) concerns(net train.Params) bool {
	switch {
	case s.path == sigmaPath:
		return Homogeneous(net) && SigmaM(net) == encoding.IdealSigmaM
	case s.path == surroundPath:
		return Homogeneous(net) && SurroundScale(net) == encoding.IdealSurroundScale
	case s.path == stepsPath:
		return net.GradientSteps > 0 // the others stand for untrained ones
	case strings.HasPrefix(s.path, "Encoding."):
		return net.Encoding.Kind.Place()
	}
	return true
}

// write sets the field, by its type.
func (s setting) write(p *train.Params) error {
	if strings.HasSuffix(s.path, "Seed") || strings.HasPrefix(s.path, "Walk.") {
		return fmt.Errorf("%s cannot be set: it is the network's own", s.name)
	}
	v := reflect.ValueOf(p).Elem()
	for _, name := range strings.Split(s.path, ".") {
		if v.Kind() != reflect.Struct || !v.FieldByName(name).IsValid() || !v.FieldByName(name).CanSet() {
			return fmt.Errorf("networks have no parameter %q; known are %s, and the fields of train.Params", s.name, strings.Join(known(), ", "))
		}
		v = v.FieldByName(name)
	}
	if err := parse(v, s.value); err != nil {
		return fmt.Errorf("%s=%s: %w", s.name, s.value, err)
	}
	return nil
}

func known() (names []string) {
	for name := range shortNames() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// parse puts a text into a field of a network.
func parse(v reflect.Value, text string) error {
	if v.Type() == reflect.TypeFor[placecell.Range]() {
		x, err := strconv.ParseFloat(text, 64)
		v.Set(reflect.ValueOf(placecell.Always(x)))
		return wanted(err, "a number")
	}
	switch v.Kind() {
	case reflect.Float64:
		x, err := strconv.ParseFloat(text, 64)
		v.SetFloat(x)
		return wanted(err, "a number")
	case reflect.Int:
		x, err := strconv.Atoi(text)
		v.SetInt(int64(x))
		return wanted(err, "a whole number")
	case reflect.Bool:
		x, err := strconv.ParseBool(text)
		v.SetBool(x)
		return wanted(err, "true or false")
	case reflect.String:
		v.SetString(text)
		return nil
	}
	return fmt.Errorf("a %s cannot be set from here", v.Type())
}

func wanted(err error, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("want %s", what)
}
