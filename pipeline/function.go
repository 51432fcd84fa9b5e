package pipeline

import (
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"runtime"
	"strings"
)

// functionName is the full name of a top-level function: its import path, a
// dot, its name. Code identity looks the function up by this name, so what
// has no such name is refused.
func functionName(fn any) (string, error) {
	v := reflect.ValueOf(fn)
	if v.Kind() != reflect.Func || v.IsNil() {
		return "", fmt.Errorf("the stage function is nil")
	}
	full := runtime.FuncForPC(v.Pointer()).Name()
	slash := strings.LastIndexByte(full, '/') + 1
	pkg, name, ok := strings.Cut(full[slash:], ".")
	if !ok {
		return "", fmt.Errorf("%s is not a top-level function", full)
	}
	switch {
	case strings.Contains(name, "["):
		return "", fmt.Errorf("%s is an instance of a generic function; declare a named function that calls it", full)
	case strings.HasSuffix(name, "-fm") || strings.HasPrefix(name, "(") || methodLike(name):
		return "", fmt.Errorf("%s is a method or a closure; a stage is a named top-level function", full)
	}
	path, err := url.PathUnescape(full[:slash] + pkg) // the linker escapes dots of the last element
	if err != nil {
		return "", fmt.Errorf("%s: %w", full, err)
	}
	return path + "." + name, nil
}

func methodLike(name string) bool { return strings.Contains(name, ".") }

var stageName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// checkName keeps stage and figure names usable as task names.
func checkName(name string) error {
	if !stageName.MatchString(name) {
		return fmt.Errorf("name %q: use lower-case letters, digits and hyphens", name)
	}
	return nil
}
