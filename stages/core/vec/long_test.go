package vec

import "os"

// long says whether tests may take minutes.
func long() bool { return os.Getenv("NOFREELUNCH_LONG") != "" }
