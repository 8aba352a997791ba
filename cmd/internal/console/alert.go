package console

import (
	"net/http"
	"unicode/utf8"

	"tocsin/alerts"
)

// alertPage is one alert in full: what was told, and what it rests on.
type alertPage struct {
	frame
	Row        alertRow
	Caption    string // the matter's own title, whole
	Lines      []line
	Act        string
	Quotes     []quote
	Text       string
	Length     int // of the text in characters, where it is cut; else 0
	Deliveries rows[deliveryRow]
	Fine       string // the message's disclaimer
}

// A line is one labelled fact of the message.
type line struct{ Label, Text, URL string }

// A quote is the words of the filing that bear out a claim.
type quote struct{ Claim, Text string }

func (s *site) alert(r *http.Request) (view, error) {
	ctx := r.Context()
	parcel, err := s.store.FindAlert(ctx, r.PathValue("id"))
	if err != nil {
		return view{}, err
	}
	ds, err := s.store.ActDeliveries(ctx, parcel.Alert.Act, maxRows+1)
	if err != nil {
		return view{}, err
	}
	called, err := s.names.of(ctx, s.store)
	if err != nil {
		return view{}, err
	}
	network, err := s.store.Network(ctx)
	if err != nil {
		return view{}, err
	}
	rules, err := s.store.Rules(ctx)
	if err != nil {
		return view{}, err
	}
	f, filing := newFrame(r), parcel.Act.Filing
	// As people outside a center are told it: the console does not know who
	// reads, so natural persons stay masked.
	told := alerts.Compose(alerts.Story{Alert: parcel.Alert, Filing: filing, Verdict: parcel.Verdict, Now: s.now(), Grade: s.grade,
		Centers: alerts.CentersOf(network, parcel.Alert.Centers), Rules: rules}, string(f.Lang))
	p := alertPage{
		frame: f, Row: f.alertRow(parcel, called),
		Caption:    clean(told.Alert.Title, textLength),
		Act:        clean(parcel.Alert.Act, lineLength),
		Text:       cleanText(alerts.Mask(filing, filing.Text), textLength),
		Deliveries: bounded(ds, f.delivery),
		Fine:       clean(told.Footer, textLength),
	}
	p.Title = clean(told.Title, lineLength)
	if n := utf8.RuneCountInString(filing.Text); n > textLength {
		p.Length = n
	}
	for _, l := range told.Lines {
		p.Lines = append(p.Lines, line{word(l.Label), cleanText(l.Text, textLength), official(l.URL)})
	}
	for _, q := range told.Alert.Quotes[:min(len(told.Alert.Quotes), maxRows)] {
		p.Quotes = append(p.Quotes, quote{word(alerts.FieldIn(q.Claim, string(f.Lang))), clean(q.Text, lineLength)})
	}
	return view{"alert", p}, nil
}
