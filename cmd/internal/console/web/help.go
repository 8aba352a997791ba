package web

import (
	"context"
	"encoding/json"
	"fmt"

	"tocsin/cmd/internal/seal"
	"tocsin/cmd/internal/store"
)

// entrusted is what an exporter entrusts to the center that it asks for help.
type entrusted struct {
	Who   string `json:"who"`
	Phone string `json:"phone"`
	Note  string `json:"note,omitempty"`
}

func helpUse(id string) string { return "help " + id }

// SealHelp seals whom to call in h, how and what for: it stands in Sealed alone
// then.
func SealHelp(box *seal.Box, h *store.Help) error {
	raw, err := json.Marshal(entrusted{h.Who, h.Phone, h.Note})
	if err == nil {
		h.Sealed, err = box.Seal(helpUse(h.ID), string(raw))
	}
	if err != nil {
		return fmt.Errorf("help %s: %w", h.ID, err)
	}
	h.Who, h.Phone, h.Note = "", "", ""
	return nil
}

// OpenHelp is the reverse of [SealHelp]. What was never sealed stays as it is.
func OpenHelp(box *seal.Box, h *store.Help) error {
	if h.Sealed == "" {
		return nil
	}
	plain, err := box.Unseal(helpUse(h.ID), h.Sealed)
	var e entrusted
	if err == nil {
		err = json.Unmarshal([]byte(plain), &e)
	}
	if err != nil {
		return fmt.Errorf("help %s: %w", h.ID, err)
	}
	h.Who, h.Phone, h.Note = e.Who, e.Phone, e.Note
	return nil
}

// SealOldHelp seals what was kept in clear before there was a key. Without one
// it does nothing.
func SealOldHelp(ctx context.Context, db *store.DB, box *seal.Box) error {
	if box == nil {
		return nil
	}
	return db.SealHelp(ctx, func(h *store.Help) error { return SealHelp(box, h) })
}
