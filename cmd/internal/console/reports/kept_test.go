package reports

import (
	"database/sql"
	"strconv"
	"testing"
	"time"

	"tocsin/cmd/internal/report"
	"tocsin/cmd/internal/search"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/store/storetest"
)

func TestKeptFigures(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite(t))
	var k keeper
	ask := func(s store.Sample) counts {
		c, err := k.count(t.Context(), db, question{unit: report.Month, sample: s})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	// hold keeps what was counted for an hour, as if counting took long.
	hold := func() {
		for q, c := range k.kept {
			c.until = time.Now().Add(time.Hour)
			k.put(q, c)
		}
	}
	mine := store.Sample{Scope: store.Scope{Subscribers: []string{"desk"}}}
	first := ask(mine)
	hold()
	if again := ask(mine); !again.at.Equal(first.at) {
		t.Error("the same question was counted again")
	}
	asked := map[time.Time]bool{first.at: true}
	for name, other := range map[string]store.Sample{
		"of another reader": {Scope: store.Scope{Subscribers: []string{"other"}}},
		"of all":            {},
		"from another day":  {Scope: mine.Scope, From: first.at},
		"from the next day": {Scope: mine.Scope, From: first.at.AddDate(0, 0, 1)},
		"to another day":    {Scope: mine.Scope, To: first.at},
		"narrower":          {Scope: mine.Scope, Facts: []search.Fact{{Facet: search.Kind, Value: "lawsuit"}}},
	} {
		if c := ask(other); asked[c.at] {
			t.Errorf("a question %s was answered by what was kept", name)
		} else {
			asked[c.at] = true
		}
		hold()
	}
	hold()
	if err := db.Tx(t.Context(), func(tx *sql.Tx) error {
		_, err := store.TakeDown(t.Context(), tx, store.Takedown{ID: "t-1", Name: "Jane Roe"}, nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if c := ask(mine); c.at.Equal(first.at) {
		t.Error("what was kept is shown though a person is hidden since")
	}
	for i := range 2 * keptMany {
		k.put(strconv.Itoa(i), counts{until: time.Now().Add(time.Hour)})
	}
	if len(k.kept) > keptMany {
		t.Errorf("%d questions are kept, want at most %d", len(k.kept), keptMany)
	}
}

func TestQuickFiguresAreNotKept(t *testing.T) {
	t.Parallel()
	var k keeper
	k.put("q", counts{until: time.Now()})
	if _, ok := k.get("q"); ok {
		t.Error("figures are shown after their time")
	}
}
