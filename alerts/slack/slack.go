// Package slack says messages to Slack, by an incoming webhook or as a bot.
package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"tocsin/alerts"
)

// Channel is what the program offers.
var Channel = alerts.Channel{
	Name:  "slack",
	Title: map[string]string{"zh": "Slack", "en": "Slack"},
	Open:  open,
	Rate:  []alerts.Limit{{Per: time.Second, Requests: 1}},
}

func open(options json.RawMessage, client *http.Client) (alerts.Notifier, error) {
	var o struct {
		URL     string `json:"url"`     // of an incoming webhook
		Token   string `json:"token"`   // of a bot, xoxb-…
		Channel string `json:"channel"` // where the bot speaks
		API     string `json:"api"`     // instead of https://slack.com/api/
	}
	if err := alerts.DecodeOptions(options, &o, "url", "token", "channel", "api"); err != nil {
		return nil, err
	}
	switch {
	case o.URL != "" && (o.Token != "" || o.Channel != "" || o.API != ""):
		return nil, errors.New("option url is a webhook, which has its channel: leave token, channel and api out")
	case o.URL != "":
		if err := alerts.CheckAddress(o.URL); err != nil {
			return nil, err
		}
		return &hook{o.URL, client}, nil
	case o.Token == "" || o.Channel == "":
		return nil, errors.New("set url, of an incoming webhook; or token (xoxb-…) and channel (C…), of a bot")
	}
	with := []slack.Option{slack.OptionHTTPClient(bounded{alerts.Still(client)})}
	if o.API != "" {
		if err := alerts.CheckAddress(o.API); err != nil {
			return nil, errors.New("option api is not an address: it begins with https://")
		}
		with = append(with, slack.OptionAPIURL(strings.TrimSuffix(o.API, "/")+"/"))
	}
	return &Bot{api: slack.New(o.Token, with...), channel: o.Channel}, nil
}

// Slack keeps what it is told in the United States, or where its customer
// chose; China is no choice.
const where = "Slack"

func (*hook) Abroad([]string) string { return where }

// Abroad says that Slack is.
func (*Bot) Abroad([]string) string { return where }

// hook posts to an incoming webhook, which does not say what it called a message:
// its updates name their matter, and hang on nothing.
type hook struct {
	url    string
	client *http.Client
}

func (h *hook) Notify(ctx context.Context, m alerts.Message) error {
	quiet := false
	answer, err := alerts.PostJSON(ctx, h.client, h.url, slack.WebhookMessage{
		Text: summary(m), Blocks: &slack.Blocks{BlockSet: blocks(m)}, UnfurlLinks: &quiet, UnfurlMedia: &quiet,
	})
	if err == nil && strings.TrimSpace(string(answer)) != "ok" {
		return errors.New("the answer is not Slack's ok")
	}
	return err
}

// Bot speaks through the Web API. It is what [Channel] opens for a token.
type Bot struct {
	api     *slack.Client
	channel string
	threads Threads
}

// Threads remember the first message of each thread, as Slack calls it. Keep
// leaves a thread that is there, unless its message was lost.
type Threads struct {
	First func(ctx context.Context, thread string) (stamp string, err error)
	Keep  func(ctx context.Context, thread, stamp, lost string) error
}

// Bind gives the bot what remembers its threads: what is told of a matter then
// hangs on the first message about it. It is called once, before the first
// message; without it every message stands alone.
func (b *Bot) Bind(t Threads) { b.threads = t }

// gone are the answers that a thread's first message was deleted.
var gone = []string{"thread_not_found", "message_not_found", "cannot_reply_to_message"}

// Notify posts a message, in the thread of its matter. The message that Slack
// has is not sent again because its name could not be kept.
func (b *Bot) Notify(ctx context.Context, m alerts.Message) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if b.threads.First == nil || m.Thread == "" || m.Alert.ID == "" {
		_, err := b.post(ctx, m, "")
		return verdict(err)
	}
	first, err := b.threads.First(ctx, m.Thread)
	if err != nil {
		return err
	}
	stamp, err := b.post(ctx, m, first)
	var answer slack.SlackErrorResponse
	if first != "" && errors.As(err, &answer) && slices.Contains(gone, answer.Err) {
		stamp, err = b.post(ctx, m, "")
	} else if first != "" {
		return verdict(err)
	}
	if err != nil {
		return verdict(err)
	}
	_ = b.threads.Keep(ctx, m.Thread, stamp, first) // the next message begins a thread of its own then
	return nil
}

// post sends m, as an answer to another message unless to is empty, and returns
// what Slack calls it.
func (b *Bot) post(ctx context.Context, m alerts.Message, to string) (stamp string, err error) {
	options := []slack.MsgOption{
		slack.MsgOptionText(summary(m), false),
		slack.MsgOptionBlocks(blocks(m)...),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
	if to != "" {
		options = append(options, slack.MsgOptionTS(to))
		if m.Severity == alerts.Critical {
			options = append(options, slack.MsgOptionBroadcast()) // who does not follow the thread sees it too
		}
	}
	_, stamp, err = b.api.PostMessageContext(ctx, b.channel, options...)
	if err == nil && stamp == "" { // slack-go takes {"ok":false} without a reason for yes
		err = errors.New("the answer names no message")
	}
	return stamp, err
}

// refused are the answers of the Web API that trying again cannot mend.
var refused = []string{
	"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission", "missing_scope",
	"org_login_required", "ekm_access_denied", "not_allowed_token_type", "access_denied", "enterprise_is_restricted",
	"channel_not_found", "not_in_channel", "is_archived", "restricted_action", "restricted_action_read_only_channel",
	"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "invalid_arguments", "no_text",
	"team_access_not_granted", "team_not_found", "user_not_found", "messages_tab_disabled", "cannot_reply_to_message",
}

// verdict turns what slack-go returns into what a Notifier owes. Its errors
// may hold an address or an answer; ours do not.
func verdict(err error) error {
	var (
		busy   *slack.RateLimitedError
		status slack.StatusCodeError
		answer slack.SlackErrorResponse
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &busy):
		return &alerts.LaterError{After: min(max(busy.RetryAfter, time.Second), 24*time.Hour), Err: errors.New("rate limited")}
	case errors.As(err, &status):
		return alerts.StatusError(status.Code, nil)
	case errors.As(err, &answer) && (answer.Err == "ratelimited" || answer.Err == "rate_limited"):
		return &alerts.LaterError{After: time.Minute, Err: errors.New("rate limited")}
	case errors.As(err, &answer) && slices.Contains(refused, answer.Err):
		return fmt.Errorf("%w: %s", alerts.ErrRefused, answer.Err)
	case errors.As(err, &answer):
		return fmt.Errorf("slack: %.60q", answer.Err)
	default:
		return alerts.Bare(err)
	}
}

// bounded keeps an endless answer from filling memory, and one that is not
// JSON from looking like an accepted message.
type bounded struct{ *http.Client }

// Do reads at most 64 KB of an answer.
func (b bounded) Do(r *http.Request) (*http.Response, error) {
	resp, err := b.Client.Do(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, 64<<10), resp.Body}
	}
	return resp, err
}
