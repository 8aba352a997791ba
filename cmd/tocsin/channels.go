package main

import (
	"tocsin/alerts"
	"tocsin/alerts/dingtalk"
	"tocsin/alerts/feishu"
	"tocsin/alerts/mail"
	"tocsin/alerts/slack"
	"tocsin/alerts/sms"
	"tocsin/alerts/webhook"
	"tocsin/alerts/wecom"
)

// channels is every way we say it. A new folder under alerts adds its line.
var channels = []alerts.Channel{
	dingtalk.Channel,
	feishu.Channel,
	mail.Channel,
	slack.Channel,
	sms.Channel,
	webhook.Channel,
	wecom.Channel,
}
