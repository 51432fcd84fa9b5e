package mapfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"nofreelunch/pipeline/table"
)

// npy is a file of version 1.0.
func npy(header string, body []byte) []byte {
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), byte(len(header)>>8))
	return append(append(b, header...), body...)
}

func described(descr, fortran, shape string) string {
	return fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", descr, fortran, shape)
}

func floats(v ...float64) []byte {
	var b bytes.Buffer
	_ = binary.Write(&b, binary.LittleEndian, v)
	return b.Bytes()
}

// show is every map on a line.
func show(c Contents) string {
	var s strings.Builder
	for _, m := range c.Maps {
		fmt.Fprintf(&s, "%s %dx%d %v\n", m.Name, m.Rows, m.Columns, m.Rates)
	}
	for _, f := range c.Faults {
		fmt.Fprintf(&s, "%v\n", f)
	}
	return s.String()
}

func TestKinds(t *testing.T) {
	const one = "0 2x3 [1 2 3 4 5 6]\n"
	six := floats(1, 2, 3, 4, 5, 6)
	var small bytes.Buffer
	_ = binary.Write(&small, binary.BigEndian, []int16{1, 2, 3, 4, 5, -6})
	for name, c := range map[string]struct {
		data string
		flat bool
		want string
	}{
		"matrix":            {string(npy(described("<f8", "False", "(2, 3)"), six)), false, one},
		"another order":     {string(npy("{'shape': (2, 3), 'fortran_order': False, 'descr': '<f8'}", six)), false, one},
		"columns first":     {string(npy(described("<f8", "True", "(2, 3)"), floats(1, 4, 2, 5, 3, 6))), false, one},
		"two maps":          {string(npy(described("<f8", "False", "(2, 1, 3)"), six)), false, "0 1x3 [1 2 3]\n1 1x3 [4 5 6]\n"},
		"two columns first": {string(npy(described("<f8", "True", "(2, 1, 3)"), floats(1, 4, 2, 5, 3, 6))), false, "0 1x3 [1 2 3]\n1 1x3 [4 5 6]\n"},
		"four axes":         {string(npy(described("<f8", "False", "(1, 2, 1, 3)"), six)), false, "0,0 1x3 [1 2 3]\n0,1 1x3 [4 5 6]\n"},
		"integers":          {string(npy(described(">i2", "False", "(2, 3)"), small.Bytes())), false, "0 2x3 [1 2 3 4 5 -6]\n"},
		"halves":            {string(npy(described("<f2", "False", "(1, 5)"), []byte{0, 0x3c, 0, 0xc0, 1, 0, 0, 0x7c, 1, 0x7c})), false, "0 1x5 [1 -2 5.960464477539063e-08 +Inf NaN]\n"},
		"flat":              {string(npy(described("<f8", "False", "(2, 4)"), floats(1, 2, 3, 4, 5, 6, 7, 8))), true, "0 2x2 [1 2 3 4]\n1 2x2 [5 6 7 8]\n"},
		"commas":            {"1,2,3\n4,5,6\n", false, one},
		"windows":           {"\xef\xbb\xbf1,2,3\r\n4,5,6\r\n", false, one},
		"semicolons":        {"1;2;3\n4;5;6", false, one},
		"tabs":              {"1\t2\t3\n4\t5\t6\n", false, one},
		"spaces":            {"# by numpy\n  1.0e+00 2 3\n4 5   6\n", false, one},
		"blocks":            {"1,2\n3,nan\n\n5,6\n,8\n\n\n", false, "0 2x2 [1 2 3 NaN]\n1 2x2 [5 6 NaN 8]\n"},
		"pandas":            {",0,1,2\n0,1.5,2,3\n1,4,,6\n", false, "0 2x3 [1.5 2 3 4 NaN 6]\n"},
		"pandas, no index":  {"0,1,2\n1.5,2,3\n4,5,6\n", false, "0 2x3 [1.5 2 3 4 5 6]\n"},
		"missing":           {"1,NA,3\nnull,NaN,6\n", false, "0 2x3 [1 NaN 3 NaN NaN 6]\n"},
		"bins":              {"map,row,column,rate\nb,0,0,1\nb,1,1,4\na,0,0,5\na,0,1,6\n", false, "b 2x2 [1 NaN NaN 4]\na 2x2 [5 6 NaN NaN]\n"},
		"lists":             {"unit,bins,rates\n7,2,\"[1,2,null,4]\"\n8,2,\"[1,2,\"\"NaN\"\",4]\"\n", false, "7 2x2 [1 2 NaN 4]\n8 2x2 [1 2 NaN 4]\n"},
	} {
		got, err := Decode([]byte(c.data), c.flat)
		if err != nil || show(got) != c.want {
			t.Errorf("%s: %v\n%swant\n%s", name, err, show(got), c.want)
		}
	}
}

