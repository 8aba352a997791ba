package clock

// ShippedRules returns the table of rules as it comes with the program, to be
// changed and read by [ReadRules].
func ShippedRules() []byte { return []byte(rulesFile) }

// ShippedHolidays returns the table of holidays as it comes with the program,
// to be changed and read by [ReadHolidays].
func ShippedHolidays() []byte { return []byte(holidaysFile) }
