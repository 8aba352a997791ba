package names

import "testing"

func TestCoined(t *testing.T) {
	for name, want := range map[string]bool{
		"ROMOSS": true, "Xinghezu": true, "ROMOSS Technology Co., Ltd.": true,
		"HERO": false, "SNOW": false, "Right Choice": false, "RIGHTCHOICE": false, "XQZ": false, "星河": false, "": false, "ROMOSS HERO": false,
	} {
		if got := Coined(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestCommon(t *testing.T) {
	for name, want := range map[string]bool{"ROYAL": true, "Café": true, "Royal Shop": true, "ROMOSS": false, "Royal Romoss": false, "Royal Garden": false, "海信": false} {
		if got := Common(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
