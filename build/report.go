package main

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nofreelunch/paper"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/provenance"
)

// reportFile is where it goes.
const reportFile = "out/report.html"

// largestTable is the largest table, in bytes, that the page carries; a larger
// one is named with where it lies.
const largestTable = 2 << 20

//go:embed report.html
var reportPage string

// reportData is everything on the page.
type reportData struct {
	Profile, Commit, Headline string
	Figures                   []reportFigure
	Claims                    []reportClaim
	Sweeps                    []sweepRow
	Graph                     template.HTML
	Stages                    []reportStage
}

// reportStage is a stage or figure in the graph as a list.
type reportStage struct {
	Name  string
	Nodes int
	From  string // those that it takes from, in words
}

// reportFigure is one figure.
type reportFigure struct {
	Name, Description, Key, Trained string
	Picture                         template.URL
	Width, Height                   int // of the picture as laid out
	Drawings                        []reportDownload
	Tables                          []reportDownload
	Costs                           []reportCost
	Seconds                         string // of all its stages
}

// reportDownload is a file inside the page, or, if too large, its path.
type reportDownload struct {
	Name, Size, Path string
	URL              template.URL // "" if too large
}

// reportCost is what one stage of a figure took.
type reportCost struct {
	Stage           string
	Nodes           int
	Seconds         float64
	Time, Functions string
}

// reportClaim is one claim as text.
type reportClaim struct {
	ID, Part, Statement, Where, Published, Ours, Verdict, Robust, Test string
	N                                                                  int64
}

// makeReport writes the page from what the run made.
func (d *delivery) makeReport() error {
	data := reportData{Profile: d.Profile, Commit: d.opened.Version}
	var shown []pipeline.Task
	var origins []map[string]string
	for _, t := range d.graph.Tasks() {
		if t.Figure == "" || t.Stage != "" {
			continue
		}
		if t.Table {
			v, _, err := d.verdicts(t)
			if err != nil {
				return err
			}
			data.Headline, data.Claims = strings.ReplaceAll(strings.TrimSpace(v.Headline()), "`", ""), reportClaims(v)
			continue
		}
		f, err := d.reportFigure(t)
		if err != nil {
			return fmt.Errorf("report: %s: %w", t.Name, err)
		}
		data.Figures, shown = append(data.Figures, f), append(shown, t)
		origins = append(origins, d.provenanceOf(t, d.report.Outcome(t.Nodes[0]).Action))
	}
	var err error
	if data.Sweeps, err = d.ledger(d.graph.Sweeps()); err != nil {
		return err
	}
	data.Graph = template.HTML(stageGraph(d.graph)) // our own SVG, its texts escaped
	data.Stages = reportStages(stageBoxes(d.graph))
	of, err := madeOf(reportPage, data, origins)
	if err != nil {
		return err
	}
	if said, ok := kept(d.into(reportFile), of); ok {
		d.made = append(d.made, said)
		return nil
	}
	for i, t := range shown {
		if err := d.carry(&data.Figures[i], t, origins[i]); err != nil {
			return fmt.Errorf("report: %s: %w", t.Name, err)
		}
	}
	page, err := renderReport(data)
	if err != nil {
		return err
	}
	said := fmt.Sprintf("%s (profile %s): %d figures, %d claims, %d sweeps, %s", d.into(reportFile), d.Profile, len(data.Figures), len(data.Claims), len(data.Sweeps), bytesText(int64(len(page))))
	d.made = append(d.made, said)
	return keep(d.into(reportFile), of, said, page)
}

func renderReport(data reportData) ([]byte, error) {
	t, err := template.New("report").Parse(reportPage)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	return withPolicy(b.Bytes())
}

// reportFigure is what is known of a figure, without its files.
func (d *delivery) reportFigure(t pipeline.Task) (reportFigure, error) {
	f := reportFigure{Name: t.Name, Description: t.Description, Key: d.report.Outcome(t.Nodes[0]).Action.Key.String()}
	sum, err := d.training(t)
	if err != nil {
		return f, err
	}
	if sum.Networks > 0 {
		f.Trained = sum.String()
	}
	f.Costs, f.Seconds = d.costs(t)
	return f, nil
}

// carry puts a figure's files on the page.
func (d *delivery) carry(f *reportFigure, t pipeline.Task, origin map[string]string) error {
	a := d.report.Outcome(t.Nodes[0]).Action
	blobs, err := d.outputs(t.Nodes[0], a)
	if err != nil {
		return err
	}
	for _, out := range a.Outputs {
		stamped, err := provenance.Stamp(blobs[out.Name], origin)
		if err != nil {
			return err
		}
		path := outPath(t.Name, out.Name)
		one := reportDownload{Name: filepath.Base(path), Size: bytesText(int64(len(stamped))), Path: path}
		switch kind := filepath.Ext(path); {
		case kind == ".png": // the picture itself
			f.Picture = dataURL(path, stamped)
			f.Width, f.Height = pngSize(blobs[out.Name])
			continue
		case kind != ".svg" && len(stamped) <= largestTable: // an SVG with maps is large
			one.URL = dataURL(path, stamped)
		}
		if strings.HasSuffix(path, ".parquet") {
			f.Tables = append(f.Tables, one)
		} else {
			f.Drawings = append(f.Drawings, one)
		}
	}
	return nil
}

// pngSize is the width and height that a PNG states, in pixels.
func pngSize(data []byte) (w, h int) {
	if len(data) < 24 {
		return 0, 0
	}
	number := func(b []byte) int { return int(b[0])<<24 | int(b[1])<<16 | int(b[2])<<8 | int(b[3]) }
	return number(data[16:20]), number(data[20:24])
}

// dataURL carries a file inside the page.
func dataURL(path string, data []byte) template.URL {
	kind := map[string]string{".png": "image/png", ".svg": "image/svg+xml", ".pdf": "application/pdf"}[filepath.Ext(path)]
	if kind == "" {
		kind = "application/vnd.apache.parquet"
	}
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)) // our own bytes
}

// costs are what the stages behind a figure took when they ran, dearest first.
func (d *delivery) costs(t pipeline.Task) ([]reportCost, string) {
	var rows []reportCost
	total := 0.0
	for _, n := range pipeline.Closure(t.Nodes...) {
		o := d.report.Outcome(n)
		if o == nil || o.Action == nil {
			continue
		}
		i := slices.IndexFunc(rows, func(r reportCost) bool { return r.Stage == n.Stage() })
		if i < 0 {
			i = len(rows)
			rows = append(rows, reportCost{Stage: n.Stage(), Functions: n.Function()})
		}
		rows[i].Nodes++
		rows[i].Seconds += o.Action.Seconds
		total += o.Action.Seconds
	}
	slices.SortStableFunc(rows, func(a, b reportCost) int {
		switch {
		case a.Seconds > b.Seconds:
			return -1
		case a.Seconds < b.Seconds:
			return 1
		}
		return 0
	})
	for i := range rows {
		rows[i].Time = secondsText(rows[i].Seconds)
	}
	return rows, secondsText(total)
}

func secondsText(s float64) string { return seconds(time.Duration(s * float64(time.Second))) }

// bytesText is a size for people.
func bytesText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

func reportClaims(v paper.Verdicts) []reportClaim {
	var rows []reportClaim
	for _, r := range v.Ordered() {
		verdict := r.VerdictText()
		if r.Finding {
			verdict += " (our finding)"
		}
		rows = append(rows, reportClaim{r.ID, r.Part, r.Statement, r.Source + ", " + r.Where, r.PublishedText(), r.OursText(), verdict, r.Robust, r.Test, r.N})
	}
	return rows
}
