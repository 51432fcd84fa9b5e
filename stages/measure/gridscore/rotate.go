package gridscore

// splinePole is the pole of the cubic B-spline prefilter, sqrt(3) - 2, and
// splineGain the gain that goes with it.
const (
	splinePole = float64(1.7320508075688772) - 2
	splineGain = 6
)

// splineHorizon is after how many samples the pole's powers are below the
// rounding of the mirror sum.
const splineHorizon = 40

// prefilter replaces count lines of side samples, each sample a group of
// lanes, by their cubic spline coefficients with mirror boundaries. Sample i
// of line j lies at v[j*across + i*along].
func prefilter(v []float64, side, along, count, across int) {
	if side < 2 {
		return
	}
	z := float64(splinePole)
	last := (side - 1) * along
	for j := range count {
		line := v[j*across:]
		// The sum over the mirrored line, for sample 0.
		zn := power(z, side-1)
		var c [lanes]float64
		for l := range lanes {
			c[l] = line[l] + float64(zn*line[last+l])
		}
		zi := z
		for i := 1; i < side-1 && i < splineHorizon; i++ {
			for l := range lanes {
				c[l] += float64(zi * (line[i*along+l] + float64(zn*line[last-i*along+l])))
			}
			zi *= z
		}
		scale := splineGain / (1 - float64(zn*zn))
		c0, c1, c2, c3 := c[0]*scale, c[1]*scale, c[2]*scale, c[3]*scale
		line[0], line[1], line[2], line[3] = c0, c1, c2, c3
		for at := along; at <= last; at += along {
			p := line[at : at+lanes : at+lanes]
			c0 = float64(z*c0) + float64(splineGain*p[0])
			c1 = float64(z*c1) + float64(splineGain*p[1])
			c2 = float64(z*c2) + float64(splineGain*p[2])
			c3 = float64(z*c3) + float64(splineGain*p[3])
			p[0], p[1], p[2], p[3] = c0, c1, c2, c3
		}
		end := z / (float64(z*z) - 1)
		p := line[last-along:][:lanes]
		c0 = float64((float64(z*p[0]) + c0) * end)
		c1 = float64((float64(z*p[1]) + c1) * end)
		c2 = float64((float64(z*p[2]) + c2) * end)
		c3 = float64((float64(z*p[3]) + c3) * end)
		q := line[last:][:lanes]
		q[0], q[1], q[2], q[3] = c0, c1, c2, c3
		for at := last - along; at >= 0; at -= along {
			p := line[at : at+lanes : at+lanes]
			c0 = z * (c0 - p[0])
			c1 = z * (c1 - p[1])
			c2 = z * (c2 - p[2])
			c3 = z * (c3 - p[3])
			p[0], p[1], p[2], p[3] = c0, c1, c2, c3
		}
	}
}

// power is z to the n-th, for n >= 0.
func power(z float64, n int) float64 {
	p := 1.0
	for range n {
		p *= z
	}
	return p
}

// low and high are how many samples of mirrored margin the coefficients carry,
// so that the four taps of a sample never leave the table.
const (
	low  = 1
	high = 2
)

// coefficients turns s.sac into spline coefficients with mirrored margins. The
// autocorrelogram equals itself turned by 180 degrees, and so do its
// coefficients: each axis is filtered over half of its lines.
func (s *Scorer) coefficients() {
	n, side := s.n, 2*s.n-1
	stride := side + low + high
	copy(s.half, s.sac)
	row := side * lanes
	prefilter(s.half, side, row, n, lanes) // along x, columns 0 .. n-1
	for i := range side {
		for j := n; j < side; j++ {
			from := ((side-1-i)*side + side - 1 - j) * lanes
			copy(s.half[(i*side+j)*lanes:][:lanes], s.half[from:][:lanes])
		}
	}
	prefilter(s.half, side, lanes, n, row) // along y, rows 0 .. n-1
	at := func(i, j int) int { return ((i+low)*stride + j + low) * lanes }
	for i := range n {
		copy(s.coef[at(i, 0):][:row], s.half[i*row:][:row])
	}
	for i := n; i < side; i++ {
		for j := range side {
			copy(s.coef[at(i, j):][:lanes], s.coef[at(side-1-i, side-1-j):][:lanes])
		}
	}
	if side < 2 {
		return
	}
	for i := range side {
		for m := 1; m <= low; m++ {
			copy(s.coef[at(i, -m):][:lanes], s.coef[at(i, reflected(-m, side)):][:lanes])
		}
		for m := range high {
			copy(s.coef[at(i, side+m):][:lanes], s.coef[at(i, reflected(side+m, side)):][:lanes])
		}
	}
	wide := stride * lanes
	line := func(i int) []float64 { return s.coef[(i+low)*wide:][:wide] }
	for m := 1; m <= low; m++ {
		copy(line(-m), line(reflected(-m, side)))
	}
	for m := range high {
		copy(line(side+m), line(reflected(side+m, side)))
	}
}

// reflected mirrors an index just outside [0, side) back into it, about the
// centre of the first or last sample.
func reflected(i, side int) int {
	if i < 0 {
		i = -i
	}
	if i >= side {
		i = 2*side - 2 - i
	}
	return max(0, min(i, side-1))
}
