package figures

import (
	"errors"

	"nofreelunch/figures/panel"
)

// Profile is the scale of what a figure shows, printed on it.
type Profile struct {
	Name    string
	Caution string // why the figure shows nothing about the science; empty if it does
}

// Validate reports a profile without a name.
func (p Profile) Validate() error {
	if p.Name == "" {
		return errors.New("Profile.Name is empty, want a profile's name")
	}
	return nil
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
