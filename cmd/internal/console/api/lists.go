package api

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/account"
	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// Bounds of what is watched, as the console has them.
const (
	maxLists = 50                   // of an exporter
	lookBack = 365 * 24 * time.Hour // in which stored filings are looked for what is new
)

// editors may change what is watched.
var editors = account.Roles{account.National, account.Exporter, account.Admin}

// making is a watchlist that is to be made.
type making struct {
	Name    string  `json:"name" need:"true" max:"100"`
	Entries []entry `json:"entries" need:"true" max:"5000"`
}

func (c *call) addWatchlist(in struct{ Body making }) (watchlist, error) {
	entries, err := checked(in.Body.Name, in.Body.Entries)
	if err != nil {
		return watchlist{}, err
	}
	lists, err := c.make([]alerts.Watchlist{{Name: in.Body.Name, Entries: entries}})
	if err != nil {
		return watchlist{}, err
	}
	version, err := versionOf(lists[0])
	c.header.Set("ETag", version)
	return watchlistOf(lists[0]), err
}

// make stores new watchlists, those of an exporter as its own, and has what they
// watch looked for in stored filings.
func (c *call) make(lists []alerts.Watchlist) ([]alerts.Watchlist, error) {
	org := c.user.Org
	if org != "" {
		there, err := c.Store.OrgLists(c.ctx, org)
		if err != nil {
			return nil, err
		}
		if len(there)+len(lists) > maxLists {
			return nil, refuse(http.StatusConflict, "", fmt.Sprintf("一家企业最多 %d 份清单，请先删除不用的", maxLists), fmt.Sprintf("there are %d lists at most: delete some first", maxLists))
		}
	}
	err := c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		for i := range lists {
			l := &lists[i]
			l.ID = "w-" + strings.ToLower(rand.Text()[:16])
			if org == "" {
				if _, err := store.ReplaceWatchlists(c.ctx, tx, lists[i:i+1]); err != nil {
					return err
				}
			} else if _, err := store.SaveList(c.ctx, tx, store.OrgList{Watchlist: *l, Org: org}); err != nil {
				return err
			}
			if err := c.record(tx, "watchlist.add", l.ID, l.Name); err != nil {
				return err
			}
		}
		return c.lookFor(tx, lists)
	})
	return lists, err
}

// lookFor has entries that are new looked for in stored filings.
func (c *call) lookFor(tx *sql.Tx, added []alerts.Watchlist) error {
	if c.Rescan == nil {
		return nil
	}
	now := c.Now()
	_, err := c.Rescan(c.ctx, tx, added, now.Add(-lookBack), now)
	return err
}

// matched is what somebody changes that must be as it was read.
type matched struct {
	Match string `header:"If-Match" max:"200" doc:"The ETag of what was read"`
}

// given reports a version that is missing.
func (m matched) given() error {
	if m.Match == "" {
		return refuse(http.StatusPreconditionRequired, "If-Match", "请在 If-Match 中给出读取时的 ETag", "give the ETag of what was read in If-Match")
	}
	return nil
}

// changed is what is said of a version that is no more.
func changed() error {
	return refuse(http.StatusPreconditionFailed, "If-Match", "已被他人修改，请重新读取后再改", "it was changed meanwhile: read it again")
}

func (c *call) dropWatchlist(in struct {
	byID
	matched
}) (nothing, error) {
	if err := in.given(); err != nil {
		return nothing{}, err
	}
	if _, err := c.watchlist(account.Watch, in.ID); err != nil {
		return nothing{}, err
	}
	return nothing{}, c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		w, err := store.LockWatchlist(c.ctx, tx, in.ID)
		if err != nil {
			return err
		}
		version, err := versionOf(w)
		if err != nil {
			return err
		}
		if version != in.Match {
			return changed()
		}
		if err := store.DropWatchlistIn(c.ctx, tx, in.ID); err != nil {
			return err
		}
		return c.record(tx, "watchlist.drop", in.ID, w.Name)
	})
}

// previewing is what would be watched.
type previewing struct {
	Entries []entry `json:"entries" need:"true" max:"5000"`
	Days    int     `json:"days" min:"1" max:"365" doc:"How far to look back; 90 by default"`
}

// foreseen is what an entry would have found.
type foreseen struct {
	Entry   string        `json:"entry"`
	Hits    int           `json:"hits"`
	Noisy   string        `json:"noisy,omitempty" doc:"Why that is more than anybody reads, in Chinese"`
	Samples []foundSample `json:"samples" doc:"The latest first"`
}

type foundSample struct {
	Filing string `json:"filing"`
	Title  string `json:"title"`
	Why    string `json:"why"`
}

// foresight is what a watchlist would have found.
type foresight struct {
	Filings int        `json:"filings" doc:"That were looked at"`
	Days    int        `json:"days"`
	Items   []foreseen `json:"items" doc:"One for each entry"`
}

// usualDays is how far back a preview looks.
const usualDays = 90

func (c *call) preview(in struct{ Body previewing }) (foresight, error) {
	out := foresight{Items: []foreseen{}, Days: in.Body.Days}
	entries, err := checked("preview", in.Body.Entries)
	if err != nil {
		return out, err
	}
	if out.Days == 0 {
		out.Days = usualDays
	}
	if c.Preview == nil {
		return out, errUnserved
	}
	select {
	case c.previews <- struct{}{}:
		defer func() { <-c.previews }()
	default:
		c.header.Set("Retry-After", "15")
		return out, refuse(http.StatusServiceUnavailable, "", "正在为他人预览，请稍后再试", "previews are being made for others: try again soon")
	}
	seen, err := c.Preview(c.ctx, []alerts.Watchlist{{ID: "preview", Name: "preview", Entries: entries}}, c.Now().AddDate(0, 0, -out.Days))
	if err != nil {
		return out, err
	}
	out.Filings = seen.Filings
	for _, f := range seen.Result(out.Days) {
		one := foreseen{f.Entry, f.Hits, f.Noisy, []foundSample{}}
		for _, s := range f.Samples {
			one.Samples = append(one.Samples, foundSample{s.Filing, web.Clean(s.Title, web.TextLength), web.Clean(s.Why, web.TextLength)})
		}
		out.Items = append(out.Items, one)
	}
	return out, nil
}

