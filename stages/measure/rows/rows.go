// Package rows says in small tables what is known of trained networks: a row a
// network, a row a network and threshold, and the scores of its units as lists.
// Rows carry the values that tell networks apart, so that tables are joined and
// grouped by value; ID, a digest of all of a network's parameters, joins them.
//
// Rows are gathered without the rate maps they come from: a row is about a
// thousand times smaller than its network's maps.
//
// The package estimates nothing and knows of no figure.
package rows

import "nofreelunch/stages/net/train"

// Network is one network, as it was after AtStep gradient steps.
type Network struct {
	ID     string `unit:"1" doc:"digest of all parameters of the network"`
	AtStep int64  `unit:"1" doc:"gradient steps after which the network was looked at; 0 for as trained"`

	Encoding      string  `unit:"1" doc:"kind of the encoding of position"`
	Setting       string  `unit:"1" doc:"the encoding with its parameters"`
	Homogeneous   bool    `unit:"1" doc:"every place cell has one round field, and all have one width and surround; false without place cells"`
	SigmaM        float64 `unit:"m" doc:"width of the place fields; NaN without, or where fields differ"`
	SurroundScale float64 `unit:"1" doc:"width of the surround over that of the centre, s; NaN without, or where fields differ"`
	AlphaE        float64 `unit:"1" doc:"amplitude of the centre, of the general DoG; 0 of the others"`
	AlphaI        float64 `unit:"1" doc:"amplitude of the surround, of the general DoG; 0 of the others"`

	Cell        string `unit:"1" doc:"cell of the network"`
	Activation  string `unit:"1" doc:"activation of the network"`
	Optimiser   string `unit:"1" doc:"rule of its training"`
	Initialiser string `unit:"1" doc:"law of its initial weights"`
	Units       int32  `unit:"1" doc:"units whose activity is studied"`
	Seed        int64  `unit:"1" doc:"seed of its start, walks and dropout"`

	GradientSteps    int64   `unit:"1" doc:"gradient steps of its training"`
	BatchPaths       int32   `unit:"1" doc:"paths of a gradient step"`
	LearningRate     float64 `unit:"1" doc:"learning rate at the start of its schedule"`
	WeightDecay      float64 `unit:"1" doc:"factor of the squared recurrent weights in its loss"`
	ReadoutDropout   float64 `unit:"1" doc:"part of the readout's inputs that training drops"`
	RecurrentDropout float64 `unit:"1" doc:"part of the recurrent units that training drops"`
	Centres          string  `unit:"1" doc:"how the place cells' centres lie; empty without place cells"`
	MapBins          int32   `unit:"1" doc:"bins a side of its rate maps; 0 if diverged"`

	Outcome   string  `unit:"1" doc:"trained, untrained or diverged"`
	GFLOP     float64 `unit:"1" doc:"1e9 floating-point operations in the matrix products of training"`
	Explained float64 `unit:"1" doc:"part of the way from the loss of a blind network to the least possible one; NaN if diverged"`

	Error20M    float64   `unit:"m" doc:"decoding error, mean over the first 20 steps of the evaluation paths; NaN if diverged"`
	Error50M    float64   `unit:"m" doc:"decoding error, mean over the first 50 steps, or over all where paths are shorter; NaN if diverged"`
	ErrorsM     []float64 `unit:"m" doc:"decoding error at each step, mean over the paths"`
	ErrorsPaths []int32   `unit:"1" doc:"paths with a decoded position at each step"`

	Scored     int32   `unit:"1" doc:"units that were scored, active or not: all, or as many of a wide network as published"`
	MaxOfAll60 float64 `unit:"1" doc:"largest Score60 of all scored units, active or not, as published; NaN without any"`
	Active     int32   `unit:"1" doc:"units that are active enough to be scored and have a Score60"`
	Score60P95 float64 `unit:"1" doc:"95th percentile of their Score60; NaN without any"`
	MaxScore60 float64 `unit:"1" doc:"largest Score60 of the active units; NaN without any"`
	NullMaps   int32   `unit:"1" doc:"maps of the network's null that have a Score60"`
}

// Diverged reports that training ended in numbers without meaning.
func (n Network) Diverged() bool { return n.Outcome == Diverged }

// Diverged is the outcome of a network whose training did not end.
const Diverged = train.Diverged

// Count is how many units of a network pass one threshold, and how many maps of
// its null.
type Count struct {
	ID        string  `unit:"1" doc:"digest of all parameters of the network"`
	AtStep    int64   `unit:"1" doc:"gradient steps after which the network was looked at; 0 for as trained"`
	Threshold float64 `unit:"1" doc:"Score60 that must be exceeded"`

	AboveOfAll int32   `unit:"1" doc:"scored units above the threshold, active or not, as published"`
	Above      int32   `unit:"1" doc:"active units above the threshold"`
	Short      int32   `unit:"1" doc:"those whose lattice period is known and short"`
	ManyFields int32   `unit:"1" doc:"those with at least three fields, which a triangle takes"`
	PeriodM    float64 `unit:"m" doc:"median period, by the published estimator, of the units above the threshold; NaN without any"`
	LatticeM   float64 `unit:"m" doc:"median lattice period of the units above the threshold; NaN without any"`
	NullAbove  int32   `unit:"1" doc:"maps of the null above the threshold"`
	NullShort  int32   `unit:"1" doc:"those whose lattice period is known and short"`
}

// Units are the scores of a network's active units, those that have a Score60.
// The lists run along each other.
type Units struct {
	ID     string `unit:"1" doc:"digest of all parameters of the network"`
	AtStep int64  `unit:"1" doc:"gradient steps after which the network was looked at; 0 for as trained"`

	Unit           []int32   `unit:"1" doc:"index of the unit"`
	Score60        []float64 `unit:"1" doc:"hexagonality"`
	Score90        []float64 `unit:"1" doc:"squareness"`
	PeriodM        []float64 `unit:"m" doc:"period by the published estimator; NaN if not measured"`
	LatticePeriodM []float64 `unit:"m" doc:"period from the mean-removed autocorrelogram's peaks, placed between bins; NaN if not measured"`

	SilentScore60 []float64 `unit:"1" doc:"hexagonality of the other units, too silent to tell but counted by the publication"`
	SilentPeriodM []float64 `unit:"m" doc:"their period by the published estimator; NaN if not measured"`
}

// Noise are the scores of the maps of a network's null, those that have one.
type Noise struct {
	ID             string    `unit:"1" doc:"digest of all parameters of the network"`
	AtStep         int64     `unit:"1" doc:"gradient steps after which the network was looked at; 0 for as trained"`
	Score60        []float64 `unit:"1" doc:"hexagonality"`
	LatticePeriodM []float64 `unit:"m" doc:"period from the mean-removed autocorrelogram's peaks, placed between bins; NaN if not measured"`
}

// Table is what is known of some networks.
type Table struct {
	Networks []Network
	Counts   []Count
	Units    []Units
	Noise    []Noise
}
