package main

import (
	"strconv"
	"strings"
)

// visible is a text from outside as it can be printed: what would move the
// cursor, colour the terminal or turn the direction of reading is spelt out.
func visible(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}
