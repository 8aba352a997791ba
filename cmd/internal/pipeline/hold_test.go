package pipeline

import (
	"encoding/json"
	"testing"
	"testing/fstest"
	"time"

	"github.com/riverqueue/river"

	"tocsin/cmd/internal/store/storetest"
)

// TestBurstBesideItsDigest holds back two deliveries at once, and one when the
// digest of those is under way and may have looked already.
func TestBurstBesideItsDigest(t *testing.T) {
	p, c := newPipeline(t, storetest.Open(t, storetest.SQLite(t)), fstest.MapFS{}, "http://127.0.0.1:1")
	if err := p.Start(t.Context(), Roles{}); err != nil {
		t.Fatal(err)
	}
	digests := func() []digestArgs {
		jobs, err := p.queue.JobList(t.Context(), river.NewJobListParams().Kinds(digestArgs{}.Kind()))
		if err != nil {
			t.Fatal(err)
		}
		var out []digestArgs
		for _, j := range jobs.Jobs {
			var args digestArgs
			if err := json.Unmarshal(j.EncodedArgs, &args); err != nil {
				t.Fatal(err)
			}
			out = append(out, args)
		}
		return out
	}
	for range 2 {
		if err := p.burst(t.Context(), "a@national>desk", "desk", burstWait); err != nil {
			t.Fatal(err)
		}
	}
	before := digests()
	if len(before) != 1 || before[0].Wake.Before(c.Now().Add(burstWait)) {
		t.Fatalf("digests %+v, want one when the destination takes something", before)
	}
	c.add(before[0].Wake.Sub(c.Now()) + time.Millisecond)
	if err := p.burst(t.Context(), "b@national>desk", "desk", burstWait); err != nil {
		t.Fatal(err)
	}
	if after := digests(); len(after) != 2 {
		t.Errorf("digests %+v, want one more", after)
	}
}
