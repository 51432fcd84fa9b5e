// Package paper judges what the publications claim [Schaeffer2022],
// [Nayebi2021] by what was computed here.
//
// Every claim is data: a statement with its source, the published value and its
// N if there is one, how ours is estimated and the test that decides. The tests were
// written before their results were looked at and are never tuned. A claim is
//
//	reproduced      the interval of ours minus published lies inside the margin,
//	                or that of ours wholly on the claimed side of a bound
//	contradicted    it lies wholly outside, or on the other side
//	inconclusive    neither, or fewer than four things to decide by
//	not comparable  ours differs from the published networks in something that
//	                the comparison needs, as evaluated from the networks
//
// Fractions are compared with both N [Newcombe1998], and the verdicts of one
// result are adjusted for their number [Holm1979]. Each is then argued against:
// judged again under other thresholds, with a filter on periods, another estimator,
// fewer steps, against a null, with half of the networks, and by other looks at them.
// What is true by construction, and numbers of other works, are no claims but Context.
//
// The package does not draw, train or typeset, and reads no files.
//
// References: [Wilson1927], [Efron1979], [Zou2008], [Newcombe1998], [Holm1979].
package paper
