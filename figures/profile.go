package figures

import (
	"errors"
	"fmt"
	"image/color"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/world/encoding"
)

// Profile is the scale of what a figure shows, printed on it.
type Profile struct {
	Name    string
	Caution string // why the figure shows nothing about the science; empty if it does
	Looks   []encoding.Look
}

// Validate reports a profile without a name.
func (p Profile) Validate() error {
	if p.Name == "" {
		return errors.New("Profile.Name is empty, want a profile's name")
	}
	return nil
}

// look is how an encoding or a null is shown. Nulls are grey and dotted.
func (p Profile) look(name string) (l encoding.Look, ok bool) {
	for _, l := range p.Looks {
		if l.Name == name {
			return l, true
		}
	}
	return encoding.Look{Red: 0x80, Green: 0x80, Blue: 0x80, DashPt: []float64{1.5, 1.2}}, strings.HasSuffix(name, "null")
}

// known refuses a group that is neither an encoding nor a null: it would be
// drawn as a null.
func (p Profile) known(names ...string) error {
	for _, n := range names {
		if _, ok := p.look(n); !ok {
			return fmt.Errorf("Looks has no %q; an encoding's look is in its file, and the encoding in goyek.go", n)
		}
	}
	return nil
}

// colour is that of an encoding or a null on every figure.
func (p Profile) colour(name string) color.NRGBA {
	l, _ := p.look(name)
	return rgb(l.Red, l.Green, l.Blue)
}

// stroke is the line of an encoding or a null.
func (p Profile) stroke(name string) panel.Stroke {
	l, _ := p.look(name)
	return panel.Stroke{Ink: p.colour(name), WidthPt: style().DataPt, DashPt: l.DashPt}
}

// newPage is a white page; where the profile shows nothing about the science,
// the page says so below everything else.
func newPage(p Profile, widthMM, heightMM float64) *panel.Page {
	if p.Caution == "" {
		return panel.NewPage(style(), widthMM, heightMM)
	}
	page := panel.NewPage(style(), widthMM, heightMM+4.5)
	page.Text("Profile "+p.Name+": "+p.Caution, style().LabelPt, warning(), widthMM/2, heightMM+2.5, panel.Align{X: 0.5})
	return page
}
