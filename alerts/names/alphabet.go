package names

import (
	"strings"
	"unicode/utf8"
)

// alikes are letters of other alphabets that look like Latin ones, capitals
// apart where they differ ("Η" is H, "η" is n).
var alikes = table(`Аa Вb Еe Кk Мm Нh Оo Рp Сc Тt Уy Хx Іi Јj Ѕs Ԁd Ԍg Ԛq Ԝw Һh Үy Ӏi Ьb Гr Пn Яr Иn Зe Бb
	аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw һh үy ӏi ьb гr пn яr иn зe бb ӕae ѵv ԍg ո'n ѡw
	Αa Βb Εe Ζz Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx Σe Λa Γr Ωo Δa Πn
	αa βb εe ηn ιi κk νv οo ρp τt υu χx σo ωw γy μu πn ςs
	Օo օo Տs ոn սu հh Ցg ցg Լl Աu Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꮢr Ꮪs Ꭲt Ꮩv Ꮃw Ꮓz`)

// cyrillicGreek says how letters sound, as names are carried over to Latin.
var cyrillicGreek = table(`аa бb вv гg дd еe ёe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хh цts чch шsh щsch ъ ыy ь эe юyu яya
	іi їi єe ґg јj љlj њnj ћc ђdj џdz ўu
	αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo`)

// table reads entries of one letter and what stands for it.
func table(s string) map[rune]string {
	m := map[rune]string{}
	for e := range strings.FieldsSeq(s) {
		for _, r := range e {
			m[r] = strings.TrimPrefix(e, string(r))
			break
		}
	}
	return m
}

// looksOf makes one of letters and digits that are taken for each other, and
// leaves a number alone.
func looksOf(s string) string {
	if strings.Trim(s, "0123456789") == "" {
		return s
	}
	var b []byte // nil while nothing has changed
	for i := 0; i < len(s); i++ {
		c, n := lookAlike[s[i]], 1
		if i+1 < len(s) {
			switch s[i : i+2] {
			case "rn":
				c, n = 'm', 2
			case "vv":
				c, n = 'w', 2
			case "cl":
				c, n = 'd', 2
			}
		}
		if b == nil && c != s[i] {
			b = append(make([]byte, 0, len(s)), s[:i]...)
		}
		if b != nil {
			b = append(b, c)
		}
		i += n - 1
	}
	if b == nil {
		return s
	}
	return string(b)
}

// lookAlike is the letter that each byte is taken for, itself where it is for none.
var lookAlike = func() (out [256]byte) {
	for i := range out {
		out[i] = byte(i)
	}
	for _, like := range []string{"0o", "1l", "il", "jl", "3e", "4a", "5s", "6b", "7t", "8b", "9g", "qg", "2z"} {
		out[like[0]] = like[1]
	}
	return out
}()

// soundsOf spells s by sound, coarsely: one letter for a consonant or vowel
// that English, pinyin or a seller writes in several ways. Other scripts stay
// as they are.
func soundsOf(s string) string {
	b := make([]byte, 0, len(s))
	put := func(codes string) {
		for i := range len(codes) {
			c := codes[i]
			if n := len(b); n > 0 && c < utf8.RuneSelf && (b[n-1] == c || vowel(c) && vowel(b[n-1])) {
				continue // doubled letters, and a group of vowels by its first
			}
			b = append(b, c)
		}
	}
	for i := 0; i < len(s); {
		codes, n := sound(s, i)
		put(codes)
		i += n
	}
	return string(b)
}

func vowel(c byte) bool { return c == 'a' || c == 'i' || c == 'u' }

// sound returns the codes of what stands at s[i:], and its length.
func sound(s string, i int) (codes string, n int) {
	rest := s[i:]
	for _, g := range groups[rest[0]] {
		if strings.HasPrefix(rest, g.letters) && (!g.first || i == 0) && (!g.last || len(rest) == len(g.letters)) {
			return g.codes, len(g.letters)
		}
	}
	next := byte(0)
	if len(rest) > 1 {
		next = rest[1]
	}
	soft := next == 'e' || next == 'i' || next == 'y'
	switch c := rest[0]; c {
	case 'a':
		return "a", 1
	case 'e', 'i', 'y':
		return "i", 1
	case 'o', 'u':
		return "u", 1
	case 'w':
		if isVowel(next) {
			return "w", 1
		}
		return "u", 1
	case 'c':
		if soft {
			return "s", 1
		}
		return "k", 1
	case 'g', 'j':
		if soft && c == 'g' || c == 'j' {
			return "j", 1
		}
		return "g", 1
	case 'q':
		if next != 'u' && i == 0 {
			return "x", 1 // pinyin
		}
		return "k", 1
	case 'x':
		if i == 0 {
			return "s", 1
		}
		return "ks", 1
	case 'z':
		return "s", 1
	case 'h':
		return "", 1
	case 'v':
		return "f", 1
	default:
		_, n := utf8.DecodeRuneInString(rest)
		return rest[:n], n
	}
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// A group of letters with a sound of its own: x stands for the ch of church,
// the sh of shop is an s, as pinyin's speakers hear it.
type group struct {
	letters, codes string
	first, last    bool
}

// groups are by their first letter, each read from the top.
var groups = byFirst(
	[]group{
		{"tsch", "x", false, false}, {"sch", "s", false, false}, {"tch", "x", false, false}, {"chr", "kr", false, false},
		{"ch", "x", false, false}, {"sh", "s", false, false}, {"hs", "s", true, false}, {"zh", "j", false, false},
		{"ph", "f", false, false}, {"ght", "t", false, false}, {"gh", "g", false, false}, {"kn", "n", true, false},
		{"wr", "r", true, false}, {"wh", "w", false, false}, {"ps", "s", true, false}, {"pf", "f", true, false},
		{"ts", "s", false, false}, {"tz", "s", false, false}, {"dz", "s", false, false}, {"ck", "k", false, false},
		{"dge", "j", false, false}, {"dg", "j", false, false}, {"tion", "sin", false, false}, {"sc", "s", true, false},
		{"ng", "n", false, true}, {"x", "ks", false, true},
		{"1", "un", false, false}, {"2", "tu", false, false}, {"4", "fur", false, false}, {"8", "at", false, false}, {"0", "u", false, false},
		{"e", "", false, true},
	})

func byFirst(all []group) (out [256][]group) {
	for _, g := range all {
		out[g.letters[0]] = append(out[g.letters[0]], g)
	}
	return out
}

// bonesOf leaves the consonants of sounds.
func bonesOf(sounds string) string {
	return strings.Map(func(r rune) rune {
		if r == 'a' || r == 'i' || r == 'u' {
			return -1
		}
		return r
	}, sounds)
}
