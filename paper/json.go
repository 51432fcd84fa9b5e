package paper

import (
	"encoding/json"
	"math"
	"strconv"
)

// number is a float64 that JSON writes as null where it is not one.
type number float64

// MarshalJSON writes the shortest decimal, or null.
func (n number) MarshalJSON() ([]byte, error) {
	v := float64(n)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, v, 'g', -1, 64), nil
}

// MarshalJSON writes claims with their readings inside.
func (v Verdicts) MarshalJSON() ([]byte, error) {
	type judged struct {
		Vary    string `json:"vary"`
		Reading string `json:"reading"`
		N       int64  `json:"n"`
		Ours    number `json:"ours"`
		Low     number `json:"low"`
		High    number `json:"high"`
		Verdict string `json:"verdict"`
	}
	type claim struct {
		ID          string   `json:"id"`
		Part        string   `json:"part"`
		Statement   string   `json:"statement"`
		Source      string   `json:"source"`
		Where       string   `json:"where"`
		Finding     bool     `json:"finding"`
		Unit        string   `json:"unit"`
		Published   number   `json:"published"`
		Uncertainty number   `json:"uncertainty"`
		PublishedN  int64    `json:"published_n"`
		Estimator   string   `json:"estimator"`
		Test        string   `json:"test"`
		N           int64    `json:"n"`
		Of          string   `json:"of"`
		Ours        number   `json:"ours"`
		Low         number   `json:"low"`
		High        number   `json:"high"`
		Difference  number   `json:"difference"`
		DiffLow     number   `json:"diff_low"`
		DiffHigh    number   `json:"diff_high"`
		Margin      number   `json:"margin"`
		P           number   `json:"p"`
		PHolm       number   `json:"p_holm"`
		Verdict     string   `json:"verdict"`
		Differs     string   `json:"differs,omitempty"`
		Reason      string   `json:"reason,omitempty"`
		Robust      string   `json:"robust,omitempty"`
		Profile     string   `json:"profile"`
		Readings    []judged `json:"readings,omitempty"`
	}
	out := make([]claim, 0, len(v.Claims))
	for _, r := range v.Ordered() {
		c := claim{r.ID, r.Part, r.Statement, r.Source, r.Where, r.Finding, r.Unit, number(r.Published), number(r.Uncertainty), r.PublishedN,
			r.Estimator, r.Test, r.N, r.Of, number(r.Ours), number(r.Low), number(r.High), number(r.Difference), number(r.DiffLow), number(r.DiffHigh),
			number(r.Margin), number(r.P), number(r.PHolm), r.Verdict, r.Differs, r.Reason, r.Robust, r.Profile, nil}
		for _, j := range v.Readings {
			if j.ID == r.ID {
				c.Readings = append(c.Readings, judged{j.Vary, j.Reading, j.N, number(j.Ours), number(j.Low), number(j.High), j.Verdict})
			}
		}
		out = append(out, c)
	}
	return json.Marshal(out)
}
