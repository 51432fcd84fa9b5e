package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"nofreelunch/paper"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/provenance"
	"nofreelunch/pipeline/table"
)

// claimsFile is where the claims go, with three extensions.
const claimsFile = "out/claims"

// verdicts reads the claims that a run made.
func (d *delivery) verdicts(t pipeline.Task) (paper.Verdicts, map[string][]byte, error) {
	var v paper.Verdicts
	blobs, err := d.outputs(t.Nodes[0], d.report.Outcome(t.Nodes[0]).Action)
	if err == nil {
		err = table.Decode(blobs, &v)
	}
	if err != nil {
		return v, nil, fmt.Errorf("%s: %w", t.Name, err)
	}
	return v, blobs, nil
}

// deliverClaims writes the claims as Parquet, JSON and Markdown.
func (d *delivery) deliverClaims(t pipeline.Task) error {
	v, blobs, err := d.verdicts(t)
	if err != nil {
		return err
	}
	meta := d.provenanceOf(t, d.report.Outcome(t.Nodes[0]).Action)
	file := d.into(claimsFile)
	for blob, path := range map[string]string{"claims.parquet": file + ".parquet", "readings.parquet": file + "-readings.parquet", "context.parquet": file + "-context.parquet"} {
		stamped, err := provenance.Stamp(blobs[blob], meta)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := replace(path, stamped); err != nil {
			return err
		}
	}
	text, err := claimsJSON(v)
	if err != nil {
		return fmt.Errorf("%s: %w", t.Name, err)
	}
	if err := replace(file+".json", text); err != nil {
		return err
	}
	if err := replace(file+".md", []byte(v.Markdown())); err != nil {
		return err
	}
	d.claims = &v
	return nil
}

func claimsJSON(v paper.Verdicts) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// printClaims prints the table of claims as text.
func printClaims(w io.Writer, v paper.Verdicts, file string) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "claim\tpublished\tours [95 %]\tN\tp, Holm\tverdict\tother readings")
	for _, r := range v.Ordered() {
		verdict := r.VerdictText()
		if r.Finding {
			verdict += " (finding)"
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%d\t%s\t%s\t%s\n", r.ID, r.PublishedText(), r.OursText(), r.N, r.PText(), verdict, shortened(r.Robust, 60))
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%sin full, with statements, sources and tests: %s.md, .json, .parquet\n", strings.TrimPrefix(v.Headline(), "\n"), file)
	return err
}

// shortened cuts text to a number of characters.
func shortened(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
