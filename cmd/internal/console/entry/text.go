package entry

import "tocsin/cmd/internal/console/web"

// texts is everything the pages say.
var texts = map[string]web.Text{
	"signin":       {"登录", "Sign in"},
	"signin.wrong": {"账号、密码不正确，或账号已停用。", "The login or the password is wrong, or the account is disabled."},
	"signin.later": {"尝试次数过多，请 %d 分钟后再试。", "Too many tries: wait %d minutes."},
	"signin.lost":  {"忘记密码？请联系管理员，由其用 tocsin user reset 重设。", "Lost your password? Ask an administrator, who resets it by tocsin user reset."},

	"me":            {"我的账号", "My account"},
	"role":          {"角色", "Role"},
	"place":         {"所属", "Belongs to"},
	"login":         {"登录名", "Login"},
	"language.none": {"未指定", "not chosen"},
	"password":      {"修改密码", "Change password"},
	"sessions":      {"登录中的设备", "Where you are signed in"},
	"agent":         {"浏览器", "Browser"},
	"network":       {"网络", "Network"},
	"made":          {"登录时间", "Signed in"},
	"seen":          {"最近使用", "Last used"},
	"here":          {"本机", "this one"},
	"end":           {"退出该设备", "Sign it out"},
	"end.others":    {"退出其他所有设备", "Sign all others out"},
	"end.sure":      {"确定退出其他所有设备？", "Sign all other browsers out?"},

	"field.login":    {"登录名", "Login"},
	"field.password": {"密码", "Password"},
	"field.name":     {"姓名", "Name"},
	"field.language": {"界面语言", "Language"},
	"field.old":      {"当前密码", "Password so far"},
	"field.chosen":   {"新密码", "New password"},
	"field.again":    {"再次输入新密码", "New password again"},
	"hint.chosen":    {"至少 10 个字符，可用中文词句；不要与登录名相同。", "10 characters or more, words will do; not your login."},

	"wrong.weak":  {"至少 10 个字符，不同于登录名和原密码，且不是同一字符的重复。", "10 characters or more, other than your login and the password so far, and not one character over and over."},
	"wrong.again": {"两次输入不一致。", "The two differ."},
	"wrong.old":   {"当前密码不正确。", "This is not your password."},

	"done.ended":    {"已退出。", "Signed out."},
	"done.password": {"密码已修改，其他设备均已退出。", "The password is changed, and all other browsers are signed out."},
}
