package pipeline

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestQueueIsQuietAboutItsOwnEnd(t *testing.T) {
	var said bytes.Buffer
	log := slog.New(quiet{slog.NewTextHandler(&said, nil)}).With("queue", "deliver")
	log.Info("working")
	log.Error("cannot begin", "error", "begin: context canceled")
	log.Error("cannot begin", "err", "database is locked")
	if got := said.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "database is locked") {
		t.Errorf("said: %s", got)
	}
}
