// Package paper judges what the publications claim [Schaeffer2022],
// [Nayebi2021] by what was computed here.
//
// Every claim is data: a statement with its source, the published value if
// there is one, how ours is estimated and the test that decides. The tests were
// written before their results were looked at and are never tuned. A claim is
//
//	reproduced      the test holds
//	not reproduced  it does not
//	not testable    what it needs is not in this profile; a claim that failed
//	                is never called this
//
// Each is then argued against: judged again under other thresholds, with a
// filter on periods, against a null, and with half of the networks.
//
// The package does not draw, train or typeset, and reads no files.
//
// References: [Wilson1927], [Efron1979], [Zou2008].
package paper
