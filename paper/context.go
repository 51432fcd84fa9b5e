package paper

// Context is a statement that no verdict is given on: a check of what is true by
// construction, or a number that belongs to another work or only counts.
type Context struct {
	ID        string  `unit:"1" doc:"name"`
	Part      string  `unit:"1" doc:"part of the publication that it belongs to"`
	Kind      string  `unit:"1" doc:"check: true by construction if everything is right; context: a number for orientation"`
	Statement string  `unit:"1" doc:"what is stated"`
	Source    string  `unit:"1" doc:"key in the bibliography"`
	Published float64 `unit:"1" doc:"published value; NaN without any"`
	Ours      float64 `unit:"1" doc:"our value; NaN without any"`
	Holds     string  `unit:"1" doc:"of a check, whether it holds: yes, no or unknown; empty of context"`
}

// Kinds of context.
const (
	KindCheck   = "check"
	KindContext = "context"
)

// held says whether a check holds.
func held(known, holds bool) string {
	switch {
	case !known:
		return "unknown"
	case holds:
		return "yes"
	}
	return "no"
}
