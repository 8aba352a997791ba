package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/mail"
	"net/textproto"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"tocsin/alerts"
	"tocsin/cmd/internal/store"
	"tocsin/config"
)

// A service is that of one channel, played on this machine.
type service struct {
	// options are those by which the channel reaches the service at an address.
	options func(at, secret string) map[string]any

	answer string // yes

	// shown reads what was sent, and returns what its reader would see.
	shown func(query url.Values, body []byte) (string, error)
}

// services has one for each channel, by its name.
var services = map[string]service{
	"dingtalk": {signed, `{"errcode":0}`, dingtalkShows},
	"feishu":   {signed, `{"code":0}`, feishuShows},
	"mail": {func(at, _ string) map[string]any {
		return map[string]any{"server": at, "tls": "none", "from": "警钟 <alerts@tocsin.example>", "to": []string{"desk@center.example"}}
	}, "", mailShows},
	"slack": {unsigned, "ok", slackShows},
	"sms": {func(at, secret string) map[string]any {
		return map[string]any{
			"provider": "aliyun", "url": at, "key_id": "demo", "key_secret": secret,
			"sign": "警钟", "template": "SMS_123456789", "phones": []string{"13800138000"},
			"params": map[string]string{"level": "level", "kind": "category", "no": "number", "who": "company", "until": "deadline"},
		}
	}, `{"Code":"OK"}`, smsShows},
	"webhook": {func(at, secret string) map[string]any {
		return signed(at, "whsec_"+base64.StdEncoding.EncodeToString([]byte(secret)))
	}, "", webhookShows},
	"wecom": {unsigned, `{"errcode":0}`, wecomShows},
}

func signed(at, secret string) map[string]any { return map[string]any{"url": at, "secret": secret} }

// unsigned is for services whose address is the secret.
func unsigned(at, _ string) map[string]any { return map[string]any{"url": at} }

// smsTemplate is the one that config/tocsin.yaml gives as an example.
const smsTemplate = "${level}预警：${kind}，案号${no}，涉及企业：${who}，期限：${until}（以官方文书为准），请登录系统查看。"

// receivers are where the services listen.
type receivers struct {
	web, mail string // addresses
	secret    string
	got       chan received
	close     func()
}

// received is what a service was sent.
type received struct {
	query url.Values
	body  []byte
	size  int // of the body, or of the query where all is said in it
}

// listenReceivers starts the services on free ports of the loopback interface.
func listenReceivers(ctx context.Context) (*receivers, error) {
	web, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demo channels: %w", err)
	}
	post, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		web.Close()
		return nil, fmt.Errorf("demo channels: %w", err)
	}
	r := &receivers{mail: post.Addr().String(), secret: rand.Text(), got: make(chan received, len(services))}
	r.web = "http://" + web.Addr().String() + "/" + r.secret + "/"
	mux := http.NewServeMux()
	mux.HandleFunc("POST /"+r.secret+"/{channel}", r.take)
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := srv.Serve(web); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // the demo cannot go on without its receivers
		}
	})
	wg.Go(func() {
		for {
			conn, err := post.Accept()
			if err != nil {
				return // closed
			}
			r.letters(conn)
		}
	})
	r.close = func() {
		srv.Close()
		post.Close()
		wg.Wait()
	}
	return r, nil
}

// take plays a service that is posted to.
func (r *receivers) take(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.got <- received{req.URL.Query(), body, cmp.Or(len(body), len(req.URL.RawQuery))}
	fmt.Fprint(w, services[req.PathValue("channel")].answer)
}

// letters plays a mail server that says yes to whatever it is told.
func (r *receivers) letters(conn net.Conn) {
	defer conn.Close()
	if conn.SetDeadline(time.Now().Add(showFor)) != nil {
		return
	}
	const begin, yes = "354 the letter, please", "250 yes"
	t := textproto.NewConn(conn)
	for reply := "220 tocsin demo"; t.PrintfLine("%s", reply) == nil; {
		if reply == begin {
			letter, err := t.ReadDotBytes()
			if err != nil {
				return
			}
			letter = bytes.ReplaceAll(letter, []byte("\n"), []byte("\r\n")) // as it was sent
			r.got <- received{body: letter, size: len(letter)}
			reply = yes
			continue
		}
		command, err := t.ReadLine()
		if err != nil {
			return
		}
		reply = yes
		if strings.EqualFold(command, "DATA") {
			reply = begin
		}
	}
}

// destination is a channel's, as an administrator would write it.
func (r *receivers) destination(channel string) (config.Destination, error) {
	s, ok := services[channel]
	if !ok {
		return config.Destination{}, fmt.Errorf("demo: nobody plays the service of channel %s: add it to services", channel)
	}
	at := r.web + channel
	if channel == "mail" {
		at = r.mail
	}
	return config.Destination{Channel: channel, Language: "zh", Abroad: "演示：只发往本机", Options: s.options(at, r.secret)}, nil
}

