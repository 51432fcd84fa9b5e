package paper

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

const (
	readmeBegins = "<!-- from paper/claims.md; `go test ./paper -run README -update` writes this -->\n"
	readmeEnds   = "<!-- end -->\n"
)

// The README's summary of the claims is that of paper/claims.md, a copy of
// out/claims.md of the laptop profile.
func TestREADMESummary(t *testing.T) {
	claims, err := os.ReadFile("claims.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no paper/claims.md yet")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(claims), "# Claims\n\n")
	summary, _, ok2 := strings.Cut(rest, "\n## ")
	if !ok || !ok2 || !strings.HasPrefix(summary, "Profile `laptop`") {
		t.Fatal("paper/claims.md is not out/claims.md of the laptop profile")
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), readmeBegins)
	block, after, ok2 := strings.Cut(rest, readmeEnds)
	if !ok || !ok2 {
		t.Fatalf("README.md has no block between %s and %s", readmeBegins, readmeEnds)
	}
	if *update {
		if err := os.WriteFile("../README.md", []byte(before+readmeBegins+summary+readmeEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if block != summary {
		t.Error("the README's summary is not that of paper/claims.md; run with -update")
	}
}
