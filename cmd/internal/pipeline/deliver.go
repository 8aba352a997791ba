package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"syscall"
	"time"

	"github.com/riverqueue/river"

	"tocsin/alerts"
	"tocsin/alerts/clock"
	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
)

type deliverArgs struct {
	Delivery string `json:"delivery"`
}

func (deliverArgs) Kind() string                 { return "deliver" }
func (deliverArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: queueDeliver} }

type courier struct {
	river.WorkerDefaults[deliverArgs]
	p *Pipeline
}

// sendTimeout bounds one try and recordTimeout the record of its answer; both
// fit into jobTimeout. maxTries are about four days; maxWait is how long a
// destination may ask for patience.
const (
	sendTimeout   = 20 * time.Second
	recordTimeout = 5 * time.Second
	maxTries      = 24
	maxWait       = 14 * 24 * time.Hour
	askAgain      = time.Second // until a delivery asks again what becomes of it
	lackWait      = time.Minute // until one asks whether its destination can be told now
)

func (c *courier) Work(ctx context.Context, job *river.Job[deliverArgs]) error {
	again, err := c.p.deliver(ctx, job.Args.Delivery, job.CreatedAt)
	return ended(ctx, again, err)
}

// ended says to the queue how a try of a delivery or a notice ended: again is
// how long to wait before the next.
func ended(ctx context.Context, again time.Duration, err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return river.JobCancel(err)
	case err != nil && ctx.Err() != nil:
		return river.JobSnooze(0)
	case err != nil:
		return err
	case again > 0:
		return river.JobSnooze(again)
	default:
		return nil
	}
}

// deliver tries a delivery once and records how it went. It returns how long
// to wait before the next try, or zero if there is none. Due is when it was put
// on its way, which for what is sent again is long after it was told.
func (p *Pipeline) deliver(ctx context.Context, id string, due time.Time) (again time.Duration, err error) {
	to, began := store.DestinationOf(id), p.Now()
	_, tell, err := p.lists(ctx)
	if err != nil {
		return 0, err
	}
	if p.destination(to).Lacks != nil {
		return lackWait, nil
	}
	if wait := p.lanes.enter(to, began); wait > 0 {
		return wait, nil
	}
	var took time.Duration
	var well bool
	defer func() { p.lanes.leave(to, began, took, well) }()
	share, wait, done, err := p.hold(ctx, id)
	if errors.Is(err, store.ErrAfter) {
		return askAgain, nil
	}
	if err != nil || done || wait > 0 {
		return wait, err
	}
	parcel, ok, err := p.Store.BeginTryWithin(ctx, id, share, p.Now())
	if errors.Is(err, store.ErrAfter) || errors.Is(err, store.ErrSpent) {
		return askAgain, nil
	}
	if err != nil || !ok {
		return 0, err
	}
	asked := p.Now()
	sent := errUnsure
	if !parcel.Maybe || !p.destination(to).Once {
		sent = p.send(ctx, parcel, tell)
	}
	took, well = p.Now().Sub(asked), answered(sent)
	p.step("sent")
	if ctx.Err() != nil && !answered(sent) {
		return 0, ctx.Err() // stays "sending": how it ended is unknown
	}
	sent = p.destination(to).sure(sent)
	d, again := after(parcel.Delivery, sent, min(p.Now().Sub(parcel.Alert.Told), p.Now().Sub(due)))
	d.Abroad = p.destination(to).Abroad
	if sent != nil {
		p.Log.Warn("not delivered", "delivery", id, "try", parcel.Tries, "state", d.State, "err", sent)
	}
	// An answer that was given is recorded even if the job has just been told
	// to end: it cannot be asked for twice.
	record, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	if err := p.Store.EndTry(record, d, p.Now()); err != nil {
		return 0, err
	}
	p.step("answer recorded")
	if sent == nil {
		p.Log.Info("delivered", "delivery", id, "try", parcel.Tries)
	}
	p.observe(Event{Delivery: &d})
	return again, nil
}

// sendAll writes the jobs of deliveries in the transaction of their rows.
func (p *Pipeline) sendAll(ctx context.Context, tx *sql.Tx, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, 0, len(ids))
	for _, id := range ids {
		jobs = append(jobs, river.InsertManyParams{Args: deliverArgs{Delivery: id}})
	}
	_, err := p.queue.InsertManyTx(ctx, tx, jobs)
	return err
}

// errUnsure is how what may have arrived ends at a destination that wants
// nothing twice.
var errUnsure = fmt.Errorf("%w: it may have arrived, and is not sent twice; look there, and send it again if it has not", alerts.ErrRefused)

// sure returns how a try ended, where an end that is unknown is one for a person
// to look at.
func (d Destination) sure(sent error) error {
	if d.Once && unknown(sent) {
		return fmt.Errorf("%w (%w)", errUnsure, sent)
	}
	return sent
}

// answered reports whether the destination itself said how the try ended.
func answered(sent error) bool {
	return sent == nil || errors.Is(sent, alerts.ErrRefused) || asksToWait(sent) != nil
}

// asksToWait returns the request to come later that err holds, or nil.
func asksToWait(err error) *alerts.LaterError {
	if later := new(alerts.LaterError); errors.As(err, &later) {
		return later
	}
	return nil
}

