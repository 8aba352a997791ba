// Tocsin watches the places where overseas IP disputes against Chinese
// exporters first become public, and warns those who can still act.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // schedules name zones that a bare container does not have
	"unicode"

	"github.com/alecthomas/kong"

	"tocsin/cmd/internal/console/api"
	"tocsin/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit codes: what was asked was done; it was not; the input is not what was
// promised.
const (
	exitGood  = 0
	exitBad   = 1
	exitInput = 2
)

// errInput and errConfig are wrapped by errors that end the program with
// exitInput: what it was given is wrong, or how it is set up.
var (
	errInput  = errors.New("input is not what was promised")
	errConfig = errors.New("configuration")
)

// errSaid and errSaidInput end the program with exitBad and exitInput after
// everything has been said.
var (
	errSaid      = errors.New("said")
	errSaidInput = errors.New("said")
)

// commands is the command line. Each command is a file of its own.
type commands struct {
	Config  string `help:"Configuration file (default: tocsin.yaml here, if it is there)." placeholder:"FILE"`
	Verbose bool   `help:"Log everything." short:"v"`

	Demo     demoCmd     `cmd:"" help:"Run the whole pipeline, offline, on recorded pages."`
	Serve    serveCmd    `cmd:"" help:"Watch, judge and tell."`
	Crawl    crawlCmd    `cmd:"" help:"Visit one source and print its filings; nothing is stored."`
	Parse    parseCmd    `cmd:"" help:"Read one stored page and print its filings."`
	Classify classifyCmd `cmd:"" help:"Print verdicts on filings read from standard input."`
	Screen   screenCmd   `cmd:"" help:"Print which watch entries filings on standard input hit."`
	Route    routeCmd    `cmd:"" help:"Print where addresses on standard input are and which centers look after them."`
	Eval     evalCmd     `cmd:"" help:"Score what the rules read against labelled tables."`
	Clock    clockCmd    `cmd:"" help:"Say until when one can act, and how that was counted; or list the rules."`
	Check    checkCmd    `cmd:"" help:"Say whether everything works: store, memory, sources, deliveries."`
	Lag      lagCmd      `cmd:"" help:"Say how long acts took from their authority's date to our first sight."`
	Matter   matterCmd   `cmd:"" help:"Look at one matter, or part what is none."`
	Report   reportCmd   `cmd:"" help:"Draft the papers of an office: daily, monthly, quarterly, annual, and about one matter."`
	Search   searchCmd   `cmd:"" help:"Find filings by their words, in Chinese or English, and by what they are about."`
	Sign     signCmd     `cmd:"" help:"Take a matter over for a center or a watchlist (签收), by one of its alerts."`
	Mute     muteCmd     `cmd:"" help:"Leave what is not urgent in a matter to the digest, until a day."`
	Unsigned unsignedCmd `cmd:"" help:"List what centers were told and nobody has signed for, the fewest days left first."`
	Feedback feedbackCmd `cmd:"" help:"Keep what people say of alerts (有用/误报/重复/晚了), review it, take back what was wrong, and see whether false alarms rise."`
	Takedown takedownCmd `cmd:"" help:"Hide the name of a natural person who asks for it (PIPL), or show it again."`
	Send     sendCmd     `cmd:"" help:"Send a test message to one destination."`
	Import   importCmd   `cmd:"" help:"Take in the trademark filings of a table, CSV or XLSX."`
	Watch    watchCmd    `cmd:"" help:"Work with watchlists."`
	Rule     ruleCmd     `cmd:"" help:"Work with rules that describe places, without Go."`
	Mail     mailCmd     `cmd:"" help:"Say who unsubscribed from letters, and write to them again."`
	Table    tableCmd    `cmd:"" help:"Print or replace the tables of centers, names of places, clocks and holidays."`
	Feed     feedCmd     `cmd:"" help:"Give out and take back the secret addresses of calendars and feeds."`
	User     userCmd     `cmd:"" help:"Say who may sign in to the console, as what."`
	Token    tokenCmd    `cmd:"" help:"Let programs ask the console's API, as an account."`
	Backup   backupCmd   `cmd:"" help:"Copy the SQLite store with its pages to a file, while it is in use."`
	Restore  restoreCmd  `cmd:"" help:"Make a store of what backup wrote."`
	Retain   retainCmd   `cmd:"" name:"retention" help:"Drop what is older than the configuration keeps it and nothing needs, or say what would go."`
	Migrate  migrateCmd  `cmd:"" help:"Move a store to another database, and compare what was written."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// program is what a command works with.
type program struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    func(string) (string, bool)
	file   string // of the configuration, "" for the default
	log    *slog.Logger
}

// run is main without the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c, kong.Name("tocsin"),
		kong.Description("Tocsin (警钟) watches for overseas IP disputes and warns those they concern."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exit = code }), kong.Vars{"number_help": numberHelp, "token_scopes": strings.Join(api.Scopes, ", ")}, kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, "tocsin:", err)
		return exitBad
	}
	if len(args) > 0 && args[0] == "help" { // as people write it
		args = append(slices.Clone(args[1:]), "--help")
	}
	cmd, err := parser.Parse(args)
	if exit >= 0 {
		return exit // help was printed
	}
	if err != nil {
		fmt.Fprintf(stderr, "tocsin: %v; see %s\n", err, helpOn(err))
		return exitInput
	}
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	p := &program{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, env: os.LookupEnv, file: c.Config}
	p.log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	if p.file == "" {
		if _, err := os.Stat("tocsin.yaml"); err == nil {
			p.file = "tocsin.yaml"
		}
	}
	switch err := cmd.Run(p); {
	case err == nil:
		return exitGood
	case errors.Is(err, errSaid):
		return exitBad
	case errors.Is(err, errSaidInput):
		return exitInput
	case errors.Is(err, errInput), errors.Is(err, errConfig):
		fmt.Fprintln(stderr, "tocsin:", err)
		return exitInput
	default:
		fmt.Fprintln(stderr, "tocsin:", err)
		return exitBad
	}
}

// helpOn is the command that says how one that was not understood is written.
func helpOn(err error) string {
	wrong, ok := errors.AsType[*kong.ParseError](err)
	if !ok || wrong.Context == nil || wrong.Context.Command() == "" {
		return "tocsin help"
	}
	var words []string
	for word := range strings.FieldsSeq(wrong.Context.Command()) {
		if word[0] != '<' {
			words = append(words, word)
		}
	}
	return "tocsin help " + strings.Join(words, " ")
}

// config reads the configuration; its mistakes are the user's input.
func (p *program) config() (config.Config, error) {
	c, err := config.Load(p.file, p.env)
	if err := errors.Join(err, config.Stray(os.Environ())); err != nil {
		return c, fmt.Errorf("%w: %w", errConfig, err)
	}
	return c, nil
}

// plain makes text from the outside safe for a terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, s)
}
