package stat_test

import (
	"fmt"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

func Example() {
	// 70 of 661 networks pass: what is the fraction, and how sure is it?
	i, err := stat.Wilson(70, 661, 0.95)
	if err != nil {
		panic(err)
	}
	fmt.Printf("fraction .106, interval %.3f to %.3f\n", i.Lo, i.Hi)

	scores := []float64{0.2, 0.3, 0.35, 0.5, 0.9, 1.1}
	d, err := stat.NewDensity(scores, stat.Scott(scores))
	if err != nil {
		panic(err)
	}
	fmt.Printf("P(score > 0.8) = %.2f\n", d.Survival(0.8))

	b, err := stat.Bootstrap(scores, stat.Mean, 1000, 0.95, rng.New(1, "example", 0))
	if err != nil {
		panic(err)
	}
	fmt.Printf("mean %.2f, at least %v\n", stat.Mean(scores), b.Lo > 0.2)
	// Output:
	// fraction .106, interval 0.085 to 0.132
	// P(score > 0.8) = 0.29
	// mean 0.56, at least true
}