// after decides what a try leaves of a delivery of the given age, and how long
// to wait before the next one. A destination that is only busy has not failed:
// such a try does not count, or a burst of alerts to a robot that takes twenty
// a minute would give most of them up. What was sending before stays so: that
// one try ended unknown is not undone by another that failed.
func after(d store.Delivery, sent error, age time.Duration) (_ store.Delivery, again time.Duration) {
	if sent == nil {
		d.State, d.Error = store.Sent, ""
		return d, 0
	}
	d.Error = sent.Error()
	later := asksToWait(sent)
	switch {
	case errors.Is(sent, alerts.ErrRefused):
		d.State = store.Refused
		return d, 0
	case later == nil && d.Tries >= maxTries, later != nil && age > maxWait:
		d.State = store.Dead
		return d, 0
	case later != nil:
		d.Tries--
		return d, later.After + spread(d.ID)
	case unknown(sent):
		d.State = store.Sending
	}
	return d, pause(d.Tries)
}

// spread keeps deliveries that were all asked to wait from coming back in the
// same moment: it is up to a minute, and always the same for one delivery.
func spread(id string) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(id)) // never fails
	return time.Second + time.Duration(h.Sum32())*time.Minute/math.MaxUint32
}

// unknown reports whether the receiver may have taken the message although we
// had no answer.
func unknown(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

// pause is how long to wait after the given try failed: a minute after the
// first, doubled each time up to six hours.
func pause(tries int) time.Duration {
	return min(30*time.Second<<min(tries, 10), 6*time.Hour)
}

func (p *Pipeline) send(ctx context.Context, parcel store.Parcel, tell map[string][]string) error {
	to, ok := p.to(parcel.Destination)
	if !ok {
		return fmt.Errorf("%w: destination %q is not configured", alerts.ErrRefused, parcel.Destination)
	}
	if err := p.gone(ctx, parcel.Destination); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	m, err := p.worded(ctx, parcel, tell, to.Language)
	if err != nil {
		return err
	}
	return p.heed(ctx, parcel.Destination, to.Notify(ctx, m))
}

// Message puts a delivery into words. One destination that several lists and
// centers share hears of an act once, with all the reasons.
func (p *Pipeline) Message(ctx context.Context, parcel store.Parcel, language string) (alerts.Message, error) {
	_, tell, err := p.lists(ctx)
	if err != nil {
		return alerts.Message{}, err
	}
	return p.worded(ctx, parcel, tell, language)
}

// worded is Message with the destinations of each list at hand.
func (p *Pipeline) worded(ctx context.Context, parcel store.Parcel, tell map[string][]string, language string) (alerts.Message, error) {
	network, rules, err := p.inForce(ctx)
	if err != nil {
		return alerts.Message{}, err
	}
	served, err := p.Store.ServiceOf(ctx, parcel.Act.Matter)
	if err != nil {
		return alerts.Message{}, err
	}
	return p.message(parcel, tell, language, network, rules, served), nil
}

// message puts a delivery into words with all that is in force at hand.
func (p *Pipeline) message(parcel store.Parcel, tell map[string][]string, language string, network region.Centers, rules *clock.Table, served *alerts.Service) alerts.Message {
	a := parcel.Alert
	center := network.Has(a.Subscriber)
	var others []string
	for _, other := range parcel.Others {
		isCenter := network.Has(other.Subscriber)
		to := tell[other.Subscriber]
		if isCenter {
			to = p.Centers[other.Subscriber]
		}
		if !slices.Contains(to, parcel.Destination) {
			continue
		}
		center = center || isCenter
		a = both(a, other)
		others = append(others, other.Subscriber)
	}
	return alerts.Compose(alerts.Story{
		Delivery: parcel.ID,
		Others:   others,
		Alert:    a,
		Filing:   parcel.Act.Filing,
		Verdict:  parcel.Verdict,
		Thread:   parcel.Act.Matter + ">" + parcel.Destination,
		Console:  p.Console,
		Now:      p.Now(),
		Maybe:    parcel.Maybe,
		Center:   center && p.destination(parcel.Destination).Abroad == "", // nobody is named in full abroad
		Centers:  alerts.CentersOf(network, a.Centers),
		Rules:    rules,
		Served:   served,
		Grade:    p.Grade,
	}, language)
}

// standings are what an act can be to who watches, from what says least.
var standings = []alerts.Standing{"", alerts.Unlisted, alerts.AtRisk, alerts.Alike, alerts.Named}

// both is the alert of one act to two subscribers whom one message reaches: it
// says what weighs more to either, and why both hear of it.
func both(a, other alerts.Alert) alerts.Alert {
	a.Reasons, a.Named = joined(a.Reasons, other.Reasons), joined(a.Named, other.Named)
	if slices.Index(standings, other.Standing) > slices.Index(standings, a.Standing) {
		a.Standing = other.Standing
	}
	if alerts.Compare(other.Severity, a.Severity) > 0 {
		a.Severity = other.Severity
	}
	if a.Mark != other.Mark {
		a.Mark = "" // either may be told of its own
	}
	return a
}

// joined returns a list with what another has beyond it, and changes neither.
func joined(list, more []string) []string {
	list = slices.Clip(list)
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
