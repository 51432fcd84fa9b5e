package main

import (
	"context"
	"flag"
	"io"
	"slices"
	"strings"
	"text/template"

	"nofreelunch"
)

// completions are the words that a shell may offer, with what they mean.
type completions struct {
	Program string
	Words   []described // tasks and verbs
	Flags   []described
	Values  []flagValues
}

type described struct{ Name, Usage string }

// flagValues are what may follow a flag.
type flagValues struct {
	Flag  string
	Names []string
}

// completion prints a script that has a shell complete the command `nfl`.
func completion(_ context.Context, s *session, args []string) error {
	if len(args) != 1 {
		return usagef("completion: name one shell: bash, zsh or fish")
	}
	text, ok := map[string]string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}[args[0]]
	if !ok {
		return usagef("completion: no script for %q; known are bash, zsh and fish", args[0])
	}
	return renderCompletion(s.out, text, s.completions())
}

func renderCompletion(w io.Writer, text string, c completions) error {
	quote := func(s string) string { return strings.ReplaceAll(s, "'", `'\''`) }
	colons := func(s string) string { return strings.ReplaceAll(s, ":", `\:`) }
	t, err := template.New("completion").Funcs(template.FuncMap{"quote": quote, "colons": colons, "join": strings.Join}).Parse(text)
	if err != nil {
		return err
	}
	return t.Execute(w, c)
}

func (s *session) completions() completions {
	c := completions{Program: "nfl"}
	for _, t := range s.graph.Tasks() {
		c.Words = append(c.Words, described{t.Name, t.Description})
	}
	for _, t := range nofreelunch.Chores() {
		c.Words = append(c.Words, described{t.Name, t.Usage})
	}
	c.Words = append(c.Words, described{"figures", "every figure"}, described{supplements, "every supplement"},
		described{"paper", nofreelunch.PaperUsage}, described{"report", nofreelunch.ReportUsage})
	for _, v := range verbs() {
		c.Words = append(c.Words, described{v.name, v.usage})
	}
	slices.SortStableFunc(c.Words, func(a, b described) int { return strings.Compare(a.Name, b.Name) })
	c.Words = slices.CompactFunc(c.Words, func(a, b described) bool { return a.Name == b.Name })
	flags(new(options), new(string), new(string)).VisitAll(func(f *flag.Flag) {
		_, usage := flag.UnquoteUsage(f)
		c.Flags = append(c.Flags, described{"-" + f.Name, usage})
	})
	c.Values = []flagValues{
		{"-profile", nofreelunch.Profiles()},
		{"-format", []string{"csv", "dot", "eps", "html", "json", "markdown", "mermaid", "npy", "parquet", "pdf", "png", "svg", "text", "tiff"}},
	}
	return c
}

const bashCompletion = `# bash completion for {{.Program}}: source <({{.Program}} completion bash)
_{{.Program}}() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
	case $before in
{{range .Values}}	{{.Flag}}) mapfile -t COMPREPLY < <(compgen -W '{{join .Names " "}}' -- "$word"); return ;;
{{end}}	-o) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
	esac
	case $word in
	-*) mapfile -t COMPREPLY < <(compgen -W '{{range .Flags}}{{.Name}} {{end}}' -- "$word") ;;
	*)
		mapfile -t COMPREPLY < <(compgen -W '{{range .Words}}{{.Name}} {{end}}' -- "$word")
		[ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	esac
}
complete -o filenames -F _{{.Program}} {{.Program}}
`

const zshCompletion = `#compdef {{.Program}}
# zsh completion for {{.Program}}: source <({{.Program}} completion zsh)
_{{.Program}}() {
	local -a words_ flags_
	words_=(
{{range .Words}}		'{{quote (colons .Name)}}:{{quote .Usage}}'
{{end}}	)
	flags_=(
{{range .Flags}}		'{{quote .Name}}:{{quote .Usage}}'
{{end}}	)
	case $words[CURRENT-1] in
{{range .Values}}	{{.Flag}}) compadd {{join .Names " "}}; return ;;
{{end}}	esac
	case $words[CURRENT] in
	-*) _describe -o flag flags_ ;;
	*) _describe task words_ || _files ;;
	esac
}
compdef _{{.Program}} {{.Program}}
`

const fishCompletion = `# fish completion for {{.Program}}: {{.Program}} completion fish | source
{{$p := .Program}}{{range .Words}}complete -c {{$p}} -a '{{quote .Name}}' -d '{{quote .Usage}}'
{{end}}{{range .Flags}}complete -c {{$p}} -o '{{quote (slice .Name 1)}}' -d '{{quote .Usage}}'
{{end}}{{range .Values}}complete -c {{$p}} -o '{{slice .Flag 1}}' -x -a '{{join .Names " "}}'
{{end}}`

// completionUsage is for the list of verbs.
const completionUsage = "a script that has bash, zsh or fish complete the built binary, `nfl`"
