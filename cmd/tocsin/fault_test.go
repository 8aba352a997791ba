//go:build fault

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tocsin/cmd/internal/store"
)

var (
	faultFor  = flag.Duration("for", 0, "how long faults are injected; each is at least once")
	faultSeed = flag.Uint64("seed", 0, "of the faults' order; 0 takes the time's")
)

// What is put under faults: nodes of the real program on one PostgreSQL and one
// Redis, told of suits by their hooks, telling receivers that drop what they
// have seen.
const (
	faultNodes     = 3
	faultReceivers = 3
	settleWithin   = 4 * time.Minute // a dead node's jobs are given to another after two minutes
)

// TestFaults runs the program under faults and then counts: each suit a node
// took has one alert, each receiver has each alert once, and nothing is stuck.
func TestFaults(t *testing.T) {
	seed := *faultSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	chance := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	b := newBench(t)

	began, injected := time.Now(), map[string]int{}
	stop := make(chan struct{})
	var sender sync.WaitGroup
	sender.Go(func() { b.send(stop) })
	faults := b.faults()
	names := slices.Sorted(maps.Keys(faults))
	for round := 0; round == 0 || time.Since(began) < *faultFor; round++ {
		for _, i := range chance.Perm(len(names)) {
			injected[names[i]]++
			faults[names[i]](chance)
			time.Sleep(time.Duration(chance.IntN(500)) * time.Millisecond)
		}
	}
	close(stop)
	sender.Wait()
	b.heal()
	b.settle()

	took, total := time.Since(began).Round(time.Second), 0
	for _, name := range names {
		t.Logf("%-24s %4d", name, injected[name])
		total += injected[name]
	}
	lost, doubled, repeated := b.count()
	t.Logf("%d faults in %s, %d filings, %d alerts, %d messages, %d repeated on the wire, lost %d, doubled %d",
		total, took, len(b.sent), b.alerts(), b.messages(), repeated, lost, doubled)
	if lost > 0 || doubled > 0 {
		t.Errorf("lost %d, doubled %d", lost, doubled)
	}
}

// A bench is all that a run needs.
type bench struct {
	t         *testing.T
	dir       string
	program   string
	postgres  *postgresServer
	redis     *redisServer
	nodes     []*node
	receivers []*receiver
	sent      []string // case numbers that a node answered 200 for
}

