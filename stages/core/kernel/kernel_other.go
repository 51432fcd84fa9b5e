//go:build !amd64 && !arm64

package kernel

// available lists what this processor can run.
func available() []ID { return []ID{Portable} }
