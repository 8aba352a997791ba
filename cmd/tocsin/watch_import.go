package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/pipeline"
)

// A watchTable is a table of watchlists and how it is read.
type watchTable struct {
	File  string   `arg:"" help:"CSV (UTF-8, UTF-16 or GB18030) or XLSX, whatever its name. Columns: list,type,value,classes,owner,countries,tell,note,code,place, or 清单,类型,名称,类别,权利人,国家,通知,备注,统一社会信用代码,所在地." type:"existingfile"`
	Map   []string `help:"What a column is, over what its heading says; a column without one has its number, and nothing after = leaves it out." placeholder:"HEADING=COLUMN"`
	List  string   `help:"The list of rows that name none." placeholder:"NAME"`
	Sheet string   `help:"The sheet of a workbook; else the first that has rows." placeholder:"NAME"`
}

type watchImportCmd struct {
	watchTable
	Strict  bool `help:"Store nothing if any row is wrong."`
	Days    int  `help:"How many days back stored filings are looked through for what is new in the lists; 0 for not at all." default:"365"`
	Preview bool `help:"Say what the entries would have found in the stored filings of these days, and store nothing."`
	JSON    bool `name:"json" help:"One JSON object; in a preview one for each entry, too."`
}

// Help is what tocsin watch import --help says beyond the flags.
func (c *watchImportCmd) Help() string {
	return `Types: mark 商标, company 企业, store 店铺, patent 专利, product 产品, keyword 关键词, plaintiff 原告, lawfirm 律所, competitor 竞品, owner 权利人.

Of an enterprise, code (统一社会信用代码) and place (所在地: 深圳市, Shenzhen or 440300) tell it from its namesakes; both may be empty.

Rows that are wrong are named, with what would be right, and end the command with 2; the others are stored. A list of the file replaces the stored one of its name, whole. Where there is a column confirm (确认), as in what tocsin watch suggest prints, only rows that say 是 or yes in it are stored.

What is new in the lists is then looked for in stored filings by tocsin serve, and what it finds stands in the digest; tocsin watch list says how far that is.

With --preview --json each entry is an object, too: object ("preview"), list, name, entry, hits, noisy, samples [{filing, title, filed, why}]. An entry is noisy with more than 30 hits in 30 days, or with more than 0.1 % of all filings where these are ten or more.

With --json the object has: object ("watch-import"), file, form, sheet, columns [{heading, column}], rows, good, duplicates, bad, waiting (not confirmed), problems [{row, column, value, wrong, right}], all (problems, of which no more than 1,000 are shown), stored, lists [{id, name, entries, added, removed}].`
}

// A watchImport is what became of a table of watchlists.
type watchImport struct {
	Object     string                `json:"object"`
	File       string                `json:"file"`
	Form       string                `json:"form"`
	Sheet      string                `json:"sheet,omitempty"`
	Columns    []alerts.WatchColumn  `json:"columns"`
	Rows       int                   `json:"rows"`
	Good       int                   `json:"good"`
	Duplicates int                   `json:"duplicates"`
	Bad        int                   `json:"bad"`
	Waiting    int                   `json:"waiting"`
	Problems   []alerts.WatchProblem `json:"problems"`
	All        int                   `json:"all"`
	Stored     bool                  `json:"stored"`
	Lists      []importedList        `json:"lists"`
}

type importedList struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Entries int    `json:"entries"`
	Added   int    `json:"added"`
	Removed int    `json:"removed"`
}

