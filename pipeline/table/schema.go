package table

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// A column is one field of a row type.
type column struct {
	name, unit, doc string
	field           int          // index in the row struct
	typ             reflect.Type // the field's base type, such as []float32
	shape           []int        // columns that hold the extents, if any
}

// A layout is a row type seen as a table.
type layout struct {
	row     reflect.Type
	columns []column
}

// A part is one file of an output.
type part struct {
	name   string // with extension
	field  int    // index in the output struct; -1 when the output is the table
	layout *layout
	single bool // a Row, not a []Row
}

// base lists the types that a column may have, and their Arrow counterparts.
func base() map[reflect.Type]arrow.DataType {
	list := func(t arrow.DataType) arrow.DataType {
		return arrow.ListOfField(arrow.Field{Name: "element", Type: t, Nullable: true})
	}
	return map[reflect.Type]arrow.DataType{
		reflect.TypeFor[bool]():      arrow.FixedWidthTypes.Boolean,
		reflect.TypeFor[int32]():     arrow.PrimitiveTypes.Int32,
		reflect.TypeFor[int64]():     arrow.PrimitiveTypes.Int64,
		reflect.TypeFor[float32]():   arrow.PrimitiveTypes.Float32,
		reflect.TypeFor[float64]():   arrow.PrimitiveTypes.Float64,
		reflect.TypeFor[string]():    arrow.BinaryTypes.String,
		reflect.TypeFor[[]float32](): list(arrow.PrimitiveTypes.Float32),
		reflect.TypeFor[[]float64](): list(arrow.PrimitiveTypes.Float64),
		reflect.TypeFor[[]int32]():   list(arrow.PrimitiveTypes.Int32),
	}
}

// Check reports why a type cannot be an output, if it cannot.
func Check(t reflect.Type) error {
	_, err := parts(t)
	return err
}

// Schema is the canonical text of an output type's files and columns, for
// cache keys: two types with the same text have the same files. It panics on a
// type that [Check] refuses.
func Schema(t reflect.Type) string {
	ps, err := parts(t)
	if err != nil {
		panic(err.Error())
	}
	var s strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&s, "file %q single=%t\n", p.name, p.single)
		if p.layout == nil {
			continue
		}
		for _, c := range p.layout.columns {
			fmt.Fprintf(&s, "\tcolumn %q %v unit=%q doc=%q shape=%q\n", c.name, c.typ, c.unit, c.doc, p.layout.shape(c))
		}
	}
	return s.String()
}

// parts lists the files of an output type in the order of its fields.
func parts(t reflect.Type) ([]part, error) {
	if t == nil {
		return nil, errors.New("table: nil is not an output type")
	}
	if t.Kind() == reflect.Slice {
		l, err := newLayout(t.Elem())
		if err != nil {
			return nil, fmt.Errorf("table: %w", err)
		}
		return []part{{name: "table.parquet", field: -1, layout: l}}, nil
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("table: %v: an output is a struct or a slice of rows", t)
	}
	var ps []part
	seen := map[string]string{}
	for i := range t.NumField() {
		f := t.Field(i)
		p, err := newPart(f)
		if err != nil {
			return nil, fmt.Errorf("table: %v.%s: %w", t, f.Name, err)
		}
		if other := seen[p.name]; other != "" {
			return nil, fmt.Errorf("table: %v: %s and %s are both named %q", t, other, f.Name, p.name)
		}
		seen[p.name] = f.Name
		p.field = i
		ps = append(ps, p)
	}
	if len(ps) == 0 {
		return nil, fmt.Errorf("table: %v has no fields", t)
	}
	return ps, nil
}

func newPart(f reflect.StructField) (part, error) {
	if !f.IsExported() {
		return part{}, errors.New("is unexported, so it would be lost")
	}
	ext, raw := f.Tag.Lookup("file")
	switch {
	case raw:
		if f.Type != reflect.TypeFor[[]byte]() || !fileName(ext) {
			return part{}, fmt.Errorf("tag file:%q wants a []byte and a plain extension", ext)
		}
		return part{name: ext}, nil
	case f.Type.Kind() == reflect.Slice:
		l, err := newLayout(f.Type.Elem())
		return part{name: snake(f.Name) + ".parquet", layout: l}, err
	default:
		l, err := newLayout(f.Type)
		return part{name: snake(f.Name) + ".parquet", layout: l, single: true}, err
	}
}

func fileName(ext string) bool {
	return ext != "" && strings.Trim(ext, "abcdefghijklmnopqrstuvwxyz0123456789_.-") == "" && ext[0] != '.'
}

func newLayout(t reflect.Type) (*layout, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%v is not a row: a row is a struct", t)
	}
	l := &layout{row: t}
	for i := range t.NumField() {
		c, err := newColumn(t.Field(i), i)
		if err != nil {
			return nil, fmt.Errorf("%v.%s: %w", t, t.Field(i).Name, err)
		}
		if l.find(c.name) >= 0 {
			return nil, fmt.Errorf("%v: two columns are named %q", t, c.name)
		}
		l.columns = append(l.columns, c)
	}
	if len(l.columns) == 0 {
		return nil, fmt.Errorf("%v is a row without columns", t)
	}
	return l, l.bindShapes()
}

