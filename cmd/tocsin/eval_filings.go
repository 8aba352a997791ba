package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tocsin/alerts"
	"tocsin/cmd/internal/relevance"
)

// A labelled set of filings is three files, and what was last accepted of it.
const (
	filingsFile  = "filings.jsonl"
	labelsFile   = "labels.tsv"
	watchFile    = "watch.csv" // may be absent
	acceptedFile = "accepted.json"
)

// evalFilings scores the rules on filings with labels, and says on warn what
// differs from the scores that were last accepted.
func evalFilings(dir string, warn io.Writer) ([]score, error) {
	filings, err := os.Open(filepath.Join(dir, filingsFile))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errInput, err)
	}
	defer filings.Close()
	labels, err := os.Open(filepath.Join(dir, labelsFile))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errInput, err)
	}
	defer labels.Close()
	set, bare, err := relevance.ReadLabelled(filings, labels)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", errInput, filingsFile, err)
	}
	if len(bare) > 0 {
		fmt.Fprintf(warn, "%s: %d filings have no label, such as %s\n", filingsFile, len(bare), plain(bare[0]))
	}
	var lists []alerts.Watchlist
	if _, err := os.Stat(filepath.Join(dir, watchFile)); err == nil {
		if lists, err = readWatchlists(filepath.Join(dir, watchFile)); err != nil {
			return nil, err
		}
	}
	shares := relevance.Measure(set, lists)
	if err := changed(filepath.Join(dir, acceptedFile), shares, warn); err != nil {
		return nil, err
	}
	scores := scoresOf(filingsFile, shares)
	if tokens := relevance.TokensPer1000(set); len(set) > 0 {
		scores = append(scores, score{filingsFile, "tokens_per_1000", "all", tokens, tokens, tokens, len(set)})
	}
	return scores, nil
}

// changed says what differs from the scores that were last accepted, if any
// were.
func changed(file string, shares []relevance.Share, warn io.Writer) error {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var accepted relevance.Accepted
	if err == nil {
		err = json.Unmarshal(b, &accepted)
	}
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errInput, filepath.Base(file), err)
	}
	changes := accepted.Changes(shares)
	for _, c := range changes {
		fmt.Fprintf(warn, "%s: %s\n", acceptedFile, plain(c.String()))
	}
	if len(changes) == 0 {
		fmt.Fprintf(warn, "%s: nothing has changed since\n", acceptedFile)
	}
	return nil
}

func scoresOf(file string, shares []relevance.Share) []score {
	to := sheet{file: file}
	for _, s := range shares {
		if s.Measure != relevance.F1 {
			to.share(s.Measure, s.Group, s.Right, s.Of)
			continue
		}
		value, low, high, n := tally{trueYes: s.Right, falseYes: s.Of - s.Right}.f1()
		to.scores = append(to.scores, score{file, s.Measure, s.Group, value, low, high, n})
	}
	return to.scores
}
