package encoding

import "nofreelunch/stages/theory/dog"

// Cartesian is (x, y) itself.
func Cartesian() Params { return Params{Kind: cartesianKind{}, Cells: 2, BoxWidthM: 2.2} }

type cartesianKind struct{}

func (cartesianKind) String() string                         { return "cartesian" }
func (cartesianKind) Title() string                          { return "Cartesian" }
func (cartesianKind) Place() bool                            { return false }
func (cartesianKind) Loss() Loss                             { return MSE }
func (cartesianKind) Sized(p Params, _ int, _ Layout) Params { return p }
func (cartesianKind) validate(p Params) error                { return p.validateWidth(2, 2, 1) }
func (cartesianKind) details(Params) string                  { return "" }
func (cartesianKind) encoder(Params) Encoder                 { return cartesian{} }

// CartesianEntry is the entry of Cartesian codes.
func CartesianEntry() Entry { return cartesianEntry{} }

type cartesianEntry struct{}

func (cartesianEntry) Kind() Kind              { return cartesianKind{} }
func (cartesianEntry) Look() Look              { return Look{Name: "cartesian", Order: 10, Red: 0xe6, Green: 0x9f} }
func (cartesianEntry) Typical() Params         { return Cartesian() }
func (cartesianEntry) Curve(Params) dog.Kernel { return dog.None{} }

// cartesian is (x, y).
type cartesian struct{}

func (cartesian) Width() int { return 2 }

func (cartesian) Loss() Loss { return MSE }

func (cartesian) Encode(pos, out []float64) {
	rows(2, len(pos), len(out))
	copy(out, pos)
}

func (cartesian) Encode32(pos, out []float32) {
	rows(2, len(pos), len(out))
	copy(out, pos)
}

func (cartesian) Decode(out, pos []float64) {
	rows(2, len(pos), len(out))
	copy(pos, out)
}

func (cartesian) Decode32(out []float32, pos []float64) {
	rows(2, len(pos), len(out))
	for i, v := range out {
		pos[i] = float64(v)
	}
}
