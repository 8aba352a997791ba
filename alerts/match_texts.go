package alerts

import (
	"regexp"
	"strings"
	"unicode"

	"tocsin/alerts/region"
)

// ReasonIn says a reason of a hit or of an alert in a language. Reasons are kept
// in Chinese, as they were when somebody was told; what they quote is never
// changed, and one that holds words which are not ours is said as it is.
func ReasonIn(reason, lang string) string {
	if lang != "en" {
		return reason
	}
	// Whoever confirmed something is a name like those in quotes.
	s := wholeReasons.Replace(confirmedBy.ReplaceAllString(reason, "，经“${1}”确认于${2}"))
	for _, prefix := range freeReasons { // behind it stands a name or several
		if rest, ok := strings.CutPrefix(s, prefix.zh); ok {
			return prefix.en + strings.ReplaceAll(rest, "、", ", ")
		}
	}
	var out strings.Builder
	for s != "" {
		said, rest, quoted := strings.Cut(s, "“")
		said, ok := english(said)
		if !ok {
			return reason
		}
		out.WriteString(said)
		if s = rest; !quoted {
			break
		}
		name, rest, closed := strings.Cut(s, "”")
		if !closed {
			return reason
		}
		out.WriteString(" “" + name + "” ")
		s = rest
	}
	return tidy.Replace(strings.Join(strings.Fields(out.String()), " "))
}

