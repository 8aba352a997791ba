package api

import (
	"cmp"
	"net/http"
	"reflect"

	"tocsin/cmd/internal/account"
)

// An operation is one thing that can be asked: its address, who may ask, and
// what answers.
type operation struct {
	method string
	path   string // below the root: "/alerts/{id}"
	name   string // in the document, for those who make clients of it
	says   string
	scope  string // that a token must have; "" is any
	roles  account.Roles
	status int   // of a good answer
	limit  int64 // bytes of the body; 0 is bodyLimit

	secret bool // the answer holds one, so it is not kept to be repeated

	in, out reflect.Type // out is nil where nothing is answered
	do      func(*call, *http.Request) (any, error)
}

// asks makes the operation that a function answers, from the types of its
// parameters and of its answer. The fields of In are parameters, by their tags
// path, query and header; its field Body is the body.
func asks[In, Out any](op operation, do func(*call, In) (Out, error)) operation {
	op.in, op.out, op.status = reflect.TypeFor[In](), reflect.TypeFor[Out](), cmp.Or(op.status, http.StatusOK)
	if op.out == reflect.TypeFor[nothing]() {
		op.out, op.status = nil, http.StatusNoContent
	}
	op.do = func(c *call, r *http.Request) (any, error) {
		var in In
		if err := read(r, reflect.ValueOf(&in).Elem()); err != nil {
			return nil, err
		}
		out, err := do(c, in)
		if op.out == nil {
			return nil, err
		}
		return out, err
	}
	return op
}

// A page is what a list is answered with.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"The parameter after of the page that follows; absent on the last"`
}

// paged are the parameters of a list.
type paged struct {
	Limit int    `query:"limit" min:"1" max:"100" default:"20" doc:"The most rows of the page"`
	After string `query:"after" max:"1000" doc:"The next of the page before"`
}

