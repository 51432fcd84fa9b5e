package worker

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"nofreelunch/pipeline/orders"
)

// Ends returns a context that ends a margin before the job's time is over, as
// the batch's command tells it. Where it does not, only a signal ends it.
func Ends(ctx context.Context, b *orders.Batch) (context.Context, context.CancelFunc) {
	if b.Left == "" {
		return context.WithCancel(ctx)
	}
	out, err := shell(ctx, b.Left)
	left, ok := ParseLeft(out)
	if err != nil || !ok {
		return context.WithCancel(ctx)
	}
	margin := time.Duration(b.MarginS * float64(time.Second))
	return context.WithTimeout(ctx, max(left-margin, left/2))
}

// Again asks the scheduler to run this job again.
func Again(b *orders.Batch) error {
	if b.Requeue == "" {
		return nil // the controller sees that it is gone
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	if out, err := shell(ctx, b.Requeue); err != nil {
		return fmt.Errorf("asking to be run again: %w: %s", err, out)
	}
	return nil
}

func shell(ctx context.Context, command string) (string, error) {
	out, err := exec.CommandContext(ctx, "sh", "-c", command).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// ParseLeft reads the time left as schedulers print it: seconds, or [days-]hours:minutes:seconds,
// or minutes:seconds. What is not a time, as UNLIMITED, is none.
func ParseLeft(text string) (time.Duration, bool) {
	days, clock, found := strings.Cut(strings.TrimSpace(text), "-")
	if !found {
		days, clock = "0", days
	}
	total, ok := number(days)
	parts := strings.Split(clock, ":")
	if !ok || len(parts) > 3 {
		return 0, false
	}
	if found && len(parts) < 3 {
		parts = append(parts, []string{"0", "0"}[:3-len(parts)]...) // 1-2 is a day and two hours
	}
	for i, part := range parts {
		n, ok := number(part)
		if !ok {
			return 0, false
		}
		if i == 0 && found {
			total = total*24 + n
		} else if i == 0 {
			total = n
		} else {
			total = total*60 + n
		}
	}
	if total > 1e9 {
		return 0, false
	}
	return time.Duration(total) * time.Second, true
}

func number(text string) (n int, ok bool) {
	if text == "" || len(text) > 9 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
