package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/gofrs/flock"
)

// errNoLocks says that the file system cannot lock, or cannot now.
var errNoLocks = errors.New("files cannot be locked here")

// A locker takes the lock of the file at path, made if need be. ok is false
// while another has it. It is a part of the Store so that tests can see what
// becomes of one whose locks do nothing.
type locker func(path string) (release func() error, ok bool, err error)

// TryLock is the locker of every store: the system frees the lock when the
// process dies, however it dies.
func TryLock(path string) (release func() error, ok bool, err error) {
	for range 100 {
		lock := flock.New(path, flock.SetPermissions(0o666))
		ok, err = lock.TryLock()
		switch {
		case err != nil:
			return nil, false, errors.Join(classify(path, err), lock.Close())
		case !ok:
			return nil, false, lock.Close()
		case sameFile(lock, path):
			return lock.Unlock, true, nil
		}
		_ = lock.Unlock() // its last holder removed the file between our open and our lock
	}
	return nil, false, fmt.Errorf("%w: %s vanishes again and again", errNoLocks, path)
}

// classify tells a file system that cannot lock from one that cannot be written.
func classify(path string, err error) error {
	for _, e := range []error{syscall.ESTALE, syscall.ENOLCK, syscall.ENOTSUP, syscall.EOPNOTSUPP, syscall.ENOSYS, syscall.EIO} {
		if errors.Is(err, e) {
			return fmt.Errorf("%w: %w", errNoLocks, err)
		}
	}
	if _, there := os.Lstat(path); there == nil && errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: %w", errNoLocks, err) // another user's, whom it lets nobody share
	}
	return err
}

func sameFile(lock *flock.Flock, path string) bool {
	there, err := os.Stat(path)
	if err != nil {
		return false
	}
	held, err := lock.Stat()
	return err == nil && os.SameFile(there, held)
}
