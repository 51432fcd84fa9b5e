package pipeline

import (
	"fmt"
	"strings"

	"nofreelunch/pipeline/store"
)

// String is the explanation as an indented tree.
func (x *Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", x.Name, x.Status)
	if x.Status != UpToDate && x.Reason != "" {
		fmt.Fprintf(&b, " (%s)", x.Reason)
	}
	b.WriteByte('\n')
	b.WriteString(x.Ran())
	switch {
	case x.Against == nil:
		return b.String()
	case len(x.Difference.Changes) == 0:
		fmt.Fprintf(&b, "  nothing differs from the run of %s\n", stamp(x.Against))
	default:
		fmt.Fprintf(&b, "  compared with %s, run %s:\n", x.Against.Name, stamp(x.Against))
	}
	t := tree{&b, map[*Difference]bool{}}
	t.write("  ", x.Difference.Changes)
	return b.String()
}

// Ran says when and where the recorded result was made, "" if there is none.
func (x *Explanation) Ran() (text string) {
	if x.Now == nil {
		return ""
	}
	if a := x.Now.Adopted; a != nil {
		text = fmt.Sprintf("  adopted %s by %s from key %s, after %d were run again and agreed\n",
			a.Time.Local().Format(timeLayout), a.By, a.From.String()[:12], len(a.Sample))
	}
	return text + fmt.Sprintf("  ran %s in %.1fs on %s\n", stamp(x.Now), x.Now.Seconds, x.Now.Host)
}

const timeLayout = "2006-01-02 15:04:05"

func stamp(a *store.Action) string { return a.Time.Local().Format(timeLayout) }

// A tree writes changes below each other; what an input differs in is written
// where it is first met.
type tree struct {
	to   *strings.Builder
	seen map[*Difference]bool
}

func (t tree) write(indent string, changes []Change) {
	for i, c := range changes {
		branch, below := "├─ ", "│  "
		if i == len(changes)-1 {
			branch, below = "└─ ", "   "
		}
		inside, more := c.Inside, ""
		if c.Input != nil {
			inside = c.Input.Changes
			if t.seen[c.Input] && len(inside) > 0 {
				inside, more = nil, ", as above"
			}
			t.seen[c.Input] = true
		}
		fmt.Fprintf(t.to, "%s%s%s%s\n", indent, branch, c.line(), more)
		t.write(indent+below, inside)
	}
}

func (c Change) line() string {
	switch {
	case c.Old == "" && c.New == "":
		return c.What + " changed"
	case c.Inside != nil || c.Input != nil || isHash(c.Old) || isHash(c.New):
		switch {
		case c.Old == "":
			return c.What + " is new"
		case c.New == "":
			return c.What + " is gone"
		}
		return c.What + " changed"
	case c.Old == "":
		return c.What + " is new: " + readable(c.New)
	case c.New == "":
		return c.What + " is gone: " + readable(c.Old)
	}
	return fmt.Sprintf("%s %s -> %s", c.What, readable(c.Old), readable(c.New))
}

func isHash(s string) bool {
	var d store.Digest
	return d.UnmarshalText([]byte(s)) == nil
}

// readable drops the type, and the bits of floats, from a parameter's line.
func readable(value string) string {
	kind, rest, ok := strings.Cut(value, " ")
	if !ok || strings.HasPrefix(value, `"`) {
		return value
	}
	if strings.HasPrefix(kind, "float") {
		_, decimal, _ := strings.Cut(rest, " ")
		return decimal
	}
	return rest
}