// operations are all there are.
func operations() []operation {
	return []operation{
		asks(operation{method: "GET", path: "/me", name: "whoAmI", roles: account.All,
			says: "Says as whom a token comes, and for what"}, (*call).me),

		asks(operation{method: "GET", path: "/alerts", name: "listAlerts", scope: readAlerts, roles: account.All,
			says: "Lists alerts and their updates, the newest first"}, (*call).listAlerts),
		asks(operation{method: "GET", path: "/alerts/{id}", name: "readAlert", scope: readAlerts, roles: account.All,
			says: "Returns the newest revision of an alert with its words, verdict, deliveries and who signed"}, (*call).readAlert),
		asks(operation{method: "POST", path: "/alerts/{id}/signature", name: "signAlert", scope: writeAlerts, roles: account.Workers,
			says: "Takes the matter of an alert over for its subscriber (签收)"}, (*call).sign),
		asks(operation{method: "PUT", path: "/alerts/{id}/mute", name: "muteAlert", scope: writeAlerts, roles: account.Workers,
			says: "Leaves what is not urgent in the matter of an alert to the digest, until a day"}, (*call).mute),
		asks(operation{method: "DELETE", path: "/alerts/{id}/mute", name: "unmuteAlert", scope: writeAlerts, roles: account.Workers,
			says: "Has it told at once again"}, (*call).unmute),
		asks(operation{method: "POST", path: "/alerts/{id}/feedback", name: "sayOfAlert", scope: writeAlerts, roles: account.Workers.And(account.Exporter),
			says: "Keeps what somebody says of an alert, for a person to review"}, (*call).feedback),

		asks(operation{method: "GET", path: "/matters/{authority}/{number}", name: "readMatter", scope: readFilings, roles: account.All,
			says: "Returns the matter of a number: its other numbers, parties, timeline and clocks"}, (*call).readMatter),
		asks(operation{method: "GET", path: "/filings", name: "searchFilings", scope: readFilings, roles: account.All,
			says: "Searches all public filings"}, (*call).searchFilings),
		asks(operation{method: "GET", path: "/filings/{act}", name: "readFiling", scope: readFilings, roles: account.All,
			says: "Returns an act as all sources tell it, and the verdict on it"}, (*call).readFiling),

		asks(operation{method: "GET", path: "/webhooks", name: "listWebhooks", scope: readAlerts, roles: account.Owners,
			says: "Lists the webhooks by which an exporter is told of its alerts"}, (*call).listWebhooks),
		asks(operation{method: "POST", path: "/webhooks", name: "addWebhook", scope: writeAlerts, roles: account.Owners, status: http.StatusCreated, secret: true,
			says: "Keeps an address, which is told a code; the secret that signs its messages is answered this once"}, (*call).addWebhook),
		asks(operation{method: "POST", path: "/webhooks/{id}/verification", name: "verifyWebhook", scope: writeAlerts, roles: account.Owners,
			says: "Takes the code that the webhook was told; from then on it is told of alerts"}, (*call).verifyWebhook),
		asks(operation{method: "POST", path: "/webhooks/{id}/secret", name: "rotateWebhook", scope: writeAlerts, roles: account.Owners, secret: true,
			says: "Gives it another secret, answered this once; messages are signed by it and by the one before, until it is turned again"}, (*call).rotateWebhook),
		asks(operation{method: "DELETE", path: "/webhooks/{id}", name: "deleteWebhook", scope: writeAlerts, roles: account.Owners,
			says: "Forgets it"}, (*call).dropWebhook),

		asks(operation{method: "GET", path: "/sources", name: "listSources", scope: readFilings, roles: account.All,
			says: "Says how each place was seen last"}, (*call).listSources),
		asks(operation{method: "GET", path: "/visits", name: "listVisits", scope: adminService, roles: keepers,
			says: "Lists visits of sources, the newest first"}, (*call).listVisits),
		asks(operation{method: "GET", path: "/deliveries", name: "listDeliveries", scope: adminService, roles: keepers,
			says: "Lists deliveries, the newest first"}, (*call).listDeliveries),

		asks(operation{method: "GET", path: "/clocks", name: "listRules", scope: readFilings, roles: account.All,
			says: "Lists the rules by which clocks are counted"}, (*call).listRules),
		asks(operation{method: "GET", path: "/clocks/{rule}", name: "countClock", scope: readFilings, roles: account.All,
			says: "Counts the day until which one can act from a day"}, (*call).countClock),
		asks(operation{method: "POST", path: "/route", name: "route", scope: readFilings, roles: account.All,
			says: "Says where an address is, and which centers look after it"}, (*call).route),
		asks(operation{method: "POST", path: "/screen", name: "screen", scope: readWatchlists, roles: account.All, limit: 4 << 20,
			says: "Says which entries of watchlists that may be seen some filings hit; nothing is stored"}, (*call).screen),

		asks(operation{method: "GET", path: "/watchlists", name: "listWatchlists", scope: readWatchlists, roles: account.All,
			says: "Lists the watchlists that may be seen, by their ids"}, (*call).listWatchlists),
		asks(operation{method: "GET", path: "/watchlists/{id}", name: "readWatchlist", scope: readWatchlists, roles: account.All,
			says: "Returns a watchlist, and in ETag its version"}, (*call).readWatchlist),
		asks(operation{method: "PUT", path: "/watchlists/{id}", name: "editWatchlist", scope: writeWatchlists, limit: 4 << 20,
			roles: editors,
			says:  "Replaces the entries of a watchlist, from now on, if nobody changed it since it was read"}, (*call).putWatchlist),

		asks(operation{method: "POST", path: "/watchlists", name: "addWatchlist", scope: writeWatchlists, roles: editors, limit: 4 << 20, status: http.StatusCreated,
			says: "Makes a watchlist, an exporter's its own, and looks for it in the filings of a year"}, (*call).addWatchlist),
		asks(operation{method: "DELETE", path: "/watchlists/{id}", name: "deleteWatchlist", scope: writeWatchlists, roles: editors,
			says: "Forgets a watchlist, if nobody changed it since it was read; what was told because of it stays"}, (*call).dropWatchlist),
		asks(operation{method: "POST", path: "/watchlists/preview", name: "previewWatchlist", scope: readWatchlists, roles: account.All, limit: 4 << 20,
			says: "Says what entries would have found in stored filings; nothing is stored"}, (*call).preview),
		asks(operation{method: "POST", path: "/watchlists/import", name: "importWatchlists", scope: writeWatchlists, roles: editors, limit: 8 << 20,
			says: "Makes watchlists of a table, or says row by row what is wrong with it"}, (*call).importWatchlists),

		asks(operation{method: "POST", path: "/alerts/{id}/case", name: "addCaseEntry", scope: writeAlerts, roles: account.Workers, status: http.StatusCreated,
			says: "Writes down what the caller's center did about an alert"}, (*call).addStep),
		asks(operation{method: "GET", path: "/statistics", name: "countFilings", scope: readFilings, roles: account.All,
			says: "Counts matters and acts by period and by facet"}, (*call).statistics),

		asks(operation{method: "POST", path: "/deliveries/{id}/resend", name: "resendDelivery", scope: adminService, roles: keepers,
			says: "Puts a delivery, or a digest, that was refused, given up or dropped back on its way"}, (*call).resend),
		asks(operation{method: "GET", path: "/sources/{source}/plan", name: "readPlan", scope: adminService, roles: keepers,
			says: "Says when a place is visited, and in ETag the version of that"}, (*call).readPlan),
		asks(operation{method: "PUT", path: "/sources/{source}/plan", name: "editPlan", scope: adminService, roles: account.Admins,
			says: "Changes when a place is visited, or pauses it, if nobody did since it was read"}, (*call).putPlan),
		asks(operation{method: "POST", path: "/sources/{source}/visit", name: "visitSource", scope: adminService, roles: account.Admins,
			says: "Has a place visited beside its schedule"}, (*call).visitSource),
		asks(operation{method: "GET", path: "/sources/{source}/pages", name: "listPages", scope: adminService, roles: keepers,
			says: "Lists the newest pages that were kept of a place"}, (*call).listPages),
		asks(operation{method: "GET", path: "/sources/{source}/pages/{hash}", name: "readPage", scope: adminService, roles: keepers,
			says: "Returns a page that was kept, as text"}, (*call).readPage),

		asks(operation{method: "GET", path: "/rules", name: "listPlaceRules", scope: adminService, roles: account.Admins,
			says: "Lists the newest version of each rule that describes a place"}, (*call).listPlaceRules),
		asks(operation{method: "GET", path: "/rules/{name}", name: "listRuleVersions", scope: adminService, roles: account.Admins,
			says: "Lists the versions of a rule"}, (*call).listRuleVersions),
		asks(operation{method: "GET", path: "/rules/{name}/{version}", name: "readRule", scope: adminService, roles: account.Admins,
			says: "Returns a version of a rule"}, (*call).readRule),
		asks(operation{method: "POST", path: "/rules/{name}", name: "writeRule", scope: adminService, roles: account.Admins, status: http.StatusCreated,
			says: "Adds a draft on top of the version that its author has seen"}, (*call).writeRule),
		asks(operation{method: "POST", path: "/rules/{name}/{version}/state", name: "moveRule", scope: adminService, roles: account.Admins,
			says: "Proposes, approves, activates or retires a version; an older one is activated to roll back"}, (*call).moveRule),

		asks(operation{method: "GET", path: "/audit", name: "listDeeds", scope: adminAudit, roles: account.Admins,
			says: "Lists what people did, the newest first"}, (*call).listDeeds),
	}
}

// keepers see how the service itself is: who sees all alerts.
var keepers = account.Roles{account.National, account.Admin}