// errUnserved is what this node cannot do.
var errUnserved = refuse(http.StatusServiceUnavailable, "", "本节点不提供该功能", "not on this node")

// importing is a table of watchlists.
type importing struct {
	Table string `json:"table" need:"true" max:"4000000" doc:"CSV with a header, as tocsin watch import reads it"`
	Name  string `json:"name" max:"100" doc:"The list of rows that name none"`
	Type  string `json:"type" enum:"mark,company,store,patent,product,keyword,plaintiff,lawfirm,competitor,owner" doc:"The type of rows that name none"`
	Try   bool   `json:"try" doc:"Only say what would become of it"`
}

// imported is what became of it. Lists are made only where no row is wrong.
type imported struct {
	Lists    []listName `json:"lists" doc:"Without ids where none were made"`
	Problems []rowFault `json:"problems"`
	Made     bool       `json:"made"`
}

// A rowFault is what is wrong with a row.
type rowFault struct {
	Row    int    `json:"row" doc:"The header is 1"`
	Column string `json:"column"`
	Wrong  string `json:"wrong"`
	Right  string `json:"right" doc:"What would be right"`
}

func (c *call) importWatchlists(in struct{ Body importing }) (out imported, err error) {
	out.Lists, out.Problems = []listName{}, []rowFault{}
	table := strings.NewReader(in.Body.Table)
	read, err := alerts.ReadWatchTable(table, table.Size(), alerts.WatchOptions{List: in.Body.Name, Type: alerts.EntryType(in.Body.Type)})
	if err != nil {
		return out, wrong("table", err.Error(), err.Error())
	}
	for _, p := range read.Problems {
		out.Problems = append(out.Problems, rowFault{p.Row, p.Column, p.Wrong, p.Right})
	}
	i := slices.IndexFunc(read.Lists, func(w alerts.Watchlist) bool { return len(w.Entries) > 5000 || len(w.Name) > 300 })
	if i >= 0 {
		return out, wrong("table", "每份清单最多 5000 项，名称最多 100 字", "a list has 5000 entries at most, and a name of 100 characters")
	}
	for i := range read.Lists {
		read.Lists[i].Tell = nil // who may be told is not said by a table of a program
	}
	if len(out.Problems) == 0 && !in.Body.Try && len(read.Lists) > 0 {
		if read.Lists, err = c.make(read.Lists); err != nil {
			return out, err
		}
		out.Made = true
	}
	for _, w := range read.Lists {
		if !out.Made {
			w.ID = ""
		}
		out.Lists = append(out.Lists, listName{w.ID, w.Name, len(w.Entries)})
	}
	return out, nil
}

// nothing is what is answered where there is nothing to say.
type nothing struct{}

// stepping is what somebody did about an alert.
type stepping struct {
	Kind     string `json:"kind" need:"true" enum:"contacted,unreachable,guided,expert,responded,settled,closed,reopened,note"`
	Text     string `json:"text" max:"4000"`
	Company  string `json:"company" max:"200"`
	Amount   string `json:"amount" max:"20" doc:"Such as 1200.50"`
	Currency string `json:"currency" enum:"CNY,USD,EUR"`
}

// stepped is an entry that was written.
type stepped struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// addStep writes an entry of the case of an alert, for the caller's center.
func (c *call) addStep(in struct {
	byID
	Body stepping
}) (out stepped, err error) {
	p, err := c.find(account.Work, in.ID)
	if err != nil {
		return out, err
	}
	e := store.CaseEntry{Alert: p.Alert.ID, Center: c.user.Center, Kind: in.Body.Kind, Person: c.user.Login, At: c.Now(), Text: web.CleanText(in.Body.Text, 4000), Company: web.Clean(in.Body.Company, 200), Currency: in.Body.Currency}
	if e.Kind == store.CaseNote && e.Text == "" {
		return out, wrong("text", "必须填写", "is needed")
	}
	if in.Body.Amount != "" {
		if e.Amount, err = hundredths(in.Body.Amount); err != nil {
			return out, wrong("amount", "应为 1200.50 形式的金额", "want a sum such as 1200.50")
		}
		if e.Currency == "" {
			return out, wrong("currency", "必须填写", "is needed")
		}
	}
	err = c.Store.Tx(c.ctx, func(tx *sql.Tx) error {
		if out.ID, err = store.AddCaseEntry(c.ctx, tx, e); err != nil {
			return err
		}
		return c.record(tx, "case."+e.Kind, p.Alert.ID, "")
	})
	out.At = e.At
	return out, err
}

// hundredths reads a sum of money.
func hundredths(s string) (int64, error) {
	whole, rest, dot := strings.Cut(s, ".")
	n, err := strconv.ParseUint(whole, 10, 40)
	part, err2 := strconv.ParseUint((rest + "00")[:2], 10, 8)
	if err := errors.Join(err, err2); err != nil || len(rest) > 2 || dot && rest == "" {
		return 0, errors.Join(err, strconv.ErrSyntax)
	}
	return int64(n)*100 + int64(part), nil // of 40 bits
}
