package inbound

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/files"
)

// filled is a crafted mail: SENTID stands for the Message-ID of a mail of
// ours, RETURN for its return path.
func filled(t *testing.T, name, sent, returned string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.NewReplacer("SENTID", sent, "RETURN", returned).Replace(string(text)))
}

const (
	ourMail   = "0011.17@vigie.test"
	ourReturn = "b+17.0011223344556677@retour.app.test"
)

func TestReportsOfTheUsualServersAreRead(t *testing.T) {
	s := New(Options{Files: files.New(t.TempDir()), Log: slog.New(slog.DiscardHandler), FileMax: fileMax, Language: domain.French})
	for _, c := range []struct {
		name, from string
		kind       domain.ReturnKind
		status     string
		diagnostic string
		tied       bool // by the mail that it carries
		counts     bool
	}{
		{"bounce.eml", "", domain.ReturnFailed, "5.1.1", "550 5.1.1 no such user", true, true},
		{"bounce_global.eml", "", domain.ReturnDelayed, "4.4.1", "", true, false},
		{"dsn_sendmail_expired.eml", "", domain.ReturnFailed, "4.4.7", "", true, true},
		{"dsn_exchange.eml", "", domain.ReturnFailed, "5.1.10", "RecipientNotFound", true, true},
		{"dsn_policy.eml", "", domain.ReturnFailed, "5.7.26", "unauthenticated", true, false},
		{"odd_qmail.eml", "", domain.ReturnFailed, "5.1.1", "no mailbox here by that name", true, true},
		{"odd_qmail.eml", "MAILER-DAEMON@relay.example", domain.ReturnFailed, "5.1.1", "no mailbox here by that name", true, true},
		{"odd_exim.eml", "", domain.ReturnFailed, "5.1.1", "550 5.1.1 <contact0@ok.test>", true, true},
		{"odd_exim_delayed.eml", "", domain.ReturnDelayed, "", "", false, false},
		{"odd_exchange.eml", "", domain.ReturnFailed, "5.1.1", "RecipNotFound", false, true},
		{"arf_abuse.eml", "feedback@provider.example", domain.ReturnComplaint, "", "abuse · ProviderFBL/1.0", true, false},
	} {
		in, _, err := s.parse(bytes.NewReader(filled(t, c.name, ourMail, ourReturn)), c.from)
		if err != nil || in.Report == nil || !in.Automatic {
			t.Errorf("%s: %+v %v", c.name, in, err)
			continue
		}
		r := in.Report
		if r.Kind != c.kind || r.Status != c.status && !strings.HasPrefix(r.Status, c.status+" ") || !strings.Contains(r.Diagnostic, c.diagnostic) {
			t.Errorf("%s: %+v", c.name, r)
		}
		if tied := r.MessageID == ourMail; tied != c.tied {
			t.Errorf("%s: about %q", c.name, r.MessageID)
		}
		if counts := (domain.MailReturn{Kind: r.Kind, Status: r.Status, Diagnostic: r.Diagnostic}).Counts(); counts != c.counts {
			t.Errorf("%s: counts %v", c.name, counts)
		}
		if r.Kind != domain.ReturnDelayed && r.Recipient != "contact0@ok.test" {
			t.Errorf("%s: recipient %q", c.name, r.Recipient)
		}
	}
}

func TestAutomaticAnswersAreNoReports(t *testing.T) {
	s := New(Options{Files: files.New(t.TempDir()), Log: slog.New(slog.DiscardHandler), FileMax: fileMax, Language: domain.French})
	for name, from := range map[string]string{"vacation.eml": "contact0@ok.test", "vacation_null.eml": "", "arf_not_spam.eml": "feedback@provider.example"} {
		in, _, err := s.parse(bytes.NewReader(filled(t, name, ourMail, ourReturn)), from)
		if err != nil || in.Report != nil || !in.Automatic {
			t.Errorf("%s: %+v %v", name, in.Report, err)
		}
	}
	in, _, err := s.parse(strings.NewReader("From: zoe@ok.test\r\nSubject: Undeliverable letters\r\n\r\nLe courrier n'a pas pu être remis 550 5.1.1\r\n"), "zoe@ok.test")
	if err != nil || in.Report != nil || in.Automatic {
		t.Errorf("what a person writes is a report: %+v %v", in, err)
	}
}

// A report that names nothing of the mail is tied by the address that it came
// to, and by that alone; an address that somebody made up takes no mail.
func TestReportComesBackToTheReturnPathOfItsMail(t *testing.T) {
	p := newPost(t)
	_, sent := p.answered()
	id, _ := domain.SentMail(sent)
	returned := p.keys.ReturnPath(id) + "@retour.app.test"
	if codes := p.send("", bytes.NewReader(filled(t, "odd_exchange.eml", "", returned)), returned); len(codes) != 0 {
		t.Fatalf("%v", codes)
	}
	if codes := p.send("", bytes.NewReader(filled(t, "vacation_null.eml", "", returned)), strings.ToUpper(returned)); len(codes) != 0 {
		t.Fatalf("%v", codes)
	}
	rs, err := p.db.ReturnsOf(t.Context(), id)
	p.check(err)
	if len(rs) != 2 || rs[0].Kind != domain.ReturnFailed || rs[0].Status != "5.1.1" || rs[1].Kind != domain.ReturnAutomatic {
		t.Errorf("%+v", rs)
	}
	forged := strings.Replace(returned, ".", ".0", 1)
	if codes := p.send("", bytes.NewReader(filled(t, "odd_exchange.eml", "", forged)), forged); codes[forged] != 550 {
		t.Errorf("a made-up return path takes mail: %v", codes)
	}
	if codes := p.send("contact0@ok.test", strings.NewReader("From: contact0@ok.test\r\nSubject: Re\r\nMessage-ID: <p1@ok.test>\r\n\r\nBonjour, je réponds ici.\r\n"), returned); len(codes) != 0 {
		t.Fatalf("%v", codes)
	}
	if c := p.card(p.tickets()[0].ID); len(p.tickets()) != 1 || !strings.Contains(c.Messages[len(c.Messages)-1].Body, "je réponds ici") {
		t.Errorf("a person's answer to the return path is lost: %+v", c.Messages)
	}
}
