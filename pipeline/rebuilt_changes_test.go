package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// changes are all the changes that are tried.
func changes(t *testing.T, p project) []change {
	all := slices.Concat(engineChanges(), codecChanges(), unkeyedChanges(), harmlessChanges(), buildChanges())
	if longTests() {
		all = slices.Concat(all, moduleChanges(t, p))
	}
	return all
}

const (
	callFile, inputsFile, bindFile, sealFile   = "pipeline/call/call.go", "pipeline/call/inputs.go", "pipeline/call/bind.go", "pipeline/call/seal.go"
	writerFile, appendFile, rowsFile, tableDir = "pipeline/table/writer.go", "pipeline/table/buffer.go", "pipeline/table/store.go", "pipeline/table/"
	walkFile                                   = "stages/toy/walk/walk.go"
)

// engineChanges edit what results pass through in the engine.
func engineChanges() []change {
	return []change{
		{name: "a list reversed", file: inputsFile, old: "values[i] = v.(A)", new: "values[len(of)-1-i] = v.(A)"},
		{name: "a list of its last", file: inputsFile, old: "values[i] = v.(A)", new: "values[i] = v.(A)\n\t\tvalues[0] = values[i]"},
		{name: "inputs swapped", file: bindFile, old: "return fn(ctx, canon.Clone(p), va, vb)\n", new: "if b, ok := any(va).(B); ok {\n\t\t\ta, _ := any(vb).(A)\n\t\t\tva, vb = a, b\n\t\t}\n\t\treturn fn(ctx, canon.Clone(p), va, vb)\n"},
		{name: "no parameters", file: bindFile, old: "return fn(ctx, canon.Clone(p), va, vb)\n", new: "p = *new(P)\n\t\treturn fn(ctx, canon.Clone(p), va, vb)\n"},
		{name: "another name in the metadata", file: callFile, old: `{"stage": c.Function}`, new: `{"task": c.Function}`},
		{name: "another value in the metadata", file: callFile, old: `{"stage": c.Function}`, new: `{"stage": c.Function + "!"}`},
		{name: "more metadata", file: callFile, old: `{"stage": c.Function}`, new: `{"stage": c.Function, "by": "me"}`},
		{name: "outputs spoilt", file: callFile, old: "return &Result{blobs}, nil", new: "for name, b := range blobs {\n\t\tblobs[name] = append(b, 0)\n\t}\n\treturn &Result{blobs}, nil", means: safe},
		{name: "outputs in another order", file: callFile, old: "range slices.Sorted(maps.Keys(r.blobs))", new: "range slices.Backward(slices.Sorted(maps.Keys(r.blobs)))", means: safe},
		{name: "a snapshot from nowhere", file: sealFile, old: "\tif !ok || len(kept) < len(store.Digest{}) {\n\t\treturn nil, false", new: "\tif !ok || len(kept) < len(store.Digest{}) {\n\t\treturn []byte(\"half\"), true"},
		{name: "no seal", file: sealFile, old: "return s.Runner.Save(append(seal[:], snapshot...))", new: "_ = seal\n\treturn s.Runner.Save(snapshot)", means: may},
		{name: "no check of contents", file: inputsFile, old: "got != stated {\n\t\treturn fmt.Errorf(\"call: input %s has the content", new: "got != stated && false {\n\t\treturn fmt.Errorf(\"call: input %s has the content", means: may},
		{name: "no check of blobs", file: inputsFile, old: "err == nil && store.Sum(blob) != o.Digest", new: "false && store.Sum(blob) != o.Digest", means: may},
		{name: "no check of parameters", file: callFile, old: "string(lines) != stated.params", new: "false && string(lines) != stated.params", means: may},
		{name: "canon's form of floats", file: "pipeline/canon/canon.go", old: "f, 'g', -1, size", new: "f, 'e', -1, size", means: may},
		{name: "canon's bits of floats", file: "pipeline/canon/canon.go", old: "at >= 0; at -= 4", new: "at >= 8; at -= 4", means: may},
		{name: "canon's nil", file: "pipeline/canon/canon.go", old: "v.Len() == 0 && !v.IsNil()", new: "v.Len() == 0 && v.IsNil()", means: may},
		{name: "canon leaves out fields", file: "pipeline/canon/canon.go", old: "for i := range t.NumField() {", new: "for i := range t.NumField() - 1 {", means: may},
		{name: "a clone that shares", file: "pipeline/canon/clone.go", old: "\tv.Set(fresh)\n\tdetachElements(v)", new: "\t_ = fresh\n\tdetachElements(v)", means: may},
		{name: "content of outputs", file: "pipeline/store/action.go", old: `"output %q %s\n"`, new: `"out %q %s\n"`, means: may},
		{name: "snapshots of no runner", file: "pipeline/job/job.go", old: "if r, ok := ctx.Value(contextKey{}).(Runner); ok {", new: "if r, ok := ctx.Value(contextKey{}).(Runner); ok && false {", means: may},
	}
}

