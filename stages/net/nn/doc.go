// Package nn is the path-integrating recurrent networks of the paper and what
// trains them: cells, losses, initialisers, dropout, optimisers, schedules.
//
// Every network is the same pipe,
//
//	h_0 = encoder(place code),  z_t = v_t W + b,  h_t = cell(z_t, h_{t-1} U),
//	g_t = readout(h_t),         p_t = decoder(g_t),
//
// with velocity v, units g (whose rate maps are studied) and output p. The
// cells differ only in what they do between z and h, and share one loop over
// time. In the vanilla network g is h itself. Conventions are those of Keras;
// a kernel is (in, out), y = x W + b; memory is time-major, [T][B][units].
//
// The layered networks of [Nayebi2021] have a linear layer M before the
// recurrent kernel. Velocity has two components, so M and the kernel are
// multiplied into one 2-row matrix before the loop and their gradients taken
// apart after it: the same function of the same parameters, without a product
// of the size of the recurrent one.
//
// A Network works in float32 on packages blas and vec, with the same bits on
// every machine and any number of threads, or in float64 with plain loops,
// which is slow and exists to be compared with reference numbers. A training
// step allocates nothing.
//
// References: [Schaeffer2022] (the networks), [Banino2018] (bottleneck,
// head-direction output), [Nayebi2021] (layered cells), [Collins2017] (UGRNN),
// [Cho2014] (GRU), [Hochreiter1997] (LSTM), [Kingma2015] (Adam).
//
// The package does not know positions, place cells, walks or checkpoints.
package nn
