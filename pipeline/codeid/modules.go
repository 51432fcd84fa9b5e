package codeid

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
)

// A module is a requirement of go.mod with its sum in go.sum, and what go.mod
// replaces it with, if anything.
type module struct {
	path, version, sum string
	by                 *module
}

// modFile is what is needed of go.mod, go.sum and modules.txt.
type modFile struct {
	path     string // of the main module
	language string // "1.26"
	requires []module
	compiled map[string][]string // modules that a package compiles in, "path@version"; of packages that are known
}

// parseMod reads go.mod and go.sum.
func parseMod(mod, sum string) (m modFile, err error) {
	sums := map[string]string{}
	for line := range strings.Lines(sum) {
		if f := strings.Fields(line); len(f) == 3 {
			sums[f[0]+" "+f[1]] = f[2]
		}
	}
	var replaces [][]string
	block := ""
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		f := strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ", `"`, "", "`", "").Replace(line))
		switch {
		case len(f) == 0:
		case f[0] == ")":
			block = ""
		case len(f) == 2 && f[1] == "(":
			block = f[0]
		case (block == "" && f[0] == "replace") || block == "replace":
			replaces = append(replaces, slices.DeleteFunc(f, func(w string) bool { return w == "replace" }))
		case block == "":
			m.directive(f[0], f[1:], sums)
		default:
			m.directive(block, f, sums)
		}
	}
	if m.path == "" {
		return m, fmt.Errorf("codeid: go.mod names no module")
	}
	// a replacement of one version comes before that of all
	slices.SortStableFunc(replaces, func(a, b []string) int { return slices.Index(a, "=>") - slices.Index(b, "=>") })
	for _, r := range replaces {
		if err := m.replace(r, sums); err != nil {
			return m, err
		}
	}
	return m, nil
}

func (m *modFile) directive(verb string, args []string, sums map[string]string) {
	switch {
	case verb == "module" && len(args) == 1:
		m.path = args[0]
	case verb == "go" && len(args) == 1:
		words := strings.SplitN(args[0], ".", 3)
		m.language = strings.Join(words[:min(2, len(words))], ".")
	case verb == "require" && len(args) >= 2:
		m.requires = append(m.requires, module{path: args[0], version: args[1], sum: sums[args[0]+" "+args[1]]})
	}
}

// replace reads "path [version] => path [version]". A folder has no sum, so it
// is refused: what is compiled from it nobody could tell.
func (m *modFile) replace(words []string, sums map[string]string) error {
	arrow := slices.Index(words, "=>")
	if arrow < 1 || arrow+1 >= len(words) {
		return fmt.Errorf("codeid: go.mod: replace %s is not understood", strings.Join(words, " "))
	}
	if arrow+2 != len(words)-1 {
		return fmt.Errorf("codeid: go.mod replaces %s with the folder %s, which has no sum; "+
			"publish the copy and require a version of it, or leave the replacement out", words[0], words[arrow+1])
	}
	by := module{path: words[arrow+1], version: words[arrow+2]}
	by.sum = sums[by.path+" "+by.version]
	for i, r := range m.requires {
		if r.path == words[0] && (arrow == 1 || r.version == words[1]) {
			m.requires[i].by = &by
		}
	}
	return nil
}

// parseCompiled reads modules.txt: a line a package, with the modules that its
// imports lead to.
func parseCompiled(text string) map[string][]string {
	compiled := map[string][]string{}
	for line := range strings.Lines(text) {
		if f := strings.Fields(line); len(f) > 1 && f[0] != "#" {
			compiled[f[0]] = f[1:]
		}
	}
	return compiled
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

// lines lists the modules that stand behind the imported packages. Which those
// are, go.mod does not say: modules.txt does, as long as every module of a line
// has the version with which the line was written. Behind any other package
// stand all requirements, unless its module is a leaf, known to need no other.
func (m *modFile) lines(imports []string, leaves []string) (lines []string) {
	reached := map[string]bool{}
	for _, path := range imports {
		mod, ok := m.of(path)
		if !ok {
			mod = module{path: path, version: "unknown"}
		}
		known, listed := m.behind(path)
		switch {
		case listed:
		case slices.Contains(leaves, mod.path):
			known = []module{mod}
		default:
			known = append(m.requires[:len(m.requires):len(m.requires)], mod)
		}
		for _, k := range known {
			reached[k.line()] = true
		}
	}
	for line := range reached {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// all lists every requirement.
func (m *modFile) all() (lines []string) {
	for _, r := range m.requires {
		lines = append(lines, r.line())
	}
	return lines
}

func (m module) line() string {
	if m.by != nil {
		return fmt.Sprintf("module %q %s => %s %s %s", m.path, m.version, m.by.path, m.by.version, m.by.sum)
	}
	return fmt.Sprintf("module %q %s %s", m.path, m.version, m.sum)
}

// behind are the modules that a package compiles in, if the list of them holds
// for the versions that go.mod has.
func (m *modFile) behind(pkg string) (known []module, listed bool) {
	for _, name := range m.compiled[pkg] {
		i := slices.IndexFunc(m.requires, func(r module) bool { return r.path+"@"+r.version == name && r.by == nil })
		if i < 0 {
			return nil, false
		}
		known = append(known, m.requires[i])
	}
	return known, len(known) > 0
}

// agree holds what the program says it was linked from against go.mod and
// go.sum.
func (m *modFile) agree(info *debug.BuildInfo) error {
	if info.Main.Path != m.path && info.Main.Path != "" {
		return fmt.Errorf("codeid: the program is of the module %s, its sources are of %s", info.Main.Path, m.path)
	}
	for _, dep := range info.Deps {
		if err := m.agreeOn(dep); err != nil {
			return err
		}
	}
	return nil
}

func (m *modFile) agreeOn(dep *debug.Module) error {
	if dep.Path == m.path && dep.Replace == nil {
		return nil // its sources are here
	}
	linked := dep
	if dep.Replace != nil {
		linked = dep.Replace
	}
	if linked.Sum == "" {
		return fmt.Errorf("codeid: the program was linked with %s from a folder (%s %s), which has no sum: "+
			"a vendor folder, go.work or a replacement; build it with -mod=readonly and GOWORK=off, "+
			"from the versions that go.mod requires", dep.Path, linked.Path, linked.Version)
	}
	i := slices.IndexFunc(m.requires, func(r module) bool { return r.path == dep.Path })
	stated := module{}
	if i >= 0 {
		stated = m.requires[i]
	}
	if stated.by != nil {
		stated = *stated.by
	}
	if stated.path != linked.Path || stated.version != linked.Version || stated.sum != linked.Sum {
		return fmt.Errorf("codeid: the program was linked with %s %s (%s), its go.mod and go.sum say %q %s (%s); "+
			"build it without go.work, -modfile and -mod=mod, or run go mod tidy first",
			linked.Path, linked.Version, linked.Sum, stated.path, stated.version, stated.sum)
	}
	return nil
}
