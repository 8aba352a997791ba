package alerts

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"tocsin/crawlers"
)

// everyText returns every text of a message by where it stands.
func everyText() map[string]text {
	all := map[string]text{"abroad": abroad}
	for k, v := range texts {
		all["texts "+k] = v
	}
	for k, v := range severityTexts {
		all["severity "+string(k)] = v
	}
	for k, v := range categoryTexts {
		all["category "+string(k)] = v
	}
	for k, v := range massTexts {
		all["mass "+k] = v
	}
	for k, v := range gradeTexts {
		all["grade "+string(k)] = v
	}
	for k, v := range fieldTexts {
		all["field "+k] = v
	}
	for k, v := range factTexts {
		all["fact "+k] = v
	}
	for k, v := range stageTexts {
		all["stage "+k] = v
	}
	for k, v := range actTexts {
		all["act "+k] = v
	}
	for k, v := range investigationTexts {
		all["investigation "+k] = v
	}
	for _, o := range orders {
		all["order "+o.sign] = o.name
	}
	for k, v := range steps {
		all["center "+k], all["firm "+k] = v.center, v.firm
	}
	return all
}

func TestEveryTextHasBothLanguages(t *testing.T) {
	for where, s := range everyText() {
		if strings.TrimSpace(s.zh) == "" || strings.TrimSpace(s.en) == "" {
			t.Errorf("%s: a language is missing: %+v", where, s)
		}
		if strings.Count(s.zh, "%") != strings.Count(s.en, "%") {
			t.Errorf("%s: the languages take different values: %+v", where, s)
		}
		if where != "texts quoted" && strings.ContainsFunc(s.en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: Han in English: %q", where, s.en)
		}
	}
}

func TestEveryWordOfTheClosedListsIsSaid(t *testing.T) {
	for _, s := range []Severity{Critical, High, Normal, Low} {
		if severityTexts[s].zh == "" {
			t.Errorf("severity %s", s)
		}
	}
	for _, c := range []Category{Cat337, CatPatent, CatTrademark, CatCopyright, CatScheduleA, CatSquatting, CatOther} {
		if categoryTexts[c].zh == "" {
			t.Errorf("category %s", c)
		}
	}
	for kind, stages := range map[crawlers.Kind]string{
		crawlers.Section337: "complaint receipt public-interest institution teo default settlement id review remedy presidential-review enforcement closed service-failed",
		crawlers.Lawsuit: "complaint schedule-a-exhibit sealed seal-motion seal-ruling ip-report tro-sought tro-ruled pi-sought pi-ruled " +
			"default default-judgment dismissed settlement closed stay-joinder show-cause appearance other",
		crawlers.Squatting: "applied published opposed registered refused withdrawn cancelled",
	} {
		for stage := range strings.FieldsSeq(stages) {
			if StageIn(kind, stage, "zh") == stage {
				t.Errorf("%s stage %s", kind, stage)
			}
		}
	}
	for _, r := range []crawlers.Role{crawlers.Complainant, crawlers.Respondent, crawlers.Plaintiff, crawlers.Defendant, crawlers.Applicant, crawlers.Owner, crawlers.Opponent, crawlers.Agent, crawlers.LawFirm} {
		if roleWords[r] == "" || factTexts[string(r)].zh == "" {
			t.Errorf("role %s", r)
		}
	}
	for _, e := range entryTypes {
		if entryWords[e] == "" {
			t.Errorf("entry %s", e)
		}
	}
}

// TestTextsInUse finds a key of say that has no text, and a text nobody says.
func TestTextsInUse(t *testing.T) {
	said := map[string]bool{"marks": true, "patents": true, "product": true, "for-center": true, "for-firm": true} // through a variable
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(fset, name, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			lit, isLit := call.Args[0].(*ast.BasicLit)
			if ok && isLit && f.Sel.Name == "say" {
				key, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				said[key] = true
			}
			return true
		})
	}
	for key := range said {
		if texts[key].zh == "" {
			t.Errorf("say(%q) has no text", key)
		}
	}
	for key := range texts {
		if !said[key] {
			t.Errorf("nobody says %q", key)
		}
	}
}

func TestWordingIsNeutral(t *testing.T) {
	for where, s := range everyText() {
		if strings.Contains(s.zh, "侵权") || strings.Contains(strings.ToLower(s.en), "infring") {
			t.Errorf("%s judges: %+v", where, s)
		}
		instituted := where == "stage institution" || where == "investigation institution" || where == "texts institutes"
		if zh := strings.NewReplacer("尚未立案", "", "立案前", "", "不予立案", "").Replace(s.zh); strings.Contains(zh, "立案") && !instituted {
			t.Errorf("%s says 立案 of what is not instituted: %s", where, s.zh)
		}
	}
}

func TestFirstStepsKeepTheFence(t *testing.T) {
	for name, s := range steps {
		for _, zh := range []string{s.center.zh, s.firm.zh} {
			for _, word := range []string{"转移", "提现", "清空", "下架", "删除", "销毁", "隐匿", "更换店铺", "注销", "代为送达", "推荐律", "拒收", "拒签", "躲避"} {
				if strings.Contains(zh, word) {
					t.Errorf("%s advises %s: %s", name, word, zh)
				}
			}
		}
		for _, en := range []string{s.center.en, s.firm.en} {
			for _, word := range []string{"withdraw", "transfer", "empty", "delete", "remove", "destroy", "hide", "delist", "close your", "refuse", "avoid", "evade"} {
				if strings.Contains(strings.ToLower(en), word) {
					t.Errorf("%s advises to %s: %s", name, word, en)
				}
			}
		}
	}
	if s := steps["337-service-failed"]; !strings.Contains(s.center.zh, "不送达文书（国务院令第801号第十二条）") || !strings.Contains(s.center.en, "art. 12") {
		t.Error("mail that came back goes without the decree")
	}
	if !strings.Contains(abroad.zh, "第801号第十三条") || !strings.Contains(abroad.en, "art. 13") {
		t.Error("evidence abroad goes without the decree")
	}
}
