package mailer

import (
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"unicode/utf8"

	"vigie/internal/safe"
)

func composed(t *testing.T, e Envelope) string {
	t.Helper()
	message, err := (&Mailer{}).compose(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(message)
}

// fields reads a composed mail as another program would, and refuses what no
// line of a mail may be.
func fields(t *testing.T, message string) netmail.Header {
	t.Helper()
	for _, l := range strings.Split(message, "\r\n") {
		if len(l) > 998 || !ascii(l) || strings.ContainsAny(l, "\r\n") {
			t.Fatalf("a line of %d bytes: %q", len(l), l)
		}
	}
	head, _, _ := strings.Cut(message, "\r\n\r\n")
	for _, l := range strings.Split(head, "\r\n") {
		if len(l) > 78 && strings.Count(strings.TrimSpace(l), " ") > 1 {
			t.Errorf("not folded: %q", l)
		}
	}
	parsed, err := netmail.ReadMessage(strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Header
}

func TestMailIsWellFormed(t *testing.T) {
	e := letterTo("zoe@ok.test")
	message := composed(t, e)
	if again := composed(t, e); again != message {
		t.Error("a second try is another mail")
	}
	header := fields(t, message)
	for name, want := range map[string]string{"Auto-Submitted": "auto-generated", "Feedback-Id": "2026-W48:compliance:vigie", "Message-Id": "<m-41.w48@vigie.example>",
		"Reply-To": "aide@vigie.example", "From": `"Vigie" <relances@vigie.example>`, "Date": "Mon, 23 Nov 2026 09:00:00 +0000", "Mime-Version": "1.0",
		"List-Unsubscribe": "", "User-Agent": "", "In-Reply-To": ""} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	var words mime.WordDecoder
	if subject, err := words.DecodeHeader(header.Get("Subject")); err != nil || subject != e.Subject {
		t.Errorf("subject %q %v", subject, err)
	}
	if to, err := header.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != e.ToName || to[0].Address != e.To {
		t.Errorf("to %v %v", to, err)
	}
	parts := partsOf(t, message)
	if strings.ReplaceAll(parts["text/plain"], "\r\n", "\n") != e.Text || parts["text/html"] != e.HTML {
		t.Errorf("the parts do not come back as they were: %.80q", parts["text/plain"])
	}
	if !strings.Contains(message, "\r\n.\r\n") {
		t.Error("a line of one dot is the wire's affair")
	}
}

// Every length of a text, of one, two, three and four bytes a character, comes
// back whole: no encoded word is too long or cuts a character.
func TestSubjectsOfEveryLengthComeBack(t *testing.T) {
	var words mime.WordDecoder
	for _, unit := range []string{"a", "mot ", "é", "œuvre ", "漢", "🧾", "long", "=?x", "\"\\"} {
		for n := range 90 {
			e := letterTo("zoe@ok.test")
			e.Subject, e.ToName = strings.Repeat(unit, n), strings.Repeat(unit, n)
			header := fields(t, composed(t, e))
			got, err := words.DecodeHeader(header.Get("Subject"))
			if err != nil || got != safe.Header(e.Subject) {
				t.Fatalf("%q × %d: %q %v", unit, n, got, err)
			}
			if to, err := header.AddressList("To"); err != nil || to[0].Name != safe.Header(e.ToName) {
				t.Fatalf("name %q × %d: %v %v", unit, n, to, err)
			}
			for l := range strings.SplitSeq(header.Get("Subject"), " ") {
				if !utf8.ValidString(l) || strings.HasPrefix(l, "=?") && len(l) > 75 {
					t.Fatalf("encoded word of %d: %q", len(l), l)
				}
			}
		}
	}
}

func TestLongThreadsAreFoldedAndHostileNamesAreNot(t *testing.T) {
	e := letterTo("zoe@ok.test")
	for range 12 {
		e.References = append(e.References, strings.Repeat("r", 60)+"@else.test", "b ad@x", "evil\r\nBcc: x@y")
	}
	e.InReplyTo = e.References[0]
	header := fields(t, composed(t, e))
	if got := strings.Fields(header.Get("References")); len(got) != 12 {
		t.Errorf("%d references", len(got))
	}
	for _, payload := range safe.HostilePayloads() {
		e.Subject, e.ToName, e.FromName, e.FeedbackID = payload, payload, payload, payload
		for name := range fields(t, composed(t, e)) {
			if name == "Bcc" || name == "X-Evil" {
				t.Errorf("%q injects %s", payload, name)
			}
		}
	}
}

func TestPersonsMailIsNotMarkedAsAMachines(t *testing.T) {
	e := letterTo("zoe@ok.test")
	e.Person, e.FeedbackID = true, ""
	header := fields(t, composed(t, e))
	if header.Get("Auto-Submitted") != "" || header.Get("Feedback-ID") != "" {
		t.Errorf("%v", header)
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("Objet – été", "Zoé", "bonjour\n.\n", "<p>x</p>")
	f.Fuzz(func(t *testing.T, subject, name, text, html string) {
		e := letterTo("zoe@ok.test")
		e.Subject, e.ToName, e.Text, e.HTML = subject, name, text, html
		message := composed(t, e)
		parsed, err := netmail.ReadMessage(strings.NewReader(message))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(parsed.Header); n != 10 {
			t.Errorf("%d fields: %v", n, parsed.Header)
		}
		if _, err := io.ReadAll(parsed.Body); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkCompose(b *testing.B) {
	e := letterTo("zoe@ok.test")
	b.ReportAllocs()
	for b.Loop() {
		if len(e.message(nil)) == 0 {
			b.Fatal("nothing")
		}
	}
}

func TestQuotedTextComesBackAsItWas(t *testing.T) {
	long, seasoned := strings.Repeat("x", 200), quoter{lines: map[string]string{}}
	for _, text := range []string{"", "\n", "a", "é", "a=b", "a \nb\t\n", " ", long, strings.Repeat("é", 100), strings.Repeat("mot ", 60) + "\n", strings.Repeat("x", 75), strings.Repeat("x", 76),
		strings.Repeat("x", 75) + "\n" + strings.Repeat("x", 74) + "=", strings.Repeat("x", 73) + "é" + long, ".\n..\n", "\x00\x7f\u00a0", strings.Repeat("x", 75) + " y"} {
		q := quoter{lines: map[string]string{}}
		q.write(text)
		coded := string(q.out)
		for range 2 {
			seasoned.out, seasoned.at = nil, 0
			seasoned.write(text)
			if got := string(seasoned.out); got != coded {
				t.Errorf("%q is %q when its lines were written before, want %q", text, got, coded)
			}
		}
		back, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(coded)))
		if want := strings.ReplaceAll(text, "\n", "\r\n"); err != nil || string(back) != want {
			t.Errorf("%q came back as %q, %v", want, back, err)
		}
		for line := range strings.SplitSeq(coded, "\r\n") {
			if len(line) > 76 || strings.TrimRight(line, " \t") != line || strings.ContainsAny(line, "\n\r") || !ascii(line) {
				t.Errorf("%q has the line %q", text, line)
			}
		}
	}
}
