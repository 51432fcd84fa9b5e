package recorded

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/stages/measure/recordings"
)

// Texts of three good tables.
const (
	goodSessions  = "session,animal,shape,width_m,height_m\na,r1,square,1.0,\n"
	goodPositions = "session,t_s,x_m,y_m,note\na,0,0.1,-0.2,x\na,0.02,,,\na,0.04,0.1,nan,\n"
	goodSpikes    = "session,cell,t_s\na,1,0.01\na,c7,0.02\n"
)

func files(sessions, positions, spikes string) []File {
	return []File{{"sessions.csv", []byte(sessions)}, {"positions.csv", []byte(positions)}, {"spikes.csv", []byte(spikes)}}
}

func TestDecode(t *testing.T) {
	got, err := Decode(files(goodSessions, "\xef\xbb\xbf"+goodPositions, goodSpikes))
	want := "{[{a r1 square 1 NaN}] [{a 0 0.1 -0.2} {a 0.02 NaN NaN} {a 0.04 0.1 NaN}] [{a 1 0.01} {a c7 0.02}]}"
	if err != nil || fmt.Sprint(got) != want {
		t.Errorf("%v\n%v, want\n%s", err, got, want)
	}
}

// A fault names the file, the row, the column, and what the column is.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		sessions, positions, spikes, want string
	}{
		"empty":        {"", goodPositions, goodSpikes, "sessions.csv: is empty"},
		"no column":    {goodSessions, "session,time,x_m,y_m\na,1,2,3\n", goodSpikes, "positions.csv: has no column t_s; it has session (text, nullable), time"},
		"word":         {goodSessions, "session,t_s,x_m,y_m\na,1,2,3\na,two,2,3\n", goodSpikes, `positions.csv: row 2, column t_s (text, nullable): "two" is no number`},
		"ragged":       {goodSessions, goodPositions, "session,cell,t_s\na,1\n", "spikes.csv: row 1 has 2 columns"},
		"quote":        {goodSessions, goodPositions, "session,cell,t_s\na,\"1,2\n", "spikes.csv: "},
		"no Parquet":   {goodSessions, goodPositions, "PAR1xxxxPAR1", "spikes.csv: table: "},
		"width a word": {"session,shape,width_m\na,square,wide\n", goodPositions, goodSpikes, "sessions.csv: row 1, column width_m"},
	} {
		_, err := Decode(files(c.sessions, c.positions, c.spikes))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	read := func(path string, _ int64) ([]byte, error) { return os.ReadFile(path) }
	if Is(dir) {
		t.Error("an empty folder has recordings")
	}
	for name, text := range map[string]string{"sessions.csv": goodSessions, "positions.csv": goodPositions} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(dir, read); err == nil || !strings.Contains(err.Error(), "neither spikes.csv nor spikes.parquet") {
		t.Errorf("without spikes: %v", err)
	}
	for _, name := range []string{"spikes.csv", "spikes.parquet"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(goodSpikes), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(dir, read); err == nil || !strings.Contains(err.Error(), "keep one") {
		t.Errorf("with two files of spikes: %v", err)
	}
	if !Is(dir) {
		t.Error("recordings are not seen")
	}
}

// Columns that pandas makes nullable are read; the file's own types are named.
func TestParquetOfPandas(t *testing.T) {
	data, err := os.ReadFile("testdata/spikes.parquet")
	if err != nil {
		t.Fatal(err)
	}
	good := files(goodSessions, goodPositions, "")
	good[2].Data = data
	got, err := Decode(good)
	if want := "[{a 0 0} {a 1 0.5} {b 2 NaN}]"; err != nil || fmt.Sprint(got.Spikes) != want {
		t.Errorf("%v\n%v, want %s", err, got.Spikes, want)
	}
	good[1].Data = data
	if _, err := Decode(good); err == nil || !strings.Contains(err.Error(), "has no column x_m; it has session (string, nullable), cell (int32, nullable), t_s (float64, nullable)") {
		t.Errorf("spikes as positions: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(goodSessions), []byte(goodPositions), []byte(goodSpikes))
	if data, err := os.ReadFile("testdata/spikes.parquet"); err == nil {
		f.Add([]byte(goodSessions), []byte(goodPositions), data)
	}
	f.Fuzz(func(t *testing.T, sessions, positions, spikes []byte) {
		tables, err := Decode([]File{{"s", sessions}, {"p", positions}, {"k", spikes}})
		if err == nil {
			recordings.Assemble(tables)
		}
	})
}
