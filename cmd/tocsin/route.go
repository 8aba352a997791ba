package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"tocsin/alerts/region"
	"tocsin/cmd/internal/store"
)

type routeCmd struct {
	JSON    bool   `name:"json" help:"One JSON object a line."`
	Centers string `help:"A table of centers instead of the one that comes with the program." placeholder:"FILE" type:"existingfile"`
	Day     string `help:"The day whose centers count (default: today)." placeholder:"YYYY-MM-DD"`
}

// route is what a line of "tocsin route" says.
type route struct {
	Address string       `json:"address"`
	Code    string       `json:"code,omitempty"`
	Level   region.Level `json:"level"`
	Name    string       `json:"name,omitempty"` // of the place
	Grade   region.Grade `json:"grade"`
	Centers []string     `json:"centers"` // the leading one first
	Reasons []string     `json:"reasons"`
}

func (c *routeCmd) Run(p *program) error {
	centers := region.Shipped()
	if err := p.inForce(func(db *store.DB) (err error) {
		centers, err = db.Network(p.ctx)
		return err
	}); err != nil {
		return err
	}
	if c.Centers != "" {
		file, err := os.Open(c.Centers)
		if err != nil {
			return fmt.Errorf("%w: %w", errInput, err)
		}
		defer file.Close()
		if centers, err = region.ReadCenters(file); err != nil {
			return fmt.Errorf("%w: %s: %w", errInput, c.Centers, err)
		}
	}
	day := time.Now()
	if c.Day != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, c.Day); err != nil {
			return fmt.Errorf("%w: --day %s: want YYYY-MM-DD", errInput, c.Day)
		}
	}
	out := newPrinter(p.stdout, c.JSON)
	lines := bufio.NewScanner(p.stdin)
	lines.Buffer(nil, maxRouteLine)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.ToValidUTF8(strings.TrimPrefix(lines.Text(), "\ufeff"), ""))
		if line == "" {
			continue
		}
		if err := out.route(line, centers, day); err != nil {
			return errors.Join(out.flush(), err)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return errors.Join(out.flush(), fmt.Errorf("%w: a line on standard input is longer than %d bytes; want one address a line", errInput, maxRouteLine))
	} else if err != nil {
		return errors.Join(out.flush(), err)
	}
	return out.flush()
}

// maxRouteLine is the longest line that is read; one that long is a file
// without line ends.
const maxRouteLine = 1 << 20

// route prints where the line "address" or "name @ address" is, and the
// centers that look after it.
func (p *printer) route(line string, centers region.Centers, day time.Time) error {
	name, address, ok := strings.Cut(line, " @ ")
	if !ok {
		name, address = "", strings.TrimPrefix(line, "@ ")
		if before, ok := strings.CutSuffix(line, " @"); ok {
			name, address = before, ""
		}
	}
	name, address = strings.TrimSpace(name), strings.TrimSpace(address)
	place := centers.Find(address, name, "")
	r := route{Address: address, Code: place.Code, Level: place.Level, Name: place.Name, Grade: place.Grade, Centers: []string{}, Reasons: []string{}}
	why := region.Explain(address, name, place)
	chain := centers.Chain(place, why, day)
	if place.Abroad() {
		r.Reasons, chain = append(r.Reasons, why), nil
	}
	words := []string{}
	for i, routed := range chain {
		r.Centers = append(r.Centers, routed.Center.ID)
		part := "协办"
		if routed.Part == region.Lead {
			part = "主办"
		}
		words = append(words, routed.Center.NameZH+"（"+part+"）")
		if i == 0 {
			r.Reasons = routed.Reasons
		}
	}
	return p.value(r, func() string {
		code := place.Code
		if code == "" {
			code = "-"
		}
		return fmt.Sprintf("%-6s  %s  %s  %s", code, gradeWords[place.Grade], strings.Join(r.Reasons, "；"), strings.Join(words, "、"))
	})
}

var gradeWords = map[region.Grade]string{region.Stated: "明示", region.Inferred: "推断", region.Unknown: "未知"}