// What is wrong is named, with its place; other maps of the file are read.
func TestFaults(t *testing.T) {
	six := floats(1, 2, 3, 4, 5, 6)
	long := strings.Repeat("x", 70_000)
	version2 := append([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), six...)
	for name, c := range map[string]struct{ data, want string }{
		"nothing":            {"", "is empty"},
		"blank":              {" \n\n", "has no rows"},
		"binary":             {"a\x00b", "neither NPY, Parquet nor text"},
		"zip":                {"PK\x03\x04xx", "numpy.save"},
		"hdf5":               {"\x89HDF\r\n\x1a\n", "NWB"},
		"torn header":        {"\x93NUMPY\x01", "ends within its header"},
		"longer header":      {"\x93NUMPY\x01\x00\x80\x00{", "ends within its header"},
		"hostile header":     {string(version2), "claims a header of 4294967295 bytes"},
		"long header":        {string(append([]byte("\x93NUMPY\x02\x00\x70\x11\x01\x00"), long...)), "claims a header of 70000 bytes"},
		"version":            {"\x93NUMPY\x09\x00\x01\x00 ", "version 9"},
		"no dictionary":      {string(npy("hello", six)), "has no descr"},
		"two shapes":         {string(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,3), 'shape': (1,6)}", six)), "has no shape"},
		"complex":            {string(npy(described("<c16", "False", "(2, 3)"), six)), "type \"<c16\""},
		"objects":            {string(npy(described("|O", "False", "(2, 3)"), six)), "astype(float)"},
		"records":            {string(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (6,)}", six)), "type \"[\""},
		"too short":          {string(npy(described("<f8", "False", "(2, 4)"), six)), "has 48 bytes of values, its shape [2, 4] of type f8 needs 64"},
		"too long":           {string(npy(described("<f8", "False", "(2, 2)"), six)), "needs 32"},
		"overflow":           {string(npy(described("<f8", "False", "(4294967296, 4294967296)"), six)), "more than can be read"},
		"product":            {string(npy(described("<f8", "False", "(65536, 65536, 65536)"), six)), "more than can be read"},
		"negative":           {string(npy(described("<f8", "False", "(-2, 3)"), six)), "has no shape"},
		"many axes":          {string(npy(described("<f8", "False", "("+strings.Repeat("1,", 64)+")"), floats(1))), "more than can be read"},
		"many of none":       {string(npy(described("<f8", "False", "(268435456, 0)"), nil)), "without bins"},
		"one axis":           {string(npy(described("<f8", "False", "(6,)"), six)), "has the shape [6]"},
		"no bins":            {string(npy(described("<f8", "False", "(5, 0, 3)"), nil)), "without bins"},
		"ragged":             {"1,2,3\n4,5\n7,8,9\n", "map 0, row 2, column 3: the row has 2 columns, the first has 3"},
		"ragged, others not": {"1,2\n3\n\n1,2\n3,4\n", "1 2x2 [1 2 3 4]"},
		"word":               {"1,2,3\n4,five,6\n", "map 0, row 2, column 2: \"five\" is no number"},
		"decimal comma":      {"0,5;0,7\n1;2\n", "write decimals with a point"},
		"too large":          {"1,2\n3,1e999\n", "row 2, column 2: \"1e999\" is too large"},
		"not square":         {"unit,rates\n1,\"[1,2,3]\"\n2,\"[1,2,3,4]\"\n", "map 1: table row 1, column rates: 3 rates do not make 0 x 0 bins"},
		"other bins":         {"unit,bins,rates\n1,3,\"[1,2,3,4]\"\n", "4 rates do not make 3 x 3 bins"},
		"no bins count":      {"unit,bins,rates\n1,many,\"[1,2,3,4]\"\n", "its bins is many"},
		"bin twice":          {"row,column,rate\n0,0,1\n0,1,2\n0,0,3\n", "table row 3, column rate: row 1 has this bin already"},
		"no index":           {"row,column,rate\n0,0,1\n0,x,2\n", "row 2, column column: \"x\" is no number"},
		"far bin":            {"row,column,rate\n0,0,1\n0,1000000,2\n", "span 1 x 1000001 bins"},
		"unknown table":      {"cell,depth\na,1\n", "a table needs a column rates"},
		"torn Parquet":       {"PAR1PAR1", "not a Parquet file"},
		"long matrix":        {strings.Repeat(strings.Repeat("1,", 99)+"1\n", 300), "say -flat"},
		"wide matrix":        {strings.Repeat(strings.Repeat("1,", 399)+"1\n", 3), "say -flat"},
	} {
		got, err := Decode([]byte(c.data), false)
		if text := fmt.Sprint(err, "\n", show(got)); !strings.Contains(text, c.want) {
			t.Errorf("%s: %s\nwant %s", name, text, c.want)
		}
	}
}

