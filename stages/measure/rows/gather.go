package rows

import "context"

// JoinParams says what is joined: nothing of it changes the result.
type JoinParams struct{}

// String names the stage.
func (JoinParams) String() string { return "rows of networks" }

// Join puts tables one under the other. It is associative, so tables of many
// networks are gathered in a tree.
func Join(ctx context.Context, _ JoinParams, parts []Table) (Table, error) {
	var all Table
	for _, t := range parts {
		all.Networks, all.Counts = append(all.Networks, t.Networks...), append(all.Counts, t.Counts...)
		all.Units, all.Noise = append(all.Units, t.Units...), append(all.Noise, t.Noise...)
	}
	return all, ctx.Err()
}
