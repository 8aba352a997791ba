package report

import (
	"fmt"
	"html"
	"strings"
	"unicode"
)

// A chart is drawn as SVG by the few lines below. go-analyze/charts writes
// inline styles, which the console's policy forbids, in fixed colors on white,
// which dark pages do not want, and parts of a matter on its axis. Here all
// looks come from classes, text is text, and title and desc say to who cannot
// see what the drawing is of. The table beside it is the page's.

// A Point is one bar, or one place of a line.
type Point struct {
	Label string
	Value int
}

// Sizes in units of the drawing, which scales with the page.
const (
	chartWidth  = 720
	rowHeight   = 26
	labelWidth  = 210
	valueWidth  = 60
	columnsHigh = 240
)

// Rows draws horizontal bars, for values with names.
func Rows(title, desc string, ps []Point) string {
	var b strings.Builder
	head(&b, title, desc, max(rowHeight, rowHeight*len(ps)))
	most := most(ps)
	for i, p := range ps {
		y := i * rowHeight
		wide := (chartWidth - labelWidth - valueWidth) * p.Value / most
		fmt.Fprintf(&b, `<text class="label" x="%d" y="%d" text-anchor="end">%s</text>`, labelWidth-8, y+17, html.EscapeString(clip(p.Label, 30)))
		fmt.Fprintf(&b, `<rect class="bar" x="%d" y="%d" width="%d" height="%d" rx="2"/>`, labelWidth, y+5, max(wide, 1), rowHeight-10)
		fmt.Fprintf(&b, "<text class=\"value\" x=\"%d\" y=\"%d\">%d</text>\n", labelWidth+max(wide, 1)+6, y+17, p.Value)
	}
	b.WriteString("</svg>")
	return b.String()
}

// Columns draws upright bars, for periods. Where there are many every some
// have a label.
func Columns(title, desc string, ps []Point) string {
	var b strings.Builder
	const top, foot, side = 20, 26, 4
	head(&b, title, desc, columnsHigh)
	most := most(ps)
	n := max(len(ps), 1)
	step := float64(chartWidth-2*side) / float64(n)
	every := (n + 7) / 8
	fmt.Fprintf(&b, `<line class="axis" x1="0" y1="%d" x2="%d" y2="%d"/>`, columnsHigh-foot, chartWidth, columnsHigh-foot)
	for i, p := range ps {
		high := (columnsHigh - top - foot) * p.Value / most
		x := side + step*float64(i)
		wide := min(step*0.7, 60)
		mid := x + step/2
		fmt.Fprintf(&b, "<rect class=\"bar\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n", mid-wide/2, columnsHigh-foot-high, wide, high)
		if n <= 36 && p.Value > 0 {
			fmt.Fprintf(&b, `<text class="value" x="%.1f" y="%d" text-anchor="middle">%d</text>`, mid, columnsHigh-foot-high-5, p.Value)
		}
		if i%every == 0 {
			fmt.Fprintf(&b, `<text class="label" x="%.1f" y="%d" text-anchor="middle">%s</text>`, min(max(mid, 36), chartWidth-36), columnsHigh-8, html.EscapeString(clip(p.Label, 15)))
		}
	}
	b.WriteString("</svg>")
	return b.String()
}

func head(b *strings.Builder, title, desc string, high int) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 %d %d"><title>%s</title><desc>%s</desc>`,
		chartWidth, high, html.EscapeString(title), html.EscapeString(desc))
}

func most(ps []Point) int {
	out := 1
	for _, p := range ps {
		out = max(out, p.Value)
	}
	return out
}

// clip cuts a label to a width in which Han characters count twice.
func clip(s string, most int) string {
	wide := 0
	for i, r := range s {
		if wide++; unicode.Is(unicode.Han, r) || r > 0x3000 {
			wide++
		}
		if wide > most {
			return s[:i] + "…"
		}
	}
	return s
}
