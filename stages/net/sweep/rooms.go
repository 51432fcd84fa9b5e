package sweep

import (
	"slices"

	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// WideBoxM is the side of a box that holds twice as many fields a side as the
// published one.
const WideBoxM = 4.4

// rooms are how many networks on the published DoS code have uniform centres, a
// wide box, or both.
type rooms struct{ uniform, wide, wideUniform int }

func (m maker) rooms(n rooms) []train.Params {
	uniform := func(p *train.Params) { p.Encoding.Centres = encoding.Uniform }
	return slices.Concat(
		each(m.seeds(n.uniform, ideal()), uniform), each(m.seeds(n.wide, ideal()), wideBox),
		each(each(m.seeds(n.wideUniform, ideal()), wideBox), uniform))
}

// wideBox keeps the place cells to the square metre. A cell of four times as many
// has a quarter of the activity, which the gain of the initial place code makes up for.
func wideBox(p *train.Params) {
	p.Encoding.BoxWidthM, p.Walk.BoxWidthM = WideBoxM, WideBoxM
	p.Encoding.Cells *= 4
	p.Net.Outputs, p.PlaceGain = p.Encoding.Cells, 4*p.PlaceGain
}
