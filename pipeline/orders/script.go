package orders

import (
	"fmt"
	"strings"
)

// Script is a shell script that becomes the worker of a group; group is a number,
// or what the shell replaces by one, and name the
// script's. head are lines for a scheduler.
func (f Folder) Script(b *Batch, name, group string, head ...string) string {
	var s strings.Builder
	s.WriteString("#!/bin/sh\n")
	for _, line := range head {
		s.WriteString(line + "\n")
	}
	fmt.Fprintf(&s, "export NOFREELUNCH_CACHE=%s\n", Quote(b.Cache))
	s.WriteString("export NOFREELUNCH_SCRIPT=" + Quote(f.ScriptFile(name)) + "\n")
	s.WriteString("exec " + Quote(b.Binary))
	for _, a := range b.Arguments {
		s.WriteString(" " + Quote(a))
	}
	fmt.Fprintf(&s, " -j %d worker %s \"%s\"\n", max(1, b.Cores), Quote(f.OrdersFile(b.Number)), group)
	return s.String()
}

// ScriptFile is where the script of a batch, or of one of its groups, is kept.
func (f Folder) ScriptFile(name string) string { return f.path("orders", name+".sh") }

// WriteScript keeps a script.
func (f Folder) WriteScript(name, text string) (file string, err error) {
	file = f.ScriptFile(name)
	return file, writeSynced(file, []byte(text))
}

// Quote is a word as a shell takes it unchanged.
func Quote(word string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_-./=:,@+", c)
	}
	if word != "" && strings.IndexFunc(word, func(c rune) bool { return !plain(c) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