func newColumn(f reflect.StructField, i int) (column, error) {
	if !f.IsExported() {
		return column{}, errors.New("is unexported, so it would be lost")
	}
	c := column{name: columnName(f), unit: f.Tag.Get("unit"), doc: f.Tag.Get("doc"), field: i}
	for t := range base() {
		if f.Type.ConvertibleTo(t) && f.Type.Kind() == t.Kind() &&
			(t.Kind() != reflect.Slice || f.Type.Elem() == t.Elem()) {
			c.typ = t
		}
	}
	if c.typ == nil {
		return c, fmt.Errorf("%v is not a column type (bool, int32, int64, float32, float64, string, []float32, []float64, []int32)", f.Type)
	}
	return c, nil
}

// bindShapes resolves the shape tags: each names int32 fields of the same row.
func (l *layout) bindShapes() error {
	for i := range l.columns {
		c := &l.columns[i]
		tag := l.row.Field(c.field).Tag.Get("shape")
		if tag == "" {
			continue
		}
		if c.typ.Kind() != reflect.Slice {
			return fmt.Errorf("%v: column %s has a shape but is no list", l.row, c.name)
		}
		for _, name := range strings.Split(tag, ",") {
			j := l.field(strings.TrimSpace(name))
			if j < 0 || l.columns[j].typ.Kind() != reflect.Int32 {
				return fmt.Errorf("%v: shape of column %s names %q, which is no int32 field", l.row, c.name, name)
			}
			c.shape = append(c.shape, j)
		}
	}
	return nil
}

// field is the column of a field of the row.
func (l *layout) field(name string) int {
	f, ok := l.row.FieldByName(name)
	if !ok || len(f.Index) != 1 {
		return -1
	}
	return f.Index[0] // every field is a column
}

func (l *layout) find(name string) int {
	for i, c := range l.columns {
		if c.name == name {
			return i
		}
	}
	return -1
}

// shape names the columns that hold a list's extents, "" without any.
func (l *layout) shape(c column) string {
	names := make([]string, len(c.shape))
	for i, j := range c.shape {
		names[i] = l.columns[j].name
	}
	return strings.Join(names, ",")
}

// arrow is the Arrow schema, with units, descriptions and shapes as field
// metadata.
func (l *layout) arrow(meta arrow.Metadata) *arrow.Schema {
	types := base()
	fields := make([]arrow.Field, len(l.columns))
	for i, c := range l.columns {
		keys, values := []string{"unit", "doc"}, []string{c.unit, c.doc}
		if len(c.shape) > 0 {
			keys, values = append(keys, "shape"), append(values, l.shape(c))
		}
		fields[i] = arrow.Field{Name: c.name, Type: types[c.typ], Nullable: c.mayMiss(), Metadata: arrow.NewMetadata(keys, values)}
	}
	return arrow.NewSchema(fields, &meta)
}

// parquet is the schema's root. Some readers take an optional root for a
// nullable table, so it is required.
func (l *layout) parquet() (*schema.GroupNode, error) {
	nodes := make(schema.FieldList, len(l.columns))
	for i, c := range l.columns {
		var err error
		if nodes[i], err = c.node(); err != nil {
			return nil, fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Required, nodes, -1)
}

// mayMiss reports that values may be missing: numbers of which one is NaN.
func (c column) mayMiss() bool {
	return c.typ.Kind() == reflect.Float32 || c.typ.Kind() == reflect.Float64
}

// repetition is that of the column itself, not of a list's elements.
func (c column) repetition() parquet.Repetition {
	if c.mayMiss() {
		return parquet.Repetitions.Optional
	}
	return parquet.Repetitions.Required
}

func (c column) node() (schema.Node, error) {
	if c.typ.Kind() != reflect.Slice {
		return primitive(c.name, c.repetition(), c.typ.Kind())
	}
	element, err := primitive(c.name, parquet.Repetitions.Optional, c.typ.Elem().Kind())
	if err != nil {
		return nil, err
	}
	return schema.ListOf(element, parquet.Repetitions.Required, -1)
}

func primitive(name string, r parquet.Repetition, kind reflect.Kind) (schema.Node, error) {
	var typ parquet.Type
	var logical schema.LogicalType = schema.NoLogicalType{}
	switch kind {
	case reflect.Bool:
		typ = parquet.Types.Boolean
	case reflect.Int32:
		typ, logical = parquet.Types.Int32, schema.NewIntLogicalType(32, true)
	case reflect.Int64:
		typ, logical = parquet.Types.Int64, schema.NewIntLogicalType(64, true)
	case reflect.Float32:
		typ = parquet.Types.Float
	case reflect.Float64:
		typ = parquet.Types.Double
	case reflect.String:
		typ, logical = parquet.Types.ByteArray, schema.StringLogicalType{}
	default:
		return nil, fmt.Errorf("no Parquet type for %v", kind)
	}
	return schema.NewPrimitiveNodeLogical(name, r, logical, typ, -1, -1)
}
