package entry

import "tocsin/cmd/internal/console/web"

// texts is everything the pages say.
var texts = map[string]web.Text{
	"signin":       {"登录", "Sign in"},
	"signin.wrong": {"账号、密码不正确，或账号已停用。", "The login or the password is wrong, or the account is disabled."},
	"signin.later": {"尝试次数过多，请 %d 分钟后再试。", "Too many tries: wait %d minutes."},
	"signin.lost":  {"忘记密码？请联系管理员，由其用 tocsin user reset 重设。", "Lost your password? Ask an administrator, who resets it by tocsin user reset."},

	"code":       {"输入验证码", "One-time code"},
	"code.wrong": {"验证码不正确或已使用。", "The code is wrong, or was used."},

	"codes":       {"两步验证", "One-time codes"},
	"codes.how":   {"用验证器应用扫描二维码，或手工输入下面的密钥，再填写应用显示的六位验证码。", "Scan the picture with an authenticator, or type the secret into it, and fill in the six digits that it shows."},
	"codes.qr":    {"密钥的二维码", "The secret as a QR code"},
	"codes.use":   {"启用", "Ask for codes"},
	"codes.are":   {"已启用：登录时除密码外还须输入验证码。", "Besides the password a code is asked for."},
	"codes.leave": {"停用两步验证", "Ask for no codes"},
	"codes.on":    {"两步验证已启用。", "From now on a code is asked for."},
	"codes.paper": {"请把以下备用码抄在纸上：每个只能用一次，只显示这一次。", "Write these down: each is good once in place of a code, and they are shown once."},

	"reset":      {"设置新密码", "Choose a password"},
	"reset.gone": {"链接已失效：只能用一次，一小时内有效。请联系管理员重新获取。", "The link is good no more: once, and for an hour. Ask an administrator for another."},

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
	"field.code":     {"验证码", "Code"},
	"field.digits":   {"验证码", "Code"},
	"hint.code":      {"验证器应用显示的六位数字，或一个备用码。", "The six digits of your authenticator, or a code from paper."},
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
