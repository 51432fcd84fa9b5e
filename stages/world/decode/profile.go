package decode

// A Profile is the decoding error along paths: at each step the mean over the
// paths whose position was decoded there.
type Profile struct {
	box   Box
	sums  []float64 // of distances, m
	paths []int32
}

// NewProfile is a profile of so many steps, without paths.
func NewProfile(box Box, steps int) *Profile {
	return &Profile{box, make([]float64, steps), make([]int32, steps)}
}

// Add takes one more position at a step, from 0. One that was not decoded to
// finite numbers is left out.
func (p *Profile) Add(step int, decodedX, decodedY, x, y float64) {
	if d := p.box.Distance(decodedX, decodedY, x, y); d-d == 0 {
		p.sums[step] += d
		p.paths[step]++
	}
}

// AddAll takes decoded and true positions of some paths, [steps][paths][2].
func (p *Profile) AddAll(decoded, truth []float64) {
	if len(decoded) != len(truth) || len(truth)%(2*len(p.sums)) != 0 {
		panic("decode: positions are not a whole number of steps")
	}
	paths := len(truth) / 2 / len(p.sums)
	for i := range len(truth) / 2 {
		p.Add(i/paths, decoded[2*i], decoded[2*i+1], truth[2*i], truth[2*i+1])
	}
}

// Steps is the number of steps.
func (p *Profile) Steps() int { return len(p.sums) }

// At is the mean error at a step, from 0, and the paths it is a mean of; NaN
// without any.
func (p *Profile) At(step int) (errorM float64, paths int32) {
	return p.sums[step] / float64(p.paths[step]), p.paths[step]
}

// MeanErrorM is the error over the first steps, or over all where there are
// fewer: the mean over paths and steps. NaN without any.
func (p *Profile) MeanErrorM(steps int) float64 {
	sum, count := 0.0, 0.0
	for i := range min(steps, len(p.sums)) {
		sum += p.sums[i]
		count += float64(p.paths[i])
	}
	return sum / count
}

// MeanErrorM is Profile.MeanErrorM of a profile that was kept as the errors at
// each step and the paths that they are means of.
func MeanErrorM(steps int, errorsM []float64, paths []int32) float64 {
	sum, count := 0.0, 0.0
	for i := range min(steps, len(errorsM)) {
		if n := float64(paths[i]); n > 0 {
			sum += float64(errorsM[i] * n)
			count += n
		}
	}
	return sum / count
}
