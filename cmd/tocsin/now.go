//go:build !fault

package main

import "time"

// wallClock is the time by which the program works.
func wallClock() time.Time { return time.Now() }