// Our own tables of maps are read, whatever wrote them.
func TestParquet(t *testing.T) {
	type row struct {
		Unit  int32     `unit:"1" doc:"u"`
		Bins  int32     `unit:"1" doc:"b"`
		Rates []float32 `unit:"1" doc:"r"`
	}
	blobs, err := table.Encode([]row{{3, 2, []float32{1, float32(math.NaN()), 3, 4}}, {4, 2, []float32{1, 2, 3}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(blobs["table.parquet"], false)
	want := "3 2x2 [1 NaN 3 4]\nmap 4: table row 2, column rates: 3 rates do not make 2 x 2 bins\n"
	if err != nil || show(got) != want {
		t.Errorf("%v\n%swant\n%s", err, show(got), want)
	}
}

// A table that pandas wrote, whose columns are nullable.
func TestParquetOfPandas(t *testing.T) {
	data, err := os.ReadFile("testdata/maps.parquet")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data, false)
	if want := "a 2x2 [1 NaN 3 4]\nb 3x3 [0 1 2 3 4 5 6 7 8]\n"; err != nil || show(got) != want {
		t.Errorf("%v\n%swant\n%s", err, show(got), want)
	}
}

// No bytes do worse than give an error, and what is read is whole.
func FuzzDecode(f *testing.F) {
	f.Add(npy(described("<f8", "False", "(2, 1, 3)"), floats(1, 2, 3, 4, 5, 6)), false)
	f.Add(npy(described(">i2", "True", "(2, 3)"), make([]byte, 12)), true)
	f.Add([]byte("1,2,3\n4,5,6\n\n1,nan,3\n"), false)
	f.Add([]byte("map,row,column,rate\nb,0,0,1\nb,1,1,4\n"), false)
	f.Add([]byte("unit,bins,rates\n7,2,\"[1,2,null,4]\"\n"), false)
	f.Add([]byte("1 2\n3 4\n"), true)
	if data, err := os.ReadFile("testdata/maps.parquet"); err == nil {
		f.Add(data, false)
	}
	f.Fuzz(func(t *testing.T, data []byte, flat bool) {
		c, err := Decode(data, flat)
		if err != nil {
			return
		}
		for _, m := range c.Maps {
			if len(m.Rates) != m.Rows*m.Columns {
				t.Fatalf("map %q: %d rates in %d x %d bins", m.Name, len(m.Rates), m.Rows, m.Columns)
			}
		}
	})
}
