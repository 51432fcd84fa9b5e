//go:build unix

package store

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestTwoUsersShareACache has two users of one group work in turn on a cache.
// Each uses, adds to, repairs and collects what the other made.
func TestTwoUsersShareACache(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be two users")
	}
	dir := shortLived(t)
	os.Chmod(dir, 0o755)
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	bin, cache := filepath.Join(dir, "test"), filepath.Join(dir, "cache")
	if err := os.WriteFile(bin, self, 0o755); err != nil {
		t.Fatal(err)
	}
	const group = 4242
	os.Mkdir(cache, 0o775)
	os.Chown(cache, 0, group)
	os.Chmod(cache, os.ModeSetgid|0o775)
	for turn, user := range []uint32{4001, 4002, 4001, 4002} {
		cmd := exec.Command(bin, "-test.run=^TestOneUsersTurn$", "-test.v")
		cmd.Env = append(os.Environ(), "STORE_TEST_CACHE="+cache, fmt.Sprint("STORE_TEST_TURN=", turn))
		cmd.Dir = cache
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: group}}
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS") {
			t.Fatalf("turn %d, user %d: %v\n%s", turn, user, err, out)
		}
	}
}

// TestOneUsersTurn is the other process of TestTwoUsersShareACache.
func TestOneUsersTurn(t *testing.T) {
	dir, turn := os.Getenv("STORE_TEST_CACHE"), 0
	if dir == "" {
		t.Skip("it is a part of TestTwoUsersShareACache")
	}
	fmt.Sscan(os.Getenv("STORE_TEST_TURN"), &turn)
	syscall.Umask(0o002)
	s := open(t, dir)
	for i := range 8 * turn {
		if !sound(t, s, i) {
			t.Errorf("action %d of the other user cannot be read", i)
		}
	}
	if turn > 0 {
		if b, ok := s.Checkpoint(keyOf(999)); !ok || string(b) != "half" {
			t.Errorf("the other user's checkpoint: %q, %v", b, ok)
		}
	}
	l, ok, err := s.Lease(keyOf(999)) // left over by the other user
	if err != nil || !ok {
		t.Errorf("lease: %v, %v", ok, err)
	}
	for i := 8 * turn; i < 8*turn+8; i++ { // the last is large
		if _, err := record(s, i); err != nil {
			t.Error(err)
		}
	}
	if err := s.SaveCheckpoint(keyOf(999), []byte("half")); err != nil {
		t.Error(err)
	}
	if _, err := s.Log("same", []byte("text")); err != nil {
		t.Error(err)
	}
	s.Close()
	s = open(t, dir)
	if c, err := s.Collect(Limits{MaxBytes: 1 << 40}); err != nil || c.Kept != 8*turn+8 {
		t.Errorf("collected %+v, %v", c, err)
	}
	if err := s.Repair(); err != nil {
		t.Error(err)
	}
	s.Close()
	_ = l // the lease is left, as by a process that is killed
}
