package oidc

import "tocsin/cmd/internal/console/web"

var texts = map[string]web.Text{
	"oidc":        {"统一身份认证登录", "Sign in by your identity provider"},
	"oidc.down":   {"统一身份认证系统暂无响应，请稍后再试，或用账号密码登录。", "The identity provider does not answer: try again later, or sign in with a password."},
	"oidc.wrong":  {"登录未完成或已超时，请重新登录。", "The sign-in was not finished, or took too long: begin again."},
	"oidc.nobody": {"没有与您的邮箱对应的可用账号，请联系管理员。", "No account that may sign in has your address: ask an administrator."},
	"oidc.back":   {"返回登录", "Back to sign in"},
}
