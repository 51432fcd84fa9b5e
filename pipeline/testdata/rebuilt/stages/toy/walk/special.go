//go:build special

package walk

const tagged = 2
