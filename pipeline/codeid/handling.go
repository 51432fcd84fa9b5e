package codeid

// A handling is what code does with a variable, or with what aliases it: some
// of the following, or none where it reads the value and no more.
type handling uint8

const (
	keeps   handling = 1 << iota // an alias, where this reading loses sight of it
	returns                      // an alias to its caller
	calls                        // a function that is in it
	writes                       // assigns it, or something in it
)

const reads handling = 0

// with reports that one of the others is among h.
func (h handling) with(others handling) bool { return h&others != 0 }

// A question is what is done with a local variable of a declaration, or with
// the fields of a name in a package, given a shape or the address of one.
type question struct {
	decl  *decl
	local *object
	pkg   *pkg
	field string
	shape shape
	addr  bool
}
