package pipeline

import (
	"encoding/hex"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"nofreelunch/pipeline/store"
)

// schemaVersion changes when the meaning of manifests or outputs does, and
// then nothing older is used: 2 has the engine and the build in every key.
const schemaVersion = 2

// A manifest is everything an action's outputs can depend on, as labelled
// lines; its SHA-256 is the action's key. The hash and the explanation both
// read this text, so they cannot disagree:
//
//	nofreelunch action 2
//	function "nofreelunch/stages/net/train.Train"
//	code 5d41…        digest of a listing of the reachable code and modules
//	engine 77ab…      the same of what results pass through in the engine and the codec
//	build 03c1…       digest of a listing of the build's settings
//	go "go1.26.8"
//	schema 9f86…      digest of a description of the output type
//	params "nofreelunch/stages/net/train.Params"
//	param "Units" int 128
//	input 1 2c26…     content of an input
//	input 2 list 8
//	input 2[0] 1b4f…
type manifest string

// key names the action.
func (m manifest) key() store.Key { return store.Key(store.Sum([]byte(m))) }

// head is the part of a manifest that does not depend on inputs.
func head(n *Node, p program, goVersion string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "nofreelunch action %d\n", schemaVersion)
	fmt.Fprintf(&b, "function %q\n", n.function)
	fmt.Fprintf(&b, "code %s\n", p.code.digest)
	if len(n.held) > 0 {
		b.WriteString("held")
		for _, t := range n.held {
			fmt.Fprintf(&b, " %q", typeName(t))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "engine %s\n", p.engine.digest)
	fmt.Fprintf(&b, "build %s\n", p.build.digest)
	fmt.Fprintf(&b, "go %q\n", goVersion)
	fmt.Fprintf(&b, "schema %s\n", p.schema.digest)
	fmt.Fprintf(&b, "params %q\n", typeName(n.paramsOf))
	b.WriteString(n.Params())
	return b.String()
}

// typeName is the full name of a type, with the path of its package: two
// packages may share their last name. A type without a name is spelled out.
func typeName(t reflect.Type) string {
	if t.PkgPath() == "" {
		return t.String()
	}
	return t.PkgPath() + "." + t.Name()
}

// complete adds the inputs, whose contents content tells.
func complete(head string, n *Node, content func(*Node) store.Digest) manifest {
	b := []byte(head)
	n.eachInput(func(path string, in *Node, length int) {
		b = append(b, "input "...)
		b = append(b, path...)
		b = append(b, ' ')
		if in == nil {
			b = append(b, "list "...)
			b = strconv.AppendInt(b, int64(length), 10)
		} else {
			d := content(in)
			b = hex.AppendEncode(b, d[:])
		}
		b = append(b, '\n')
	})
	return manifest(b)
}

// lines splits a manifest or a listing into labels and values, in order. The
// label of a line is its first word and, where the second is a name, that too;
// an indented line has the name of the line it stands under as well.
func (m manifest) lines() (labels []string, values map[string]string) {
	values = map[string]string{}
	above := ""
	for line := range strings.Lines(string(m)) {
		label, value := splitLine(strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "\t"))
		if strings.HasPrefix(line, "\t") {
			label += above
		} else if _, name, ok := strings.Cut(label, " "); ok {
			above = " of " + name
		}
		if _, twice := values[label]; !twice {
			labels = append(labels, label)
		}
		values[label] += value
	}
	return labels, values
}

func splitLine(line string) (label, value string) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "param", "func", "type", "var", "const", "init", "asm", "embed", "package", "module", "setting", "decl", "file", "column":
		if name, err := strconv.QuotedPrefix(rest); err == nil {
			return word + " " + name, strings.TrimPrefix(rest[len(name):], " ")
		}
	case "input":
		path, value, _ := strings.Cut(rest, " ")
		return word + " " + path, value
	}
	return word, rest
}
