package main

// This does not compile where an int has 32 bits, also on a processor that
// needs_64_bits.go has not heard of.
const _ uint = 1 << 63
