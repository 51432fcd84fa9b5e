package train

import "context"

// ReportParams are those of Describe: none.
type ReportParams struct{}

// String names the stage.
func (ReportParams) String() string { return "summary and history of a training" }

// Report is what there is to say about a training, without its weights.
type Report struct {
	Summary Summary
	History []Point
}

// Describe leaves the weights behind, so that a figure of thousands of
// networks need not read them.
func Describe(ctx context.Context, _ ReportParams, n Network) (Report, error) {
	return Report{n.Summary, n.History}, ctx.Err()
}
