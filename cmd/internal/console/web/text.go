package web

// common is what the pages of every room say. A room may say the same name
// otherwise.
var common = map[string]Text{
	"name":    {"警钟", "Tocsin"},
	"tagline": {"海外知识产权纠纷预警", "Overseas IP dispute alerts"},
	"other":   {"English", "中文"},
	"nav":     {"栏目", "Sections"},
	"skip":    {"跳到正文", "Skip to the page"},
	"home":    {"首页", "Home"},
	"signout": {"退出", "Sign out"},
	"footer":  {"公开信息的自动整理，不构成法律意见。时间均为北京时间。", "Compiled from public records; not legal advice. All times are Beijing time."},
	"given":   {"当前密码由他人设定，请先换成只有您知道的密码。", "Somebody else chose your password: replace it by one that only you know."},

	"keys":       {"键盘", "Keys"},
	"keys.move":  {"上下移动", "down and up a list"},
	"keys.open":  {"打开", "open"},
	"keys.sign":  {"签收（有此按钮处）", "sign for it, where there is the button"},
	"keys.pass":  {"转办", "pass on"},
	"keys.false": {"误报", "a false alarm"},
	"keys.mute":  {"静音", "mute"},
	"keys.help":  {"显示或收起本说明", "show or hide this"},

	"save":   {"保存", "Save"},
	"cancel": {"取消", "Cancel"},
	"next":   {"下一页", "Next page"},
	"newest": {"只显示最近 %d 条", "the newest %d only"},
	"more":   {"另有 %d 条未列出", "%d more not listed"},

	"status.400": {"请求有误", "The request cannot be read"},
	"status.401": {"请先登录", "Sign in first"},
	"do.401":     {"令牌无效、已过期或已撤销；请在控制台重新生成。", "The token is wrong, has expired or was taken back: make another in the console."},
	"status.403": {"无权进行此操作", "You may not do this"},
	"status.404": {"没有这一页", "There is no such page"},
	"status.405": {"此处不能这样操作", "This cannot be done here"},
	"status.413": {"内容过大", "Too much was sent"},
	"status.421": {"地址不对", "Another address is asked for"},
	"status.429": {"操作过于频繁", "Too many tries"},
	"status.500": {"暂时无法显示", "This page cannot be shown now"},
	"do.400":     {"请返回上一页，重新填写后再提交。", "Go back, fill the form in again and send it."},
	"do.403":     {"您的角色不包括此项；如确需办理，请联系管理员。若是从别的网站跳转而来，请直接打开本站再操作。", "It is not part of your role; ask an administrator if you need it. If another site sent you here, open this one and do it from there."},
	"do.404":     {"地址可能不完整：预警编号里的 # 须写作 %23；也可能不在您的查看范围内。请从首页打开。", "The address may be cut short: write the # of an alert's number as %23. Or it is not among what you may see. Open it from the first page."},
	"do.405":     {"请用浏览器直接打开页面地址。", "Open the page's address in a browser."},
	"do.413":     {"请减小文件，或分几次提交。", "Send a smaller file, or several."},
	"do.421":     {"控制台只回答本机与配置中 console.url 的主机名：请打开 http://127.0.0.1:端口/，或让管理员设置 console.url。", "The console answers this machine and the host of console.url: open http://127.0.0.1:PORT/, or have console.url set."},
	"do.429":     {"请稍后再试。", "Try again later."},
	"do.500":     {"请稍后刷新。若一直如此，请查看程序日志中的“page not shown”，并用 tocsin check 检查数据库。", "Reload in a moment. If it stays so, look for \"page not shown\" in the program's log and run tocsin check."},

	"wrong.empty":  {"请填写。", "Fill this in."},
	"wrong.long":   {"内容过长。", "This is too long."},
	"wrong.choice": {"请从列表中选择。", "Choose one of the list."},
	"wrong.day":    {"请写成 2026-03-10 这样的日期。", "Write a day such as 2026-03-10."},
	"wrong.file":   {"请选择文件。", "Choose a file."},

	"role.national":   {"国家中心", "National center"},
	"role.provincial": {"省级", "Provincial"},
	"role.city":       {"地方分中心", "Local branch"},
	"role.industry":   {"行业分中心", "Industry branch"},
	"role.exporter":   {"出口企业", "Exporter"},
	"role.readonly":   {"只读", "Read-only"},
	"role.admin":      {"管理员", "Administrator"},

	"done.saved": {"已保存。", "Saved."},
}

// Common reports whether every room has a text of the name.
func Common(name string) bool {
	_, ok := common[name]
	return ok
}
