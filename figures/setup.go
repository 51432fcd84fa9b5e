package figures

import (
	"context"
	"fmt"
	"slices"

	"nofreelunch/stages/net/follow"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/placefield"
)

// SetupParams is what the setup figure shows.
type SetupParams struct {
	Profile Profile
	Net     nn.Config // the network that is sketched
	Groups  []string  // encodings, from left to right; at most 16
	Paths   []string  // encodings whose path is drawn, from Groups
}

// Validate reports the first field out of bounds.
func (p SetupParams) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("setup: %w", err)
	}
	if err := p.Net.Validate(); err != nil {
		return fmt.Errorf("setup: Net: %w", err)
	}
	if len(p.Groups) == 0 || len(p.Groups) > 16 {
		return fmt.Errorf("setup: Groups has %d names, want 1 to 16", len(p.Groups))
	}
	for _, s := range p.Paths {
		if !slices.Contains(p.Groups, s) {
			return fmt.Errorf("setup: Paths has %q, which is not among Groups", s)
		}
	}
	return nil
}

// String names the figure and its profile.
func (p SetupParams) String() string { return "setup, " + p.Profile.Name }

// SetupOutput is the figure and the tables behind it.
type SetupOutput struct {
	Paths  []follow.PathPoint
	Errors []follow.StepError
	Curves []placefield.Target
	Maps   []placefield.TargetMap
	PDF    []byte `file:"pdf"`
	SVG    []byte `file:"svg"`
	PNG    []byte `file:"png"`
}

// Setup draws the setup figure from networks that follow paths, and from what
// encodings ask of them.
func Setup(ctx context.Context, p SetupParams,
	followed []follow.Shown, targets []placefield.Targets) (SetupOutput, error) {
	var o SetupOutput
	for _, f := range followed {
		o.Errors = append(o.Errors, f.Errors...)
		for _, q := range f.Path {
			if slices.Contains(p.Paths, q.Group) {
				o.Paths = append(o.Paths, q)
			}
		}
	}
	for _, a := range targets {
		o.Curves, o.Maps = append(o.Curves, a.Curves...), append(o.Maps, a.Maps...)
	}
	for _, g := range p.Groups {
		if !o.has(g) {
			return o, fmt.Errorf("setup: Groups has %q, of which no network and no encoding is given", g)
		}
	}
	if err := p.Profile.known(p.Groups...); err != nil {
		return o, fmt.Errorf("setup: %w", err)
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// has reports that something is known of a group. Of a diverged network there
// are no errors, of a constant encoding no curves.
func (o *SetupOutput) has(group string) bool {
	return slices.ContainsFunc(o.Errors, func(e follow.StepError) bool { return e.Group == group }) ||
		slices.ContainsFunc(o.Curves, func(c placefield.Target) bool { return c.Group == group })
}
