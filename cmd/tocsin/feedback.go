package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin/alerts/clock"
	"tocsin/cmd/internal/pipeline"
	"tocsin/cmd/internal/relevance"
	"tocsin/cmd/internal/store"
)

// feedbackCmd keeps what people say of alerts. It becomes a labelled example
// only by a review.
type feedbackCmd struct {
	Add     feedbackAddCmd     `cmd:"" help:"Keep what somebody says of an alert, with the filing and its verdict as they stand."`
	List    feedbackListCmd    `cmd:"" help:"List what was said, the newest last."`
	Review  feedbackReviewCmd  `cmd:"" help:"Say whether something said becomes a labelled example, and with which label."`
	Export  feedbackExportCmd  `cmd:"" help:"Write the reviewed examples as filings.jsonl and labels.tsv, for tocsin eval."`
	Correct feedbackCorrectCmd `cmd:"" help:"Take an alert back: everybody who got it is told why."`
	Drift   feedbackDriftCmd   `cmd:"" help:"Print the share of false alarms by source, type, judge and month, and what rises."`
}

type feedbackAddCmd struct {
	byAlert
	Said string `arg:"" help:"useful (有用), false-alarm (误报), repeated (重复) or late (晚了)." enum:"useful,false-alarm,repeated,late,有用,误报,重复,晚了"`
	Note string `help:"Why, for whoever reviews it."`
}

// saidWords are the words for what is said, as people write them.
var saidWords = map[string]string{"有用": store.Useful, "误报": store.FalseAlarm, "重复": store.Repeated, "晚了": store.Late}

func (c *feedbackAddCmd) Run(p *program) error {
	if err := c.check(); err != nil {
		return err
	}
	word := cmp.Or(saidWords[c.Said], c.Said)
	f := store.Feedback{Alert: c.Alert, Person: c.By, Said: word, Note: c.Note, At: time.Now()}
	added := false
	err := p.withPipeline(func(pipe *pipeline.Pipeline) (err error) {
		f, added, err = pipe.Feedback(p.ctx, f)
		return err
	})
	if err != nil {
		return c.unknown(err)
	}
	if !added {
		fmt.Fprintf(p.stdout, "%s: %s has said so before\n", f.ID, plain(c.By))
		return nil
	}
	fmt.Fprintf(p.stdout, "%s: %s, kept; tocsin feedback review %s makes it an example\n", f.ID, word, f.ID)
	return nil
}

// withPipeline does something with a pipeline that works at nothing itself.
func (p *program) withPipeline(do func(*pipeline.Pipeline) error) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	s, err := p.bindThere(conf)
	if err != nil {
		return err
	}
	err = s.pipe.Start(p.ctx, pipeline.Roles{})
	if err == nil {
		err = errors.Join(do(s.pipe), s.pipe.Stop(p.ctx))
	}
	return errors.Join(err, s.close())
}

type feedbackListCmd struct {
	Open bool `help:"Only what nobody has reviewed."`
	JSON bool `name:"json" help:"One JSON object a line."`
}

func (c *feedbackListCmd) Run(p *program) error {
	all, err := p.feedbacks()
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, f := range all {
		if c.Open && f.Review != nil {
			continue
		}
		if err := out.value(f, func() string { return feedbackLine(f) }); err != nil {
			return err
		}
	}
	return out.flush()
}

// feedbackLine is f for a person.
func feedbackLine(f store.Feedback) string {
	state := "not reviewed"
	if r := f.Review; r != nil {
		state = "no example"
		if r.Kept {
			state = "example, relevant " + cmp.Or(r.Label.Relevant, "unsaid")
		}
		state += " by " + r.Person
	}
	line := fmt.Sprintf("%s  %s  %-11s  %s  %s  (%s)", f.ID, f.At.In(clock.Beijing).Format("2006-01-02 15:04"), f.Said, f.Alert, f.Person, state)
	if f.Note != "" {
		line += "  " + f.Note
	}
	return plain(line)
}

// feedbacks returns everything that was said.
func (p *program) feedbacks() ([]store.Feedback, error) {
	db, err := p.store()
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return db.Feedbacks(p.ctx, time.Time{})
}

type feedbackReviewCmd struct {
	ID           string `arg:"" help:"As tocsin feedback list prints it."`
	By           string `required:"" help:"Who reviewed it, by name; it is kept."`
	Reject       bool   `help:"It is no example."`
	Relevant     string `help:"true, false, or null if the words of the filing do not show it. Without it: false for a false alarm, else true." enum:",true,false,null" default:""`
	Category     string `help:"What it is, if you are sure: 337, patent, trademark, copyright, schedule-a, squatting or other."`
	Stage        string `help:"The stage, if you are sure."`
	ChineseParty string `name:"chinese-party" help:"confirmed, suspected or unknown, if you are sure."`
	Note         string `help:"Why."`
}

