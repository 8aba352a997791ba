package crawlers

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Recorded answers requests from fsys in place of the web, so that a whole
// crawl runs without a network.
//
// The page for https://host/dir/page lies at host/dir/page, for a path that
// ends in a slash at index.html below it. A query adds "__" and the first 16
// hex digits of the sha256 of its sorted encoding, a body "--" and those of its
// bytes. Beside a page there may be page.http with its status line and
// headers. A file index.tsv (method, url, file) wins. The 2nd, 3rd … request
// of an address is answered by page.2, page.3 …, the last of them for ever. A
// page that is not there is an error, never a request; only a missing
// robots.txt answers 404.
func Recorded(fsys fs.FS) http.RoundTripper {
	return &recorded{fsys: fsys, asked: map[string]int{}}
}

type recorded struct {
	fsys fs.FS

	mu    sync.Mutex
	asked map[string]int    // requests so far, by file
	index map[string]string // file, by method and address; nil until read
}

func (r *recorded) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := takeBody(req)
	if err != nil {
		return nil, err
	}
	if discretionOf(req).whole {
		body = nil // a name made of it could give it away
	}
	name, err := r.file(req, body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.asked[name]++
	nth := r.asked[name]
	r.mu.Unlock()
	answer := 1
	for answer < nth && exists(r.fsys, fmt.Sprintf("%s.%d", name, answer+1)) {
		answer++
	}
	if answer > 1 {
		name = fmt.Sprintf("%s.%d", name, answer)
	}
	page, err := fs.ReadFile(r.fsys, name)
	if errors.Is(err, fs.ErrNotExist) && req.URL.Path == "/robots.txt" {
		return response(req, http.StatusNotFound, http.Header{}, nil), nil
	}
	if err != nil {
		return nil, fmt.Errorf("recorded: %s %s: no page %s", req.Method, req.URL.Redacted(), name)
	}
	status, header := http.StatusOK, http.Header{"Content-Type": {sniff(page)}}
	if head, err := fs.ReadFile(r.fsys, name+".http"); err == nil {
		if status, header, err = readHead(head); err != nil {
			return nil, fmt.Errorf("recorded: %s.http: %w", name, err)
		}
	}
	return response(req, status, header, page), nil
}

// sniff guesses the type of a page by its first bytes. It does not say a
// charset: the guess is always UTF-8, and a page in GBK says so inside.
func sniff(page []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(page), ";")
	return kind
}

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

func response(req *http.Request, status int, header http.Header, page []byte) *http.Response {
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", status, http.StatusText(status)),
		StatusCode:    status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          io.NopCloser(bytes.NewReader(page)),
		ContentLength: int64(len(page)),
		Request:       req,
	}
}

// takeBody reads and closes the request's body.
func takeBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(io.LimitReader(req.Body, 8<<20))
}

// file names the page of a request.
func (r *recorded) file(req *http.Request, body []byte) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.index == nil {
		r.index = map[string]string{}
		tsv, err := fs.ReadFile(r.fsys, "index.tsv")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("recorded: %w", err)
		}
		for line := range strings.Lines(string(tsv)) {
			field := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
			if len(field) == 3 {
				r.index[field[0]+" "+field[1]] = field[2]
			}
		}
	}
	if name, ok := r.index[req.Method+" "+req.URL.String()+bodyMark(body)]; ok {
		return name, nil
	}
	return recordName(req.URL, body), nil
}

// recordName is where the page of an address lies. It never leaves the folder.
func recordName(u *url.URL, body []byte) string {
	name := strings.TrimPrefix(path.Clean("/"+u.Hostname()+path.Clean("/"+u.Path)), "/")
	if strings.HasSuffix(u.Path, "/") || u.Path == "" {
		name = path.Join(name, "index.html")
	}
	if u.RawQuery != "" {
		name += "__" + short([]byte(u.Query().Encode()))
	}
	return name + bodyMark(body)
}

func bodyMark(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	return "--" + short(body)
}

func short(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// readHead reads a status line and headers.
func readHead(b []byte) (int, http.Header, error) {
	r := textproto.NewReader(bufio.NewReader(io.MultiReader(bytes.NewReader(b), strings.NewReader("\r\n\r\n"))))
	line, err := r.ReadLine()
	if err != nil {
		return 0, nil, err
	}
	field := strings.Fields(line)
	if len(field) < 2 {
		return 0, nil, fmt.Errorf("status line %q", line)
	}
	status, err := strconv.Atoi(field[1])
	if err != nil {
		return 0, nil, fmt.Errorf("status line %q", line)
	}
	header, err := r.ReadMIMEHeader()
	if err != nil {
		return 0, nil, err
	}
	return status, http.Header(header), nil
}

// Record passes requests on to next and writes every answer to dir, in the
// form that [Recorded] reads. It writes down neither accounts nor sessions, nor
// what withhold takes out of an answer; nil takes out nothing ([Source]).
func Record(dir string, next http.RoundTripper, withhold func([]byte) []byte) http.RoundTripper {
	return &recorder{dir: dir, next: next, withhold: withhold, asked: map[string]int{}}
}

type recorder struct {
	dir      string
	next     http.RoundTripper
	withhold func([]byte) []byte

	mu    sync.Mutex
	asked map[string]int
}

// longestName is the longest file name that every file system takes.
const longestName = 200

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	if discretionOf(req).whole {
		return r.next.RoundTrip(req)
	}
	var sent []byte
	if req.Body != nil {
		var err error
		if sent, err = takeBody(req); err != nil {
			return nil, err
		}
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(sent))
	}
	resp, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	page, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(page))
	if err := r.write(req, sent, resp, page); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	return resp, nil
}

func (r *recorder) write(req *http.Request, sent []byte, resp *http.Response, page []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	name, indexed := recordName(req.URL, sent), false
	if len(path.Base(name)) > longestName || strings.ContainsAny(name, "\\:*?\"<>|") {
		name, indexed = path.Join(req.URL.Hostname(), short([]byte(name))), true
	}
	first := name
	if r.asked[first]++; r.asked[first] > 1 {
		name = fmt.Sprintf("%s.%d", first, r.asked[first])
	}
	file := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", resp.StatusCode, http.StatusText(resp.StatusCode))
	header := resp.Header.Clone()
	veil := discretionOf(req)
	for _, k := range []string{"Set-Cookie", "Content-Length", "Transfer-Encoding", "Content-Encoding", "Connection", veil.header} {
		header.Del(k)
	}
	page = veil.over(page)
	if r.withhold != nil {
		page = r.withhold(page)
	}
	if err := header.Write(&head); err != nil {
		return err
	}
	if err := errors.Join(os.WriteFile(file, page, 0o644), os.WriteFile(file+".http", head.Bytes(), 0o644)); err != nil {
		return err
	}
	if !indexed || r.asked[first] > 1 {
		return nil
	}
	index, err := os.OpenFile(filepath.Join(r.dir, "index.tsv"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(index, "%s\t%s%s\t%s\n", req.Method, req.URL, bodyMark(sent), name)
	return errors.Join(err, index.Close())
}
