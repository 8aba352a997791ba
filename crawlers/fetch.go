package crawlers

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
)

// Fetch takes one big file: its body is spooled to disk rather than held in
// memory, and Parse reads it from there. It goes through the same transport as
// a collector's requests. A file that cannot be had is the outcome of its
// page; the error says only that the visit has ended.
func (v *Visit) Fetch(address string) error {
	p, done, err := v.spool(address)
	if err != nil {
		v.ended(address, err)
	} else {
		v.TakePage(p)
		v.mu.Lock()
		err = v.flush() // before the file is gone
		v.mu.Unlock()
		if err := errors.Join(err, done()); err != nil {
			return err
		}
	}
	if v.ctx.Err() != nil {
		return fmt.Errorf("fetch %s: %w", address, v.ctx.Err())
	}
	return nil
}

// Took reports whether every filing of a page at the address has been taken in
// before. It is for files that never change, which need not be fetched again;
// where nothing is remembered, nothing was taken.
func (v *Visit) Took(address string) (bool, error) {
	if v.env.Last == nil {
		return false, nil
	}
	hash, err := v.env.Last(v.ctx, address)
	return hash != "", err
}

// spool fetches an address into a temporary file, which done removes.
func (v *Visit) spool(address string) (p Page, done func() error, err error) {
	req, err := http.NewRequestWithContext(v.ctx, http.MethodGet, address, nil)
	if err != nil {
		return p, nil, err
	}
	client := http.Client{Transport: v.env.Transport.within(v.session, v.Meta), CheckRedirect: limitRedirects}
	resp, err := client.Do(req)
	var told *url.Error
	if errors.As(err, &told) && told.URL != address {
		err = told.Err // where it was sent on to may be signed
	}
	if err != nil {
		return p, nil, err
	}
	defer resp.Body.Close()
	file, err := os.CreateTemp("", "tocsin-fetch-*")
	if err != nil {
		return p, nil, err
	}
	done = func() error { return errors.Join(file.Close(), os.Remove(file.Name())) }
	n, err := io.Copy(file, resp.Body)
	if err != nil {
		return p, nil, errors.Join(err, done())
	}
	return Page{URL: address, Status: resp.StatusCode, Header: resp.Header, Body: file, Size: n}, done, nil
}
