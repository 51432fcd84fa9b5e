//go:build 386 || amd64p32 || arm || armbe || mips || mipsle || mips64p32 || mips64p32le || ppc || riscv || s390 || sparc

package main

// Sizes of tables, counts of operations and places in files need 64 bits: with
// 32 they would be cut off without a word. So the program does not compile there,
// and the compiler's message is this name.
var _ = this_program_needs_a_processor_of_64_bits
