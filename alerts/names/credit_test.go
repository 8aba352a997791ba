package names

import (
	"strings"
	"testing"
)

func TestParseCreditCode(t *testing.T) {
	for _, tc := range []struct{ in, want, place string }{
		{"914403001922038216", "914403001922038216", "440300"}, // Huawei
		{"91440300708461136T", "91440300708461136T", "440300"}, // Tencent
		{"91110000802100433B", "91110000802100433B", "110000"}, // Baidu
		{" 9144 0300-7084 61136t ", "91440300708461136T", "440300"},
		{"９１４４０３００１９２２０３８２１６", "914403001922038216", "440300"},
		{"", "", ""},
		{"914403001922038217", "", ""},         // the last digit
		{"914403001922038126", "", ""},         // two swapped
		{"91440300192203821", "", ""},          // short
		{"9144O3001922038216", "", ""},         // a letter O
		{"91440A001922038216", "", ""},         // no place
		{strings.Repeat("9", 10_000), "", ""},  // long
		{"91440300192203821\xff", "", ""},      // no UTF-8
		{"统一社会信用代码914403001922038216", "", ""}, // a heading in the cell
	} {
		got, err := ParseCreditCode(tc.in)
		if string(got) != tc.want || (err == nil) != (tc.want != "") || got.Place() != tc.place {
			t.Errorf("%.40q: %q of %q, %v", tc.in, got, got.Place(), err)
		}
	}
}

// TestEveryWrongDigitIsFound changes each digit of a code to each other one.
func TestEveryWrongDigitIsFound(t *testing.T) {
	const code = "914403001922038216"
	for i := range code {
		for _, digit := range creditDigits {
			wrong := code[:i] + string(digit) + code[i+1:]
			if _, err := ParseCreditCode(wrong); err == nil && wrong != code {
				t.Errorf("%s is taken for a code", wrong)
			}
		}
	}
}
