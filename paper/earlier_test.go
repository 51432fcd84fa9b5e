package paper

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
)

// earlier are the claims that the first edition called not reproduced: what it
// said of them, and why that was, or was not, ours.
func earlier(t *testing.T) [][]string {
	t.Helper()
	f, err := os.Open("earlier.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[1:]
}

// cellsOf are the cells of a claim's row in the table of claims; none of a claim
// that is not there.
func cellsOf(claims, id string) []string {
	for line := range strings.Lines(claims) {
		if !strings.HasPrefix(line, "| ") || !strings.Contains(line, "<br>`"+id+"`") {
			continue
		}
		var cells []string
		for _, cell := range strings.Split(strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00"), "|") {
			cells = append(cells, strings.TrimSpace(strings.ReplaceAll(cell, "\x00", `\|`)))
		}
		return cells[1 : len(cells)-1]
	}
	return nil
}

// becameOf is the table of what became of each earlier claim, from the table of
// claims as it is.
func becameOf(t *testing.T, claims string) string {
	t.Helper()
	count, lines := map[string]int{}, &strings.Builder{}
	for _, e := range earlier(t) {
		id, published, ours, verdict, why := e[0], e[1], e[2], e[3], e[4]
		cells := cellsOf(claims, id)
		if len(cells) != 8 {
			t.Errorf("%s has %d cells in claims.md, want 8: a claim that is renamed needs a line in earlier.csv too", id, len(cells))
			continue
		}
		now, _, _ := strings.Cut(cells[6], ":")
		now, _, _ = strings.Cut(now, " [differs")
		count[now]++
		fmt.Fprintf(lines, "| `%s` | %s | %s: %s | %s: %s | %s |\n", id, published, verdict, ours, now, cells[2], why)
	}
	var b strings.Builder
	b.WriteString("# What became of what was not reproduced\n\nThe first edition called these claims not reproduced, or these findings wrong, at profile `laptop`. ")
	b.WriteString("What it found, what `claims.md` says now, and why.\n\nNow: ")
	var parts []string
	for _, v := range []string{Reproduced, "holds", Contradicted, "does not hold", Inconclusive, NotComparable} {
		if count[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[v], v))
		}
	}
	fmt.Fprintf(&b, "%s.\n\n| claim | published | then | now | why |\n|---|---|---|---|---|\n%s", strings.Join(parts, ", "), lines)
	return b.String()
}

// The table is that of the claims as they are: `go test ./paper -run Earlier -update`
// writes it anew.
func TestEarlierTable(t *testing.T) {
	claims, err := os.ReadFile("claims.md")
	if err != nil {
		t.Fatal(err)
	}
	got := becameOf(t, string(claims))
	if *update {
		if err := os.WriteFile("EARLIER.md", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("EARLIER.md")
	if err != nil || string(want) != got {
		t.Errorf("EARLIER.md is not that of claims.md (%v); run with -update", err)
	}
}

// A verdict that changes changes the table, and a claim that vanishes is missed.
func TestEarlierTableFollowsTheClaims(t *testing.T) {
	row := "| a claim<br>`fig3b-0.12`, S, F | 1.07 m | 1.06 \\| m | 8 networks | d | p | inconclusive: because [differs: x] | robust |\n"
	if cells := cellsOf(row, "fig3b-0.12"); len(cells) != 8 || !strings.HasPrefix(cells[6], "inconclusive") || cells[2] != `1.06 \| m` {
		t.Errorf("%q", cells)
	}
	if cells := cellsOf(row, "fig3b-0.1"); cells != nil {
		t.Errorf("another claim's cells: %q", cells)
	}
}
