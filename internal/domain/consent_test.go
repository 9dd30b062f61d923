package domain

import (
	"errors"
	"testing"
	"time"
)

const consentHour = Instant(1_800_000_000_000)

func TestWhyAConsentMailCannotGo(t *testing.T) {
	may := SendFacts{Customer: Customer{ID: 1, Email: "a@b.example"}, FeatureOn: true, Now: consentHour}
	asked := ConsentRequest{ID: 7, State: RequestSent, Email: "A@b.example", SentAt: consentHour.Add(-24 * time.Hour)}
	for name, c := range map[string]struct {
		change func(*SendFacts)
		want   string
	}{
		"all is well":                     {func(*SendFacts) {}, ""},
		"not saved":                       {func(f *SendFacts) { f.Customer.ID = 0 }, "consent_customer_not_saved"},
		"feature off":                     {func(f *SendFacts) { f.FeatureOn = false }, "consent_feature_off"},
		"no address":                      {func(f *SendFacts) { f.Customer.Email = "" }, "consent_no_email"},
		"suppressed":                      {func(f *SendFacts) { f.Suppressed = true }, "consent_suppressed"},
		"a rights request is pending":     {func(f *SendFacts) { f.Pending = true }, "consent_request_pending"},
		"a resend is on its way":          {func(f *SendFacts) { f.Current, f.Waiting = asked, true }, "consent_already_queued"},
		"refused e-mail":                  {func(f *SendFacts) { f.Customer.RefusedEmail = true }, "consent_refused_email"},
		"refused e-mail, but asks":        {func(f *SendFacts) { f.Customer.RefusedEmail, f.Reason = true, ConsentOwnRequest }, ""},
		"sent 24 hours ago":               {func(f *SendFacts) { f.Current = asked }, ""},
		"sent a millisecond less ago":     {func(f *SendFacts) { f.Current, f.Now = asked, f.Now-1 }, "consent_sent_recently"},
		"sent to another address":         {func(f *SendFacts) { f.Current, f.Now, f.Current.Email = asked, f.Now-1, "old@b.example" }, ""},
		"sent a moment ago and came back": {func(f *SendFacts) { f.Current, f.Now, f.Current.State = asked, f.Now-1, RequestFailed }, ""},
	} {
		f := may
		c.change(&f)
		var refusal *Error
		got := ""
		if errors.As(MaySendConsent(f), &refusal) {
			got = refusal.Key
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAPlanSaysWhomItAsksAndWhatTheyLose(t *testing.T) {
	var p CampaignPlan
	ok := SendFacts{Customer: Customer{ID: 1, LastName: "Noël", Email: "noel@b.example"}, FeatureOn: true, Now: consentHour}
	again := ok
	again.Current = ConsentRequest{ID: 3, State: RequestAnswered, SentAt: 1}
	again.Customer.AcceptsEmail, again.Customer.AcceptsSMS = true, true
	refused := ok
	refused.Customer.RefusedEmail = true
	for range 4 {
		p.Add(ok)
	}
	p.Add(again)
	if why := p.Add(refused); why != "consent_refused_email" {
		t.Errorf("left out for %q", why)
	}
	if p.Matching != 6 || p.Ask != 5 || p.Again != 1 || p.Resets != 2 || p.Losers != 1 || p.Skipped["consent_refused_email"] != 1 || len(p.Examples) != 3 || p.Examples[0] != "Noël n…@b.example" {
		t.Errorf("%+v", p)
	}
	for reason, want := range map[string]string{"": "consent_reason_missing", ConsentOwnRequest: "campaign_own_request", "because": "consent_reason_unknown", "mail_lost": ""} {
		var refusal *Error
		got := ""
		if errors.As(p.MayBegin(reason), &refusal) {
			got = refusal.Key
		}
		if got != want {
			t.Errorf("%q: %q, want %q", reason, got, want)
		}
	}
	if (CampaignPlan{Matching: 3}).MayBegin("") == nil {
		t.Error("a campaign that asks nobody begins")
	}
}

func TestAnswersEnteredByTheStaffNeedEvidence(t *testing.T) {
	yes := map[ConsentChannel]bool{BySMS: true}
	for name, c := range map[string]struct {
		answers  map[ConsentChannel]bool
		evidence Evidence
		pending  bool
		want     string
	}{
		"a call with its day":       {yes, Evidence{Kind: EvidenceCall, On: "2026-11-20"}, false, ""},
		"a call without":            {yes, Evidence{Kind: EvidenceCall}, false, "consent_evidence_date"},
		"a call of tomorrow":        {yes, Evidence{Kind: EvidenceCall, On: "2026-11-26"}, false, "consent_evidence_future"},
		"a letter with its number":  {yes, Evidence{Kind: EvidenceLetter, Reference: "L-12"}, false, ""},
		"a letter without":          {yes, Evidence{Kind: EvidenceLetter, Reference: " "}, false, "consent_evidence_reference"},
		"nothing at all":            {yes, Evidence{}, false, "consent_evidence_kind"},
		"during a rights request":   {yes, Evidence{Kind: EvidenceCall, On: "2026-11-20"}, true, "consent_request_pending"},
		"a channel without number":  {map[ConsentChannel]bool{ByPost: true}, Evidence{Kind: EvidenceCall, On: "2026-11-20"}, false, "consent_no_target"},
		"a refusal needs nothing":   {map[ConsentChannel]bool{BySMS: false, ByPost: false}, Evidence{}, true, ""},
		"no answer is no entry":     {nil, Evidence{Kind: EvidenceCall, On: "2026-11-20"}, false, "consent_nothing_chosen"},
		"one bad answer spoils all": {map[ConsentChannel]bool{BySMS: false, ByPost: true}, Evidence{Kind: EvidenceCall, On: "2026-11-20"}, false, "consent_no_target"},
	} {
		customer := Customer{ID: 1, Mobile: "+33639980001"}
		rows, err := customer.Enter(EntryFacts{Answers: c.answers, Evidence: c.evidence, Pending: c.pending, Staff: 4, Today: "2026-11-25", Now: consentHour})
		var refusal *Error
		got := ""
		if errors.As(err, &refusal) {
			got = refusal.Key
		}
		if got != c.want || got == "" && len(rows) != len(c.answers) || customer.AcceptsSMS != (got == "" && c.answers[BySMS]) {
			t.Errorf("%s: %q, want %q; %+v", name, got, c.want, rows)
		}
	}
}

func TestABounceGivesBackWhatItsRequestReset(t *testing.T) {
	c := Customer{ID: 1, Email: "a@b.example", Mobile: "+33639980001"}
	row := func(id, request int64, ch ConsentChannel, yes bool, m Means, target string) LedgerRow {
		return LedgerRow{ID: id, CustomerID: 1, RequestID: request, Channel: ch, Value: yes, Means: m, Target: target, TextHash: "text"}
	}
	given := []LedgerRow{row(1, 5, ByEmail, true, MeansLink, c.Email), row(2, 5, BySMS, true, MeansLink, c.Mobile), row(3, 5, ByPhone, true, MeansLink, "+33199009514")}
	reset := []LedgerRow{row(4, 6, ByEmail, false, MeansReset, c.Email), row(5, 6, BySMS, false, MeansReset, c.Mobile), row(6, 6, ByPhone, false, MeansReset, "+33199009514")}
	since := row(7, 0, BySMS, false, MeansStaff, c.Mobile)
	back := c.Restore(append(append(given, reset...), since), 6, consentHour)
	if len(back) != 1 || back[0].Channel != ByEmail || !back[0].Value || back[0].Means != MeansReturn || back[0].RequestID != 5 || back[0].TextHash != "text" {
		t.Errorf("%+v", back)
	}
	if !c.AcceptsEmail || c.AcceptsSMS || c.AcceptsPhone {
		t.Errorf("a later refusal, or a number that changed, came back: %+v", c)
	}
	if c.Differs(append(append(append(given, reset...), since), back...)) {
		t.Error("the ledger and the customer say different things")
	}
	old := ConsentRequest{State: RequestSuperseded, SentAt: 1, ExpiresAt: consentHour}
	if old.Revive(consentHour); old.State != RequestExpired {
		t.Error(old.State)
	}
}
