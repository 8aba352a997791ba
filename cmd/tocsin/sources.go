package main

import (
	"tocsin/crawlers"
	"tocsin/crawlers/ecf"
	"tocsin/crawlers/fedreg"
	"tocsin/crawlers/ids"
	"tocsin/crawlers/usitcweb"
)

// sources is every place we watch. A new folder under crawlers adds its line.
var sources = []*crawlers.Source{
	&ecf.Source,
	&fedreg.Source,
	&ids.Source,
	&usitcweb.Source,
}
