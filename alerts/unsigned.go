package alerts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unsignedEnds is how the reason ends for which an alert was passed on.
const unsignedEnds = "个工作小时未签收"

// UnsignedReason says that a center has not signed within its working time.
func UnsignedReason(center string, within time.Duration) string {
	return fmt.Sprintf("“%s”逾%s%s", center, strconv.FormatFloat(within.Hours(), 'f', -1, 64), unsignedEnds)
}

// Lasting returns the reasons that hold beyond the moment in which they were
// told: a center that had not signed then may have done so since.
func Lasting(reasons []string) []string {
	return slices.DeleteFunc(slices.Clone(reasons), func(s string) bool { return strings.HasSuffix(s, unsignedEnds) })
}
