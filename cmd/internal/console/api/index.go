package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed index.html
var indexPage string

var index = template.Must(template.New("index").Parse(indexPage))

// A listedOperation is an operation as the page lists it.
type listedOperation struct{ Method, Path, Name, Says, Who string }

// index shows the operations to a person.
func (a *api) index(w http.ResponseWriter, r *http.Request) {
	var all []listedOperation
	for _, op := range operations() {
		all = append(all, listedOperation{op.method, Root[:len(Root)-1] + op.path, op.name, op.says, whoMay(op)})
	}
	var b bytes.Buffer
	if err := index.Execute(&b, all); err != nil {
		a.fail(w, r, err)
		return
	}
	write(w, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
}