func (c *watchImportCmd) Run(p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	read, err := c.read(func(to string) bool { _, ok := conf.Destinations[to]; return ok })
	if err != nil {
		return err
	}
	out := watchImport{
		Object: "watch-import", File: c.File, Form: read.Form, Sheet: read.Sheet, Columns: read.Columns,
		Rows: read.Rows, Good: read.Good, Duplicates: read.Duplicates, Bad: read.Bad, Waiting: read.Waiting, Problems: append([]alerts.WatchProblem{}, read.Problems...), All: read.All,
		Lists: []importedList{},
	}
	to := newPrinter(p.stdout, c.JSON)
	if c.Days < 0 {
		return fmt.Errorf("%w: --days %d: want 0 or more", errInput, c.Days)
	}
	if c.Preview {
		if err := c.preview(p, conf, read.Lists, to); err != nil {
			return errors.Join(to.flush(), err)
		}
	}
	if out.Stored = !c.Preview && read.Good > 0 && !(c.Strict && read.Bad > 0); out.Stored {
		db, err := openStore(p.ctx, conf)
		if err != nil {
			return err
		}
		defer db.Close()
		before, err := db.Watchlists(p.ctx)
		if err != nil {
			return err
		}
		now := time.Now()
		if _, err := pipeline.Watch(p.ctx, db, read.Lists, now.AddDate(0, 0, -c.Days), now); err != nil {
			return err
		}
		out.Lists = changes(before, read.Lists)
		p.warnUntold(read.Lists, conf.Destinations)
	}
	err = errors.Join(to.value(out, func() string { return strings.Join(out.lines(), "\n") }), to.flush())
	if err == nil && (read.Bad > 0 || !out.Stored && !c.Preview) {
		err = errSaidInput
	}
	return err
}

// read reads the file, row by row.
func (c *watchTable) read(known func(string) bool) (alerts.WatchReport, error) {
	o := alerts.WatchOptions{Sheet: c.Sheet, List: c.List, Known: known, Map: map[string]string{}}
	for _, s := range c.Map {
		i := strings.LastIndexByte(s, '=')
		if i < 1 {
			return alerts.WatchReport{}, fmt.Errorf("%w: --map %s: want HEADING=COLUMN, such as 品牌=value", errInput, s)
		}
		if to := s[i+1:]; to != "" && !slices.Contains(alerts.WatchColumns(), to) {
			return alerts.WatchReport{}, fmt.Errorf("%w: --map %s: no column %q; there are %s", errInput, s, to, strings.Join(alerts.WatchColumns(), ","))
		}
		o.Map[s[:i]] = s[i+1:]
	}
	file, err := os.Open(c.File)
	if err != nil {
		return alerts.WatchReport{}, fmt.Errorf("%w: %w", errInput, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return alerts.WatchReport{}, err
	}
	read, err := alerts.ReadWatchTable(file, info.Size(), o)
	if err != nil {
		return read, fmt.Errorf("%w: %s: %w", errInput, c.File, err)
	}
	return read, nil
}

// changes says what an import changes of the lists it replaces.
func changes(before, after []alerts.Watchlist) []importedList {
	was := map[string]alerts.Watchlist{}
	for _, w := range before {
		was[w.ID] = w
	}
	out := []importedList{}
	for _, w := range after {
		out = append(out, importedList{
			ID: w.ID, Name: w.Name, Entries: len(w.Entries),
			Added: len(alerts.NewEntries(was[w.ID], w)), Removed: len(alerts.NewEntries(w, was[w.ID])),
		})
	}
	return out
}

// lines say an import to a person.
func (r watchImport) lines() (lines []string) {
	for i, problem := range r.Problems {
		if i == shownRows {
			lines = append(lines, fmt.Sprintf("…另有 %d 处；--json 显示前 %d 处", r.All-i, len(r.Problems)))
			break
		}
		lines = append(lines, problem.String())
	}
	if !r.Stored {
		return append(lines, fmt.Sprintf("%s, %d left out; nothing was stored", counts(r.Rows, "row", "rows"), r.Bad))
	}
	said := fmt.Sprintf("%s, %s", counts(len(r.Lists), "list", "lists"), counts(r.Good, "entry", "entries"))
	if r.Duplicates > 0 {
		said += "; " + counts(r.Duplicates, "row says what another says", "rows say what others say")
	}
	if r.Bad > 0 {
		said += fmt.Sprintf("; %s left out", counts(r.Bad, "row", "rows"))
	}
	if r.Waiting > 0 {
		said += fmt.Sprintf("; %s not confirmed and left out", counts(r.Waiting, "suggestion", "suggestions"))
	}
	removed := 0
	for _, l := range r.Lists {
		removed += l.Removed
	}
	if removed > 0 {
		said += fmt.Sprintf("; %s of the lists before no longer watched", counts(removed, "entry", "entries"))
	}
	return append(lines, said)
}
