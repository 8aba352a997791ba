package fedreg

import (
	"testing"
	"time"

	"tocsin/crawlers/crawltest"
)

// monday is when the recorded pages were current.
var monday = time.Date(2017, 10, 2, 13, 0, 0, 0, time.UTC)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, monday)
}
