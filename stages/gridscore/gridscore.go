package gridscore

// MaxBins is the largest number of bins a side that can be scored.
const MaxBins = 256
