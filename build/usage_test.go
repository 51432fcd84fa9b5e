package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// What cannot be meant is refused with exit code 2 and says what can, and never
// answered with help and exit code 0.
func TestUsageErrorsAreRefused(t *testing.T) {
	p := newPlace(t)
	for line, words := range map[string]string{
		"":                                      "name a task or a verb",
		"-profile smoke":                        "name a task or a verb",
		"-profile figure7":                      `unknown profile "figure7"`,
		"figure7 -profile figure7":              `unknown profile "figure7"`,
		"list -profile smke":                    `did you mean "smoke"?`,
		"list extra":                            `list takes no arguments, not "extra"`,
		"status figure7":                        `status takes no arguments`,
		"version 2":                             "version takes no arguments",
		"figure7 -profile smoke -force nothing": `has a name that matches "nothing"`,
		"plan train -profile smoke -force ^x$":  `has a name that matches "^x$"`,
		"retry dos -profile smoke -force zzz":   `has a name that matches "zzz"`,
		"figure7 -sample 3":                     "flag -sample says nothing to tasks; it is for adopt, verify",
		"list -j 2":                             "flag -j says nothing to list",
		"status -only x":                        "it is for diff",
		"figure7 -format jpeg":                  "pdf, svg, png, eps, tiff",
		"figure7 -format png,,pdf":              `not ""`,
		"figure7 -format npy":                   `not "npy"`,
		"figure7 -format graph":                 "with commas between them",
		"figure7 -dpi fine":                     "invalid value",
		"figure7 -dpi 0":                        "want 36 to 1200",
		"figure7 -dpi -300":                     "want 36 to 1200",
		"figure7 -dpi 6000 -format tiff":        "want 36 to 1200",
		"figure7 -format pdf,svg,eps -dpi 600":  "flag -dpi is for png and tiff",
		"figure7/train -format png":             "figure7/train makes none",
		"claims -dpi 600":                       "claims makes none",
		"get figure7 -o d -format tif":          `not "tif"`,
		"list -dpi 600":                         "flag -dpi says nothing to list; it is for tasks, get",
		"graph -format png":                     "known are dot, mermaid and json",
		"diff -format png":                      "text, markdown, html and json",
		"verify -sample some":                   "or all",
		"figure7 -kernel sse9 -profile smoke":   "portable",
		"figure7 -v=maybe":                      "invalid boolean value",
		"help figrue7":                          `did you mean "figure7"?`,
		"help plam":                             `did you mean "plan"?`,
		"doctor all":                            "want nothing or repair",
		"sweeps nothing -profile smoke":         "unknown sweep",
		"completion tcsh":                       "known are bash, zsh and fish",
		"figure7 nothing -profile smoke":        `unknown task "nothing"`,
		"why -profile smoke":                    "why needs a task",
		"plan -profile smoke figure7 -rounds 2": "it is for bench",
		"figure7 -bisect -profile smoke":        "it is for diff",
		"figure7 -trust-foreign-commit":         "it is for reproduce",
	} {
		p.refused(exitUsage, words, strings.Fields(line)...)
	}
}

func TestHelpSaysWhatAVerbHeeds(t *testing.T) {
	p := newPlace(t)
	for _, v := range verbs() {
		for _, line := range [][]string{{"help", v.name}, {v.name, "-h"}} {
			out := p.ok(line...)
			if !strings.Contains(out, v.usageLine()) || !strings.Contains(out, "-profile") {
				t.Errorf("%q says\n%s", line, out)
			}
			for _, f := range v.flags {
				if !strings.Contains(out, "  -"+f) {
					t.Errorf("%q does not show -%s:\n%s", line, f, out)
				}
			}
			if v.name == "list" && strings.Contains(out, "-sample") {
				t.Errorf("%q shows flags of others:\n%s", line, out)
			}
		}
	}
	if out := p.ok("help", "figure7"); !strings.Contains(out, "softmaxes") || !strings.Contains(out, "-force") {
		t.Errorf("help figure7 says\n%s", out)
	}
	if out := p.ok("help"); !strings.Contains(out, "exit codes") {
		t.Errorf("help says\n%s", out)
	}
	if out := p.ok("version"); !strings.Contains(out, "nofreelunch ") || !strings.Contains(out, "kernel ") {
		t.Errorf("version says\n%s", out)
	}
}

// Every verb that answers does so as JSON with -json.
func TestEveryVerbAnswersAsJSON(t *testing.T) {
	p := newPlace(t)
	for _, line := range []string{
		"list", "plan figure7", "status", "why figure7", "graph figure7", "sweeps", "cache info", "cache gc", "doctor", "version",
		"adopt figure7", "retry -n", "figure7/simulate", "verify figure7/simulate -sample 1", "figure7 -n", "plan figure7/simulate",
	} {
		args := append(strings.Fields(line), "-json", smoke)
		out, errs, code := p.run(args...)
		var v any
		if err := json.Unmarshal([]byte(out), &v); err != nil || code != exitOK {
			t.Errorf("%s: exit code %d, %v\n%s%s", line, code, err, out, errs)
		}
	}
}
