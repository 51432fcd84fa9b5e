package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nofreelunch"
	"nofreelunch/paper"
	"nofreelunch/paper/manuscript"
	"nofreelunch/pipeline"
)

// Where the paper goes: its PDF, and what that is typeset from.
const (
	paperFile = "out/paper.pdf"
	paperDir  = "out/paper"
)

// makePaper writes the paper's sources from the claims and figures of a run,
// and typesets them.
func (d *delivery) makePaper(ctx context.Context) error {
	figures := map[string][]byte{}
	values := nofreelunch.Facts(d.Profile)
	var claims paper.Verdicts
	for _, t := range d.graph.Tasks() {
		if t.Stage != "" || t.Figure == "" {
			continue
		}
		if t.Table {
			var err error
			if claims, _, err = d.verdicts(t); err != nil {
				return err
			}
			continue
		}
		blobs, err := d.outputs(t.Nodes[0], d.report.Outcome(t.Nodes[0]).Action)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		figures[t.Name] = blobs["pdf"]
		values["networks."+t.Name] = fmt.Sprint(networksOf(t))
	}
	for name, v := range manuscript.Values(claims) {
		values[name] = v
	}
	p, err := manuscript.Write(manuscript.Text(), values, claims, paper.References())
	if err != nil {
		return err
	}
	if err := writePaper(d.into(paperDir), p, figures); err != nil {
		return err
	}
	of, err := madeOf(p.Typst(), p.LaTeX(), figures, typesetters())
	if err != nil {
		return err
	}
	if said, ok := kept(d.into(paperFile), of); ok {
		d.made = append(d.made, said)
		return nil
	}
	setter, err := d.typesetter(ctx)
	if err != nil {
		return err
	}
	pdf, err := setter.run(ctx, d.into(paperDir))
	if err != nil {
		return fmt.Errorf("paper: %s: %w; its sources are in %s", setter.name, err, d.into(paperDir))
	}
	said := fmt.Sprintf("%s (profile %s): %d figures, %d claims, typeset by %s", d.into(paperFile), d.Profile, len(p.Figures), len(p.Claims), setter.name)
	d.made = append(d.made, said)
	return keep(d.into(paperFile), of, said, pdf)
}

// typesetter is the program that makes the paper, looked for once.
func (s *session) typesetter(ctx context.Context) (typesetter, error) {
	if s.setter == nil {
		found, err := findTypesetter(ctx)
		if err != nil {
			return found, err
		}
		s.setter = &found
	}
	return *s.setter, nil
}

// typesettable looks for the typesetter before anything is computed for the
// paper. Where nothing is, the paper may be there already and need none.
func (s *session) typesettable(ctx context.Context, names []string, roots []*pipeline.Node) error {
	if !slices.Contains(names, "paper") {
		return nil
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	p, err := e.Plan(roots...)
	if err != nil || p.Count(pipeline.UpToDate) == len(p.Steps) {
		return err
	}
	_, err = s.typesetter(ctx)
	return err
}

// networksOf counts the networks that a figure rests on.
func networksOf(t pipeline.Task) int {
	n := 0
	for _, c := range pipeline.Closure(t.Nodes...) {
		if c.Stage() == "train" {
			n++
		}
	}
	return n
}

// writePaper writes Typst, LaTeX and the figures, without their provenance, so
// that the paper depends on what they show alone.
func writePaper(dir string, p manuscript.Paper, figures map[string][]byte) error {
	shown := map[string]bool{}
	for _, name := range p.Figures {
		shown[name] = true
		pdf, ok := figures[name]
		if !ok {
			return fmt.Errorf("paper: the manuscript shows %s, which is no figure of the graph", name)
		}
		if err := replace(filepath.Join(dir, "figures", name+".pdf"), pdf); err != nil {
			return err
		}
	}
	var missing []string
	for name := range figures {
		if !shown[name] {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("paper: the manuscript does not show %s; add a !figure line to paper/manuscript/manuscript.md", strings.Join(missing, ", "))
	}
	return errors.Join(replace(filepath.Join(dir, "paper.typ"), []byte(p.Typst())), replace(filepath.Join(dir, "paper.tex"), []byte(p.LaTeX())))
}

// readPDF reads what a typesetter made.
func readPDF(path string) ([]byte, error) {
	pdf, err := os.ReadFile(path)
	if err == nil && !strings.HasPrefix(string(pdf), "%PDF-") {
		err = fmt.Errorf("%s is no PDF", path)
	}
	return pdf, err
}