func newBench(t *testing.T) *bench {
	// PostgreSQL runs as another user, who may not go through t.TempDir().
	dir, err := os.MkdirTemp("", "tocsin-fault-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	b := &bench{t: t, dir: dir}
	if err := os.Chmod(b.dir, 0o711); err != nil {
		t.Fatal(err)
	}
	b.program = filepath.Join(b.dir, "tocsin")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-tags", "fault", "-o", b.program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	b.postgres, b.redis = startPostgres(t, b.dir), startRedis(t, b.dir)
	for range faultReceivers {
		b.receivers = append(b.receivers, newReceiver(t))
	}
	for i := range faultNodes {
		b.nodes = append(b.nodes, b.newNode(i))
	}
	for _, n := range b.nodes {
		n.start()
	}
	for _, n := range b.nodes {
		n.wait()
	}
	return b
}

// A node is one process of the program, with ways of its own to the services,
// which can be cut.
type node struct {
	t          *testing.T
	program    string
	config     string
	hooks      string // address
	toPostgres *way
	toRedis    *way
	clock      string // the file that says how wrong its clock is
	log        *os.File
	mu         sync.Mutex
	running    *exec.Cmd
	ended      chan struct{}
}

func (b *bench) newNode(i int) *node {
	n := &node{t: b.t, program: b.program, config: filepath.Join(b.dir, fmt.Sprintf("node%d.yaml", i)), hooks: freeAddress(b.t), clock: filepath.Join(b.dir, fmt.Sprintf("node%d.clock", i))}
	n.jump(0)
	n.toPostgres, n.toRedis = newWay(b.t, b.postgres.address), newWay(b.t, b.redis.address)
	var err error
	if n.log, err = os.Create(filepath.Join(b.dir, fmt.Sprintf("node%d.log", i))); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { n.log.Close() })
	var c strings.Builder
	fmt.Fprintf(&c, "store: postgres://tocsin@%s/tocsin?sslmode=disable&connect_timeout=5\nseen: redis://%s/0\n", n.toPostgres.address(), n.toRedis.address())
	fmt.Fprintf(&c, "console: {listen: %q}\nhooks: {listen: %q}\npages: {dir: %q, large: 1}\nsend: {private: true}\n", freeAddress(b.t), n.hooks, filepath.Join(b.dir, "pages"))
	fmt.Fprintf(&c, "sources:\n  courtlistener: {hook: %s, hook_from: [127.0.0.1]}\n", hookSecret)
	for _, s := range sources {
		if s.Name != "courtlistener" {
			fmt.Fprintf(&c, "  %s: {enabled: false}\n", s.Name)
		}
	}
	c.WriteString("destinations:\n")
	var names []string
	for i, r := range b.receivers {
		names = append(names, fmt.Sprintf("r%d", i))
		fmt.Fprintf(&c, "  r%d: {channel: webhook, at_once: low, options: {url: %q, secret: whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}}\n", i, r.URL)
	}
	fmt.Fprintf(&c, "centers:\n  national: {tell: [%s]}\n", strings.Join(names, ", "))
	if err := os.WriteFile(n.config, []byte(c.String()), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return n
}

// start starts the node, and starts it again whenever it ends by itself: what
// keeps services does so.
func (n *node) start() {
	n.mu.Lock()
	defer n.mu.Unlock()
	cmd := exec.Command(n.program, "serve", "--config", n.config)
	cmd.Stderr, cmd.Env = n.log, append(os.Environ(), "FAULT_CLOCK="+n.clock)
	if err := cmd.Start(); err != nil {
		n.t.Error(err)
		return
	}
	ended := make(chan struct{})
	n.running, n.ended = cmd, ended
	go func() {
		_ = cmd.Wait() // how it ended is in its log
		close(ended)
	}()
	n.t.Cleanup(func() { _ = cmd.Process.Kill() }) // most have ended
}

// jump sets the node's clock wrong by so much.
func (n *node) jump(by time.Duration) {
	temp := n.clock + ".new"
	if err := errors.Join(os.WriteFile(temp, []byte(by.String()), 0o600), os.Rename(temp, n.clock)); err != nil {
		n.t.Error(err)
	}
}

// keep starts the node again if it is down.
func (n *node) keep() {
	n.mu.Lock()
	ended := n.ended
	n.mu.Unlock()
	select {
	case <-ended:
		n.start()
	default:
	}
}

func (n *node) kill(s syscall.Signal) {
	n.mu.Lock()
	defer n.mu.Unlock()
	_ = n.running.Process.Signal(s) // it may have ended
}

// wait waits until the node answers.
func (n *node) wait() {
	n.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		n.keep()
		if c, err := net.DialTimeout("tcp", n.hooks, time.Second); err == nil {
			c.Close()
			return
		}
		if time.Now().After(end) {
			said, _ := os.ReadFile(n.log.Name())
			n.t.Fatalf("the node does not answer:\n%s", tail(said))
		}
	}
}

func tail(b []byte) []byte { return b[max(0, len(b)-3000):] }

