//go:build fault

package main

import (
	"os"
	"time"
)

// wallClock is the time by which the program works under faults: that of a machine
// whose clock is set, by as much as the file says that FAULT_CLOCK names.
func wallClock() time.Time {
	text, err := os.ReadFile(os.Getenv("FAULT_CLOCK"))
	if err != nil {
		return time.Now()
	}
	by, err := time.ParseDuration(string(text))
	if err != nil {
		panic(err) // of a file that only the test writes
	}
	return time.Now().Add(by)
}
