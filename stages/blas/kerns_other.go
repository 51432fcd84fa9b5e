package blas

// kerns are the kernels of this architecture, best first.
var kerns = []kern{portable}
