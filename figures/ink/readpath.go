package ink

import (
	"fmt"
	"strconv"
	"strings"
)

// scanner reads the steps of a path: letters, and whole numbers between them.
type scanner struct{ rest string }

// segments reads what svgPath writes.
func (c *Canvas) segments(d string) (segs []segment, err error) {
	s := scanner{d}
	var at, start point
	for s.rest != "" {
		verb := s.rest[0]
		s.rest = s.rest[1:]
		var g segment
		switch verb {
		case 'M':
			var p [1]point
			if err = s.points(p[:]); err != nil {
				return nil, err
			}
			at = point{p[0].x, c.h - p[0].y}
			start, g = at, segment{verb: move, p: [3]point{at}}
		case 'l':
			var p [1]point
			if err = s.points(p[:]); err != nil {
				return nil, err
			}
			at = point{at.x + p[0].x, at.y - p[0].y}
			g = segment{verb: straight, p: [3]point{at}}
		case 'c':
			g.verb = curve
			if err = s.points(g.p[:]); err != nil {
				return nil, err
			}
			for i, p := range g.p {
				g.p[i] = point{at.x + p.x, at.y - p.y}
			}
			at = g.p[2]
		case 'z':
			g.verb, at = closed, start
		default:
			return nil, fmt.Errorf("path has the step %q", verb)
		}
		segs = append(segs, g)
	}
	return segs, nil
}

// points reads pairs of numbers.
func (s *scanner) points(into []point) (err error) {
	for i := range into {
		if into[i].x, err = s.number(); err == nil {
			into[i].y, err = s.number()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) number() (int32, error) {
	s.rest = strings.TrimPrefix(s.rest, " ")
	n := strings.IndexFunc(s.rest, func(r rune) bool { return r != '-' && (r < '0' || r > '9') })
	if n < 0 {
		n = len(s.rest)
	}
	v, err := strconv.ParseInt(s.rest[:n], 10, 32)
	s.rest = s.rest[n:]
	return int32(v), err
}

// numbers are whole numbers with spaces between them.
func numbers(text string) (out []int32, err error) {
	for _, word := range strings.Fields(text) {
		v, err := strconv.ParseInt(word, 10, 32)
		if err != nil {
			return nil, err
		}
		out = append(out, int32(v))
	}
	return out, nil
}
