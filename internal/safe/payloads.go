package safe

// HostilePayloads returns texts that a terminal, a mail reader, a log or a
// spreadsheet would obey if they reached it raw. Tests send them through every
// screen, mail, log and export.
func HostilePayloads() []string {
	return []string{
		"\x1b[2J", "\x1b[31mrouge\x1b[0m", "\x1b[1;1H", "\x1b[?1049h", "\x1b[?25l", "\x1b[6n", "\x1b[c", "\x1b[5i",
		"\x1b]0;title\a", "\x1b]2;title\x1b\\", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "\x1b]8;;https://evil.example\aclick\x1b]8;;\a",
		"\x1b]52;c;ZXZpbA==\a", "\x1b]9;notify\a", "\x1b]11;?\a", "\x1b]1337;File=inline=1:AAAA\a", "\x1b]0;unterminated",
		"\x1bP$qm\x1b\\", "\x1bPq#0;2;0;0;0#0!10~\x1b\\", "\x1b_apc\x1b\\", "\x1b^pm\x1b\\", "\x1bXsos\x1b\\", "\x1b(0lqqk\x1b(B", "\x1b#8", "\x1bc", "\x1b7\x1b8", "\x1bN!", "\x1bO!", "\x1b", "\x1b[", "\x1b[31", "\x1b\x1b[A",
		"\u009b31mC1\u009b0m", "\u009d0;title\u009c", "\u0090q\u009c", "\u0085next", "\x9b31m", "\x80\x81\xff\xfe", "\xc2", "\xe2\x80",
		"\x00nul", "bell\a", "back\b\b\bspace", "over\rwrite", "two\nlines", "tab\tbed", "feed\f\vfeed", "del\x7f", "\x0eshift\x0f", "crlf\r\nBcc: victim@example.org",
		"\u202Etxt.exe", "\u202Aa\u202C", "\u2066iso\u2069late", "\u2067a\u2068b\u2069", "\u061Calm", "\u200Elrm\u200Frlm",
		"zero\u200Bwidth\u200C\u200D\uFEFF", "word\u2060joiner", "soft\u00ADhyphen", "tag\U000E0041\U000E007F", "vs\uFE0F\U000E0100", "line\u2028para\u2029", "filler\u3164\u115F\uFFA0", "priv\uE000\U000F0000",
		"z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309a", "\ufff9inter\ufffalinear\ufffb",
		`=HYPERLINK("https://evil.example","x")`, "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "\u200B=1+1", "＝1+1",
		"=?utf-8?B?DQpCY2M6IHZpY3RpbQ==?=", "<script>alert(1)</script>", "{{.Secret}}", "%s%n%x", "'; DROP TABLE users; --", "$(reboot)`reboot`",
	}
}
