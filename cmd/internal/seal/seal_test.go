package seal

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatIsSealedOpensForItsUseAlone(t *testing.T) {
	box, err := Open("one key that is long enough for us")
	if err != nil {
		t.Fatal(err)
	}
	other, err := Open("another key, as long as the first")
	if err != nil {
		t.Fatal(err)
	}
	const plain = "https://robot.example/send?key=1234"
	a, err := box.Seal("contact c-1", plain)
	if err != nil {
		t.Fatal(err)
	}
	b, err := box.Seal("contact c-1", plain)
	if err != nil {
		t.Fatal(err)
	}
	if a == b || strings.Contains(a, "robot") || !Sealed(a) || Sealed(plain) {
		t.Errorf("%q and %q", a, b)
	}
	if got, err := box.Unseal("contact c-1", a); got != plain || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := box.Unseal("contact c-1", plain); got != plain || err != nil {
		t.Errorf("what is in clear: %q, %v", got, err)
	}
	broken := a[:len(a)-2] + "AA"
	for name, try := range map[string]func() (string, error){
		"another use": func() (string, error) { return box.Unseal("contact c-2", a) },
		"another key": func() (string, error) { return other.Unseal("contact c-1", a) },
		"changed":     func() (string, error) { return box.Unseal("contact c-1", broken) },
		"cut":         func() (string, error) { return box.Unseal("contact c-1", a[:8]) },
		"no base64":   func() (string, error) { return box.Unseal("contact c-1", "s1:?") },
	} {
		if got, err := try(); !errors.Is(err, ErrOther) || got != "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	var none *Box
	if _, err := none.Seal("x", plain); !errors.Is(err, ErrNoKey) {
		t.Errorf("sealing without a key: %v", err)
	}
	if _, err := none.Unseal("contact c-1", a); !errors.Is(err, ErrNoKey) {
		t.Errorf("opening without a key: %v", err)
	}
}
