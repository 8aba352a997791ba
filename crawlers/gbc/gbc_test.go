package gbc

import (
	"testing"
	"time"

	"tocsin/crawlers/crawltest"
)

func TestSource(t *testing.T) {
	crawltest.Run(t, &Source, time.Date(2024, 5, 8, 13, 20, 0, 0, time.UTC))
}
