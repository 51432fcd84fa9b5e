package train

// Outcomes of a training.
const (
	Trained   = "trained"
	Untrained = "untrained" // no gradient steps were asked for
	Diverged  = "diverged"  // the loss stopped being a number, or passed its bound
)

// Network is a trained network.
type Network struct {
	Summary   Summary
	Weights   []Weight // none if diverged
	History   []Point
	Snapshots []Snapshot // none unless asked for
}

// Summary says how the training went.
type Summary struct {
	Network   string `unit:"1" doc:"what was trained"`
	Outcome   string `unit:"1" doc:"trained, untrained or diverged"`
	Steps     int64  `unit:"1" doc:"gradient steps taken"`
	Units     int32  `unit:"1" doc:"units whose activity is studied, Ng"`
	Outputs   int32  `unit:"1" doc:"width of the output, Np"`
	Trainable int64  `unit:"1" doc:"number of trained values"`

	Loss      float64 `unit:"1" doc:"mean data loss on the evaluation paths, first 20 steps"`
	LossFloor float64 `unit:"1" doc:"least possible loss: for the cross-entropies the entropy of the targets, else 0"`
	LossBlind float64 `unit:"1" doc:"loss of a network that knows nothing of the position"`
	Explained float64 `unit:"1" doc:"fraction of the way from blind to floor"`

	Error20M   float64 `unit:"m" doc:"decoding error, mean over the first 20 steps of the evaluation paths"`
	ErrorAt20M float64 `unit:"m" doc:"decoding error at step 20"`
	ErrorAllM  float64 `unit:"m" doc:"decoding error, mean over all steps of the evaluation paths"`

	GFLOP float64 `unit:"1" doc:"1e9 floating-point operations in the matrix products of training"`
}

// Diverged reports whether there is no network to look at.
func (n Network) Diverged() bool { return n.Summary.Outcome == Diverged }

// Weight is one trained array.
type Weight struct {
	Name   string    `unit:"1" doc:"layer and array, as in Keras"`
	Shape  []int32   `unit:"1" doc:"rows, columns; a kernel is inputs by outputs"`
	Values []float32 `column:"entries" unit:"1" doc:"row-major"`
}

// Point is one moment of the training.
type Point struct {
	Step         int64   `unit:"1" doc:"gradient steps taken so far"`
	LearningRate float64 `unit:"1" doc:"of the last of them"`
	BatchLoss    float64 `unit:"1" doc:"mean data loss of the batches since the last point"`
	Loss         float64 `unit:"1" doc:"mean data loss on the first 100 evaluation paths, first 20 steps"`
	Explained    float64 `unit:"1" doc:"fraction of the way from a blind network to the least possible loss"`
	Error20M     float64 `unit:"m" doc:"decoding error, mean over the first 20 steps of the first 100 evaluation paths"`
}

// Snapshot is a trained array as it was after some steps.
type Snapshot struct {
	Step   int64     `unit:"1" doc:"gradient steps taken so far"`
	Name   string    `unit:"1" doc:"layer and array, as in Keras"`
	Shape  []int32   `unit:"1" doc:"rows, columns"`
	Values []float32 `column:"entries" unit:"1" doc:"row-major"`
}

// At returns the network as it was at a step of which snapshots were kept.
func (n Network) At(step int64) (Network, bool) {
	past := Network{Summary: n.Summary}
	past.Summary.Steps = step
	for _, s := range n.Snapshots {
		if s.Step == step {
			past.Weights = append(past.Weights, Weight{s.Name, s.Shape, s.Values})
		}
	}
	return past, past.Weights != nil
}
