package licences

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

// list is the file that names all linked modules.
const list = "../../THIRD_PARTY.md"

const intro = `# Linked modules

What ` + "`go build ./build`" + ` links besides Go's own standard library (BSD-3-Clause), on
every platform of a release. ` + "`go test ./build/licences -update`" + ` writes this file;
without the flag the test holds it, and the licences that may be linked, against
what is linked. A release carries the texts.

`

// allowed are licences under which a module may be linked: they let anyone use,
// change and pass on the program, and ask for no more than their text. FTL is
// the half of freetype's choice that is taken. OFL-1.1 is the fonts', CC-BY-3.0 that
// of a picture in Arrow's tests, which its text names and nothing links.
func allowed() []string {
	return []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC-BY-3.0", "FTL", "ISC", "MIT", "OFL-1.1", "Unlicense", "Zlib"}
}

var update = flag.Bool("update", false, "write "+list)

func TestLinkedModules(t *testing.T) {
	modules, err := Linked(t.Context(), "../..", "./build")
	if err != nil {
		t.Fatal(err)
	}
	if len(modules) < 5 {
		t.Fatalf("only %d modules found", len(modules))
	}
	for _, m := range modules {
		if len(m.Licences) == 0 {
			t.Errorf("%s %s: no licence recognised in %d files", m.Path, m.Version, len(m.Texts))
		}
		for _, l := range m.Licences {
			if !slices.Contains(allowed(), l) {
				t.Errorf("%s %s comes under %s, which is not among %s", m.Path, m.Version, l, strings.Join(allowed(), ", "))
			}
		}
	}
	want := intro + Table(modules)
	if *update {
		if err := os.WriteFile(list, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("THIRD_PARTY.md does not list what is linked; look at the licences of what is new, then run `go test ./build/licences -update`\n%s", want)
	}
}

func TestRecognise(t *testing.T) {
	for text, want := range map[string]string{
		"Permission is hereby granted,\n free of charge, to any":                    "MIT",
		"                 Apache License\n           Version 2.0":                   "Apache-2.0",
		"Redistribution and use in source and binary forms, with":                   "BSD-2-Clause",
		"Redistribution and use in source and binary\n// forms":                     "",
		"Redistribution and use in source and binary forms, Neither the name of":    "BSD-3-Clause",
		"GNU GENERAL PUBLIC LICENSE\nVersion 3":                                     "GPL",
		"GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3":                             "AGPL",
		"Business Source License 1.1":                                               "BUSL",
		"All rights reserved.":                                                      "",
		"MIT: Permission is hereby granted, free of charge. Mozilla Public License": "MIT MPL-2.0",
	} {
		if got := strings.Join(recognise([]Text{{"LICENSE", []byte(text)}}), " "); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
