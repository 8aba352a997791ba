package main

import (
	"tocsin/crawlers"
	"tocsin/crawlers/ecf"
	"tocsin/crawlers/edis"
	"tocsin/crawlers/fedreg"
	"tocsin/crawlers/ids"
	"tocsin/crawlers/usitcweb"
)

// sources is every place we watch. A new folder under crawlers adds its line.
var sources = []*crawlers.Source{
	&ecf.Source,
	&edis.Source,
	&fedreg.Source,
	&ids.Source,
	&usitcweb.Source,
}
