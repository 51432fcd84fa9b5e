package surrogate

import "context"

// Table is what surrogates say of some networks. Every row names its network.
type Table struct {
	Networks  []Network
	Counts    []Count
	Coherence []Coherence
	Scores    []Scores
}

// Network is one network, how accurate it is, and how like its maps its
// surrogates are.
type Network struct {
	ID string `unit:"1" doc:"digest of all parameters of the network"`

	Encoding      string  `unit:"1" doc:"kind of the encoding of position"`
	Homogeneous   bool    `unit:"1" doc:"every place cell has one round field, and all have one width and surround; false without place cells"`
	SigmaM        float64 `unit:"m" doc:"width of the place fields; NaN without, or where fields differ"`
	SurroundScale float64 `unit:"1" doc:"width of the surround over that of the centre, s; NaN without, or where fields differ"`
	Centres       string  `unit:"1" doc:"layout of the place fields' centres"`
	BoxWidthM     float64 `unit:"m" doc:"side of the box"`
	Seed          int64   `unit:"1" doc:"seed of the network"`
	Outcome       string  `unit:"1" doc:"trained, untrained or diverged"`
	Error20M      float64 `unit:"m" doc:"decoding error, mean over the first 20 steps of the evaluation paths; NaN if diverged"`
	Error50M      float64 `unit:"m" doc:"decoding error, mean over the first 50 steps, or over all where paths are shorter; NaN if diverged"`

	Units      int32 `unit:"1" doc:"units that are active enough to be scored"`
	Surrogates int32 `unit:"1" doc:"surrogates of them that have a score"`

	Marginals            float64 `unit:"1" doc:"largest total variation of a surrogate's distribution of rates from its unit's"`
	Radial               float64 `unit:"1" doc:"total variation of the surrogates' radial spectrum from the units'"`
	WaveRadPerM          float64 `unit:"rad/m" doc:"mean wave number of the units' radial spectrum"`
	BandRadPerM          float64 `unit:"rad/m" doc:"standard deviation of that spectrum"`
	SurrogateRadPerM     float64 `unit:"rad/m" doc:"mean wave number of the surrogates' spectrum"`
	SurrogateBandRadPerM float64 `unit:"rad/m" doc:"standard deviation of that spectrum"`
}

// Count is how many units of a network pass a threshold, and how many of their
// surrogates.
type Count struct {
	ID             string  `unit:"1" doc:"digest of all parameters of the network"`
	Threshold      float64 `unit:"1" doc:"Score60 that must be exceeded"`
	Units          int32   `unit:"1" doc:"active units"`
	Above          int32   `unit:"1" doc:"those above the threshold"`
	Short          int32   `unit:"1" doc:"those of them whose lattice period is known and short"`
	Surrogates     int32   `unit:"1" doc:"surrogates"`
	SurrogateAbove int32   `unit:"1" doc:"those above the threshold"`
	SurrogateShort int32   `unit:"1" doc:"those of them whose lattice period is known and short"`
}

// Coherence is whether a network's units share a lattice more than their
// surrogates do.
type Coherence struct {
	ID         string  `unit:"1" doc:"digest of all parameters of the network"`
	LeastScore float64 `unit:"1" doc:"Score60 above which a lattice counts"`

	Lattices  int32   `unit:"1" doc:"units whose lattice counts"`
	Alignment float64 `unit:"1" doc:"mean over their pairs of the cosine of six times the difference of orientation; NaN of too few"`
	Spread    float64 `unit:"1" doc:"standard deviation of their log period; NaN of too few"`

	SurrogateLattices  int32   `unit:"1" doc:"surrogates whose lattice counts"`
	SurrogateAlignment float64 `unit:"1" doc:"alignment of all of them"`
	SurrogateSpread    float64 `unit:"1" doc:"spread of all of them"`

	PAlignment float64 `unit:"1" doc:"part of the populations of as many surrogates that are as aligned; NaN where nothing can be said"`
	PSpread    float64 `unit:"1" doc:"part of the populations of as many surrogates whose periods spread as little; NaN where nothing can be said"`
	PJoint     float64 `unit:"1" doc:"part of the populations of as many surrogates that are as coherent in both together; NaN where nothing can be said"`
}

// Scores are those of a network's surrogates, and the lattices of its units.
type Scores struct {
	ID string `unit:"1" doc:"digest of all parameters of the network"`

	Unit           []int32   `unit:"1" doc:"index of the active unit"`
	Score60        []float64 `unit:"1" doc:"hexagonality of the unit"`
	LatticePeriodM []float64 `unit:"m" doc:"lattice period of the unit; NaN if not measured"`
	OrientationRad []float64 `unit:"rad" doc:"orientation of the unit's lattice modulo 60 degrees; NaN if not measured"`
	Surrogate60    []float64 `unit:"1" doc:"hexagonality of the surrogates, unit by unit in each draw"`
	SurrogateM     []float64 `unit:"m" doc:"lattice period of the surrogates; NaN if not measured"`
}

// JoinParams says what is joined: nothing of it changes the result.
type JoinParams struct{}

// String names the stage.
func (JoinParams) String() string { return "surrogates of networks" }

// Join puts tables one under the other.
func Join(ctx context.Context, _ JoinParams, parts []Table) (Table, error) {
	var all Table
	for _, t := range parts {
		all.Networks, all.Counts = append(all.Networks, t.Networks...), append(all.Counts, t.Counts...)
		all.Coherence, all.Scores = append(all.Coherence, t.Coherence...), append(all.Scores, t.Scores...)
	}
	return all, ctx.Err()
}
