package codeid

import (
	"fmt"
	"slices"
	"strings"
)

// A module is a requirement of go.mod with its sums in go.sum.
type module struct{ path, version, sum string }

// modFile is what is needed of go.mod and go.sum.
type modFile struct {
	path     string // of the main module
	requires []module
	rest     []string // replace, exclude and the like: rare, and they count for every module
}

func parseMod(mod, sum string) (m modFile, err error) {
	sums := map[string]string{}
	for line := range strings.Lines(sum) {
		if f := strings.Fields(line); len(f) == 3 {
			sums[f[0]+" "+f[1]] = f[2]
		}
	}
	block := ""
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
		case f[0] == ")":
			block = ""
		case len(f) == 2 && f[1] == "(":
			block = f[0]
		case block == "":
			m.directive(f[0], f[1:], sums)
		default:
			m.directive(block, f, sums)
		}
	}
	if m.path == "" {
		return m, fmt.Errorf("codeid: go.mod names no module")
	}
	return m, nil
}

func (m *modFile) directive(verb string, args []string, sums map[string]string) {
	switch {
	case verb == "module" && len(args) == 1:
		m.path = strings.Trim(args[0], `"`)
	case verb == "require" && len(args) >= 2:
		m.requires = append(m.requires, module{args[0], args[1], sums[args[0]+" "+args[1]]})
	case verb == "replace" || verb == "exclude" || verb == "godebug":
		m.rest = append(m.rest, verb+" "+strings.Join(args, " "))
	}
}

// of is the module that provides a package: the longest matching path.
func (m *modFile) of(pkg string) (best module, ok bool) {
	for _, r := range m.requires {
		if within(pkg, r.path) && len(r.path) > len(best.path) {
			best, ok = r, true
		}
	}
	return best, ok
}

func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}

// standard reports a package of the standard library: no dot in its first element.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// lines lists the modules that stand behind the imported packages. Which
// modules those need in turn is not in go.mod, so unless every one of them is
// known to need none, all requirements count.
func (m *modFile) lines(imports []string, leaves []string) (lines []string) {
	reached := map[module]bool{}
	for _, path := range imports {
		mod, ok := m.of(path)
		if !ok {
			mod = module{path, "unknown", ""}
		}
		reached[mod] = true
		if !slices.Contains(leaves, mod.path) {
			for _, r := range m.requires {
				reached[r] = true
			}
		}
	}
	for mod := range reached {
		lines = append(lines, fmt.Sprintf("module %q %s %s", mod.path, mod.version, mod.sum))
	}
	if len(lines) > 0 {
		for _, r := range m.rest {
			lines = append(lines, fmt.Sprintf("module %q", r))
		}
	}
	slices.Sort(lines)
	return lines
}
