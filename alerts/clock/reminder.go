package clock

// Ahead returns how many days ahead of a clock's day people are reminded, the
// most first.
func Ahead() []int { return []int{14, 7, 3, 1} }