// codecChanges edit what makes files of results, and results of files.
func codecChanges() []change {
	return []change{
		{name: "no compression", file: writerFile, old: "compress.Codecs.Zstd", new: "compress.Codecs.Uncompressed"},
		{name: "compression level", file: writerFile, old: "WithCompressionLevel(level)", new: "WithCompressionLevel(9)", means: may},
		{name: "statistics", file: writerFile, old: "WithStats(false)", new: "WithStats(true)"},
		{name: "dictionaries", file: writerFile, old: "WithDictionaryDefault(false)", new: "WithDictionaryDefault(true)"},
		{name: "page version", file: writerFile, old: "DataPageV1", new: "DataPageV2"},
		{name: "created by", file: writerFile, old: `writtenHere + "2"`, new: `writtenHere + "3"`},
		{name: "row groups", file: writerFile, old: "groupRows  = 1 << 20", new: "groupRows  = 2"},
		{name: "the key of the columns", file: writerFile, old: `= "columns" `, new: `= "cols" `},
		{name: "no Arrow schema", file: writerFile, old: "stored.Append(schemaKey, text)", new: "stored.Append(schemaKey, text[:0])"},
		{name: "units", file: tableDir + "schema.go", old: `[]string{"unit", "doc"}`, new: `[]string{"units", "doc"}`},
		{name: "lengths of lists", file: writerFile, old: "d.Length = &w.lengths[i]", new: "d.Length = nil"},
		{name: "the one NaN", file: tableDir + "missing.go", old: "math.Float64frombits(0x7ff8000000000000)", new: "math.Float64frombits(0xfff8000000000000)", means: may},
		{name: "NaN as it is", file: appendFile, old: "if x != x {\n\t\t\tb.def = append(b.def, missingElement)", new: "if x != x && false {\n\t\t\tb.def = append(b.def, missingElement)"},
		{name: "numbers written", file: appendFile, old: "{value: reflect.Value.Int, bytes: 8}", new: "{value: func(v reflect.Value) int64 { return v.Int() + 1 }, bytes: 8}"},
		{name: "booleans written", file: appendFile, old: "{value: reflect.Value.Bool, bytes: 1}", new: "{value: func(v reflect.Value) bool { return !v.Bool() }, bytes: 1}"},
		{name: "names of columns", file: tableDir + "name.go", old: "s.WriteByte('_')", new: "s.WriteByte('-')"},
		{name: "names of files", file: tableDir + "schema.go", old: `{name: "table.parquet"`, new: `{name: "rows.parquet"`},
		{name: "raw files written", file: tableDir + "encode.go", old: "append([]byte{}, v.Bytes()...)", new: "append([]byte{'!'}, v.Bytes()...)"},
		{name: "raw files read", file: tableDir + "decode.go", old: "append([]byte{}, blob...)", new: "append([]byte{'!'}, blob...)"},
		{name: "floats read", file: rowsFile, old: "f.SetFloat(x) })", new: "f.SetFloat(x * 2) })"},
		{name: "short floats read", file: rowsFile, old: "f.SetFloat(float64(x))", new: "f.SetFloat(-float64(x))"},
		{name: "integers read", file: rowsFile, old: "f.SetInt(int64(x))", new: "f.SetInt(-int64(x))"},
		{name: "booleans read", file: rowsFile, old: "SetBool(x)", new: "SetBool(!x)"},
		{name: "text read", file: rowsFile, old: "field(i).SetString(x)", new: "field(i).SetString(x[:max(len(x)-1, 0)])"},
		{name: "lists read", file: rowsFile, old: "all[start:end:end]", new: "all[start : end-1 : end]"},
		{name: "single rows read", file: tableDir + "decode.go", old: "field.Set(rows.Index(0))", new: "field.SetZero()"},
		{name: "nulls", file: tableDir + "cells.go", old: "if d != full && d != empty {", new: "if d != full && d != empty && d > 9 {", means: may},
		{name: "the guard's limits", file: tableDir + "guard.go", old: "return limits{footer: 64 << 20", new: "return limits{footer: 32 << 20", means: may},
		{name: "which columns match", file: tableDir + "decode.go", old: "name != c.name || typ != c.typ.String() ||", new: "name != c.name ||", means: may},
		{name: "the schema's text", file: tableDir + "schema.go", old: `"file %q single=%t\n"`, new: `"file %q one=%t\n"`, means: may},
	}
}

