package vigil

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
)

var began = time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)

func TestSilences(t *testing.T) {
	now := began.Add(30 * 24 * time.Hour)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	well := store.Pulse{Tick: ago(time.Minute), Visit: ago(10 * time.Minute), Filing: ago(5 * 24 * time.Hour), Canary: ago(time.Hour)}
	for _, tc := range []struct {
		name   string
		change func(p *store.Pulse, due, began *time.Time, canary *bool)
		want   string
	}{
		{"all is well", func(*store.Pulse, *time.Time, *time.Time, *bool) {}, ""},
		{"no tick", func(p *store.Pulse, _, _ *time.Time, _ *bool) { p.Tick = ago(11 * time.Minute) }, "tick"},
		{"never a tick", func(p *store.Pulse, _, _ *time.Time, _ *bool) { p.Tick = time.Time{} }, "tick"},
		{"a visit is due for long", func(_ *store.Pulse, due, _ *time.Time, _ *bool) { *due = ago(61 * time.Minute) }, "visit"},
		{"no place is visited at all", func(p *store.Pulse, due, _ *time.Time, _ *bool) { p.Visit, *due = time.Time{}, time.Time{} }, ""},
		{"nothing new for a week", func(p *store.Pulse, _, _ *time.Time, _ *bool) { p.Filing = ago(7 * 24 * time.Hour) }, "filing"},
		{"nothing new ever", func(p *store.Pulse, _, _ *time.Time, _ *bool) { p.Filing = time.Time{} }, ""},
		{"test filings do not arrive", func(p *store.Pulse, _, _ *time.Time, _ *bool) { p.Canary = ago(3 * time.Hour) }, "canary"},
		{"none is sent", func(p *store.Pulse, _, _ *time.Time, canary *bool) { p.Canary, *canary = time.Time{}, false }, ""},
		{"everything stood still while nothing ran", func(p *store.Pulse, _, began *time.Time, _ *bool) {
			*p, *began = store.Pulse{Tick: ago(time.Hour * 99), Visit: ago(time.Hour * 99), Filing: ago(time.Hour * 999), Canary: ago(time.Hour * 99)}, ago(time.Minute)
		}, ""},
	} {
		p, due, from, canary := well, ago(time.Minute), began, true
		tc.change(&p, &due, &from, &canary)
		var got []string
		for _, s := range Silences(p, due, canary, from, now) {
			got = append(got, s.What)
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s: silent is %q, want %q", tc.name, s, tc.want)
		}
	}
}

type notify func(context.Context, alerts.Message) error

func (n notify) Notify(ctx context.Context, m alerts.Message) error { return n(ctx, m) }

// TestAdministratorsHearOnceAndByEveryWay lets the scheduler stand still, then
// the store be away, while one of two destinations does not answer.
func TestAdministratorsHearOnceAndByEveryWay(t *testing.T) {
	now, away := began, error(nil)
	pulse := store.Pulse{Tick: began, Visit: began}
	claimed := map[string]bool{}
	var told []string
	v := &Vigil{
		Pulse: func(context.Context) (store.Pulse, error) { return pulse, away },
		Due:   func(context.Context, time.Time) (time.Time, error) { return time.Time{}, nil },
		Claim: func(_ context.Context, what string, _ time.Time) (bool, error) {
			first := !claimed[what]
			claimed[what] = true
			return first, away
		},
		Admins: []Admin{
			{"broken", "zh", notify(func(context.Context, alerts.Message) error { return errors.New("503") })},
			{"admin", "zh", notify(func(_ context.Context, m alerts.Message) error {
				told = append(told, m.Title+" "+m.Lines[0].Text)
				return nil
			})},
		},
		Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	hears := func(after time.Duration, want ...string) {
		t.Helper()
		for end := now.Add(after); now.Before(end); now = now.Add(time.Minute) {
			v.Look(t.Context())
		}
		if !slices.Equal(told, want) {
			t.Errorf("by %s they hear %q, want %q", now.Format("15:04"), told, want)
		}
		told = nil
	}
	hears(10 * time.Minute)
	hears(2*time.Hour, "【系统异常】任务调度停止 上次正常 03-10 16:00（北京时间），距今 11 分钟")
	other := *v // another node sees it too, and leaves it to the first
	other.told, other.found = nil, nil
	other.Look(t.Context())
	pulse.Tick = now.Add(time.Hour)
	hears(10*time.Minute, "【系统恢复】任务调度停止 上次正常 03-10 18:10（北京时间），距今 0 分钟")
	away = errors.New("connection refused")
	hears(time.Hour, "【系统异常】数据库没有应答 上次正常 03-10 18:19（北京时间），距今 6 分钟")
	away, pulse.Tick = nil, now
	hears(5*time.Minute, "【系统恢复】数据库没有应答 上次正常 03-10 19:20（北京时间），距今 0 分钟")
}
