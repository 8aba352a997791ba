package main

import (
	"tocsin/crawlers"
	"tocsin/crawlers/cipo"
	"tocsin/crawlers/courtlistener"
	"tocsin/crawlers/ecf"
	"tocsin/crawlers/edis"
	"tocsin/crawlers/euipo"
	"tocsin/crawlers/fedreg"
	"tocsin/crawlers/flsd"
	"tocsin/crawlers/gbc"
	"tocsin/crawlers/ids"
	"tocsin/crawlers/ilnd"
	"tocsin/crawlers/ipau"
	"tocsin/crawlers/kipris"
	"tocsin/crawlers/pcl"
	"tocsin/crawlers/rpi"
	"tocsin/crawlers/sriplaw"
	"tocsin/crawlers/tdxf"
	"tocsin/crawlers/tipo"
	"tocsin/crawlers/usitcweb"
)

// sources is every place we watch. A new folder under crawlers adds its line.
var sources = []*crawlers.Source{
	&cipo.Source,
	&courtlistener.Source,
	&ecf.Source,
	&edis.Source,
	&euipo.Source,
	&fedreg.Source,
	&flsd.Source,
	&gbc.Source,
	&ids.Source,
	&ilnd.Source,
	&ipau.Source,
	&kipris.Source,
	&pcl.Source,
	&rpi.Source,
	&sriplaw.Source,
	&tdxf.Source,
	&tipo.Source,
	&usitcweb.Source,
}
