package ink

import (
	"fmt"
	"strings"
)

// place names the groups that a mark is in: a panel, and a part of it. Both are
// XML names that occur once in a drawing, or "".
type place struct{ panel, part string }

// Panel begins a group of marks. What is drawn until the next one is in it; ""
// ends it. A name that was used before gets a number.
func (c *Canvas) Panel(name string) {
	if name == "" && c.panel == "" {
		return
	}
	c.place = place{}
	if name != "" {
		c.panel = c.unique(xmlName(name))
	}
}

// Part begins a group within the panel, or outside of any. Asking for the one
// that is begun does nothing.
func (c *Canvas) Part(name string) {
	if name == "" {
		c.part = ""
		return
	}
	full := xmlName(name)
	if c.panel != "" {
		full = c.panel + "-" + full
	}
	if c.part == full {
		return
	}
	c.part = c.unique(full)
}

// unique is a name that no other group has.
func (c *Canvas) unique(name string) string {
	if c.used == nil {
		c.used = map[string]int{}
	}
	for {
		c.used[name]++
		n := c.used[name]
		if n == 1 {
			return name
		}
		numbered := fmt.Sprintf("%s-%d", name, n)
		if c.used[numbered] == 0 {
			c.used[numbered]++
			return numbered
		}
	}
}

// xmlName is a text as a name that XML, style sheets and drawing programs take.
func xmlName(text string) string {
	letter := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !letter(r) && !(r >= '0' && r <= '9') && !strings.ContainsRune("._", r)
	})
	name := strings.Join(words, "-")
	if name == "" || !letter(rune(name[0])) {
		name = "part-" + name
	}
	return name
}
