package ecf

import "errors"

func ended(err, want error) bool {
	if want == nil {
		return err == nil
	}
	return errors.Is(err, want)
}
