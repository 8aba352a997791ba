package ilnd

import (
	"testing"
	"time"

	"tocsin/crawlers/crawltest"
)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, time.Date(2024, 4, 2, 15, 25, 0, 0, time.UTC))
}
