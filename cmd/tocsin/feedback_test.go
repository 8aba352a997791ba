package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// TestFeedbackByCommand says, reviews, exports, scores and corrects.
func TestFeedbackByCommand(t *testing.T) {
	dir := t.TempDir()
	conf := filepath.Join(dir, "t.yaml")
	if err := os.WriteFile(conf, []byte(`store: sqlite:`+filepath.Join(dir, "t.db")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "t.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	wrong := tell(t, db, "1:26-cv-00011", "local-hangzhou", alerts.High)
	right := tell(t, db, "1:26-cv-00012", "local-hangzhou", alerts.High)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	tocsin := func(exit int, args ...string) (stdout, stderr string) {
		t.Helper()
		var out, errs strings.Builder
		if got := run(t.Context(), append([]string{"--config", conf}, args...), strings.NewReader(""), &out, &errs); got != exit {
			t.Fatalf("%q: exit %d, want %d: %s", args, got, exit, errs.String())
		}
		return out.String(), errs.String()
	}
	said := func(alert, who, word string) (id string) {
		t.Helper()
		out, _ := tocsin(exitGood, "feedback", "add", alert, word, "--by", who)
		id, _, _ = strings.Cut(out, ":")
		return id
	}
	bad, good := said(wrong, "甲", "误报"), said(right, "乙", "useful")
	if again := said(wrong, "甲", "false-alarm"); again != bad {
		t.Errorf("said twice: %s, then %s", bad, again)
	}
	set := filepath.Join(dir, "set")
	if out, _ := tocsin(exitGood, "feedback", "export", set); !strings.HasPrefix(out, "0 examples") {
		t.Errorf("exported before any review: %s", out)
	}
	tocsin(exitGood, "feedback", "review", bad, "--by", "丙", "--stage", "complaint")
	tocsin(exitGood, "feedback", "review", good, "--by", "丙", "--category", "trademark", "--chinese-party", "suspected")
	if out, _ := tocsin(exitGood, "feedback", "list", "--open"); out != "" {
		t.Errorf("not reviewed: %s", out)
	}
	if out, _ := tocsin(exitGood, "feedback", "export", set); !strings.HasPrefix(out, "2 examples") {
		t.Errorf("exported: %s", out)
	}
	b, err := os.ReadFile(filepath.Join(set, labelsFile))
	want := "filing\trelevant\tcategory\tstage\tchinese_party\n" +
		"us-ilnd/1:26-cv-00011#entry.1<ecf\tfalse\t\tcomplaint\t\nus-ilnd/1:26-cv-00012#entry.1<ecf\ttrue\ttrademark\t\tsuspected\n"
	if err != nil || string(b) != want {
		t.Errorf("labels %v\n%s\nwant\n%s", err, b, want)
	}
	if out, _ := tocsin(exitGood, "eval", set); !strings.Contains(out, "chinese_party") {
		t.Errorf("what was exported is not scored:\n%s", out)
	}
	tocsin(exitGood, "feedback", "review", good, "--by", "丁", "--reject")
	if out, _ := tocsin(exitGood, "feedback", "export", set); !strings.HasPrefix(out, "1 example ") {
		t.Errorf("exported after a rejection: %s", out)
	}
	tocsin(exitGood, "feedback", "correct", wrong, "--by", "丙", "--why", "被告为美国公司")
	if out, _ := tocsin(exitGood, "feedback", "drift"); !strings.Contains(out, "source ecf") || strings.Contains(out, "RISES") {
		t.Errorf("drift:\n%s", out)
	}
	for _, args := range [][]string{
		{"feedback", "add", "us-ilnd/1:26-cv-99999#entry.1@national", "useful", "--by", "甲"},
		{"feedback", "add", wrong, "useful", "--by", " "},
		{"feedback", "add", wrong, "bad", "--by", "甲"},
		{"feedback", "review", "123", "--by", "甲"},
		{"feedback", "review", good, "--by", "甲", "--category", "tort"},
		{"feedback", "review", good, "--by", "甲", "--stage", "applied"},
		{"feedback", "correct", "us-ilnd/1:26-cv-99999#entry.1@national", "--by", "甲", "--why", "x"},
		{"feedback", "correct", wrong, "--by", "甲", "--why", " "},
	} {
		tocsin(exitInput, args...)
	}
}

// TestNewestReviewOfAFilingCounts: two people may say something of one filing.
func TestNewestReviewOfAFilingCounts(t *testing.T) {
	at := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	said := func(id string, minutes int, kept bool, relevant string) store.Feedback {
		return store.Feedback{
			ID: id, Filing: crawlers.Filing{Key: crawlers.Key{Authority: "us-ilnd", Number: "1:26-cv-1"}, Slug: "entry.1", Source: "ecf"},
			Review: &store.Review{At: at.Add(time.Duration(minutes) * time.Minute), Kept: kept, Label: store.Label{Relevant: relevant}},
		}
	}
	for _, tc := range []struct {
		name string
		all  []store.Feedback
		n    int
		want string
	}{
		{"none", []store.Feedback{{ID: "a"}}, 0, ""},
		{"a later one", []store.Feedback{said("a", 2, true, "false"), said("b", 1, true, "true")}, 1, "\tfalse\t"},
		{"a later rejection", []store.Feedback{said("a", 1, true, "false"), said("b", 2, false, "")}, 0, ""},
	} {
		_, labels, n, err := examples(tc.all)
		if err != nil || n != tc.n || !strings.Contains(string(labels), tc.want) {
			t.Errorf("%s: %d, %v\n%s", tc.name, n, err, labels)
		}
	}
}
