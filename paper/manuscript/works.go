package manuscript

import (
	"fmt"
	"regexp"
	"strings"
)

// Work is an entry of the bibliography.
type Work struct {
	Key                               string
	Author, Title, Venue, Pages, Year string
}

var (
	entry = regexp.MustCompile(`(?m)^@\w+\{(\w+), (.*)\}\s*$`)
	field = regexp.MustCompile(`(\w+)=\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}`)
)

// parseWorks reads a bibliography of one entry a line.
func parseWorks(bib string) (map[string]Work, error) {
	out := map[string]Work{}
	for _, e := range entry.FindAllStringSubmatch(bib, -1) {
		w := Work{Key: e[1]}
		fields := map[string]string{}
		for _, f := range field.FindAllStringSubmatch(e[2], -1) {
			fields[f[1]] = plain(f[2])
		}
		w.Author, w.Title, w.Year, w.Pages = authors(fields["author"]), fields["title"], fields["year"], fields["pages"]
		w.Venue = fields["journal"] + fields["booktitle"] + fields["publisher"]
		if v := fields["volume"]; v != "" {
			w.Venue += " " + v
		}
		if w.Author == "" || w.Title == "" || w.Year == "" {
			return nil, fmt.Errorf("manuscript: the bibliography's %s has no author, title or year", w.Key)
		}
		if _, twice := out[w.Key]; twice {
			return nil, fmt.Errorf("manuscript: the bibliography has %s twice", w.Key)
		}
		out[w.Key] = w
	}
	if want := strings.Count("\n"+bib, "\n@"); want != len(out) {
		return nil, fmt.Errorf("manuscript: %d of the bibliography's %d entries can be read; want one a line", len(out), want)
	}
	return out, nil
}

// plain takes TeX's accents and braces from a field.
func plain(s string) string {
	s = strings.NewReplacer("{", "", "}", "").Replace(s)
	return strings.NewReplacer(`\"a`, "ä", `\"o`, "ö", `\"u`, "ü", `\'a`, "á", `\'e`, "é", `\'i`, "í", `\'o`, "ó", `\v z`, "ž", `\&`, "&", "--", "–").Replace(s)
}

// authors turns "Last, First and Last, First" round.
func authors(s string) string {
	var names []string
	for _, a := range strings.Split(s, " and ") {
		if last, first, ok := strings.Cut(a, ", "); ok {
			a = initials(first) + " " + last
		}
		if a == "others" {
			a = "et al."
		}
		names = append(names, a)
	}
	if n := len(names); n > 1 && names[n-1] == "et al." {
		return strings.Join(names, " ")
	}
	return strings.Join(names, ", ")
}

func initials(first string) string {
	var out []string
	for _, f := range strings.FieldsFunc(first, func(r rune) bool { return r == ' ' || r == '-' }) {
		out = append(out, string([]rune(f)[:1])+".")
	}
	return strings.Join(out, " ")
}

// by is who wrote it, without a stop at the end.
func (w Work) by() string { return strings.TrimSuffix(w.Author, ".") }

// after is the entry behind its authors and title.
func (w Work) after() string {
	s := w.Venue
	if w.Pages != "" {
		s += ", " + w.Pages
	}
	return s + " (" + w.Year + ")."
}
