package sriplaw

import (
	"testing"
	"time"

	"tocsin/crawlers/crawltest"
)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, time.Date(2025, 12, 23, 13, 40, 0, 0, time.UTC))
}
