package mapfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"nofreelunch/build/frame"
	"nofreelunch/stages/measure/mapscore"
)

const (
	npyMagic = "\x93NUMPY"
	// npyHeader is the longest header that is read; numpy's own have 118 bytes.
	npyHeader = 64 << 10
)

// array is a file of numpy's, its values still as bytes.
type array struct {
	kind    byte // of the values: f, i, u or b
	width   int  // bytes of one
	order   binary.ByteOrder
	fortran bool
	shape   []int
	data    []byte
}

// decodeNPY reads one array [rows][columns], or one with any axes before these.
func decodeNPY(data []byte, flat bool) (c Contents, err error) {
	a, err := openNPY(data)
	if err != nil {
		return c, err
	}
	values := a.values()
	n := len(a.shape)
	switch {
	case n < 2:
		return c, fmt.Errorf("has the shape %s, want [rows, columns] or [maps, rows, columns]", a.extents())
	case n == 2:
		return matrix("0", a.shape[0], a.shape[1], values, flat), nil
	case flat:
		return c, fmt.Errorf("has the shape %s; with -flat it must be [maps, bins]", a.extents())
	}
	rows, columns := a.shape[n-2], a.shape[n-1]
	size := rows * columns
	if len(values)/size > maxMaps {
		return c, fmt.Errorf("has %d maps, at most %d are read", len(values)/size, maxMaps)
	}
	for k := range len(values) / size {
		c.Maps = append(c.Maps, mapscore.Map{
			Name: index(k, a.shape[:n-2]), Rows: rows, Columns: columns, Rates: values[k*size:][:size:size],
		})
	}
	return c, nil
}

// index names the k-th of the maps that lie along some axes.
func index(k int, axes []int) string {
	text := ""
	for i := len(axes) - 1; i >= 0; i-- {
		text = "," + strconv.Itoa(k%axes[i]) + text
		k /= axes[i]
	}
	return text[1:]
}

// openNPY reads the header, and holds it against the bytes that follow.
func openNPY(data []byte) (a array, err error) {
	const start = len(npyMagic) + 2
	if len(data) < start+2 {
		return a, errors.New("ends within its header")
	}
	size, at := int64(binary.LittleEndian.Uint16(data[start:])), start+2
	if version := data[start-2]; version == 2 || version == 3 {
		if len(data) < start+4 {
			return a, errors.New("ends within its header")
		}
		size, at = int64(binary.LittleEndian.Uint32(data[start:])), start+4
	} else if version != 1 {
		return a, fmt.Errorf("is NPY of version %d, versions 1 to 3 are read", version)
	}
	if size > npyHeader {
		return a, fmt.Errorf("claims a header of %d bytes, at most %d are read", size, npyHeader)
	}
	if size > int64(len(data)-at) {
		return a, errors.New("ends within its header")
	}
	if err := a.header(string(data[at : at+int(size)])); err != nil {
		return a, err
	}
	return a, a.body(data[at+int(size):])
}

// header reads the dictionary that numpy writes: three keys in any order.
func (a *array) header(text string) error {
	one := func(key, value string) (string, error) {
		all := regexp.MustCompile(`['"]`+key+`['"]\s*:\s*`+value).FindAllStringSubmatch(text, 2)
		if len(all) != 1 {
			return "", fmt.Errorf("its header has no %s that can be read: %s", key, frame.Shortened(text))
		}
		return all[0][1], nil
	}
	descr, err := one("descr", `(['"][^'"]*['"]|\[)`)
	if err != nil {
		return err
	}
	if err := a.typed(strings.Trim(descr, `'"`)); err != nil {
		return err
	}
	fortran, err := one("fortran_order", `(True|False)`)
	if err != nil {
		return err
	}
	a.fortran = fortran == "True"
	shape, err := one("shape", `\(([0-9, L]*)\)`)
	if err != nil {
		return err
	}
	return a.sized(shape)
}