// unkeyedChanges edit what is in no key. Whatever they do, what the cache
// serves must be what an empty one would make, or an error.
func unkeyedChanges() []change {
	return []change{
		{name: "the actions of other inputs", means: safe, file: "pipeline/run.go", old: "a.inputs[d] = r.of[d].action", new: "a.inputs[d] = r.tasks[0].action"},
		{name: "the contents of other inputs", means: safe, file: "pipeline/run.go", old: "return r.of[d].action.Content }", new: "return r.tasks[0].action.Content }"},
		{name: "snapshots of anyone", means: safe, file: "pipeline/runner.go", old: "kept, ok := r.store.Checkpoint(r.key)", new: "kept, ok := []byte(\"of anyone, and long enough to be one, as it has to be\"), true"},
		{name: "a manifest without lists", means: safe, file: "pipeline/manifest.go", old: "if in == nil {", new: "if in == nil && length > 99 {"},
		{name: "a manifest without parameters", means: safe, file: "pipeline/manifest.go", old: "b.WriteString(n.Params())", new: ""},
		{name: "a manifest of first inputs", means: safe, file: "pipeline/ref.go", old: "s.each(strconv.Itoa(i+1), visit)", new: "s.each(\"1\", visit)"},
		{name: "bytes spoilt on their way to the store", means: safe, file: "pipeline/store/write.go", old: "func (s *Store) Put(", new: "func (s *Store) Put(b []byte) (Digest, error) { return s.put(append(b, 0)) }\n\nfunc (s *Store) put("},
	}
}

