package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"

	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
	"tocsin/crawlers/listing"
)

// A place that is described by rules, and a page of it: no place is there for
// the demo to visit, so the rule waits for approval.
var (
	//go:embed demo/rule/rule.yaml
	demoRule []byte
	//go:embed demo/rule/page.html
	demoRulePage []byte
)

// rule stores two versions of the rule, the second of which is proposed, and the
// page to try them on.
func (d *demo) rule(ctx context.Context, s *system) error {
	r, err := listing.Decode(demoRule)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(demoRulePage)
	page := crawlers.PageOf(r.List.URLs[0], demoRulePage, d.now())
	page.Hash = hex.EncodeToString(sum[:])
	if err := s.store.KeepPages(ctx, r.Name, []crawlers.Page{page}); err != nil {
		return err
	}
	first := bytes.Replace(demoRule, []byte("table#cases > tbody > tr.case"), []byte("table#cases tr"), 1)
	if _, err := s.store.WriteRule(ctx, r.Name, string(first), "admin", "初稿", 0, d.now()); err != nil {
		return err
	}
	if _, err := s.store.WriteRule(ctx, r.Name, string(demoRule), "admin", "表头不是案件", 1, d.now()); err != nil {
		return err
	}
	return s.store.MoveRule(ctx, store.RuleMove{Name: r.Name, Version: 2, To: store.RuleProposed, By: "admin", Second: true}, d.now())
}
