package search

import (
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"Levi's & Co.": {"levis", "and", "co"}, "深圳大疆DJI": {"深", "圳", "大", "疆", "dji"}, "創新": {"创", "新"},
		"ＣＡＦÉ": {"cafe"}, "wi-fi": {"wi", "fi"}, "…": nil, "a\xffb": {"a", "b"},
	} {
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"1:24-cv-02614": "24-cv-2614", "24 CV 2614": "24-cv-2614", "2024cv2614": "24-cv-2614", "1:24-cv-02614-ABC": "24-cv-2614",
		"337-TA-1501": "ta-1501", "337TA1501": "ta-1501", "DN 3826": "dn-3826", "US12,345,678B2": "12345678", "97/123,456": "97123456",
	} {
		if got := Numbers(text); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
