package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"runtime"
	"strings"
	"text/tabwriter"

	"nofreelunch"
	"nofreelunch/stages/core/kernel"
)

// help prints what there is, or what one verb or task does and which flags it
// heeds.
func help(words []string, c console) error {
	if len(words) == 0 {
		return helpAll(c)
	}
	if v, ok := verbNamed(words[0]); ok {
		fmt.Fprintf(c.out, "usage: go run ./build %s\n\n%s\n", v.usageLine(), v.usage)
		return helpFlags(c, append(everybodysFlags(), v.flags...))
	}
	g, err := nofreelunch.Graph("smoke")
	if err != nil {
		return err
	}
	for _, l := range (&session{graph: g, options: options{Verbose: true}}).listings() {
		if l.Task == words[0] {
			fmt.Fprintf(c.out, "usage: go run ./build %s\n\n%s\n", l.Task, l.Description)
			return helpFlags(c, append(everybodysFlags(), taskFlags()...))
		}
	}
	return unknownTask(g, words[0])
}

func helpAll(c console) error {
	fmt.Fprint(c.out, "usage: go run ./build [flags] TASK...\n       go run ./build [flags] VERB [ARGUMENTS]\n\n"+
		"`go run ./build list` shows the tasks; `go run ./build figure7` makes a figure.\n\nverbs:\n")
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, v := range verbs() {
		fmt.Fprintf(w, "  %s\t%s\n", v.usageLine(), v.usage)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	var names []string
	flags(new(options), new(string), new(string)).VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if err := helpFlags(c, names); err != nil {
		return err
	}
	fmt.Fprint(c.out, "\n`help VERB` shows which flags a verb heeds.\n\n"+
		"exit codes of the built binary: 0 done, 1 failed, 2 wrong usage, 3 lock stale,\n4 figures differ, 130 interrupted;\n"+
		"`go run` turns all but 0 into 1.\n")
	return nil
}

func helpFlags(c console, names []string) error {
	fmt.Fprint(c.out, "\nflags, in any position:\n")
	fs := flagsNamed(names)
	fs.SetOutput(c.out)
	fs.PrintDefaults()
	return nil
}

// version says which program this is.
func version(ctx context.Context, s *session, _ []string) error {
	from, err := s.origin(ctx)
	if err != nil {
		return err
	}
	facts := map[string]string{
		"version": from.Stamp(), "go": runtime.Version(), "machine": runtime.GOOS + "/" + runtime.GOARCH, "kernel": kernel.Active(),
		"profiles": strings.Join(nofreelunch.Profiles(), " "),
	}
	if s.JSON {
		return json.NewEncoder(s.out).Encode(facts)
	}
	_, err = fmt.Fprintf(s.out, "nofreelunch %s, %s, %s, kernel %s\n", facts["version"], facts["go"], facts["machine"], facts["kernel"])
	return err
}
