// Package nofreelunch declares the paper as one graph.
package nofreelunch
