package origin

import (
	"os"
	"path/filepath"
	"strings"
)

// Module is the name in a go.mod file, "" if it has none.
func Module(text []byte) string {
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "//")
		if words := strings.Fields(line); len(words) == 2 && words[0] == "module" {
			return strings.Trim(words[1], "\"`")
		}
	}
	return ""
}

// Root is the folder, this one or the nearest above it, that holds a module of
// that name; "" if there is none.
func Root(folder, module string) string {
	for {
		text, err := os.ReadFile(filepath.Join(folder, "go.mod"))
		if err == nil && Module(text) == module {
			return folder
		}
		above := filepath.Dir(folder)
		if above == folder {
			return ""
		}
		folder = above
	}
}
