package null

// Work is how many operations the maps of noise that p describes take, in 1e9:
// a map's waves are added bin by bin, and its score is seven products of its
// autocorrelogram, about 4 n^2 for n bins.
func Work(p Params) (gflop float64) {
	bins := p.Bins * p.Bins
	return float64(p.Maps) * float64(bins*(20*p.Waves+4*bins)) / 1e9
}
