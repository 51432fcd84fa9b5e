package regression

import (
	"fmt"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/measure/dimension"
)

// neighbours is the published number of the method of moments.
const neighbours = 100

// dimensions fills what other measures than the participation ratio say: a
// position is a point, a feature a coordinate.
func (s *Summary) dimensions(x linalg.Matrix) error {
	cloud, err := dimension.NewCloud(x.Rows, x.Cols, x.Data)
	if err != nil {
		return fmt.Errorf("regression: %w", err)
	}
	c, _ := centre(x)
	s.TwoNN, s.Moments, s.Rank = cloud.TwoNN(), cloud.Moments(neighbours), int32(rank(linalg.TMul(c, c)))
	return nil
}

// rank counts the pivots of a positive semidefinite matrix, the largest first, that
// exceed 1e-10 of the largest. What the matrix has less than full rank
// by is no difficulty, as it is for eigenvalues.
func rank(m linalg.Matrix) int {
	const tolerance = 1e-10
	largest := 0.0
	for k := range m.Rows {
		at := k
		for i := k; i < m.Rows; i++ {
			if m.At(i, i) > m.At(at, at) {
				at = i
			}
		}
		pivot := m.At(at, at)
		largest = max(largest, pivot)
		if !(pivot > float64(tolerance*largest)) {
			return k
		}
		swap(m, k, at)
		for i := k + 1; i < m.Rows; i++ {
			f := m.At(i, k) / pivot
			for j := k + 1; j < m.Rows; j++ {
				m.Set(i, j, m.At(i, j)-float64(f*m.At(k, j)))
			}
		}
	}
	return m.Rows
}

// swap exchanges two rows and the columns of the same numbers.
func swap(m linalg.Matrix, a, b int) {
	for i := range m.Rows {
		x, y := m.At(a, i), m.At(b, i)
		m.Set(a, i, y)
		m.Set(b, i, x)
	}
	for i := range m.Rows {
		x, y := m.At(i, a), m.At(i, b)
		m.Set(i, a, y)
		m.Set(i, b, x)
	}
}
