package mapfile

import "nofreelunch/build/frame"

// decodeParquet reads a table. What is null in it is an unvisited bin.
func decodeParquet(data []byte, flat bool) (Contents, error) {
	f, err := frame.Parquet(data)
	if err != nil {
		return Contents{}, err
	}
	return (&tabular{f}).maps(flat)
}
