package main

import (
	"fmt"
	"text/tabwriter"
)

// help is what `go run ./build` without words prints.
func help(c console) error {
	fmt.Fprint(c.out, "usage: go run ./build [flags] TASK...\n       go run ./build [flags] VERB [ARGUMENTS]\n\n"+
		"`go run ./build list` shows the tasks; `go run ./build figure7` makes a figure.\n\nverbs:\n")
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, v := range verbs() {
		fmt.Fprintf(w, "  %s %s\t%s\n", v.name, v.args, v.usage)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprint(c.out, "\nflags, in any position:\n")
	var o options
	var force, only string
	fs := flags(&o, &force, &only)
	fs.SetOutput(c.out)
	fs.PrintDefaults()
	fmt.Fprint(c.out, "\nexit codes of the built binary: 0 done, 1 failed, 2 wrong usage, 3 lock stale,\n4 figures differ, 130 interrupted;\n"+
		"`go run` turns all but 0 into 1.\n")
	return nil
}
