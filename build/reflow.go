package main

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A reflow passes frames on to a terminal that may have become narrower since
// the last: lines that were one row then are several now, and the cursor must go
// up by as many, or parts of the old frame would stay.
type reflow struct {
	to    io.Writer
	width func() int
	last  []string // lines of the last frame
}

// upAndClear begins every frame but the first.
var upAndClear = regexp.MustCompile(`^\x1b\[(\d+)A\x1b\[J`)

func (r *reflow) Write(frame []byte) (int, error) {
	text := string(frame)
	if m := upAndClear.FindStringSubmatch(text); m != nil {
		lines, err := strconv.Atoi(m[1])
		if err != nil {
			return 0, err
		}
		text = text[len(m[0]):]
		if _, err := fmt.Fprintf(r.to, "\x1b[%dA\x1b[J", r.rows(lines)); err != nil {
			return 0, err
		}
	}
	r.last = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	_, err := io.WriteString(r.to, text)
	return len(frame), err
}

// rows is how many the last lines take now.
func (r *reflow) rows(lines int) (n int) {
	width := max(1, r.width())
	for _, line := range r.last[max(0, len(r.last)-lines):] {
		n += max(1, (utf8.RuneCountInString(line)+width-1)/width)
	}
	return max(n, 1)
}
