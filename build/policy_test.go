package main

import (
	"strings"
	"testing"

	"nofreelunch/build/compare"
)

func TestPolicyAllowsOnlyThePagesOwn(t *testing.T) {
	page := []byte(`<meta content="` + policyMark + `"><style>a{}</style><script>let x</script>`)
	got, err := withPolicy(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"default-src 'none'", "img-src data:",
		"style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='",
		"script-src 'sha256-",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	for _, bad := range []string{"unsafe", "http", "*", policyMark} {
		if strings.Contains(string(got), bad) {
			t.Errorf("%q is in %s", bad, got)
		}
	}
}

// A page that carries another script or style, however it got there, is refused.
func TestPolicyRefusesASecondScript(t *testing.T) {
	const page = `<meta content="` + policyMark + `"><style>a{}</style><script>let x</script>`
	for _, bad := range []string{page + "<script>alert(1)</script>", page + "<style>b{}</style>", page + policyMark, "<p>no script</p>"} {
		if _, err := withPolicy([]byte(bad)); err == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}

// hostile is a text that would be a tag, a row, a picture and a mention.
const hostile = "<script>alert(1)</script> | `x` ![p](http://example.org/p.png)\n@someone"

func hostileComparison() *comparison {
	c := &comparison{Before: hostile, After: hostile, Profile: hostile}
	c.Figures = []compare.Difference{{Figure: hostile, Verdict: compare.Style, Causes: []string{hostile}, Commit: hostile,
		Tables: []compare.Table{{Table: hostile, Status: hostile}}}}
	return c
}

func TestHostileTextsInMarkdown(t *testing.T) {
	out, err := asMarkdown(hostileComparison())
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "](http", " `x", "@someone"} {
		if strings.Contains(string(out), bad) {
			t.Errorf("%q is in %s", bad, out)
		}
	}
	last := strings.TrimSpace(string(out))
	last = strings.ReplaceAll(last[strings.LastIndex(last, "\n")+1:], `\|`, "")
	if strings.Count(last, "|") != 5 {
		t.Errorf("the row has other cells: %s", last)
	}
}

func TestHostileTextsInPages(t *testing.T) {
	diff, err := asHTML(hostileComparison())
	if err != nil {
		t.Fatal(err)
	}
	report, err := renderReport(reportData{Profile: hostile, Commit: hostile, Headline: hostile,
		Figures: []reportFigure{{Name: hostile, Description: hostile}},
		Claims:  []reportClaim{{ID: hostile, Statement: hostile}},
		Sweeps:  []sweepRow{{Sweep: hostile, Description: hostile}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range map[string][]byte{"diff": diff, "report": report} {
		if strings.Contains(string(page), "<script>alert") || strings.Contains(string(page), policyMark) {
			t.Errorf("%s: a text became part of the page", name)
		}
		if !strings.Contains(string(page), `http-equiv="Content-Security-Policy" content="default-src 'none'`) {
			t.Errorf("%s: no policy", name)
		}
	}
}