// english says our own words, and the places among them. Ok is false where
// another Chinese word is left.
func english(s string) (string, bool) {
	s = reasonWords.Replace(s)
	ok := true
	s = hanRun.ReplaceAllStringFunc(s, func(run string) string {
		if p := region.Find(run, "", "CN"); p.Level != region.None && p.Level != region.Country && p.NameEN != "" {
			return p.NameEN
		}
		ok = false
		return run
	})
	return s, ok && !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

var (
	confirmedBy = regexp.MustCompile(`，经([^“”，]+)于(\d{4}-\d{2}-\d{2})确认`)
	hanRun      = regexp.MustCompile(`\p{Han}+`)

	tidy = strings.NewReplacer(" ,", ",", " ;", ";", " :", ":", "( ", "(", " )", ")")

	// wholeReasons are those in which a quote is of our own.
	wholeReasons = strings.NewReplacer(" 分，且近似程度低，级别为“低”，只入日报", " points, and little alike: level low, for the digest alone")

	freeReasons = []text{
		{"关注清单的商标在境外被申请：", "somebody applies abroad for a mark of the watchlist: "},
	}

	// reasonWords are tried in this order where several begin at one place.
	reasonWords = strings.NewReplacer(
		// Who hears of it, and why.
		"批量卖家案，其余被告尚未公开，涉华情况未知", "a suit against many sellers: the others are not public yet, nor whether they are Chinese",
		"被申请人尚未公开，涉华情况未知", "the respondents are not public yet, nor whether they are Chinese",
		"被告尚未公开，涉华情况未知", "the defendants are not public yet, nor whether they are Chinese",
		"涉案中国主体：疑似，请核实", "a Chinese party: suspected, please verify",
		"涉案中国主体：确认", "a Chinese party: confirmed",
		"相关性未能判定，请人工核实", "nobody could tell whether it is relevant: please look",
		"分中心认定不涉中国企业，请国家中心复核", "a center finds that no Chinese company is concerned: for the national center to review",
		"未在本系统设通知对象，请国家中心转办", "has no destination here: for the national center to pass on",
		"送达似未成功：", "service seems to have failed: ",
		"收件人未列明", "to whom is not said",
		"符合已保存的检索", "found by the saved search ",
		"该检索今日提示已达上限，其余请在检索页查看", "the search has told as much as it does in a day: see the rest on its page",
		"同一原告此前案件：", "an earlier case of the plaintiff: ",

		// What centers and people said.
		"认定不是中国企业", ", is no Chinese company",
		"确认为中国企业", ", is a Chinese company",
		"认定与所关注的无关", ", is not what is watched",
		"不属其辖区", " none of its area",
		"，经", ", as ",
		"人工核实", "a person",
		"确认在", ", is in ",
		"确认于", " confirmed on ",
		"认定", " finds ",

		// Places.
		"抢注：不知被抢注商标的权利人在何处（申请人的地址不作依据）", "squatting: where the owner of the mark is, nobody knows (the applicant's address says nothing of it)",
		"商标权利人在", "the owner of the mark is in ",
		"；当地暂无已核实的分中心，可告知12330", "; no branch that was verified is there: name 12330",
		"属该产业", " is of that industry",
		"的上级中心", "",
		"；为", "; the center above ",
		"（不派内地分中心）", " (not for a mainland branch)",
		"（推断，请核实）", " (inferred, please verify)",
		"：未能识别所在地（", ": where that is cannot be told (",
		"不明地点", "a place that nobody knows",
		"，依据：", ", by ",
		"地名重名，按出口企业较集中的一地推断", "of places with one name the one with more exporters",
		"拼音Shanxi为山西，地名却在陕西（Shaanxi），按误写推断", "Shanxi is taken for Shaanxi, where the place is",
		"地址和名称中没有可识别的地名", "no place in the address or the name",
		"只知在中国大陆", "in mainland China, and no more is known",
		"地址含多个国家或地区", "several countries in the address",
		"地址在境外", "the address is abroad",
		"地名重名，未写明所在省份", "several places have that name, and the province is not said",
		"地址中的地名互相矛盾", "the places in the address contradict each other",
		"文字过长，不是地址", "too long for an address",
		"邮政编码", "the postal code",

		// Squatting.
		"抢注迹象 ", "signs of squatting: ",
		" 分，级别不变", " points: the level stays",
		" 分，级别上调一级", " points: one level up",
		"未达 ", "below ", "达到 ", "reaches ",
		" 分（", " points (",
		"商标相同", "the same mark", "商标近似", "a mark that is like it",
		"类别相同", "the same class", "类别相关", "related classes",
		"同一申请人近 24 个月内还申请了 ", "the applicant filed within 24 months for ",
		" 个其他被关注的品牌", " other watched brands",
		"臆造词，偶合的可能小", "a coined word, hardly by chance",
		"申请人与权利人", "the applicant and the owner ",
		"申请人与清单中的经销商", "the applicant and the listed distributor ",
		"名称相符，可能是权利人自己或其关联企业", " have the same name: perhaps the owner or its affiliate",
		"名称相符", " have the same name",
		"申请人不是清单所列权利人（按名称比对）", "the applicant is not the listed owner (by its name)",
		"申请人在受理国 ", "the applicant is in the country of filing, ",

		// How alike.
		"一致（不计大小写、空格与标点）", "the same but for case, spaces and punctuation",
		"一致（不计大小写与标点）", ": the same but for case and punctuation",
		"一致（不计公司形式）", ": the same but for the legal form",
		"名称一致（不计公司形式与写法）", "the same name but for legal form and spelling",
		"（一方未写明国别）", " (one does not say its country)",
		"；类别不同（关注第", "; other classes (watched: ", "类，对方第", ", theirs: ", "类）", ")",
		"的统一社会信用代码", "'s unified social credit code",
		"统一社会信用代码一致", "the same unified social credit code",
		"中文名称一致", "the same Chinese name",
		"仅商号一致", "only the firm's own word is the same", "商号一致", "the firm's own word is the same",
		"仅拼音一致", "only the pinyin is the same", "拼音一致", "the same pinyin",
		"仅商号相近", "only the firm's own word is a letter apart", "商号仅差一字母", "the firm's own word is a letter apart",
		"商号读音相近", "the firm's own word sounds alike",
		"地名一致", "the same place", "地名不同", "another place", "地名未写明", "one does not say its place",
		"行业一致", "the same trade", "行业不同", "another trade",
		"一方为境外公司形式或国别", "one has a foreign legal form or country",
		"；同音企业", "; companies that sound the same: ", "家，须核实", ", please verify",
		"疑似同一企业", ": perhaps the same company",
		"按拼音比较: ", "by pinyin: ",
		"以形似的其他字母书写: ", "written in letters of another alphabet that look alike: ",
		"一方含有另一方的字母: ", "one holds the letters of the other: ",
		"一方含有另一方: ", "one holds the other: ",
		"字形相近: ", "looks alike: ", "读音相近: ", "sounds alike: ",
		"仅差一字母: ", "one letter apart: ", "仅差两字母: ", "two letters apart: ",
		"共有词语: ", "words in common: ", "词语相近: ", "words alike: ",
		"字母组合相近（", "runs of letters in common (",
		"载有", " holds ", "相近（", " are alike (", "一致", ": the same",

		// Who and what.
		"关注竞争对手", "watched competitor ", "关注权利人", "watched owner ", "关注商标", "watched mark ", "关注企业", "watched company ", "关注店铺", "watched store ",
		"关注专利", "watched patent ", "关注产品", "watched product ", "关注原告", "watched plaintiff ", "关注律所", "watched law firm ", "关注词", "watched word ",
		"商标申请人", "applicant ", "被申请人", "respondent ", "申请人", "complainant ", "原告", "plaintiff ", "被告", "defendant ", "权利人", "owner ",
		"异议人", "opponent ", "代理人", "agent ", "律所", "law firm ", "涉案专利", "patent ", "涉案产品", "product ", "公开文本", "public text ", "案名", "caption ",
		"商标", "mark ", "名称", "name ", "地址", "address ",
		"与", " and ", "含", " holds ", "即", " is ", "经", ", says ", "于", " on ", "确认", " confirmed", "在", " is in ",
		"（", " (", "）", ")", "：", ": ", "，", ", ", "；", "; ", "、", ", ",
	)
)
