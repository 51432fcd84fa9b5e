// Package nofreelunch is a small project on the real engine, for tests that
// edit it, build it again, and look what runs.
package nofreelunch

import "embed"

//go:embed go.mod go.sum build/modules.txt *.go build/*.go pipeline/*.go pipeline/*/*.go stages/*/*/*.*
var sources embed.FS

// Sources are the module's own sources.
func Sources() embed.FS { return sources }
