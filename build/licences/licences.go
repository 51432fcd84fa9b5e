// Package licences says which modules a program is linked from, and under which
// licences they come.
//
// A licence is recognised by sentences that no other one has, in the module's
// licence files, or in its README where it has none. A file of several licences
// counts for all of them.
//
// The package does not know what a release is made of.
package licences

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A Module is linked into the program.
type Module struct {
	Path, Version string
	Licences      []string // by their SPDX names, sorted
	Texts         []Text
}

// A Text is one licence file.
type Text struct {
	Name    string
	Content []byte
}

// Linked lists the modules of a package and all that it imports, itself apart,
// by path. It asks the go command, in a folder of the main module.
func Linked(ctx context.Context, dir, pkg string) ([]Module, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-json=Module", pkg)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("licences: go list %s: %w", pkg, err)
	}
	var modules []Module
	for list := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := list.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("licences: go list %s: %w", pkg, err)
		}
		m := p.Module
		if m == nil || m.Main || slices.ContainsFunc(modules, func(o Module) bool { return o.Path == m.Path }) {
			continue
		}
		texts, err := textsIn(m.Dir)
		if err != nil {
			return nil, fmt.Errorf("licences: %s: %w", m.Path, err)
		}
		modules = append(modules, Module{m.Path, m.Version, recognise(texts), texts})
	}
	slices.SortFunc(modules, func(a, b Module) int { return strings.Compare(a.Path, b.Path) })
	return modules, nil
}

// textsIn reads the licence files at the top of a module.
func textsIn(dir string) ([]Text, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, starts := range [][]string{{"LICENSE", "LICENCE", "COPYING", "UNLICENSE", "NOTICE", "PATENTS"}, {"README"}} {
		var texts []Text
		for _, e := range entries {
			if !e.Type().IsRegular() || !slices.ContainsFunc(starts, func(s string) bool { return strings.HasPrefix(strings.ToUpper(e.Name()), s) }) {
				continue
			}
			content, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			texts = append(texts, Text{e.Name(), content})
		}
		if len(texts) > 0 {
			return texts, nil
		}
	}
	return nil, nil
}

// signs are sentences, in lower case and with single spaces, that show a licence.
func signs() map[string]string {
	return map[string]string{
		"permission is hereby granted, free of charge":                               "MIT",
		"apache license version 2.0":                                                 "Apache-2.0",
		"sil open font license":                                                      "OFL-1.1",
		"this is free and unencumbered software released into the public domain":     "Unlicense",
		"the freetype license, which is similar to the original bsd license":         "FTL",
		"permission to use, copy, modify, and/or distribute this software":           "ISC",
		"mozilla public license":                                                     "MPL-2.0",
		"eclipse public license":                                                     "EPL",
		"gnu lesser general public license version":                                  "LGPL",
		"gnu general public license version":                                         "GPL",
		"gnu affero general public license version":                                  "AGPL",
		"creative commons attribution 3.0 license":                                   "CC-BY-3.0",
		"creative commons attribution-":                                              "CC, further restricted",
		"boost software license":                                                     "BSL-1.0",
		"redistribution and use in source and binary forms":                          "BSD",
		"neither the name of":                                                        "BSD-3-Clause",
		"use of this source code is governed by a commercial":                        "commercial",
		"business source license":                                                    "BUSL",
		"server side public license":                                                 "SSPL",
		"this software is provided 'as-is', without any express or implied warranty": "Zlib",
	}
}

// recognise names the licences that texts hold.
func recognise(texts []Text) []string {
	var found []string
	for _, t := range texts {
		plain := strings.ToLower(strings.Join(strings.Fields(string(t.Content)), " "))
		for sign, name := range signs() {
			if strings.Contains(plain, sign) && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	if i := slices.Index(found, "BSD"); i >= 0 {
		found[i] = "BSD-2-Clause"
		if slices.Contains(found, "BSD-3-Clause") {
			found = slices.Delete(found, i, i+1)
		}
	}
	slices.Sort(found)
	return found
}

// Table is the list for people.
func Table(modules []Module) string {
	var b strings.Builder
	b.WriteString("| module | version | licences |\n|---|---|---|\n")
	for _, m := range modules {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.Path, m.Version, strings.Join(m.Licences, ", "))
	}
	return b.String()
}
