package safe

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLineKeepsPlainTextAsItIs(t *testing.T) {
	for _, s := range []string{"", "GARONNE BOIS", "Société d'Été — œuvre n° 3", "Ngô Thị Hằng", "日本語", "@COM.GASCOGNE", "+33639981234"} {
		if got := Line(s); got != s {
			t.Errorf("Line(%q) = %q", s, got)
		}
		if n := testing.AllocsPerRun(10, func() { Line(s) }); n != 0 {
			t.Errorf("Line(%q) allocates %v times", s, n)
		}
	}
}

func TestLineRemovesWhatATerminalObeys(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[31mrouge\x1b[0m":                                  "rouge",
		"\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\": "click",
		"\x1b]0;hides nothing":                                  "0;hides nothing",
		"a\u009b31mb":                                           "ab",
		"a\u009d0;t\u009cb":                                     "ab",
		"over\rwrite":                                           "over write",
		"a\r\nb":                                                "a b",
		"two\nlines\tand":                                       "two lines and",
		"\u202Etxt\u2066.\u200Bexe":                             "txt.exe",
		"tag\U000E0041":                                         "tag",
		"\xff":                                                  "\uFFFD",
		"\x1b(0x":                                               "x",
		"e\u0301\u0301\u0301\u0301\u0301\u0301x":                "e\u0301\u0301\u0301\u0301x",
	} {
		if got := Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBlockKeepsLinesAndSpreadsTabs(t *testing.T) {
	if got := Block("a\r\nb\rc\n\td\x1b[2J"); got != "a\nb\nc\n    d" {
		t.Errorf("Block = %q", got)
	}
}

func TestHeaderIsOneLineWithoutEncodedWords(t *testing.T) {
	if got := Header(" a\r\nBcc: v@example.org =?utf-8?B?eA==?= "); got != "a Bcc: v@example.org = ?utf-8?B?eA== ?=" {
		t.Errorf("Header = %q", got)
	}
}

func TestCellsThatASpreadsheetWouldRunAreNeutralised(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+33639981234": "'+33639981234", "@COM.GASCOGNE": "'@COM.GASCOGNE", "-1": "'-1",
		"\t=1": "' =1", "\u200B=1": "'=1", " =1": "' =1", "plain": "plain", "a=b": "a=b", "": "", "＝1": "'＝1",
	} {
		if got := CSVCell(in); got != want {
			t.Errorf("CSVCell(%q) = %q, want %q", in, got, want)
		}
	}
	for _, s := range []string{"@COM.GASCOGNE", "+33639981234", "=1+1"} {
		if got := XLSXCell(s); got != s {
			t.Errorf("XLSXCell(%q) = %q", s, got)
		}
	}
}

func TestLogsHideSecretsAndCleanText(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(NewLogHandler(slog.NewTextHandler(&out, nil))).With("smtp_password", "hunter2")
	log.WithGroup("g").Info("hi\x1b[2J\nthere", "link_token", "abc", "url", "smtp://u:hunter3@host:25",
		"err", errors.New("bad\r\nline \u202Ex"), slog.Group("s", "secret", "hunter4", "name", "a\x1bcb"), "n", 3)
	for _, gone := range []string{"hunter", "abc", "\x1b", "\\x1b", "\\r", "\\n", "\u202E", "202e"} {
		if strings.Contains(out.String(), gone) {
			t.Errorf("log contains %q: %s", gone, out.String())
		}
	}
	for _, kept := range []string{"hi there", "smtp://[hidden]@host:25", "bad line x", "g.n=3"} {
		if !strings.Contains(out.String(), kept) {
			t.Errorf("log lacks %q: %s", kept, out.String())
		}
	}
}

func TestHostilePayloadsComeOutHarmless(t *testing.T) {
	if n := len(HostilePayloads()); n < 60 {
		t.Errorf("only %d payloads", n)
	}
	for _, p := range HostilePayloads() {
		harmless(t, p)
	}
}

func FuzzLine(f *testing.F) {
	for _, p := range HostilePayloads() {
		f.Add(p)
	}
	f.Fuzz(harmless)
}

// harmless asserts what every door relies on.
func harmless(t *testing.T, s string) {
	line, block := Line(s), Block(s)
	for _, out := range []string{line, strings.ReplaceAll(block, "\n", ""), Header(s), CSVCell(s), XLSXCell(s)} {
		if !utf8.ValidString(out) {
			t.Errorf("%q gives invalid UTF-8 %q", s, out)
		}
		for _, r := range out {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || isBreak(r) {
				t.Errorf("%q leaves %U in %q", s, r, out)
			}
		}
	}
	if Line(line) != line || Block(block) != block {
		t.Errorf("%q is not clean after one pass: %q, %q", s, Line(line), Block(block))
	}
	if cell := CSVCell(s); cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
		t.Errorf("%q gives the formula %q", s, cell)
	}
}
