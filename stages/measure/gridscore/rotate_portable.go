package gridscore

// rotated holds sums over a ring of a rotated autocorrelogram t: of t, of its
// products with the unrotated one at the same lag, and with that at the lag a
// right angle before. The kernels know the layout.
type rotated struct {
	sum, same, before [lanes]float64
}

// rotatePortable is the reference of the kernels: it adds the samples to r. A
// spline's rows are summed before they are weighted; products are rounded
// before they are added.
func rotatePortable(r *rotated, samples []sample, coef, sac []float64, stride int) {
	for k := range samples {
		w := &samples[k]
		y0, y1, y2, y3 := w.wy[0], w.wy[1], w.wy[2], w.wy[3]
		var v0, v1, v2, v3 float64
		for i, wx := range w.wx {
			c := coef[w.at+i*stride:][: 4*lanes : 4*lanes]
			v0 += float64(wx * (float64(y0*c[0]) + float64(y1*c[4]) + float64(y2*c[8]) + float64(y3*c[12])))
			v1 += float64(wx * (float64(y0*c[1]) + float64(y1*c[5]) + float64(y2*c[9]) + float64(y3*c[13])))
			v2 += float64(wx * (float64(y0*c[2]) + float64(y1*c[6]) + float64(y2*c[10]) + float64(y3*c[14])))
			v3 += float64(wx * (float64(y0*c[3]) + float64(y1*c[7]) + float64(y2*c[11]) + float64(y3*c[15])))
		}
		here := sac[w.here:][:lanes]
		back := sac[w.back:][:lanes]
		for l, v := range [lanes]float64{v0, v1, v2, v3} {
			r.sum[l] += v
			r.same[l] += float64(here[l] * v)
			r.before[l] += float64(back[l] * v)
		}
	}
}
