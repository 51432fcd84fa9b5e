package codeid

import "go/ast"

// A field is one of a struct that is declared outside functions.
type field struct {
	file *file
	kind ast.Expr // its type
}

// fieldShape is the shape of a field of something of shape s. Of this module's
// types all fields are known.
func (prog *program) fieldShape(name string, s shape) shape {
	if s < deep {
		return s
	}
	known, ok := prog.shapeOfFields(name)
	if ok && (s == deep || known == stream) {
		return known
	}
	return s
}

// shapeOfFields is the worst shape of the fields of a name.
func (prog *program) shapeOfFields(name string) (worst shape, ok bool) {
	if prog.fields == nil {
		prog.findFields()
	}
	for _, f := range prog.fields[name] {
		worst, ok = max(worst, f.file.typeShape(f.kind, 0)), true
	}
	return worst, ok
}

func (prog *program) findFields() {
	prog.fields = map[string][]field{}
	for _, p := range prog.sorted {
		for _, d := range p.ordered {
			if d.kind != "type" && d.kind != "var" {
				continue
			}
			ast.Inspect(d.node, func(n ast.Node) bool {
				if s, ok := n.(*ast.StructType); ok {
					prog.addFields(d.file, s)
				}
				return true
			})
		}
	}
}

func (prog *program) addFields(f *file, s *ast.StructType) {
	for _, of := range s.Fields.List {
		names := of.Names
		if len(names) == 0 { // embedded
			for name := range namesIn(of.Type) {
				prog.fields[name] = append(prog.fields[name], field{f, of.Type})
			}
		}
		for _, n := range names {
			prog.fields[n.Name] = append(prog.fields[n.Name], field{f, of.Type})
		}
	}
}
