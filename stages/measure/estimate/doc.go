// Package estimate turns rows of networks into what figures show and claims
// are judged by: fractions, survival functions, densities, modes and their
// intervals. Each kind of estimate is a stage, and every interval is over
// networks, whose units are not independent.
//
// Networks are grouped by their values, never by their place in a list.
//
// The package draws nothing, and sees no rate map and no weight.
//
// References: [Wilson1927], [Efron1979], [Scott1992].
package estimate
