package nn

// SRNN is a simple recurrent cell in the layered network.
type SRNN struct{ layered }

func (SRNN) String() string                                { return "srnn" }
func (SRNN) gates() int                                    { return 1 }
func (SRNN) recurrent32(n *Network[float32]) cell[float32] { return newSimple(n) }
func (SRNN) recurrent64(n *Network[float64]) cell[float64] { return newSimple(n) }
