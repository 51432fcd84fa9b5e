package codeid

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
)

// Answers are the least that agree with themselves, whoever is asked first: in
// a graph, the union of what can be reached.
func TestSolverAnswersAreLeastInAnyOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	for range 300 {
		const n = 7
		var edges [n][]int
		var own [n]handling
		for i := range n {
			own[i] = handling(1<<rng.IntN(8)) & (keeps | returns | calls | writes)
			for range rng.IntN(3) {
				edges[i] = append(edges[i], rng.IntN(n))
			}
		}
		s := newSolver[int](func(a, b handling) handling { return a | b })
		var ask func(i int) handling
		ask = func(i int) handling {
			return s.answer(i, func() handling {
				h := own[i]
				for _, to := range edges[i] {
					h |= ask(to)
				}
				return h
			})
		}
		for _, i := range rng.Perm(n) {
			want, seen := reads, map[int]bool{}
			var reach func(i int)
			reach = func(i int) {
				if !seen[i] {
					seen[i] = true
					want |= own[i]
					for _, to := range edges[i] {
						reach(to)
					}
				}
			}
			if reach(i); ask(i) != want {
				t.Fatalf("%v %v: node %d is %b, want %b", edges, own, i, ask(i), want)
			}
		}
	}
}

// Types that point to each other in every way take no longer than others.
func TestTypesInCirclesEnd(t *testing.T) {
	const n = 24
	var b strings.Builder
	b.WriteString("package stage\n\n")
	for i := range n {
		fmt.Fprintf(&b, "type T%d struct {\n", i)
		for j := range n {
			fmt.Fprintf(&b, "\tf%d *T%d\n", j, j)
		}
		b.WriteString("}\n\n")
	}
	b.WriteString("var V = &T0{}\n\nfunc Run() string { return V.String() }\n\nfunc (t *T0) String() string { return \"\" }\n")
	m := fstest.MapFS{"go.mod": {Data: []byte("module trial\n")}, "stage/stage.go": {Data: []byte(b.String())}}
	if text := list(t, m, entry); !strings.Contains(text, `type "trial/stage.T23"`) {
		t.Errorf("listed %s", text)
	}
}
