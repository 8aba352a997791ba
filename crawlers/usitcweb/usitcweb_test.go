package usitcweb

import (
	"testing"
	"time"

	"tocsin/crawlers/crawltest"
)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, time.Date(2025, 6, 12, 20, 37, 0, 0, time.UTC))
}
