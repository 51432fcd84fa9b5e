package nn

// Flops is the number of floating-point operations in the matrix products of
// one gradient step, a multiplication and an addition counting as two. The
// rank-2 products with the velocity and everything elementwise are left out.
func (c Config) Flops(batch, steps int) float64 {
	return 2*c.forwardProducts(batch, steps) + c.backwardProducts(batch, steps)*2
}

// ForwardFlops is the same for a forward pass alone.
func (c Config) ForwardFlops(batch, steps int) float64 { return 2 * c.forwardProducts(batch, steps) }

func (c Config) forwardProducts(batch, steps int) float64 {
	return float64(batch*c.start()) + float64(batch*steps*c.perStep())
}

// backwardProducts: two for each of the forward pass, but the encoder's input
// needs no gradient.
func (c Config) backwardProducts(batch, steps int) float64 {
	return float64(batch*c.start()) + float64(2*batch*steps*c.perStep())
}

// start is the size of the encoders' kernels.
func (c Config) start() int {
	return len(encoders(c.Cell.around())) * c.StartWidth() * c.Units
}

// perStep is the size of the kernels that act at every step.
func (c Config) perStep() int {
	size := c.Cell.gates()*c.Units*c.Units + c.Width()*c.StartWidth()
	if a := c.Cell.around(); a.layered || a.bottleneck {
		size += c.Units * c.Width()
	}
	return size
}
