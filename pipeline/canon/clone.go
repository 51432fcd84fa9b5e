package canon

import (
	"reflect"
	"unsafe"
)

// Clone copies v so deeply that no later write to a slice of v shows in the
// copy, also where the slice is in an unexported field or behind an interface.
// Slices that overlap in v do not in the copy, and none has room to grow, so
// values with the same lines are also the same to whoever appends to them.
func Clone[T any](v T) T {
	detach(reflect.ValueOf(&v).Elem())
	return v
}

// detach gives the addressable v slices of its own.
func detach(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		detachSlice(settable(v))
	case reflect.Array:
		detachElements(v)
	case reflect.Struct:
		for i := range v.NumField() {
			detach(v.Field(i))
		}
	case reflect.Interface:
		detachHeld(settable(v))
	}
}

// settable is v without the mark of an unexported field: the value is a copy
// that nobody else has yet, so writing to it breaks no one's rules.
func settable(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}

func detachSlice(v reflect.Value) {
	if v.IsNil() {
		return
	}
	fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(fresh, v)
	v.Set(fresh)
	detachElements(v)
}

// detachHeld replaces what an interface holds by a detached copy.
func detachHeld(v reflect.Value) {
	if v.IsNil() {
		return
	}
	fresh := reflect.New(v.Elem().Type()).Elem()
	fresh.Set(v.Elem())
	detach(fresh)
	v.Set(fresh)
}

func detachElements(v reflect.Value) {
	for i := range v.Len() {
		detach(v.Index(i))
	}
}
