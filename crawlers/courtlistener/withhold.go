package courtlistener

import (
	"bytes"
	"encoding/json"

	"tocsin/crawlers/docket"
)

// What stands in a page for the words of an entry that is sealed: that it is,
// and whether it is the list of those sued.
const (
	withheld     = "SEALED DOCUMENT"
	withheldList = "SEALED DOCUMENT Schedule A"
)

// withhold takes out of an answer what may not be kept: the words of entries
// that are sealed, some of which name whom the seal is to keep from knowing, and
// the key by which an alert can be switched off. An answer without either stays
// byte by byte as it came, and so does what is no JSON.
func withhold(body []byte) []byte {
	lower := bytes.ToLower(body)
	if !bytes.Contains(lower, []byte("seal")) && !bytes.Contains(lower, []byte(`"secret_key"`)) {
		return body
	}
	if start := bytes.TrimLeft(body, " \t\r\n"); len(start) == 0 || start[0] != '{' && start[0] != '[' {
		return body
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var answer any
	if err := d.Decode(&answer); err != nil {
		return nil
	}
	if struck := strike(answer, ""); !struck && !d.More() {
		return body
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(answer); err != nil {
		return body // what was decoded can be encoded
	}
	return out.Bytes()
}

// strike blanks what may not be kept in a value of a court's case, and reports
// whether there was any.
func strike(v any, court string) (struck bool) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			struck = strike(x, court) || struck
		}
	case map[string]any:
		if id, ok := v["court_id"].(string); ok {
			court = id
		}
		if key, ok := v["secret_key"].(string); ok && key != "" {
			v["secret_key"], struck = "", true
		}
		text, _ := v["description"].(string)
		short, _ := v["short_description"].(string)
		act := docket.ReadEntry(court, unmarked.Replace(short), unmarked.Replace(text)).Act
		if text != withheld && text != withheldList && (sealed(word(text)) || sealed(word(short)) || act == "sealed") {
			v["description"], struck = withheld, true
			if act == "schedule-a-exhibit" {
				v["description"] = withheldList
			}
			for _, name := range []string{"short_description", "snippet", "plain_text"} {
				if words, ok := v[name].(string); ok && words != "" {
					v[name] = ""
				}
			}
		}
		for _, x := range v {
			struck = strike(x, court) || struck
		}
	}
	return struck
}