// typed reads a type of numpy's, such as <f8.
func (a *array) typed(descr string) error {
	m := regexp.MustCompile(`^([<>|=]?)([fiub])([1248])$`).FindStringSubmatch(descr)
	if m == nil {
		return fmt.Errorf("holds values of type %s; save it as float64 (numpy: a.astype(float))", frame.Shortened(descr))
	}
	a.kind, a.width, a.order = m[2][0], int(m[3][0]-'0'), binary.LittleEndian
	if m[1] == ">" {
		a.order = binary.BigEndian
	}
	if a.kind == 'f' && a.width == 1 || a.kind == 'b' && a.width != 1 {
		return fmt.Errorf("holds values of type %s, which numpy has not", frame.Shortened(descr))
	}
	return nil
}

// sized reads the extents, of which no product may be larger than a file.
func (a *array) sized(shape string) error {
	count := int64(1)
	for _, text := range strings.Split(shape, ",") {
		text = strings.TrimSuffix(strings.TrimSpace(text), "L")
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n > MaxBytes || len(a.shape) == 32 {
			return fmt.Errorf("claims the shape (%s), more than can be read", shape)
		}
		a.shape = append(a.shape, int(n))
		if n == 0 {
			return fmt.Errorf("has the shape (%s): maps without bins", shape)
		}
		if count > MaxBytes/n {
			return fmt.Errorf("claims the shape (%s), more than can be read", shape)
		}
		count *= n
	}
	return nil
}

func (a *array) extents() string { return strings.ReplaceAll(fmt.Sprint(a.shape), " ", ", ") }

// count is how many values the shape has.
func (a *array) count() int {
	n := 1
	for _, e := range a.shape {
		n *= e
	}
	return n
}

// body holds the values' bytes against the shape.
func (a *array) body(data []byte) error {
	want := int64(a.count()) * int64(a.width)
	if int64(len(data)) != want {
		return fmt.Errorf("has %d bytes of values, its shape %s of type %c%d needs %d", len(data), a.extents(), a.kind, a.width, want)
	}
	a.data = data
	return nil
}

// values are the numbers, in the order of rows.
func (a *array) values() []float64 {
	out := make([]float64, a.count())
	for k := range out {
		out[k] = a.value(k * a.width)
	}
	if !a.fortran || len(a.shape) < 2 {
		return out
	}
	turned := make([]float64, len(out))
	for k := range turned {
		turned[k] = out[a.column(k)]
	}
	return turned
}

// column is where, of values in the order of columns, the k-th in that of rows lies.
func (a *array) column(k int) int {
	at, stride := 0, len(a.data)/a.width
	for i := len(a.shape) - 1; i >= 0; i-- {
		stride /= a.shape[i]
		at += k % a.shape[i] * stride
		k /= a.shape[i]
	}
	return at
}

func (a *array) value(at int) float64 {
	b := a.data[at:][:a.width]
	var bits uint64
	switch a.width {
	case 1:
		bits = uint64(b[0])
	case 2:
		bits = uint64(a.order.Uint16(b))
	case 4:
		bits = uint64(a.order.Uint32(b))
	default:
		bits = a.order.Uint64(b)
	}
	switch {
	case a.kind == 'f' && a.width == 8:
		return math.Float64frombits(bits)
	case a.kind == 'f' && a.width == 4:
		return float64(math.Float32frombits(uint32(bits)))
	case a.kind == 'f':
		return half(uint16(bits))
	case a.kind == 'i':
		shift := 64 - 8*a.width
		return float64(int64(bits<<shift) >> shift)
	}
	return float64(bits)
}

// half is a number of 16 bits (IEEE 754).
func half(bits uint16) float64 {
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	v := math.Ldexp(1+fraction/1024, exponent-15)
	switch {
	case exponent == 0:
		v = math.Ldexp(fraction/1024, -14)
	case exponent == 31 && fraction == 0:
		v = math.Inf(1)
	case exponent == 31:
		return math.NaN()
	}
	if bits>>15 == 1 {
		v = -v
	}
	return v
}
