package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/feed"
	"tocsin/cmd/internal/store"
	"tocsin/crawlers"
)

// feeds is what feeds say, out of the store.
func (s *system) feeds() feed.Feeds {
	return feed.Feeds{Find: s.findFeed, Clocks: s.feedClocks, Alerts: s.feedAlerts}
}

func (s *system) findFeed(ctx context.Context, hash string) (feed.Feed, bool, error) {
	f, ok, err := s.store.FindFeed(ctx, hash)
	if err != nil || !ok {
		return feed.Feed{}, false, err
	}
	name, err := s.called(ctx, f.Subscriber)
	return feed.Feed{ID: f.ID, Subscriber: f.Subscriber, Name: name, Language: "zh", Since: f.Made}, err == nil, err
}

// called is what people call a subscriber.
func (s *system) called(ctx context.Context, subscriber string) (string, error) {
	network, err := s.store.Network(ctx)
	if err != nil {
		return "", err
	}
	if network.Has(subscriber) {
		return alerts.CentersOf(network, []string{subscriber})[0].NameZH, nil
	}
	lists, err := s.store.Watchlists(ctx)
	if err != nil {
		return "", err
	}
	for _, w := range lists {
		if w.ID == subscriber {
			return w.Name, nil
		}
	}
	return subscriber, nil // a list that was deleted: what it was told stays
}

func (s *system) feedClocks(ctx context.Context, f feed.Feed, since time.Time) ([]feed.Clock, error) {
	rows, err := s.store.Clocks(ctx, f.Subscriber, since)
	if err != nil {
		return nil, err
	}
	network, err := s.store.Network(ctx)
	if err != nil {
		return nil, err
	}
	rules, err := s.store.Rules(ctx)
	if err != nil {
		return nil, err
	}
	var out []feed.Clock
	for _, row := range rows {
		c, err := feedClock(row, network, rules, f)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// feedClock is a stored clock as a calendar shows it. Natural persons are named
// to centers alone.
func feedClock(row store.Clock, network region.Centers, rules *clock.Table, f feed.Feed) (feed.Clock, error) {
	var record clock.Record
	if err := json.Unmarshal(row.Body, &record); err != nil {
		return feed.Clock{}, fmt.Errorf("clock %s of %s: %w", row.Rule, row.Act, err)
	}
	due, err := clock.ParseDay(row.Due)
	if err != nil {
		return feed.Clock{}, fmt.Errorf("clock %s of %s: %w", row.Rule, row.Act, err)
	}
	title, caption := row.Rule, row.Filing.Title
	if r, err := rules.Rule(row.Rule, due); err == nil {
		title = r.Title.In(f.Language)
	}
	if !network.Has(f.Subscriber) {
		caption = alerts.Mask(row.Filing, caption)
	}
	out := feed.Clock{
		ID: row.Act + " " + row.Rule, Sequence: row.Sequence, Changed: row.Changed,
		Closes:   crawlers.Date{Time: due, Day: true},
		Forecast: record.Kind != "deadline", Withdrawn: row.State != store.Running,
		Severity: alerts.High, Summary: title + " · " + row.Filing.Key.Number + " " + caption,
		Description: strings.Join(append([]string{record.Basis}, record.Warnings...), "\n"),
		URL:         row.Filing.URL,
	}
	if at, err := time.Parse(time.RFC3339, record.Forum); err == nil && !out.Forecast {
		if zone := alerts.Zone(row.Filing.Key.Authority); zone != nil {
			at = at.In(zone)
		}
		out.Closes = crawlers.Date{Time: at}
	}
	return out, nil
}

func (s *system) feedAlerts(ctx context.Context, f feed.Feed, n int) ([]feed.Entry, error) {
	told, err := s.store.ToldTo(ctx, f.Subscriber, n)
	if err != nil {
		return nil, err
	}
	var out []feed.Entry
	for _, parcel := range told {
		m, err := s.pipe.Message(ctx, parcel, f.Language)
		if err != nil {
			return nil, err
		}
		e := feed.Entry{ID: parcel.Alert.ID, Revision: parcel.Revision, Updated: parcel.Alert.Told, Message: m}
		if len(m.Actions) > 0 {
			e.URL = m.Actions[0].URL
		}
		out = append(out, e)
	}
	return out, nil
}
