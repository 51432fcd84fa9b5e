package dmath_test

import (
	"fmt"

	"nofreelunch/stages/core/dmath"
)

// The last digit is the same on every machine, which package math does not
// promise.
func Example() {
	sin, cos := dmath.Sincos(1)
	fmt.Println(dmath.Exp(1), dmath.Log(10))
	fmt.Println(sin, cos)
	// Output:
	// 2.718281828459045 2.302585092994046
	// 0.8414709848078965 0.5403023058681398
}
