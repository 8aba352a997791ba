package rpi

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"testing"

	"tocsin/crawlers"
	"tocsin/crawlers/crawltest"
	"tocsin/crawlers/register"
)

// processos is how many the issue of 2026-09-22 had.
const processos = 37_393

// TestMemoryIsOfOneProcesso holds the memory of a visit, with the garbage of
// the collector's usual pace, to a fraction of the file.
func TestMemoryIsOfOneProcesso(t *testing.T) {
	p, unpacked := large(t, processos)
	n, grown := crawltest.Peak(t, parse, p)
	if n < processos/2 || n > processos {
		t.Errorf("%d filings of %d processos", n, processos)
	}
	if grown > unpacked/2 {
		t.Errorf("the heap grew by %d bytes for a journal of %d", grown, unpacked)
	}
}

// BenchmarkParse is zip in, filings out; MB/s are those of the XML.
func BenchmarkParse(b *testing.B) {
	p, unpacked := large(b, processos)
	b.SetBytes(unpacked)
	b.ReportAllocs()
	_, grown := crawltest.Peak(b, parse, p)
	n := 0
	for b.Loop() {
		if err := parse(p, func(crawlers.Filing) error { n++; return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(p.Size)/1e6, "zip-MB")
	b.ReportMetric(float64(unpacked)/1e6, "xml-MB")
	b.ReportMetric(float64(grown)/1e6, "peak-MB")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "filings/s")
}

// BenchmarkRecords is the zip and the XML alone, with nothing made of them.
func BenchmarkRecords(b *testing.B) {
	p, unpacked := large(b, processos)
	b.SetBytes(unpacked)
	for b.Loop() {
		if err := register.Read(p, func(register.Element) error { return nil }, "processo"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEncodingXML reads the same journal with a struct a record, and makes
// no filings of it.
func BenchmarkEncodingXML(b *testing.B) {
	type record struct {
		Serial    string `xml:"numero,attr"`
		Deposited string `xml:"data-deposito,attr"`
		Events    []struct {
			Code string `xml:"codigo,attr"`
			Name string `xml:"nome,attr"`
			Text string `xml:"texto-complementar"`
		} `xml:"despachos>despacho"`
		Owners []struct {
			Name    string `xml:"nome-razao-social,attr"`
			Country string `xml:"pais,attr"`
		} `xml:"titulares>titular"`
		Mark struct {
			Text string `xml:"nome"`
		} `xml:"marca"`
		Classes []struct {
			Code  string `xml:"codigo,attr"`
			Goods string `xml:"especificacao"`
		} `xml:"lista-classe-nice>classe-nice"`
		Agent string `xml:"procurador"`
	}
	p, unpacked := large(b, processos)
	b.SetBytes(unpacked)
	b.ReportAllocs()
	for b.Loop() {
		z, err := zip.NewReader(p.Body, p.Size)
		if err != nil {
			b.Fatal(err)
		}
		in, err := z.File[0].Open()
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for dec := xml.NewDecoder(in); ; {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if start, ok := tok.(xml.StartElement); ok && start.Name.Local == "processo" {
				var r record
				if err := dec.DecodeElement(&r, &start); err != nil {
					b.Fatal(err)
				}
				n++
			}
		}
		if err := in.Close(); err != nil || n != processos {
			b.Fatal(n, err)
		}
	}
}
