package main

import (
	"os/exec"
	"syscall"
)

// dieWith ends a command when the thread that starts it ends, as it does if
// this process is killed.
func dieWith(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
}
