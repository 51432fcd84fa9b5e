package pipeline

import (
	"strings"
	"unicode/utf8"
)

// Setting is the name without seeds, cut to a number of characters: calls that
// differ in nothing but seeds have one setting. Different settings differ also
// when they are cut.
func (n *Node) Setting(width int) string {
	n.graph.mu.Lock()
	defer n.graph.mu.Unlock()
	m := n.graph.naming()
	name := unseeded(m.full[n.index])
	if utf8.RuneCountInString(name) <= width {
		return name
	}
	v := m.vocabulary(n.stage)
	short := unseeded(v.without(name))
	if utf8.RuneCountInString(short) <= width && v.settings[short] == 1 {
		return short
	}
	return cut(short, markOf(name), width)
}

// unseeded leaves the seeds out of a name.
func unseeded(name string) string {
	if !strings.Contains(name, "eed=") {
		return name
	}
	var kept []string
	for _, word := range strings.Split(name, " ") {
		key, _, ok := strings.Cut(word, "=")
		if ok && strings.EqualFold(key[strings.LastIndexByte(key, '.')+1:], "seed") {
			continue
		}
		kept = append(kept, word)
	}
	return strings.Join(kept, " ")
}
