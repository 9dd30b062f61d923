package letter

import (
	"flag"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

var update = flag.Bool("update", false, "write the golden files")

func address(kind domain.LinkKind, subject int64) string {
	return "https://vigie.example/" + string(kind) + "/token-" + strconv.FormatInt(subject, 10) + "?a=1&b=2"
}

func TestEveryMailReadsAsReviewed(t *testing.T) {
	l := letters(t)
	for _, lang := range []domain.Language{domain.French, domain.English} {
		for name, body := range everyMail(t, l, lang) {
			body = Fill(body, address)
			golden(t, name+"."+string(lang)+".txt", "Subject: "+body.Subject+"\n\n"+body.Text)
			golden(t, name+"."+string(lang)+".html", body.HTML)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what was reviewed; look at it, then run with -update", name)
	}
}

var (
	invisible = regexp.MustCompile(`(?s)<head>.*?</head>|<div style="display:none.*?</div>`)
	tag       = regexp.MustCompile(`<[^>]*>`)
	word      = regexp.MustCompile(`[\pL\pN@…]+`)

	placeholder = regexp.MustCompile(linkOpens + `([a-z]):([0-9]+)` + linkCloses)
)

func seen(body domain.MailBody) string {
	return html.UnescapeString(tag.ReplaceAllString(invisible.ReplaceAllString(body.HTML, ""), " "))
}

// words counts the words that a part says, addresses of links apart.
func words(text string) map[string]int {
	count := map[string]int{}
	text = regexp.MustCompile(`https://\S+|#standby`).ReplaceAllString(placeholder.ReplaceAllString(text, ""), "")
	for _, w := range word.FindAllString(text, -1) {
		count[w]++
	}
	return count
}

// The two parts say the same, word for word and as often: the HTML part has
// beside that our name above the letter, and what to do with a button that
// does not work.
func TestTextAndHTMLSayTheSame(t *testing.T) {
	for _, lang := range []domain.Language{domain.French, domain.English} {
		texts := i18n.For(string(lang))
		furniture := words(texts.T("mail.brand") + " " + texts.T("mail.brand_line"))
		fallback := words(texts.T("mail.link_fallback"))
		for name, body := range everyMail(t, letters(t), lang) {
			inHTML, inText := words(seen(body)), words(body.Text)
			buttons := 0
			if strings.Contains(seen(body), texts.T("mail.link_fallback")) {
				buttons = 1
			}
			for w := range inText {
				if inHTML[w] < inText[w] {
					t.Errorf("%s %s: %q stands in the text part only", name, lang, w)
				}
			}
			for w, n := range inHTML {
				if n != inText[w]+furniture[w]+buttons*fallback[w] {
					t.Errorf("%s %s: %q stands %d times in the HTML part, %d in the text part", name, lang, w, n, inText[w])
				}
			}
			if got, want := len(Links(domain.MailBody{Text: body.Text})), len(Links(domain.MailBody{HTML: body.HTML})); got != want {
				t.Errorf("%s: %d links in text, %d in HTML", name, got, want)
			}
		}
	}
}

// What a mail reader shows beside the subject is said in the letter too, and is
// never a left-over of its furniture.
func TestEveryMailHasAPreheader(t *testing.T) {
	preheader := regexp.MustCompile(`<div style="display:none[^>]*>([^<]+)</div>`)
	for name, body := range everyMail(t, letters(t), domain.French) {
		found := preheader.FindStringSubmatch(body.HTML)
		if found == nil || len(strings.TrimSpace(found[1])) < 20 {
			t.Errorf("%s has no preheader", name)
			continue
		}
		inText := words(body.Text)
		for w := range words(html.UnescapeString(found[1])) {
			if inText[w] == 0 {
				t.Errorf("%s: the preheader says %q, the letter does not", name, w)
			}
		}
	}
}

func TestNoMailLoadsAnythingOrTracks(t *testing.T) {
	for name, body := range everyMail(t, letters(t), domain.English) {
		for _, forbidden := range []string{"<img", "url(", "<link", "<script", "http://", "List-Unsubscribe", "ZgotmplZ", "no value", "{{"} {
			if strings.Contains(body.HTML, forbidden) || strings.Contains(body.Text, forbidden) {
				t.Errorf("%s contains %q", name, forbidden)
			}
		}
	}
}

func TestOnlyTheDutyOfVigilanceIsCalledTheLaw(t *testing.T) {
	usage := oneEstablishment(domain.MailCompliance, domain.French)
	usage.Accounts[0].Buyers = usage.Accounts[0].Buyers[1:]
	usage.Accounts[0].Buyers[0].Lines = []domain.Line{outstanding("FISC", domain.StatusMissing, "2026-09-01"), outstanding("RCP", domain.StatusMissing, "2026-09-01"), outstanding("MAISON", domain.StatusMissing, "2026-09-01")}
	body, err := letters(t).Reminder(usage, domain.MailText{})
	if err != nil {
		t.Fatal(err)
	}
	for _, lawful := range []string{"Code du travail", "art."} {
		if strings.Contains(body.Text, lawful) {
			t.Errorf("a mail about usage and a buyer's rule names the law: %q", lawful)
		}
	}
	if n := strings.Count(body.Text, "À la demande de ce donneur d'ordres"); n != 3 {
		t.Errorf("said %d times that the buyer asks, want 3", n)
	}
	full, _ := letters(t).Reminder(oneEstablishment(domain.MailCompliance, domain.French), domain.MailText{})
	for _, want := range []string{"obligation de vigilance (travail dissimulé)", "art.\u00a0D.\u00a08222-5 1°"} {
		if !strings.Contains(strings.ReplaceAll(strings.Join(strings.Fields(full.Text), " "), "art. D. ", "art.\u00a0D.\u00a0"), want) {
			t.Errorf("%q is not said", want)
		}
	}
	if strings.Contains(full.Text, "devoir de vigilance") {
		t.Error("the other law is named")
	}
}

func TestSubjectGivesCountAndFirstBuyer(t *testing.T) {
	cases := []struct {
		recap domain.Recap
		want  string
	}{
		{oneEstablishment(domain.MailCompliance, domain.French), "5 documents attendus par COMMUNE DE LILLE et 1 autre"},
		{oneEstablishment(domain.MailActivation, domain.English), "Activate your access: 5 documents expected by COMMUNE DE LILLE and 1 other"},
	}
	for _, c := range cases {
		body, err := letters(t).Reminder(c.recap, domain.MailText{})
		if err != nil {
			t.Fatal(err)
		}
		if body.Subject != c.want {
			t.Errorf("subject %q, want %q", body.Subject, c.want)
		}
	}
}

func TestLinksAreFilledAtEverySending(t *testing.T) {
	body, err := letters(t).Reminder(twoEstablishments(domain.MailActivation, domain.French), domain.MailText{})
	if err != nil {
		t.Fatal(err)
	}
	want := []LinkRef{{domain.LinkActivation, 41}, {domain.LinkSupplier, 41}, {domain.LinkSupplier, 42}}
	got := Links(body)
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("links %v, want %v", got, want)
	}
	filled := Fill(body, address)
	if strings.ContainsAny(filled.Text+filled.HTML, linkOpens+linkCloses) {
		t.Error("a placeholder is left")
	}
	if !strings.Contains(filled.HTML, `href="https://vigie.example/a/token-41?a=1&amp;b=2"`) || !strings.Contains(filled.Text, "https://vigie.example/a/token-41?a=1&b=2\n") {
		t.Error("the activation link is not in both parts")
	}
	if again := Fill(body, address); again != filled {
		t.Error("a second sending says something else")
	}
}

func TestSupportMailRepeatsNothingThatWasTyped(t *testing.T) {
	body := everyMail(t, letters(t), domain.English)["support_received"]
	if strings.Contains(body.Text+body.HTML+body.Subject, "SPAM") {
		t.Error("the page carries a stranger's words")
	}
}

func TestNobodysTextBecomesMarkupLinkOrHeader(t *testing.T) {
	l := letters(t)
	payloads := append(safe.HostilePayloads(), linkOpens+"a:41"+linkCloses, `"><a href="https://evil.example">x</a>`, "{{link:a:1}}", "</table></body>")
	for _, p := range payloads {
		for name, body := range hostile(t, l, p) {
			if got := len(Links(body)); got > 2 {
				t.Errorf("%s with %q: %d links", name, p, got)
			}
			if safe.Header(body.Subject) != body.Subject || strings.ContainsAny(body.Subject, "\r\n") {
				t.Errorf("%s with %q: subject %q", name, p, body.Subject)
			}
			clean := placeholder.ReplaceAllString(body.Text, "")
			if safe.Block(clean) != clean {
				t.Errorf("%s with %q: text carries control characters", name, p)
			}
			for _, bad := range []string{"<script", `href="https://evil`, "<a href=https"} {
				if strings.Contains(body.HTML, bad) {
					t.Errorf("%s with %q: HTML obeys", name, p)
				}
			}
		}
	}
}

// hostile puts a payload into every field that comes from outside.
func hostile(t *testing.T, l *Letters, p string) map[string]domain.MailBody {
	t.Helper()
	e := domain.Establishment{ID: 3, IDType: domain.SIRET, IDValue: p, Name: p}
	line := domain.Line{Type: domain.Collected{DocumentType: domain.DocumentType{Code: p, Basis: domain.Vigilance, Article: "D. 8222-5"}}, Status: domain.StatusRejected, Reason: p}
	recap := domain.Recap{Kind: domain.MailCompliance, Week: "2026-W48", Name: p, Language: domain.French, Mail: p, Others: []string{p},
		Accounts: []domain.RecapAccount{{UserID: 1, Role: domain.RoleRestricted, Establishment: e, Depositors: []string{p},
			Origin: domain.Origin{Buyer: p, Channel: domain.ChannelImport, At: 1, FileName: p},
			Buyers: []domain.RecapBuyer{{Buyer: e, Group: p + "g", Signers: []string{p}, References: []string{p}, Code: p, Lines: []domain.Line{line}}}}}}
	out := map[string]domain.MailBody{}
	var err error
	check := func() {
		if err != nil {
			t.Fatalf("%q: %v", p, err)
		}
	}
	out["recap"], err = l.Reminder(recap, domain.MailText{})
	check()
	out["consent"], err = l.Consent(ConsentFacts{Name: p, Email: p, Controller: p, Mail: p, RequestID: 1})
	check()
	out["standby"], err = l.StandbyConfirm(StandbyFacts{Name: p, Supplier: p, Buyer: p, Request: domain.StandbyRequest{ID: 1, Reason: domain.StandbyReason(p), Note: p}})
	check()
	out["newlink"], err = l.NewLink(NewLinkFacts{Name: p, Accounts: []LinkAccount{{UserID: 1, Establishment: p}}, Requests: []LinkRequest{{1, p}}})
	check()
	out["operators"], err = l.Operators(HoldFacts{Name: p, Week: domain.Week(p), Buyer: p})
	check()
	return out
}
