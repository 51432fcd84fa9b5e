package pipeline

import (
	"strings"
	"unicode/utf8"

	"nofreelunch/pipeline/store"
)

// A vocabulary is the words in the names of one stage's nodes.
type vocabulary struct {
	common map[string]string // of settings that all names have: the commonest value
	all    map[string]bool   // plain words that all names have
	short  map[string]int    // names without what says nothing, and how many nodes have them

	settings map[string]int // the same without seeds, and how many settings have them
}

func newVocabulary(names []string) *vocabulary {
	v := &vocabulary{map[string]string{}, map[string]bool{}, map[string]int{}, map[string]int{}}
	having, values := map[string]int{}, map[string]map[string]int{}
	for _, name := range names {
		for _, word := range distinctWords(name) {
			key, value := keyOf(word)
			if values[key] == nil {
				values[key] = map[string]int{}
			}
			having[key]++
			values[key][value]++
		}
	}
	for key, n := range having {
		if n == len(names) {
			v.common[key] = mostOf(values[key])
			v.all[key] = true
		}
	}
	met := map[string]bool{}
	for _, name := range names {
		short := v.without(name)
		v.short[short]++
		if setting := unseeded(name); !met[setting] {
			met[setting] = true
			v.settings[unseeded(v.without(setting))]++
		}
	}
	return v
}

func distinctWords(name string) (words []string) {
	seen := map[string]bool{}
	for _, w := range strings.Fields(name) {
		if !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

func mostOf(counts map[string]int) (best string) {
	for value, n := range counts {
		if n > counts[best] || n == counts[best] && value < best {
			best = value
		}
	}
	return best
}

// without leaves out of a name what says nothing within the stage. Stage,
// seed and the words that join stay.
func (v *vocabulary) without(name string) string {
	var kept []string
	for i, word := range strings.Fields(name) {
		key, value := keyOf(word)
		idle := v.all[key] && v.common[key] == value && key != "seed=" && key != "of"
		again := word == "of" && kept[len(kept)-1] == "of"
		if i == 0 || !idle && !again {
			kept = append(kept, word)
		}
	}
	if last := len(kept) - 1; last > 0 && kept[last] == "of" {
		kept = kept[:last]
	}
	if len(kept) == 1 {
		return name // nothing tells the stage's nodes apart
	}
	return strings.Join(kept, " ")
}

// keyOf is the key of a setting with its "=", or a plain word without a value.
func keyOf(word string) (key, value string) {
	key, value, ok := strings.Cut(word, "=")
	if ok {
		key += "="
	}
	return key, value
}

// vocabulary is that of a stage, made when it is first asked for.
func (m *naming) vocabulary(stage string) *vocabulary {
	if v := m.words[stage]; v != nil {
		return v
	}
	var names []string
	for _, n := range m.nodes {
		if n.stage == stage {
			names = append(names, m.full[n.index])
		}
	}
	m.words[stage] = newVocabulary(names)
	return m.words[stage]
}

func (m *naming) short(n *Node, width int) string {
	name := m.full[n.index]
	if utf8.RuneCountInString(name) <= width {
		return name
	}
	v := m.vocabulary(n.stage)
	short := v.without(name)
	if utf8.RuneCountInString(short) <= width && v.short[short] == 1 {
		return short
	}
	return cut(short, markOf(name), width)
}

// markOf is a short digest of a name.
func markOf(name string) string { return store.Sum([]byte(name)).String()[:6] }

// cut shortens a name in its middle, where it puts a mark that tells it from
// others that begin and end alike; its seed comes last.
func cut(name, mark string, width int) string {
	middle := "… #" + mark
	runes := []rune(name)
	tail := []rune(seedOf(name))
	room := width - utf8.RuneCountInString(middle) - len(tail)
	if len(runes) <= len(tail)+room {
		return name + " #" + mark // it was only ambiguous
	}
	return string(runes[:max(0, room)]) + middle + string(tail)
}

// seedOf is the first seed in a name, which is the node's own, with the space
// before it.
func seedOf(name string) string {
	at := strings.Index(name, " seed=")
	if at < 0 {
		return ""
	}
	seed, _, _ := strings.Cut(name[at+1:], " ")
	return " " + seed
}
