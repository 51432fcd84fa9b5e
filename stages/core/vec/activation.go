package vec

import "nofreelunch/stages/core/kernel"

func relu(x float32) float32 {
	if x <= 0 {
		return 0
	}
	return x
}

// Relu sets dst[i] = x[i] if positive, else +0. A NaN stays a NaN.
func Relu(dst, x []float32) {
	same2(dst, x)
	for i := reluBlocks(len(x), head(dst), head(x)); i < len(x); i++ {
		dst[i] = relu(x[i])
	}
}

func reluGrad(dy, h float32) float32 {
	if h > 0 {
		return dy
	}
	return 0
}

// ReluGrad sets dst[i] = dy[i] where h[i] > 0, else +0; h = Relu(x).
func ReluGrad(dst, dy, h []float32) {
	same3(dst, dy, h)
	for i := reluGradBlocks(len(h), head(dst), head(dy), head(h)); i < len(h); i++ {
		dst[i] = reluGrad(dy[i], h[i])
	}
}

// Tanh sets dst[i] = tanh x[i], within 1.5 ulp.
func Tanh(dst, x []float32) {
	same2(dst, x)
	for i := tanhBlocks(len(x), head(dst), head(x)); i < len(x); i++ {
		dst[i] = tanh(x[i])
	}
}

func tanhGrad(dy, h float32) float32 { return dy * kernel.FMA(-h, h, 1) }

// TanhGrad sets dst[i] = dy[i] (1 - h[i]^2); h = Tanh(x).
func TanhGrad(dst, dy, h []float32) {
	same3(dst, dy, h)
	for i := tanhGradBlocks(len(h), head(dst), head(dy), head(h)); i < len(h); i++ {
		dst[i] = tanhGrad(dy[i], h[i])
	}
}

// Sigmoid sets dst[i] = 1/(1 + exp(-x[i])), within 2.5 ulp; 1.6e-38 for all
// x below -87.
func Sigmoid(dst, x []float32) {
	same2(dst, x)
	for i := sigmoidBlocks(len(x), head(dst), head(x)); i < len(x); i++ {
		dst[i] = sigmoid(x[i])
	}
}

func sigmoidGrad(dy, h float32) float32 { return dy * kernel.FMA(-h, h, h) }

// SigmoidGrad sets dst[i] = dy[i] (h[i] - h[i]^2); h = Sigmoid(x).
func SigmoidGrad(dst, dy, h []float32) {
	same3(dst, dy, h)
	for i := sigmoidGradBlocks(len(h), head(dst), head(dy), head(h)); i < len(h); i++ {
		dst[i] = sigmoidGrad(dy[i], h[i])
	}
}

// Exp sets dst[i] = e**x[i], within 1.02 ulp; subnormal results within 1.5.
func Exp(dst, x []float32) {
	same2(dst, x)
	for i := expBlocks(len(x), head(dst), head(x)); i < len(x); i++ {
		dst[i] = exp(x[i])
	}
}
