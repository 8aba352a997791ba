package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/store"
	"tocsin/config"
	"tocsin/crawlers"
)

// changedHook is the hook of a source with what the administrator has changed.
func changedHook(s *crawlers.Source, change config.Source) (*crawlers.Hook, error) {
	if change.Hook == "" && len(change.HookFrom) == 0 {
		return s.Hook, nil
	}
	if s.Hook == nil {
		return nil, errors.New("hook: this place tells nothing by itself: take it out")
	}
	h := *s.Hook
	h.Secret = change.Hook
	if len(change.HookFrom) > 0 {
		h.From = change.HookFrom
	}
	if _, err := crawlers.Networks(h.From); err != nil {
		return nil, fmt.Errorf("hook_from: %w", err)
	}
	return &h, nil
}

// told returns the sources whose places may tell us by themselves, those too
// that cannot be visited.
func told(enabled []*crawlers.Source) (out []*crawlers.Source) {
	for _, s := range enabled {
		if s.Hook != nil && s.Hook.Secret != "" {
			out = append(out, s)
		}
	}
	return out
}

// halfHooked says what is missing where hooks are set up by halves, or "".
func halfHooked(listen string, told []*crawlers.Source) (says, do string) {
	switch {
	case listen != "" && len(told) == 0:
		return "hooks.listen is set, but no source has a secret, so nothing can be received", "set sources.courtlistener.hook, or take hooks.listen out"
	case listen == "" && len(told) > 0:
		return "sources." + told[0].Name + ".hook is set, but nothing listens", "set hooks.listen to an address such as 127.0.0.1:8339, or take hook out"
	default:
		return "", ""
	}
}

// hooks says how the places do that tell us by themselves.
func (s *system) hooks(ctx context.Context) ([]finding, error) {
	if says, do := halfHooked(s.config.Hooks.Listen, s.told); says != "" {
		return []finding{{"hooks", false, says, do}}, nil
	}
	var found []finding
	for _, source := range s.told {
		visits, err := s.store.Visits(ctx, pipeline.HookOf(source.Name), 1)
		if err != nil {
			return nil, err
		}
		found = append(found, heard(source.Name, visits))
	}
	return found, nil
}

// heard says how what was last sent to a hook ended.
func heard(source string, visits []store.Visit) finding {
	f := finding{Subject: "hook " + source, OK: true, Says: "nothing sent yet"}
	if len(visits) == 0 {
		return f
	}
	v := visits[0]
	f.Says = fmt.Sprintf("%s, sent %s, %d filings", v.State, v.Ended.Format(time.RFC3339), v.Filings)
	if len(v.Warnings) > 0 {
		f.Says += "; " + v.Warnings[0]
	}
	switch {
	case v.State.Well():
	case v.State == crawlers.Blocked:
		f.OK, f.Do = false, "see what was refused: until it is well the place sends it again, for about two days, and then nothing any more"
	default:
		f.OK, f.Do = false, "what was sent is kept; have the reader of "+source+" looked at"
	}
	return f
}
