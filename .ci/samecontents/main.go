// Command samecontents compares two caches: every key of the first must be in the
// second with the same content, and the other way round.
package main

import (
	"fmt"
	"os"

	"nofreelunch/pipeline/store"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: samecontents CACHE CACHE")
		os.Exit(2)
	}
	a, b := contents(os.Args[1]), contents(os.Args[2])
	wrong := 0
	for key, content := range a {
		switch other, ok := b[key]; {
		case !ok:
			fmt.Printf("missing: %s\n", key)
			wrong++
		case other != content:
			fmt.Printf("differs: %s\n", key)
			wrong++
		}
	}
	extra := 0
	for key := range b {
		if _, ok := a[key]; !ok {
			fmt.Printf("more: %s\n", key)
			extra++
		}
	}
	fmt.Printf("%d keys, %d wrong or missing, %d more\n", len(a), wrong, extra)
	if wrong+extra > 0 || len(a) == 0 {
		os.Exit(1)
	}
}

// contents are the digests of contents by key, with the names of calls.
func contents(root string) map[string]store.Digest {
	s, err := store.Open(root)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	all := map[string]store.Digest{}
	for _, a := range s.Actions() {
		all[a.Key.String()+" "+a.Name] = a.Content
	}
	return all
}