// send tells the nodes of one suit after another, as a place would: a delivery
// that is not answered 200 is sent again, to the next node.
func (b *bench) send(stop chan struct{}) {
	client := &http.Client{Timeout: 5 * time.Second}
	for i := 0; ; i++ {
		number := fmt.Sprintf("1:26-cv-%05d", 10_000+i)
		for try := i; ; try++ {
			req, err := http.NewRequest(http.MethodPost, "http://"+b.nodes[try%len(b.nodes)].hooks+"/hooks/courtlistener/"+hookSecret, bytes.NewReader(suitOf(number, i)))
			if err != nil {
				b.t.Error(err)
				return
			}
			req.Header.Set("Content-Type", "application/json")
			resp, err := client.Do(req)
			if err == nil {
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
			if err == nil && resp.StatusCode == http.StatusOK {
				b.sent = append(b.sent, number)
				break
			}
			time.Sleep(50 * time.Millisecond)
			select {
			case <-stop: // whether this one was taken is not known: it is not counted
				if try > i+200 {
					return
				}
			default:
			}
		}
		select {
		case <-stop:
			return
		case <-time.After(30 * time.Millisecond):
		}
	}
}

// suitOf is a search alert of CourtListener about one suit against a company of
// Shenzhen.
func suitOf(number string, i int) []byte {
	today := time.Now().UTC().Format(time.DateOnly)
	defendant := fmt.Sprintf("Shenzhen Lantern %d Co., Ltd.", i)
	body, err := json.Marshal(map[string]any{
		"webhook": map[string]any{"event_type": 2, "version": 2, "date_created": time.Now().Format(time.RFC3339Nano), "deprecation_date": nil},
		"payload": map[string]any{
			"alert": map[string]any{"id": 7, "name": "suits", "query": "q=x&type=r", "rate": "rt", "alert_type": "r", "secret_key": "not-a-secret"},
			"results": []any{map[string]any{
				"caseName": "Acme Lamps LLC v. " + defendant, "court_id": "ilnd", "court": "District Court, N.D. Illinois", "cause": "15:1114 Trademark Infringement",
				"dateFiled": today, "docketNumber": number, "docket_absolute_url": fmt.Sprintf("/docket/%d/acme/", 70_000_000+i), "docket_id": 70_000_000 + i,
				"pacer_case_id": fmt.Sprint(500_000 + i), "party": []string{"Acme Lamps LLC", defendant}, "suitNature": "840 Trademark",
				"meta": map[string]any{"timestamp": time.Now().Format(time.RFC3339)},
				"recap_documents": []any{map[string]any{
					"absolute_url": fmt.Sprintf("/docket/%d/1/acme/", 70_000_000+i), "description": "COMPLAINT filed by Acme Lamps LLC against " + defendant,
					"document_number": "1", "entry_number": 1, "docket_entry_id": 300_000 + i, "id": 400_000 + i, "document_type": "PACER Document",
					"entry_date_filed": today, "short_description": "Complaint", "is_available": false,
				}},
			}},
		},
	})
	if err != nil {
		panic(err) // of what stands above
	}
	return body
}

// faults are what can be done to the bench. Each undoes itself before it returns
// or with heal.
func (b *bench) faults() map[string]func(*rand.Rand) {
	one := func(r *rand.Rand) *node { return b.nodes[r.IntN(len(b.nodes))] }
	short := func(r *rand.Rand) { time.Sleep(time.Duration(200+r.IntN(1500)) * time.Millisecond) }
	return map[string]func(*rand.Rand){
		"node killed": func(r *rand.Rand) {
			n := one(r)
			n.kill(syscall.SIGKILL)
			short(r)
			n.keep()
		},
		"node stopped in order": func(r *rand.Rand) {
			n := one(r)
			n.kill(syscall.SIGTERM)
			short(r)
			n.keep()
		},
		"node frozen": func(r *rand.Rand) {
			n := one(r)
			n.kill(syscall.SIGSTOP)
			short(r)
			n.kill(syscall.SIGCONT)
		},
		"database cut off": func(r *rand.Rand) {
			w := one(r).toPostgres
			w.cut(true)
			short(r)
			w.cut(false)
		},
		"database silent": func(r *rand.Rand) {
			w := one(r).toPostgres
			w.hold(true)
			short(r)
			w.hold(false)
		},
		"database restarted": func(*rand.Rand) { b.postgres.restart() },
		"memory cut off": func(r *rand.Rand) {
			w := one(r).toRedis
			w.cut(true)
			short(r)
			w.cut(false)
		},
		"memory silent": func(r *rand.Rand) {
			w := one(r).toRedis
			w.hold(true)
			short(r)
			w.hold(false)
		},
		"memory slow": func(r *rand.Rand) {
			w := one(r).toRedis
			w.slow(time.Duration(50+r.IntN(400)) * time.Millisecond)
			short(r)
			w.slow(0)
		},
		"pages' disk fails": func(r *rand.Rand) {
			// A file in the folder's place has every write fail, also root's.
			dir := filepath.Join(b.dir, "pages")
			if err := os.Rename(dir, dir+".away"); err != nil {
				return // no page was kept yet
			}
			err := os.WriteFile(dir, nil, 0o600)
			short(r)
			if err := errors.Join(err, os.Remove(dir), os.Rename(dir+".away", dir)); err != nil {
				b.t.Error(err)
			}
		},
		"clock jumps": func(r *rand.Rand) {
			n := one(r)
			n.jump(time.Duration(r.IntN(4*3600)-2*3600) * time.Second)
			short(r)
			n.jump(0)
		},
		"memory flushed":   func(*rand.Rand) { b.redis.flush() },
		"memory restarted": func(r *rand.Rand) { b.redis.stop(); short(r); b.redis.start() },
		"receiver down": func(r *rand.Rand) {
			receiver := b.receivers[r.IntN(len(b.receivers))]
			receiver.set(away)
			short(r)
			receiver.set(up)
		},
		"receiver hangs": func(r *rand.Rand) {
			receiver := b.receivers[r.IntN(len(b.receivers))]
			receiver.set(hanging)
			short(r)
			receiver.set(up)
		},
		"answer lost": func(r *rand.Rand) {
			receiver := b.receivers[r.IntN(len(b.receivers))]
			receiver.set(mute)
			short(r)
			receiver.set(up)
		},
	}
}

// heal lets all that is down come back.
func (b *bench) heal() {
	for _, n := range b.nodes {
		n.wait()
	}
}

// settle waits until all that is owed has been done.
func (b *bench) settle() {
	b.t.Helper()
	for end := time.Now().Add(settleWithin); ; time.Sleep(500 * time.Millisecond) {
		for _, n := range b.nodes {
			n.keep()
		}
		owed, err := b.owed()
		if err == nil && owed == 0 {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%d are still owed after %s: %v\n%s", owed, settleWithin, err, b.owing())
		}
	}
}

// owed is how many alerts, messages and jobs are still to come.
func (b *bench) owed() (int, error) {
	owed := 0
	for _, query := range []string{
		`SELECT COUNT(*) FROM deliveries WHERE state <> '` + store.Sent + `'`,
		`SELECT COUNT(*) FROM river_job WHERE state IN ('available', 'running', 'retryable', 'pending', 'scheduled') AND kind NOT IN ('tick', 'keep')`,
		fmt.Sprintf(`SELECT GREATEST(0, %d - COUNT(DISTINCT matter)) FROM alerts`, len(b.sent)),
	} {
		var n int
		if err := b.postgres.ask(query, &n); err != nil {
			return 0, err
		}
		owed += n
	}
	return owed, nil
}

// owing says what is still to come, for who looks for the reason.
func (b *bench) owing() string {
	var said strings.Builder
	for _, query := range []string{
		`SELECT COALESCE(STRING_AGG(state || ' ' || id || ' ' || error, E'\n'), '') FROM deliveries WHERE state <> '` + store.Sent + `'`,
		`SELECT COALESCE(STRING_AGG(CONCAT(state, ' ', kind, ' ', args, ' ', attempt, ' ', scheduled_at, ' ', errors), E'\n'), '') FROM river_job WHERE state NOT IN ('completed', 'discarded', 'cancelled')`,
		`SELECT CONCAT(COUNT(*), ' acts, ', COUNT(*) FILTER (WHERE state = 'new'), ' not judged') FROM acts`,
	} {
		var text string
		if err := b.postgres.ask(query, &text); err != nil {
			text = err.Error()
		}
		said.WriteString(text + "\n")
	}
	for _, n := range b.nodes {
		log, _ := os.ReadFile(n.log.Name())
		fmt.Fprintf(&said, "%s:\n%s\n", n.hooks, tail(log))
	}
	return said.String()
}

func (b *bench) alerts() (n int) {
	if err := b.postgres.ask(`SELECT COUNT(*) FROM alerts`, &n); err != nil {
		b.t.Error(err)
	}
	return n
}

func (b *bench) messages() (n int) {
	for _, r := range b.receivers {
		n += len(r.told)
	}
	return n
}

// count compares what the nodes took with what each receiver was told. Doubled
// is what a receiver was told under two ids, which no receiver can drop; repeated
// is what came again under its own.
func (b *bench) count() (lost, doubled, repeated int) {
	for _, r := range b.receivers {
		r.mu.Lock()
		for _, number := range b.sent {
			switch n := r.told[number]; {
			case n == 0:
				lost++
				b.t.Logf("%s was not told", number)
			case n > 1:
				doubled++
				b.t.Logf("%s was told %d times", number, n)
			}
		}
		for _, n := range r.came {
			repeated += n - 1
		}
		r.mu.Unlock()
	}
	return lost, doubled, repeated
}

// What a receiver does.
const (
	up = iota
	away
	hanging // no answer
	mute    // takes it, and its answer is lost
)

// A receiver drops what it has seen, by its id.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	state int
	came  map[string]int // requests taken, by webhook-id
	told  map[string]int // first alerts, by case number
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{came: map[string]int{}, told: map[string]int{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.CloseClientConnections)
	return r
}

func (r *receiver) set(state int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state = state
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(io.LimitReader(req.Body, 1<<20))
	var said struct {
		Type string
		Data struct {
			Act    string
			Update int
			Alerts []struct {
				Act    string
				Update int
			}
		}
	}
	if err == nil {
		err = json.Unmarshal(body, &said)
	}
	r.mu.Lock()
	state := r.state
	if err == nil && (state == up || state == mute) {
		id := req.Header.Get("webhook-id")
		if r.came[id]++; r.came[id] == 1 {
			all := said.Data.Alerts
			all = append(all, struct {
				Act    string
				Update int
			}{said.Data.Act, said.Data.Update})
			for _, a := range all {
				if key, _, ok := strings.Cut(a.Act, "#"); ok && a.Update == 0 {
					r.told[strings.TrimPrefix(key, "us-ilnd/")]++
				}
			}
		}
	}
	r.mu.Unlock()
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
	case state == away:
		http.Error(w, "down", http.StatusServiceUnavailable)
	case state == hanging:
		select {
		case <-req.Context().Done():
		case <-time.After(3 * time.Second): // or what waits behind it is what the test measures
		}
		panic(http.ErrAbortHandler)
	case state == mute:
		panic(http.ErrAbortHandler)
	}
}