// harmlessChanges edit what cannot reach a result.
func harmlessChanges() []change {
	return []change{
		{name: "a word of the log", means: nothing, file: "pipeline/execute.go", old: "%s failed: %v", new: "%s broke: %v"},
		{name: "a word of the scheduler", means: nothing, file: "pipeline/run.go", old: "its output cannot be read from the cache", new: "its output is unreadable"},
		{name: "a word of the plan", means: nothing, file: "pipeline/plan.go", old: `"not in the cache"`, new: `"not cached"`},
		{name: "how often progress is told", means: nothing, file: "pipeline/runner.go", old: "50 * time.Millisecond", new: "70 * time.Millisecond"},
		{name: "how often others are asked", means: nothing, file: "pipeline/run.go", old: "100 * time.Millisecond", new: "80 * time.Millisecond"},
		{name: "the text of a lost input", means: nothing, file: "pipeline/execute.go", old: `"input %s: %v"`, new: `"its input %s: %v"`},
		{name: "the text of a fault", means: nothing, file: "pipeline/do.go", old: `was not declared, or its declaration is faulty`, new: `has no declaration`},
		{name: "a comment of the engine", means: nothing, file: callFile, old: "// Make calls the stage and encodes what it returns.", new: "// Make does it."},
		{name: "a comment in the codec", means: nothing, file: writerFile, old: "// countless hides every method of w but Write: Arrow closes what it can.", new: "// Only Write."},
		{name: "formatting", means: nothing, file: callFile, old: "type Result struct{ blobs map[string][]byte }", new: "type Result struct {\n\tblobs map[string][]byte\n}"},
		{name: "the doc of a package", means: nothing, file: "pipeline/call/doc.go", old: "// Package call is", new: "// Package call contains"},
		{name: "an unrelated helper of the codec", means: nothing, files: map[string]string{"pipeline/table/more.go": "package table\n\n// Columns counts.\nfunc Columns(f File) int { return len(f.Columns) }\n"}},
		{name: "an unrelated helper of the stages", means: nothing, files: map[string]string{"stages/toy/walk/more.go": "package walk\n\n// Twice is unrelated.\nfunc Twice(x int) int { return 2 * x }\n"}},
		{name: "an unrelated helper of the engine", means: nothing, files: map[string]string{"pipeline/more.go": "package pipeline\n\n// Nodes counts.\nfunc Count(g *Graph) int { return len(g.nodes) }\n"}},
		{name: "a test", means: nothing, files: map[string]string{"pipeline/call/more_test.go": "package call\n\nvar x = 1\n"}},
		{name: "a file moved", means: nothing, set: func(t *testing.T, dir string) {
			move(t, dir, "pipeline/table/buffer.go", "pipeline/table/buffering.go")
		}},
		{name: "a file of the engine moved", means: nothing, set: func(t *testing.T, dir string) { move(t, dir, "pipeline/call/seal.go", "pipeline/call/sealed.go") }},
		{name: "a file of the stages moved", means: nothing, set: func(t *testing.T, dir string) { move(t, dir, walkFile, "stages/toy/walk/a.go") }},
		{name: "another package", means: nothing, files: map[string]string{"stages/toy/other/other.go": "package other\n\n// X is unrelated.\nconst X = 1\n"}},
		{name: "another command", means: nothing, file: "build/main.go", old: "fmt.Fprintln(os.Stderr, err)", new: "fmt.Fprintln(os.Stderr, \"toy:\", err)"},
		{name: "the description of a figure", means: nothing, file: "build/main.go", old: `"all of it"`, new: `"everything"`},
		{name: "a collection of the store", means: nothing, files: map[string]string{"pipeline/store/more.go": "package store\n\nfunc unrelated() int { return 1 }\n\nvar _ = unrelated\n"}},
		{name: "a constant of the store", means: nothing, files: map[string]string{"pipeline/store/constant.go": "package store\n\nconst unrelated = 1\n"}},
		{name: "the list opened for people", means: nothing, file: tableDir + "open.go", old: "f.Columns = describe(r.schema(), text)", new: "f.Columns = describe(r.schema(), text)\n\tf.Meta[\"x\"] = \"\""},
		{name: "an unused requirement", means: nothing, file: "go.mod", old: "require (\n\tcodeberg", new: "require (\n\tgithub.com/vbauerster/mpb/v8 v8.9.3\n\tcodeberg"},
		{name: "a comment in go.mod", means: nothing, file: "go.mod", old: "module nofreelunch\n", new: "// ours\nmodule nofreelunch\n"},
		{name: "an exclusion in go.mod", means: nothing, file: "go.mod", old: "module nofreelunch\n", new: "module nofreelunch\n\nexclude golang.org/x/sys v0.0.1\n"},
		{name: "a toolchain in go.mod", means: nothing, file: "go.mod", old: "go 1.26.0\n", new: "go 1.26.0\n\ntoolchain go1.26.1\n"},
		{name: "a sum that nobody uses", means: nothing, set: func(t *testing.T, dir string) {
			appendTo(t, filepath.Join(dir, "go.sum"), "example.com/unused v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
		}},
		{name: "a line of modules.txt", means: nothing, set: func(t *testing.T, dir string) {
			appendTo(t, filepath.Join(dir, "build/modules.txt"), "example.com/unused example.com/unused@v1.0.0\n")
		}},
	}
}

// buildChanges build the same sources otherwise.
func buildChanges() []change {
	list := []change{
		{name: "-tags", build: []string{"-tags", "special"}},
		{name: "-tags of nothing", build: []string{"-tags", "unheardof"}, means: may},
		{name: "-ldflags -X", build: []string{"-ldflags", "-X nofreelunch/stages/toy/walk.version=b"}},
		{name: "-ldflags -X of the codec", build: []string{"-ldflags", "-X github.com/apache/arrow/go/v17/parquet.DefaultCreatedBy=b"}, means: may},
		{name: "-ldflags -X and -s", build: []string{"-ldflags", "-s -X nofreelunch/stages/toy/walk.version=b"}},
		{name: "hidden -ldflags -X", build: []string{"-trimpath", "-ldflags", "-X nofreelunch/stages/toy/walk.version=b"}, means: barred, want: "walk.version"},
		{name: "hidden and stripped", build: []string{"-trimpath", "-ldflags", "-s -X nofreelunch/stages/toy/walk.version=b"}, means: barred, want: "stripped"},
		{name: "GOEXPERIMENT", env: []string{"GOEXPERIMENT=nogreenteagc"}, means: may},
		{name: "-gcflags", build: []string{"-gcflags", "nofreelunch/stages/toy/walk=-N -l"}, means: may},
		{name: "-cover", build: []string{"-cover", "-coverpkg", "nofreelunch/stages/toy/walk"}, env: []string{"GOCOVERDIR=" + os.TempDir()}, means: may},
		{name: "//go:debug", file: "build/main.go", old: "// Command build", new: "//go:debug panicnil=1\n\n// Command build", means: may},
		{name: "godebug in go.mod", file: "go.mod", old: "go 1.26.0\n", new: "go 1.26.0\n\ngodebug panicnil=1\n", means: may},
		{name: "a newer Go required, of the same language", file: "go.mod", old: "go 1.26.0\n", new: "go 1.26.1\n", means: nothing},
		{name: "GODEBUG", env: []string{"GODEBUG=panicnil=1"}, means: may},
		{name: "-pgo", set: profile, build: []string{"-pgo", "toy.pgo"}, means: barred, want: "toy.pgo"},
		{name: "GOFLAGS=-overlay", env: []string{"GOFLAGS=-overlay="}, means: barred, want: "-overlay"},
		{name: "a file behind a tag", build: []string{"-tags", "special"}, file: "stages/toy/walk/special.go", old: "tagged = 2", new: "tagged = 3"},
		{name: "a file of the other tag", file: "stages/toy/walk/plain.go", old: "tagged = 1", new: "tagged = 4"},
		{name: "an edit of a stage", file: walkFile, old: "x += p.ScaleM", new: "x -= p.ScaleM"},

		{name: "-trimpath", build: []string{"-trimpath"}, means: nothing},
		{name: "-ldflags -s -w", build: []string{"-ldflags", "-s -w"}, means: nothing},
		{name: "-buildvcs", build: []string{"-buildvcs=false"}, means: nothing},
		{name: "-mod=mod", build: []string{"-mod=mod"}, means: nothing},
		{name: "-p", build: []string{"-p", "1"}, means: nothing},
		{name: "GOWORK of this module alone", files: map[string]string{"go.work": "go 1.26.0\n\nuse .\n"}, means: nothing},
		{name: "GODEBUG of the collector", env: []string{"GODEBUG=gctrace=0"}, means: nothing},
		{name: "GODEBUG of the CPU", env: []string{"GODEBUG=cpu.avx512f=off"}, means: nothing},
		{name: "GOGC", env: []string{"GOGC=50"}, means: nothing},
		{name: "GOMAXPROCS", env: []string{"GOMAXPROCS=1"}, means: nothing},
	}
	return list
}

func profile(t *testing.T, dir string) {
	// the smallest profile that the compiler takes
	p := project{t, dir}
	p.write("profile_test.go", "package nofreelunch\n\nimport \"testing\"\n\nfunc BenchmarkX(b *testing.B) {\n\tx := 0\n\tfor b.Loop() {\n\t\tx++\n\t}\n}\n")
	p.run(nil, "go", "test", "-run", "^$", "-bench", "X", "-benchtime", "300ms", "-cpuprofile", "toy.pgo", ".")
}

func move(t *testing.T, dir, from, to string) {
	t.Helper()
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		t.Fatal(err)
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, fmt.Append(old, text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Every edit has a place in the sources, and a name of its own.
func TestChangesApply(t *testing.T) {
	p := project{t, ".."}
	seen := map[string]bool{}
	for _, c := range slices.Concat(engineChanges(), codecChanges(), unkeyedChanges(), harmlessChanges()) {
		if seen[c.name] {
			t.Errorf("%q twice", c.name)
		}
		seen[c.name] = true
		if strings.HasPrefix(c.file, "pipeline/") {
			if n := strings.Count(p.read(filepath.Join("..", c.file)), c.old); n != 1 {
				t.Errorf("%s: %s has %q %d times, want once", c.name, c.file, c.old, n)
			}
		}
	}
}
