package dmath

import "math"

// NormalQuantile returns z with P(Z <= z) = p for a standard normal Z, with a
// relative error of about 1e-16 (algorithm AS 241, PPND16). It is -Inf at 0,
// +Inf at 1 and NaN outside [0, 1].
func NormalQuantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * normalCentre(r)
	}
	tail := p
	if q > 0 {
		tail = 1 - p
	}
	switch {
	case !(tail >= 0):
		return math.NaN()
	case tail == 0:
		return math.Copysign(math.Inf(1), q)
	}
	return math.Copysign(normalTail(math.Sqrt(-Log(tail))), q)
}

// normalCentre is the rational approximation for |p - 1/2| <= 0.425.
func normalCentre(r float64) float64 {
	num := horner8(r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
		4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3)
	den := horner8(r, 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
		2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3)
	return num / den
}

// normalTail is the one beyond, in r = sqrt(-ln tail).
func normalTail(r float64) float64 {
	if r <= 5 {
		r -= 1.6
		num := horner8(r, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
			1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4)
		den := horner8(r, 1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
			1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9)
		return num / den
	}
	r -= 5
	num := horner8(r, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7)
	den := horner8(r, 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)
	return num / den
}

// horner8 returns c0 + c1 r + ... + c7 r**7, in pairs.
func horner8(r, c0, c1, c2, c3, c4, c5, c6, c7 float64) float64 {
	r2 := r * r
	r4 := r2 * r2
	lo := math.FMA(r2, math.FMA(r, c3, c2), math.FMA(r, c1, c0))
	hi := math.FMA(r2, math.FMA(r, c7, c6), math.FMA(r, c5, c4))
	return math.FMA(r4, hi, lo)
}
