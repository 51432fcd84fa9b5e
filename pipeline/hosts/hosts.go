// Package hosts runs jobs on machines that ssh reaches, a fixed number at a time
// on each. A job is a process that goes on when the connection and the controller
// are gone; a file in the run's folder has its number.
//
// The machines must see the folder of the store under the same name, and ssh must
// ask for no password.
//
// The package does not know what jobs do.
package hosts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/command"
	"nofreelunch/pipeline/orders"
)

// Hosts is a scheduler for one run.
type Hosts struct {
	Folder orders.Folder

	hosts []*host
}

type host struct {
	name  string
	slots int
	jobs  map[[2]int]bool // as far as is known
	until time.Time       // not to be used before
}

// usualSlots is how many jobs a host runs at once unless it is told.
const usualSlots = 1

// Parse reads hosts as HOST or HOST:JOBS.
func (h *Hosts) Parse(texts []string) error {
	for _, text := range texts {
		name, number, given := strings.Cut(text, ":")
		n := usualSlots
		if given {
			var err error
			if n, err = strconv.Atoi(number); err != nil || n < 1 {
				return fmt.Errorf("%q: want HOST or HOST:JOBS", text)
			}
		}
		if name == "" || strings.HasPrefix(name, "-") {
			return fmt.Errorf("%q is no host", text)
		}
		if slices.ContainsFunc(h.hosts, func(o *host) bool { return o.name == name }) {
			return fmt.Errorf("host %s is there twice; HOST:JOBS runs several jobs on it", name)
		}
		h.hosts = append(h.hosts, &host{name: name, slots: n, jobs: map[[2]int]bool{}})
	}
	if len(h.hosts) == 0 {
		return errors.New("name hosts with -hosts A,B:4, of which B runs four jobs at once")
	}
	return nil
}

// Slots is how many jobs run at once.
func (h *Hosts) Slots() (n int) {
	for _, o := range h.hosts {
		n += o.slots
	}
	return n
}

// Try makes sure that every host answers and sees the program and the store.
func (h *Hosts) Try(ctx context.Context, binary, cache string) error {
	binary, cache = orders.Quote(binary), orders.Quote(cache)
	script := fmt.Sprintf("test -x %s || { echo the program %s is not there >&2; exit 3; }\n", binary, binary) +
		fmt.Sprintf("test -w %s || { echo the cache %s cannot be written there >&2; exit 3; }\n", cache, cache)
	for _, o := range h.hosts {
		if _, err := o.ssh(ctx, script); err != nil {
			return fmt.Errorf("host %s: %w; it must be reached by `ssh %s` without a password "+
				"and see the folder of the cache (NOFREELUNCH_CACHE) under the same name", o.name, err, o.name)
		}
	}
	return nil
}

// ssh runs a shell script there.
func (o *host) ssh(ctx context.Context, script string) (string, error) {
	return command.Run(ctx, script, "ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", o.name, "sh", "-s")
}

// Submit starts the jobs of a batch where there is room.
func (h *Hosts) Submit(ctx context.Context, b *orders.Batch) (jobs []string, err error) {
	for g := range b.Groups {
		o := h.freest()
		if o == nil {
			return jobs, errors.New("ssh: no host has room")
		}
		name := fmt.Sprintf("%d-%d", b.Number, g)
		file, err := h.Folder.WriteScript(name, h.Folder.Script(b, name, fmt.Sprint(g)))
		if err != nil {
			return jobs, err
		}
		if _, err := o.ssh(ctx, h.start(name, file, o.name)); err != nil {
			o.until = time.Now().Add(outOfUse)
			return jobs, fmt.Errorf("host %s: %w", o.name, err)
		}
		o.jobs[[2]int{b.Number, g}] = true
		jobs = append(jobs, o.name+":"+name)
	}
	return jobs, nil
}

// outOfUse is how long a host that did not answer is left alone.
const outOfUse = 5 * time.Minute

// freest is the host with most room.
func (h *Hosts) freest() (best *host) {
	for _, o := range h.hosts {
		if time.Now().Before(o.until) || len(o.jobs) >= o.slots {
			continue
		}
		if best == nil || o.slots-len(o.jobs) > best.slots-len(best.jobs) {
			best = o
		}
	}
	return best
}

// start begins a job in a session of its own. The file with its number is there
// when the command ends, so that whoever lists sees it.
func (h *Hosts) start(name, script, host string) string {
	pid, log := orders.Quote(h.pidFile(name)), orders.Quote(h.Folder.LogFile(name))
	return "command -v setsid >/dev/null && s=setsid\n" +
		fmt.Sprintf("$s nohup sh %s >>%s 2>&1 </dev/null &\necho \"%s $!\" >%s\n", orders.Quote(script), log, host, pid)
}

func (h *Hosts) pidFile(name string) string { return h.Folder.ScriptFile(name) + ".pid" }

// List asks every host which of the run's processes live. A host that does not
// answer has none as far as is known: its jobs are missed after a while, and run
// elsewhere.
func (h *Hosts) List(ctx context.Context) ([]cluster.Job, error) {
	var jobs []cluster.Job
	silent := 0
	for _, o := range h.hosts {
		out, err := o.ssh(ctx, h.ask(o.name))
		if err != nil {
			o.until = time.Now().Add(outOfUse)
			silent++
			continue
		}
		o.until = time.Time{}
		clear(o.jobs)
		for line := range strings.Lines(out) {
			var at [2]int
			if _, err := fmt.Sscanf(strings.TrimSpace(line), "%d-%d", &at[0], &at[1]); err == nil {
				o.jobs[at] = true
				jobs = append(jobs, cluster.Job{Batch: at[0], Group: at[1], Phase: cluster.Running, Host: o.name})
			}
		}
	}
	if silent == len(h.hosts) {
		return nil, errors.New("ssh: no host answers")
	}
	return jobs, nil
}

// ask prints the names of the run's jobs that live on a host. A number may have
// gone to another process: its command line names the script.
func (h *Hosts) ask(host string) string {
	return fmt.Sprintf(`cd %s || exit 3
for f in *.sh.pid; do
	[ -e "$f" ] || continue
	read -r h p <"$f"
	[ "$h" = %s ] || continue
	n=${f%%.sh.pid}
	case $(ps -o args= -p "$p" 2>/dev/null) in
	*%s*worker*|*"/$n.sh"*) echo "$n" ;;
	*) rm -f "$f" ;;
	esac
done
`, orders.Quote(h.Folder.OrdersDir()), orders.Quote(host), h.Folder.Name())
}

// Cancel ends jobs.
func (h *Hosts) Cancel(ctx context.Context, jobs []string) error {
	var errs []error
	for _, o := range h.hosts {
		script := ""
		for _, j := range jobs {
			if name, ok := strings.CutPrefix(j, o.name+":"); ok {
				pid := orders.Quote(h.pidFile(name))
				script += fmt.Sprintf("read -r h p <%s && kill \"$p\"\n", pid)
			}
		}
		if script != "" {
			_, err := o.ssh(ctx, "exec 2>/dev/null\n"+script+"true\n")
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Avoid leaves a host alone for a while.
func (h *Hosts) Avoid(name string) {
	for _, o := range h.hosts {
		if o.name == name {
			o.until = time.Now().Add(outOfUse)
		}
	}
}
