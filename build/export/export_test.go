package export

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/pipeline/table"
)

type unit struct {
	Name   string    `parquet:"name" doc:"n" unit:"1"`
	Score  float64   `parquet:"score" doc:"s" unit:"1"`
	Active bool      `parquet:"active" doc:"a" unit:"1"`
	Many   int32     `parquet:"many" doc:"c" unit:"1"`
	Rates  []float32 `parquet:"rates" doc:"r" unit:"1"`
	Spikes []int32   `parquet:"spikes" doc:"k" unit:"1"`
}

func sample(t *testing.T) []byte {
	t.Helper()
	blobs, err := table.Encode(struct{ Units []unit }{[]unit{
		{"a, b", 0.1, true, 3, []float32{1, 2.5}, []int32{1}}, {"σ", math.Inf(1), false, -4, []float32{0.1, 4}, nil},
		{"", math.NaN(), true, 0, []float32{float32(math.NaN()), 2}, nil},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blobs {
		return b
	}
	return nil
}

func TestCSV(t *testing.T) {
	got, err := CSV(sample(t))
	want := "name,score,active,many,rates,spikes\n\"a, b\",0.1,true,3,\"[1,2.5]\",[1]\nσ,+Inf,false,-4,\"[0.1,4]\",[]\n,,true,0,\"[null,2]\",[]\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s, want\n%s", err, got, want)
	}
	if _, err := CSV([]byte("no table")); err == nil {
		t.Error("no table was taken for one")
	}
}

// numpy reads what NPY writes.
func TestNPY(t *testing.T) {
	files, err := NPY(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range files {
		if header := string(data[10:min(len(data), 128)]); !strings.HasPrefix(string(data), "\x93NUMPY") || !strings.Contains(header, "'shape'") || (10+len(header))%64 != 0 && len(data) > 128 {
			t.Errorf("%s begins with %q", name, header)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"name", "score", "active", "many", "rates", "spikes", "spikes.offsets"} {
		if files[name+".npy"] == nil {
			t.Errorf("%s is missing", name)
		}
	}
	if exec.Command("python3", "-c", "import numpy").Run() != nil {
		t.Skip("no numpy here")
	}
	out, err := exec.Command("python3", "-c", `
import numpy, sys
for f in "name score active many rates spikes spikes.offsets".split():
    a = numpy.load(sys.argv[1] + "/" + f + ".npy"); print(f, a.dtype, a.tolist())
`, dir).CombinedOutput()
	want := "name <U4 ['a, b', 'σ', '']\nscore float64 [0.1, inf, nan]\nactive bool [True, False, True]\nmany int32 [3, -4, 0]\n" +
		"rates float32 [[1.0, 2.5], [0.10000000149011612, 4.0], [nan, 2.0]]\nspikes int32 [1]\nspikes.offsets int64 [0, 1, 1, 1]\n"
	if err != nil || string(out) != want {
		t.Errorf("numpy reads, %v:\n%s, want\n%s", err, out, want)
	}
}