// Bounds of showing a message in every channel: how long it may take, and how
// many lines of each are shown.
const (
	showFor   = 30 * time.Second
	showLines = 12
)

// everyChannel shows the court's order as each channel tells it.
func (d *demo) everyChannel(ctx context.Context) error {
	i := slices.IndexFunc(d.heard, func(m alerts.Message) bool { return sellersSued.shows(m.Alert) && m.Alert.Stage == "tro-ruled" })
	if i < 0 {
		return errors.New("demo: no alert of a restraining order was made")
	}
	r, err := listenReceivers(ctx)
	if err != nil {
		return err
	}
	defer r.close()
	d.say("")
	d.say("── the restraining order in every channel, sent to receivers on this machine ──")
	return d.inEveryChannel(ctx, r, d.heard[i])
}

// inEveryChannel sends a message by every channel, and says what each would
// show.
func (d *demo) inEveryChannel(ctx context.Context, r *receivers, m alerts.Message) error {
	conf := config.Config{Destinations: map[string]config.Destination{}}
	conf.Send.Private = true // the receivers are on this machine
	for _, c := range channels {
		to, err := r.destination(c.Name)
		if err != nil {
			return err
		}
		conf.Destinations[c.Name] = to
	}
	destinations, err := openDestinations(conf)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, showFor)
	defer cancel()
	for _, c := range channels {
		m.ID = store.DeliveryID(m.Alert.ID, 0, c.Name)
		if err := destinations[c.Name].Notify(ctx, m); err != nil {
			return fmt.Errorf("demo: channel %s: %w", c.Name, err)
		}
		var got received
		select {
		case got = <-r.got:
		default: // a service has it before it says yes
			return fmt.Errorf("demo: channel %s sent nothing", c.Name)
		}
		shown, err := services[c.Name].shown(got.query, got.body)
		if err != nil {
			return fmt.Errorf("demo: channel %s: read what was sent: %w", c.Name, err)
		}
		d.say("%s (%s, %d bytes)", c.Title["zh"], c.Name, got.size)
		var lines []string
		for line := range strings.Lines(shown) {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, wrap(line, columns-2)...)
			}
		}
		for _, line := range first(showLines, lines) {
			d.say("  %s", line)
		}
	}
	return nil
}

func dingtalkShows(_ url.Values, body []byte) (string, error) {
	var got struct{ Markdown struct{ Text string } }
	err := json.Unmarshal(body, &got)
	return got.Markdown.Text, err
}

func wecomShows(_ url.Values, body []byte) (string, error) {
	var got struct{ Markdown struct{ Content string } }
	err := json.Unmarshal(body, &got)
	return got.Markdown.Content, err
}

func feishuShows(_ url.Values, body []byte) (string, error) {
	type text struct{ Content string }
	var got struct {
		Card struct {
			Header   struct{ Title text }
			Elements []struct {
				Text     text
				Actions  []struct{ Text text }
				Elements []text
			}
		}
	}
	err := json.Unmarshal(body, &got)
	lines := []string{got.Card.Header.Title.Content}
	for _, e := range got.Card.Elements {
		lines = append(lines, e.Text.Content)
		for _, button := range e.Actions {
			lines = append(lines, "["+button.Text.Content+"]")
		}
		for _, note := range e.Elements {
			lines = append(lines, note.Content)
		}
	}
	return strings.Join(lines, "\n"), err
}

func slackShows(_ url.Values, body []byte) (string, error) {
	type text struct{ Text string }
	var got struct {
		Blocks []struct {
			Type     string
			Text     text
			Elements []struct{ Text json.RawMessage }
		}
	}
	err := json.Unmarshal(body, &got)
	var lines []string
	for _, b := range got.Blocks {
		lines = append(lines, b.Text.Text)
		for _, e := range b.Elements {
			if b.Type == "actions" {
				var button text
				err = errors.Join(err, json.Unmarshal(e.Text, &button))
				lines = append(lines, "["+button.Text+"]")
				continue
			}
			var s string
			err = errors.Join(err, json.Unmarshal(e.Text, &s))
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n"), err
}

func smsShows(query url.Values, _ []byte) (string, error) {
	var values map[string]string
	err := json.Unmarshal([]byte(query.Get("TemplateParam")), &values)
	return "【" + query.Get("SignName") + "】" + os.Expand(smsTemplate, func(name string) string { return values[name] }), err
}

func webhookShows(_ url.Values, body []byte) (string, error) {
	var got struct {
		Type string
		Data struct{ ID, Title string }
	}
	err := json.Unmarshal(body, &got)
	return "type: " + got.Type + "\nid: " + got.Data.ID + "\ntitle: " + got.Data.Title, err
}

// mailShows reads the subject, and the text for who reads no HTML, which comes
// first.
func mailShows(_ url.Values, body []byte) (string, error) {
	letter, err := mail.ReadMessage(bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	if err != nil {
		return "", err
	}
	_, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	part, err := multipart.NewReader(letter.Body, params["boundary"]).NextPart()
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
	return "Subject: " + subject + "\n" + string(text), err
}
