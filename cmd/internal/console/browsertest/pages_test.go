package browsertest

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tocsin/cmd/internal/account"
	rooms "tocsin/cmd/internal/console"
)

// people are accounts of the demo.
var people = []struct {
	login string
	role  account.Role
}{
	{"admin", account.Admin},
	{"national", account.National},
	{"zhejiang", account.Provincial},
	{"zhongshan", account.City},
	{"solar", account.Industry},
	{"yiwu", account.Exporter},
	{"reader", account.ReadOnly},
}

// later are pages that want a password, a link or a provider first, and a file.
var later = []string{"/signin/code", "/signin/oidc", "/signin/oidc/callback", "/reset", "/lost", "/signup/verify", "/lists/example"}

// paths returns the pages that a role may ask for without naming anything, and
// those that everybody may before they sign in if role is empty.
func paths(role account.Role) (all []string) {
	for _, room := range rooms.Rooms(rooms.House{}) {
		for _, route := range room.Routes {
			path, ok := strings.CutPrefix(route.Pattern, "GET ")
			path = strings.TrimSuffix(path, "{$}")
			page := ok && !strings.ContainsAny(path, "{.") && !slices.Contains(later, path)
			if page && (role == "" && route.Public || role != "" && route.Roles.Has(role)) {
				all = append(all, path)
			}
		}
	}
	return all
}

// TestConsole looks at every page as everybody, and then lets people do their
// work. All share one console and one browser, and have a tab each; what changes
// nothing that another looks at goes on beside it.
func TestConsole(t *testing.T) {
	browser := browse(t)
	s := open(t)
	tabs := map[string]*tab{}
	for _, p := range people {
		tabs[p.login] = newTab(browser, t, s) // outlives the test of its pages
		tabs[p.login].signIn(p.login)
	}
	t.Run("pages", func(t *testing.T) {
		for _, p := range people {
			t.Run(p.login, func(t *testing.T) {
				t.Parallel()
				b := tabs[p.login]
				b.t = t
				for _, path := range paths(p.role) {
					b.visit(path)
					b.look(p.login, path)
				}
			})
		}
		t.Run("nobody", func(t *testing.T) {
			t.Parallel()
			b := newTab(browser, t, s)
			for _, path := range paths("") {
				b.visit(path)
				b.look("nobody", path)
			}
		})
	})
	t.Run("work", func(t *testing.T) {
		beside := func(name string, test func(t *testing.T)) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t)
			})
		}
		beside("a center works", func(t *testing.T) {
			staffWorks(t, tabs["zhongshan"])
			staffSigns(t, tabs["zhongshan"])
			signsWithoutScript(t, newTab(browser, t, s))
		})
		beside("a company is confirmed, and rows are downloaded", func(t *testing.T) {
			confirms(t, tabs["national"])
			downloads(t, tabs["national"])
		})
		beside("search", func(t *testing.T) { searches(t, tabs["reader"]) })
		beside("an exporter imports a watchlist", func(t *testing.T) { importsWatchlist(t, tabs["yiwu"]) })
		beside("a crawl rule", func(t *testing.T) {
			second := newTab(browser, t, s)
			second.signIn("approver")
			changesRule(t, tabs["admin"], second)
		})
	})
	// Last, as the guides' administrator takes another password and codes.
	t.Run("guides", func(t *testing.T) { followsGuides(browser, t, s) })
}

// look tells what is wrong with the page that the tab shows, on a desk and on a
// telephone.
func (b *tab) look(login, path string) {
	b.t.Helper()
	name := login + strings.ReplaceAll(strings.TrimSuffix(path, "/"), "/", "-")
	for _, line := range b.heard() {
		b.t.Errorf("%s: the browser says: %s", path, line)
	}
	for _, word := range b.foreign() {
		b.t.Errorf("%s: %q is in the other language", path, word)
	}
	for _, v := range b.barriers() {
		b.t.Errorf("%s: %s", path, v)
	}
	b.shoot(name)
	b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	if over := ask[[]string](b, tooWide); len(over) > 0 {
		b.t.Errorf("%s: wider than a telephone: %s", path, strings.Join(over, "; "))
	}
	b.shoot(name + "-phone")
	b.do(chromedp.EmulateViewport(1280, 900))
}

