package codeid

// A solver answers questions that may hang on each other in circles: with the
// least that agrees with itself, in whatever order they are asked.
type solver[Q, A comparable] struct {
	join    func(A, A) A // the least that is at least both
	answers map[Q]A
	settled map[Q]bool
	asked   map[Q]bool // in this round
	open    map[Q]bool // begun and not ended
	grew    bool       // an answer, in this round
	circle  bool       // an answer was used before it ended
}

func newSolver[Q, A comparable](join func(A, A) A) *solver[Q, A] {
	return &solver[Q, A]{join: join, answers: map[Q]A{}, settled: map[Q]bool{}, open: map[Q]bool{}}
}

func (s *solver[Q, A]) answer(q Q, read func() A) A {
	if s.settled[q] || s.asked[q] {
		s.circle = s.circle || s.open[q]
		return s.answers[q]
	}
	if s.asked != nil {
		return s.round(q, read)
	}
	for again := true; again; again = s.grew && s.circle {
		s.asked, s.grew, s.circle = map[Q]bool{}, false, false
		s.round(q, read)
	}
	for q := range s.asked {
		s.settled[q] = true
	}
	s.asked = nil
	return s.answers[q]
}

func (s *solver[Q, A]) round(q Q, read func() A) A {
	s.asked[q], s.open[q] = true, true
	defer delete(s.open, q)
	if a := s.join(s.answers[q], read()); a != s.answers[q] {
		s.answers[q], s.grew = a, true
	}
	return s.answers[q]
}