func (c *feedbackReviewCmd) Run(p *program) error {
	if strings.TrimSpace(c.By) == "" {
		return fmt.Errorf("%w: --by: want a person's name", errInput)
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	all, err := db.Feedbacks(p.ctx, time.Time{})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(f store.Feedback) bool { return f.ID == c.ID })
	if at < 0 {
		return fmt.Errorf("%w: nothing said is called %q; see tocsin feedback list", errInput, c.ID)
	}
	r := store.Review{Person: c.By, At: time.Now(), Note: c.Note, Kept: !c.Reject}
	if r.Kept {
		r.Label = store.Label{Relevant: c.Relevant, Category: c.Category, Stage: c.Stage, ChineseParty: c.ChineseParty}
		if r.Label.Relevant == "" {
			r.Label.Relevant = strconv.FormatBool(all[at].Said != store.FalseAlarm)
		}
		if err := relevance.CheckLabel(all[at].Filing.Kind, r.Label.Relevant, r.Label.Category, r.Label.Stage, r.Label.ChineseParty); err != nil {
			return fmt.Errorf("%w: %w", errInput, err)
		}
	}
	if err := db.ReviewFeedback(p.ctx, c.ID, r); err != nil {
		return err
	}
	all[at].Review = &r
	fmt.Fprintln(p.stdout, feedbackLine(all[at]))
	return nil
}

type feedbackExportCmd struct {
	Dir string `arg:"" help:"Where the two files are written; what is there of them is replaced."`
}

func (c *feedbackExportCmd) Run(p *program) error {
	all, err := p.feedbacks()
	if err != nil {
		return err
	}
	filings, labels, n, err := examples(all)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o750); err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	err = errors.Join(
		os.WriteFile(filepath.Join(c.Dir, filingsFile), filings, 0o600),
		os.WriteFile(filepath.Join(c.Dir, labelsFile), labels, 0o600),
	)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s in %s; tocsin eval scores them\n", counts(n, "example", "examples"), plain(c.Dir))
	return nil
}

// examples are what was said and reviewed, as the files of a labelled set. Of
// several reviews of one filing the newest counts, also if it says that it is
// no example. It is pure.
func examples(all []store.Feedback) (filings, labels []byte, n int, err error) {
	newest := map[string]store.Feedback{}
	for _, f := range all {
		if f.Review == nil {
			continue
		}
		if before, ok := newest[f.Filing.ID()]; !ok || before.Review.At.Before(f.Review.At) {
			newest[f.Filing.ID()] = f
		}
	}
	var lines, table bytes.Buffer
	table.WriteString("filing\trelevant\tcategory\tstage\tchinese_party\n")
	for _, id := range sorted(newest) {
		f := newest[id]
		if !f.Review.Kept {
			continue
		}
		if err := json.NewEncoder(&lines).Encode(f.Filing); err != nil {
			return nil, nil, 0, fmt.Errorf("%s: %w", id, err)
		}
		l := f.Review.Label
		fmt.Fprintf(&table, "%s\t%s\t%s\t%s\t%s\n", id, l.Relevant, l.Category, l.Stage, l.ChineseParty)
		n++
	}
	return lines.Bytes(), table.Bytes(), n, nil
}

type feedbackCorrectCmd struct {
	byAlert
	Why string `required:"" help:"Why it is no alarm, in one sentence in Chinese; everybody who got it reads it. Who says so is kept, and not told."`
}

func (c *feedbackCorrectCmd) Run(p *program) error {
	if err := c.check(); err != nil {
		return err
	}
	if strings.TrimSpace(c.Why) == "" {
		return fmt.Errorf("%w: --why: want a sentence", errInput)
	}
	sent := 0
	err := p.withPipeline(func(pipe *pipeline.Pipeline) (err error) {
		sent, err = pipe.Correct(p.ctx, store.Feedback{Alert: c.Alert, Person: c.By, Note: c.Why, At: time.Now()})
		return err
	})
	if err != nil {
		return c.unknown(err)
	}
	fmt.Fprintf(p.stdout, "corrected; %s; tocsin serve sends them\n", counts(sent, "message is due", "messages are due"))
	return nil
}

type feedbackDriftCmd struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

func (c *feedbackDriftCmd) Run(p *program) error {
	all, err := p.feedbacks()
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, d := range relevance.Drifts(pipeline.SaidOf(all)) {
		err := out.value(d, func() string {
			rises := ""
			if d.Rises {
				rises = "  RISES"
			}
			return fmt.Sprintf("%s  %-32s %3d of %3d  (%.3f to %.3f)  before %.3f%s", d.Month, d.Group, d.False, d.Of, d.Low, d.High, d.Before, rises)
		})
		if err != nil {
			return err
		}
	}
	return out.flush()
}
