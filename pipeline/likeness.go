package pipeline

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"nofreelunch/pipeline/store"
)

// A likeness finds, among the actions of one function, those that differ
// least from a call that never ran: in nothing but the lines whose values are new, or
// if no value is new, in one line. It looks calls up by the sum of the hashes of
// their lines, less those lines, so that thousands of calls are found among
// thousands of actions without comparing each with each.
type likeness struct {
	seed    maphash.Seed
	actions []*store.Action
	calls   [][]hashed        // of the actions
	known   map[hashed]bool   // every line of them
	labels  []uint64          // of the lines
	without map[string]lookup // by the labels left out
}

// A hashed line is a parameter of a call.
type hashed struct{ label, line uint64 }

// A lookup finds actions by the sum of their lines.
type lookup map[uint64][]*store.Action

func (e *Engine) likeness(actions []*store.Action) *likeness {
	l := &likeness{seed: maphash.MakeSeed(), known: map[hashed]bool{}, without: map[string]lookup{}}
	seen := map[uint64]bool{}
	for _, a := range actions {
		m := e.manifestOf(a)
		if m == "" {
			continue
		}
		lines := l.hash(m)
		l.actions, l.calls = append(l.actions, a), append(l.calls, lines)
		for _, h := range lines {
			l.known[h] = true
			if !seen[h.label] {
				seen[h.label] = true
				l.labels = append(l.labels, h.label)
			}
		}
	}
	return l
}

// hash reads the parameters of a manifest.
func (l *likeness) hash(m manifest) (lines []hashed) {
	head, _ := m.parts()
	for line := range strings.Lines(string(head)) {
		if strings.HasPrefix(line, "param ") {
			label, _ := splitLine(line)
			lines = append(lines, hashed{maphash.String(l.seed, label), maphash.String(l.seed, line)})
		}
	}
	return lines
}

// to is the actions like the call, oldest first; all if none is like it.
func (l *likeness) to(m manifest) []*store.Action {
	call := l.hash(m)
	var fresh []uint64
	for _, h := range call {
		if !l.known[h] {
			fresh = append(fresh, h.label)
		}
	}
	if like := l.but(call, fresh...); len(like) > 0 {
		return like
	}
	if len(fresh) == 0 {
		for _, label := range l.labels {
			if like := l.but(call, label); len(like) > 0 {
				return like
			}
		}
	}
	return l.actions
}

// but is the actions that differ from the call in these labels at most.
func (l *likeness) but(call []hashed, labels ...uint64) []*store.Action {
	slices.Sort(labels)
	id := fmt.Sprint(labels)
	found, ok := l.without[id]
	if !ok {
		found = lookup{}
		for i, a := range l.actions {
			s := sum(l.calls[i], labels)
			found[s] = append(found[s], a)
		}
		l.without[id] = found
	}
	return found[sum(call, labels)]
}

func sum(call []hashed, but []uint64) (s uint64) {
	for _, h := range call {
		if _, left := slices.BinarySearch(but, h.label); !left {
			s += h.line
		}
	}
	return s
}
