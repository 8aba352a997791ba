package listing

import (
	"errors"
	"fmt"
	"regexp/syntax"
)

// A fault is an error that can be told in both languages; is, if any, is what
// kind of error it is.
type fault struct {
	Words
	is error
}

func (f *fault) Error() string {
	if f.is != nil {
		return f.is.Error() + ": " + f.EN
	}
	return f.EN
}

func (f *fault) Unwrap() error { return f.is }

// wrong is a fault of what a person wrote.
func wrong(zh, en string, args ...any) error { return because(nil, zh, en, args...) }

// because is a fault of a page. Both texts take the same args.
func because(is error, zh, en string, args ...any) error {
	return &fault{Words{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}, is}
}

// Explain says an error of this package in both languages. Of another, whose
// words are of one language alone, ok is false.
func Explain(err error) (w Words, ok bool) {
	if f, ok := errors.AsType[*fault](err); ok {
		return f.Words, true
	}
	return Words{}, false
}

// badRegexp says what is wrong with a regular expression.
func badRegexp(err error) error {
	zh := "无法识别"
	if e, ok := errors.AsType[*syntax.Error](err); ok {
		if known, ok := regexpFaults[e.Code]; ok {
			zh = known
		}
		zh = fmt.Sprintf("%s：%.60q", zh, e.Expr)
	}
	return &fault{Words{
		zh + "（采用 RE2 语法，不支持前后查找和反向引用）",
		fmt.Sprintf("regular expression: %v; it is RE2, without look-ahead and back references", err),
	}, nil}
}

var regexpFaults = map[syntax.ErrorCode]string{
	syntax.ErrInvalidCharClass:      "方括号内的字符类写得不对",
	syntax.ErrInvalidCharRange:      "字符范围的起止颠倒或不对",
	syntax.ErrInvalidEscape:         "反斜杠后的写法不认识",
	syntax.ErrInvalidNamedCapture:   "分组的名称写得不对",
	syntax.ErrInvalidPerlOp:         "(? 之后的写法不支持",
	syntax.ErrInvalidRepeatOp:       "重复符号连写不对",
	syntax.ErrInvalidRepeatSize:     "重复次数过大或不对",
	syntax.ErrInvalidUTF8:           "含有无法识别的字符",
	syntax.ErrMissingBracket:        "缺少右方括号 ]",
	syntax.ErrMissingParen:          "缺少右圆括号 )",
	syntax.ErrMissingRepeatArgument: "* + ? 之前没有可重复的内容",
	syntax.ErrTrailingBackslash:     "末尾多了反斜杠",
	syntax.ErrUnexpectedParen:       "多了右圆括号 )",
	syntax.ErrNestingDepth:          "嵌套过深",
	syntax.ErrLarge:                 "过长",
}
