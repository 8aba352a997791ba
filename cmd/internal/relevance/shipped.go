package relevance

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"

	"tocsin/alerts"
)

//go:embed testdata/labelled/accepted.json
var accepted []byte

// ShippedScores are what the rules of this program scored on the labelled set
// that they are held against.
func ShippedScores() ([]Share, error) {
	var a Accepted
	if err := json.Unmarshal(accepted, &a); err != nil {
		return nil, fmt.Errorf("relevance: accepted scores: %w", err)
	}
	return a.Shares, nil
}

// Thresholds are those by which filings are judged.
func Thresholds() []alerts.Threshold {
	say := func(value, zh, en string) alerts.Threshold {
		return alerts.Threshold{Says: map[string]string{"zh": zh, "en": en}, Value: value}
	}
	return []alerts.Threshold{
		say(strconv.Itoa(few), "列明被告超过此数，视为批量卖家案的迹象", "More accused than this are a sign of a suit against many sellers"),
		say(strconv.Itoa(int(100*tolerated))+" %", "误报率置信下限高于此数且高于此前各月，提示上升", "False alarms rise where even the low end of their share is above this and above the months before"),
		say(strconv.Itoa(fewFalse), "误报少于此数，不判断趋势", "Fewer false alarms than this show nothing"),
	}
}
