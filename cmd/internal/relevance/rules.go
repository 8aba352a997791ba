// Package relevance tells filings that matter to Chinese exporters from the
// rest.
//
// [Rules] say what the words of a filing show by themselves. A [Model] is asked
// about what they leave open, and is believed only as far as it quotes the
// filing. [Cascade] puts the two together so that doubt, an outage or an empty
// budget ends in the rules' verdict, never in silence.
package relevance

import (
	"tocsin/alerts"
	"tocsin/crawlers"
)

// ByRules is what a verdict of the rules names as its judge.
const ByRules = "rules"

// Rules judges a filing by its words alone. It is pure.
type Rules struct{}

// Classify says what the words of f show. Relevant is nil where they do not
// decide.
func (Rules) Classify(f crawlers.Filing) alerts.Verdict {
	return alerts.Verdict{Filing: f.ID(), By: ByRules, Severity: alerts.Low, ChineseParty: crawlers.Unknown}
}
