package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"tocsin/cmd/internal/console/web"
	"tocsin/cmd/internal/store"
)

// A Problem is an error as programs are told it, by RFC 9457.
type Problem struct {
	Type   string `json:"type" doc:"about:blank: the status says what kind of problem it is"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail" doc:"What to do, in Chinese, or in English where Accept-Language asks for it first"`
	Field  string `json:"field,omitempty" doc:"The parameter, or the place in the body, that is wrong"`
}

// A problem is an error of the caller's.
type problem struct {
	status int
	field  string
	text   web.Text
}

func (p *problem) Error() string {
	if p.field != "" {
		return p.field + ": " + p.text[1]
	}
	return p.text[1]
}

// refuse is a problem with what is asked; field may be "".
func refuse(status int, field, zh, en string) error { return &problem{status, field, web.Text{zh, en}} }

// wrong is a problem with a parameter or a place in the body.
func wrong(field, zh, en string) error {
	return refuse(http.StatusUnprocessableEntity, field, zh, en)
}

func forbidden() error {
	return refuse(http.StatusForbidden, "", "该账号的角色无此权限", "not for the role of this account")
}

// problemOf is what is said of an error; ours is false where it is the caller's.
func problemOf(err error) (p *problem, ours bool) {
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p, false
	case errors.Is(err, store.ErrNotFound):
		return &problem{http.StatusNotFound, "", web.Text{"没有这一项，或不在可查看的范围内", "there is no such thing, or not among what may be seen"}}, false
	case errors.Is(err, web.ErrForbidden):
		return &problem{http.StatusForbidden, "", web.Text{"该账号的角色无此权限", "not for the role of this account"}}, false
	case errors.As(err, &big):
		return &problem{http.StatusRequestEntityTooLarge, "", web.Text{
			fmt.Sprintf("请求内容超过 %d 字节", big.Limit), fmt.Sprintf("the request is larger than %d bytes", big.Limit)}}, false
	case errors.Is(err, store.ErrSlow), errors.Is(err, context.DeadlineExceeded):
		return &problem{http.StatusServiceUnavailable, "", web.Text{"查询超时，请缩小范围后重试", "it took too long: narrow what is asked for"}}, false
	}
	return &problem{http.StatusInternalServerError, "", web.Text{"服务器出错，请稍后重试；管理员可运行 tocsin check", "something is wrong here; try later. An administrator runs tocsin check"}}, true
}

// fail answers for an error. It is logged once, where it is ours.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(r.Context().Err(), context.Canceled) {
		return // the reader went away; nobody is left to tell
	}
	p, ours := problemOf(err)
	if ours {
		a.Log.Error("not answered", "path", r.URL.Path, "err", err)
	}
	lang := langOf(r)
	body, err := encode(Problem{"about:blank", http.StatusText(p.status), p.status, web.Clean(p.text.In(web.Lang(lang)), web.TextLength), web.Clean(p.field, 100)})
	if err != nil {
		panic(err) // strings can always be written
	}
	w.Header().Set("Content-Language", lang)
	write(w, p.status, "application/problem+json", body)
}

// langOf is the language that a caller wants: Chinese, unless it puts English
// first.
func langOf(r *http.Request) string {
	for tag := range strings.SplitSeq(strings.ToLower(r.Header.Get("Accept-Language")), ",") {
		switch tag = strings.TrimSpace(tag); {
		case strings.HasPrefix(tag, "zh"):
			return "zh"
		case strings.HasPrefix(tag, "en"):
			return "en"
		}
	}
	return "zh"
}
