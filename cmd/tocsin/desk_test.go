package main

import "testing"

func TestWhatADeskReceivedStaysAsItWas(t *testing.T) {
	d, err := listenDesk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	before := d.received()
	d.mu.Lock()
	d.got["x"] = "told later"
	d.mu.Unlock()
	if len(before) != 0 || len(d.received()) != 1 {
		t.Errorf("received first %v, now %v", before, d.received())
	}
}
