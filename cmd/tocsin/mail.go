package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"os"
	"strings"
	"time"

	"tocsin/alerts/mail"
	"tocsin/cmd/internal/store"
	"tocsin/cmd/internal/unsubscribe"
)

type mailCmd struct {
	Left mailLeftCmd `cmd:"" help:"Print who unsubscribed from which destination, and who came back."`
	Back mailBackCmd `cmd:"" help:"Write again to somebody who unsubscribed and has asked for it."`

	Bounce mailBounceCmd `cmd:"" help:"Say whom a notice of failure is about, that came back for a letter."`
}

type mailBounceCmd struct {
	File string `arg:"" help:"The notice as a mail program saves it; - is standard input." default:"-"`
}

// Run reads a notice. Anybody can write one, so it is shown and nothing follows
// from it.
func (c *mailBounceCmd) Run(p *program) error {
	in := p.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("%w: %w", errInput, err)
		}
		defer f.Close()
		in = f
	}
	b, err := mail.ReadBounce(in)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	fmt.Fprintf(p.stdout, "%s  %s %s  %s\n", mail.Masked(b.Recipient), plain(b.Action), plain(b.Status), plain(b.Diagnostic))
	return nil
}

type mailLeftCmd struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

func (c *mailLeftCmd) Run(p *program) error {
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	lefts, err := db.Lefts(p.ctx)
	if err != nil {
		return err
	}
	out := newPrinter(p.stdout, c.JSON)
	for _, l := range lefts {
		err := out.value(l, func() string {
			line := fmt.Sprintf("%-20s  %s  left %s", l.Destination, l.Masked, l.At.Format(time.RFC3339))
			if !l.Back.IsZero() {
				line += fmt.Sprintf(", back %s by %s: %s", l.Back.Format(time.RFC3339), l.BackBy, l.BackWhy)
			}
			return line
		})
		if err != nil {
			return err
		}
	}
	return out.flush()
}

type mailBackCmd struct {
	Destination string `arg:"" help:"The destination, by its name in the configuration."`
	Address     string `arg:"" help:"Their address, whole: of who left only a hash is kept."`
	Why         string `help:"The reason, which is kept." default:"they asked for it"`
	By          string `help:"Who says so; the name of the account by default."`
}

func (c *mailBackCmd) Run(p *program) error {
	address, err := netmail.ParseAddress(c.Address)
	if err != nil {
		return fmt.Errorf("%w: %.100q is no address: want zhang@example.cn", errInput, c.Address)
	}
	db, err := p.store()
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.Return(p.ctx, c.Destination, address.Address, person(c.By), c.Why, time.Now())
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: %s has not left %q; see tocsin mail left", errInput, mail.Masked(address.Address), c.Destination)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s is written to again\n", mail.Masked(address.Address))
	return nil
}

// readers is whom letters are written to, and the store that keeps who left.
func (s *system) readers(log *slog.Logger) unsubscribe.Readers {
	return unsubscribe.Readers{
		Find: func(ctx context.Context, token, contact string) (found unsubscribe.Reader, ok bool, err error) {
			if contact != "" {
				return s.reach.reader(ctx, s.store, contact, token)
			}
			for name, d := range s.pipe.Destinations { // all of them: a good token takes as long as none
				post, is := d.Notifier.(*mail.Post)
				if !is {
					continue
				}
				if address, is := post.Reader(token); is {
					found, ok = unsubscribe.Reader{Destination: name, Address: address, Masked: mail.Masked(address)}, true
				}
			}
			return found, ok, nil
		},
		Leave: func(ctx context.Context, r unsubscribe.Reader) error {
			if strings.HasPrefix(r.Destination, store.ContactPrefix) {
				return s.reach.leaves(ctx, s.store, r.Destination, s.pipe.Now())
			}
			left, err := s.store.Leave(ctx, r.Destination, r.Address, r.Masked, s.pipe.Now())
			if left {
				log.Info("reader left", "destination", r.Destination, "address", r.Masked)
			}
			return err
		},
	}
}
