package worker

import (
	"errors"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
)

// fault is a failure as a beat carries it.
func fault(err error) orders.Fault {
	var stage *pipeline.StageError
	if errors.As(err, &stage) {
		return orders.Fault{Error: stage.Cause.Error(), Log: stage.Log}
	}
	return orders.Fault{Error: err.Error()}
}