// tooWide lists what makes the page wider than the window.
const tooWide = `(() => {
	const wide = Math.max(document.documentElement.scrollWidth, innerWidth);
	if (wide <= 390) return [];
	return [wide + " px", ...[...document.querySelectorAll("body *")]
		.filter((e) => e.getBoundingClientRect().right > 391 && e.children.length === 0)
		.slice(0, 5).map((e) => e.outerHTML.slice(0, 200))];
})()`

// spoken lists what the page itself says to its reader: not what it quotes, and
// not what names things.
const spoken = `(() => {
	const out = new Set();
	const quoted = "bdi, code, kbd, pre, time, .t, .tick, .id, blockquote, textarea, script, style, svg";
	const other = document.documentElement.lang === "en" ? '[lang="zh-CN"]' : '[lang="en"]';
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
	for (let e = document.body; e; e = walk.nextNode()) {
		if (e.closest(quoted) || e.closest(other) || !e.checkVisibility()) continue;
		for (const n of e.childNodes) if (n.nodeType === Node.TEXT_NODE && n.data.trim()) out.add(n.data.trim());
		for (const a of ["title", "placeholder", "aria-label", "data-label", "data-confirm", "alt"]) {
			if (e.hasAttribute(a)) out.add(e.getAttribute(a));
		}
	}
	return [...out];
})()`

// latin are words in Latin letters that stand in Chinese texts.
var latin = []string{
	"Tocsin", "token", "Standard", "Webhooks", "Excel", "Word", "Markdown", "CSV", "PDF", "API", "Enter", "UTC",
	"Webhook", "https", "zip", "console.key", "console.signup", "off", // of how exporters are told and sign up
	"ms", "MB", "US", "EU", "PNG", "JPEG", "EML", "TXT", "RE", "CSS", "XPath", "JSON", "cron", "robots.txt",
	"tocsin", "user", "reset", "send", "feedback", "export", "eval", // commands of who runs the program
	"tocsin.yaml", "destinations", "budget", // of its configuration
	"user.role", // a deed, as the record calls it
	"wor",       // an example of words that begin alike
}

var word = regexp.MustCompile(`[A-Za-z][A-Za-z.]*[A-Za-z]`)

// foreign returns the words of the page that are not in its language, and the
// names of texts where the texts should be.
func (b *tab) foreign() (words []string) {
	b.t.Helper()
	english := ask[string](b, `document.documentElement.lang`) == "en"
	for _, text := range ask[[]string](b, spoken) {
		if english {
			words = append(words, regexp.MustCompile(`\p{Han}+`).FindAllString(text, -1)...)
			words = append(words, regexp.MustCompile(`\b[a-z]+\.[a-z]+\b`).FindAllString(text, -1)...)
			continue
		}
		says, _, _ := strings.Cut(text, "例：") // examples are what one types
		for _, w := range word.FindAllString(says, -1) {
			if !slices.Contains(latin, w) {
				words = append(words, w+" in "+text)
			}
		}
	}
	return words
}

// barriers returns what keeps some people from using the page.
func (b *tab) barriers() (all []string) {
	b.t.Helper()
	axe, err := os.ReadFile(os.Getenv("TOCSIN_TEST_AXE"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Evaluate[chromedp.Void](string(axe)))
	var found []struct {
		ID, Impact, Help string
		HTML             []string
	}
	report := ask[string](b, `axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations
		.map((v) => ({ID: v.id, Impact: v.impact, Help: v.help, HTML: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + " " + n.any.map((a) => a.message).join(" "))}))))`)
	if err := json.Unmarshal([]byte(report), &found); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range found {
		if v.Impact == "serious" || v.Impact == "critical" {
			all = append(all, v.ID+": "+v.Help+": "+strings.Join(v.HTML, " | "))
		}
	}
	return all
}
