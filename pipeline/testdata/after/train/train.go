// Package train is a stage that tests move from one folder to another.
package train

import "context"

// Params are its parameters.
type Params struct{ Units int }

// Train is the stage.
func Train(_ context.Context, p Params, path []int) ([]int, error) {
	return make([]int, p.Units+len(path)), nil
}

// Retrain is another function of the package.
func Retrain(ctx context.Context, p Params, path []int) ([]int, error) { return Train(ctx, p, path) }

// Settings are other parameters with the same fields.
type Settings struct{ Units int }

// TrainWith is Train by another type's parameters.
func TrainWith(ctx context.Context, p Settings, path []int) ([]int, error) {
	return Train(ctx, Params(p), path)
}
