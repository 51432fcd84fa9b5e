package paper

import _ "embed"

//go:embed references.bib
var references string

// References is the bibliography, in BibTeX.
func References() string { return references }
