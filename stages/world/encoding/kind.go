package encoding

import "nofreelunch/stages/world/placecell"

// A Kind is a family of encodings: how positions become targets and targets
// become positions again. It is part of a network's identity: nothing belongs
// here that a network does not depend on (see Entry).
//
// Kinds are told apart by their type. The file of a kind may not have variables,
// init functions or anything else at package level that runs, because every
// network would depend on it.
type Kind interface {
	// String is the name in keys, tables and published results; it never changes.
	String() string
	// Title begins the name of an encoding of this kind.
	Title() string
	// Place reports a population of place cells.
	Place() bool
	// Loss is the loss with which the code is trained.
	Loss() Loss
	// Sized completes p with the number of values a position and, of place
	// cells, the layout. A code whose width is fixed keeps it.
	Sized(p Params, cells int, centres Layout) Params

	// validate names the first parameter of the kind's own that is out of bounds.
	validate(p Params) error
	// details are those parameters in the encoding's name.
	details(p Params) string
	// encoder is the encoder of valid parameters.
	encoder(p Params) Encoder
}

// A placeKind is a kind whose cells have place fields. It embeds placeCells and
// says how the energies of the fields become activities.
type placeKind interface {
	Kind
	tuning(p Params) tuning
	// dips reports cells that are least active at their centres.
	dips() bool
}

// A tuning makes activities from the energies of all cells at one position.
type tuning interface {
	// tune replaces the center energies by activities. It may overwrite surround.
	tune(center, surround []float64)
	// tune32 sets row to activities. It may overwrite the energies.
	tune32(row []float32, e *energies32)
}

// placeCells is what all kinds of place cells share.
type placeCells struct{}

func (placeCells) Place() bool { return true }
func (placeCells) Loss() Loss  { return CrossEntropy }
func (placeCells) dips() bool  { return false }

func (placeCells) Sized(p Params, cells int, centres Layout) Params {
	p.Cells, p.Centres = cells, centres
	return p
}

func (placeCells) encoder(p Params) Encoder { return NewPlace(p, placecell.New(p.population())) }