// A way is a TCP proxy that can be cut or held.
type way struct {
	listener net.Listener
	to       string
	mu       sync.Mutex
	isCut    bool
	held     chan struct{} // closed when the way is open
	delay    time.Duration
	conns    map[net.Conn]bool
}

func newWay(t *testing.T, to string) *way {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	open := make(chan struct{})
	close(open)
	w := &way{listener: l, to: to, held: open, conns: map[net.Conn]bool{}}
	t.Cleanup(func() { l.Close(); w.cut(true) })
	go w.serve()
	return w
}

func (w *way) address() string { return w.listener.Addr().String() }

func (w *way) serve() {
	for {
		in, err := w.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.DialTimeout("tcp", w.to, 5*time.Second)
		if err != nil {
			in.Close()
			continue
		}
		w.mu.Lock()
		if w.isCut {
			in.Close()
			out.Close()
		} else {
			w.conns[in], w.conns[out] = true, true
			go w.pipe(in, out)
			go w.pipe(out, in)
		}
		w.mu.Unlock()
	}
}

func (w *way) pipe(from, to net.Conn) {
	defer w.drop(from, to)
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		w.mu.Lock()
		held, delay := w.held, w.delay
		w.mu.Unlock()
		<-held
		time.Sleep(delay)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (w *way) drop(conns ...net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		c.Close()
		delete(w.conns, c)
	}
}

// cut ends every connection and refuses new ones, as a cable that is pulled.
func (w *way) cut(yes bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = yes
	if yes {
		for c := range w.conns {
			c.Close()
		}
	}
}

// slow has all that goes through wait.
func (w *way) slow(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.delay = by
}

// hold lets nothing through, and ends nothing.
func (w *way) hold(yes bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if yes {
		w.held = make(chan struct{})
	} else {
		close(w.held)
	}
}
