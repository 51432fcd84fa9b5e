package codeid

// A handling is what code does with a variable, or with what aliases it: some
// of the following, or none where it reads the value and no more.
type handling uint8

const (
	keeps   handling = 1 << iota // an alias, where this reading loses sight of it
	returns                      // an alias to its caller
	calls                        // a function that is in it
	writes                       // assigns it, or something in it
)

const reads handling = 0

// with reports that one of the others is among h.
func (h handling) with(others handling) bool { return h&others != 0 }

// A question is what is done with a local variable of a declaration, or with
// the fields of a name in a package, given a shape or the address of one.
type question struct {
	decl  *decl
	local *object
	pkg   *pkg
	field string
	shape shape
	addr  bool
}

// A solver answers questions that may hang on each other in circles: with the
// least that agrees with itself, in whatever order they are asked.
type solver struct {
	answers map[question]handling
	settled map[question]bool
	asked   map[question]bool // in this round
	grew    bool              // an answer, in this round
}

func newSolver() *solver {
	return &solver{answers: map[question]handling{}, settled: map[question]bool{}}
}

func (s *solver) answer(q question, read func() handling) handling {
	if s.settled[q] || s.asked[q] {
		return s.answers[q]
	}
	if s.asked != nil {
		return s.round(q, read)
	}
	for s.grew = true; s.grew; {
		s.asked, s.grew = map[question]bool{}, false
		s.round(q, read)
	}
	for q := range s.asked {
		s.settled[q] = true
	}
	s.asked = nil
	return s.answers[q]
}

func (s *solver) round(q question, read func() handling) handling {
	s.asked[q] = true
	if h := s.answers[q] | read(); h != s.answers[q] {
		s.answers[q], s.grew = h, true
	}
	return s.answers[q]
}
