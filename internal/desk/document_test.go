package desk_test

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/files"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
)

// pdf is a small whole PDF; another word makes another file.
func pdf(word string) io.Reader {
	return strings.NewReader("%PDF-1.4\n% " + word + "\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n")
}

// shop is a French supplier of two buyers, with its people.
type shop struct {
	testing.TB
	*desk.Desk
	ctx                         context.Context
	db                          *store.DB
	keys                        *link.Keys
	clock                       *fixture.Clock
	agent                       domain.Actor
	first, second               int64 // follow-ups
	supplier, buyer             int64
	administrator, helper, lone int64 // users: helper is restricted to the first follow-up
}

func eachShop(t *testing.T, fn func(*shop)) {
	clock := fixture.NewClock()
	begin := clock.Now()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(begin)
		s := &shop{TB: t, ctx: context.Background(), db: db, clock: clock}
		var err error
		s.keys, err = link.Load(filepath.Join(t.TempDir(), "secrets"))
		s.ok(err)
		s.Desk = desk.New(desk.Options{DB: db, Keys: s.keys, Now: clock.Now, Location: time.UTC, Controller: "Vigie",
			Files: files.New(filepath.Join(t.TempDir(), "files")), UploadMax: 1 << 20, PublicURL: "https://vigie.example"})
		staff, err := s.AddStaff(s.ctx, domain.ShellActor("root"), domain.Staff{Name: "Nadia", Role: domain.Agent, Language: domain.French},
			domain.StaffKey{Fingerprint: "SHA256:n", PublicKey: "ssh-ed25519 n", Label: "k"})
		s.ok(err)
		s.agent = domain.Actor{StaffID: staff.ID, Name: staff.Name, Role: staff.Role, Door: "console"}
		s.furnish()
		fn(s)
	})
}

func (s *shop) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shop) refused(err error, key string) {
	s.Helper()
	var refusal *domain.Error
	if !errors.As(err, &refusal) || refusal.Key != key {
		s.Errorf("%v, want a refusal %s", err, key)
	}
}

func (s *shop) furnish() {
	s.ok(s.db.Write(s.ctx, fixture.Operator(), domain.ImportFile, func(tx *store.Tx) error {
		add := func(into *int64, value, name string, supplier bool) error {
			id, err := tx.InsertEstablishment(s.ctx, domain.Establishment{IDType: domain.SIRET, IDValue: value, SIREN: value[:9], Name: name, Country: "FR",
				State: domain.EstablishmentActive, IsSupplier: supplier, IsBuyer: !supplier})
			*into = id
			return err
		}
		var other int64
		if err := errors.Join(add(&s.buyer, "21590328700013", "Ville de Lille", false), add(&other, "21330063500017", "Ville de Bordeaux", false),
			add(&s.supplier, "73282932000074", "Martin & Fils", true)); err != nil {
			return err
		}
		follow := func(into *int64, buyer int64) error {
			id, err := tx.InsertFollowUp(s.ctx, domain.FollowUp{BuyerID: buyer, SupplierID: s.supplier, State: domain.FollowUpActive, Episode: 1,
				BeganOn: "2026-09-01", EndsOn: domain.Forever, Compliance: domain.NothingRequired, ComputedOn: "2026-09-01", NextChangeOn: domain.Forever})
			*into = id
			return err
		}
		if err := errors.Join(follow(&s.first, s.buyer), follow(&s.second, other)); err != nil {
			return err
		}
		person := func(into *int64, u domain.User) error {
			u.EstablishmentID, u.Language, u.State = s.supplier, domain.French, domain.UserActive
			id, err := tx.InsertUser(s.ctx, u)
			*into = id
			return err
		}
		return errors.Join(
			person(&s.administrator, domain.User{Email: "claire@martin.example", FirstName: "Claire", Role: domain.RoleAdministrator, Rights: domain.AllRights}),
			person(&s.helper, domain.User{Email: "luc@martin.example", Role: domain.RoleRestricted, Rights: domain.Deposit, AddedFor: s.first, AddedBy: s.buyer, RightsToSet: true}),
			person(&s.lone, domain.User{Email: "zoe@martin.example", Role: domain.RoleRestricted, AddedFor: s.second, AddedBy: other}))
	}))
	collections, err := s.db.Collections(s.ctx)
	s.ok(err)
	s.ok(s.db.Maintain(s.ctx, func(tx *store.Tx) error {
		return tx.RefreshFollowUps(s.ctx, []int64{s.first, s.second}, collections, s.Today())
	}))
}

func (s *shop) upload(word string) *desk.Upload {
	s.Helper()
	u, err := s.ReceiveUpload("../"+word+".PDF", pdf(word))
	s.ok(err)
	s.Cleanup(u.Drop)
	return u
}

func (s *shop) hand(code, word string) int64 {
	s.Helper()
	h := domain.Handover{SupplierID: s.supplier, TypeCode: code, IssuedOn: s.Today().AddDays(-10), SecurityCode: "AB12"}
	id, err := s.DepositByStaff(s.ctx, s.agent, h, s.upload(word))
	s.ok(err)
	return id
}

// compliance is what is stored of a follow-up, and what the next cycle's
// preview says of the administrator.
func (s *shop) compliance(followUp int64) (domain.FollowUp, domain.Outcome) {
	s.Helper()
	f, err := s.db.FollowUp(s.ctx, followUp)
	s.ok(err)
	var out domain.Outcome
	_, err = s.PreviewCycle(s.ctx, fixture.Operator(), s.ThisWeek(), s.Today(), func(o desk.PersonOutcome) error {
		if o.UserID == s.administrator {
			out = o.Compliance
		}
		return nil
	}, nil)
	s.ok(err)
	return f, out
}

// What was missing and is handed over leaves the next mail; when nothing is
// missing any more, no mail goes; a refusal brings it back.
func TestDepositMakesTheNextMailSmallerAndThenStopsIt(t *testing.T) {
	eachShop(t, func(s *shop) {
		recap := func() int {
			r, _, err := s.db.Recap(s.ctx, store.RecapQuery{Kind: domain.MailCompliance, EmailKey: "claire@martin.example", Day: s.Today()})
			s.ok(err)
			n, _ := r.Count()
			return n
		}
		f, out := s.compliance(s.first)
		if f.Outstanding != 3 || out != domain.Mailed || recap() != 6 {
			t.Fatalf("before: %d outstanding, %s, %d lines", f.Outstanding, out, recap())
		}
		asv := s.hand("ASV", "asv")
		if f, out = s.compliance(s.first); f.Outstanding != 2 || out != domain.Mailed || recap() != 4 {
			t.Errorf("after one of three: %d outstanding, %s, %d lines", f.Outstanding, out, recap())
		}
		s.hand("IMM", "imm")
		lnte := s.hand("LNTE", "lnte")
		if f, out = s.compliance(s.first); f.Outstanding != 0 || f.Compliance != domain.BeingChecked || out != domain.NotBeingChecked {
			t.Errorf("after all: %d outstanding, %s, %s", f.Outstanding, f.Compliance, out)
		}
		s.ok(s.CheckDocumentCode(s.ctx, s.agent, asv, 0, "AB12", true))
		s.ok(s.AcceptDocument(s.ctx, s.agent, asv, 0))
		if f, _ = s.compliance(s.first); f.NextChangeOn != s.Today().AddMonths(6).AddDays(1-domain.ExpiringDays) {
			t.Errorf("the next change is %s", f.NextChangeOn)
		}
		s.ok(s.RejectDocument(s.ctx, s.agent, lnte, 0, "unreadable", "Page 2"))
		if f, out = s.compliance(s.second); f.Outstanding != 1 || out != domain.Mailed || recap() != 2 {
			t.Errorf("after a refusal: %d outstanding, %s, %d lines", f.Outstanding, out, recap())
		}
	})
}

func TestStaleCardAndSecondDecisionAreRefused(t *testing.T) {
	eachShop(t, func(s *shop) {
		id := s.hand("IMM", "x")
		card, err := s.Document(s.ctx, s.agent, id)
		s.ok(err)
		s.ok(s.RejectDocument(s.ctx, s.agent, id, card.Document.Version, "wrong_company", ""))
		s.refused(s.AcceptDocument(s.ctx, s.agent, id, card.Document.Version), "document_changed")
		if card, err = s.Document(s.ctx, s.agent, id); err != nil || card.Document.State != domain.DocumentRejected || card.Document.CheckedBy != "Nadia" || len(card.FollowUps) != 2 {
			t.Errorf("%+v %v", card, err)
		}
		auditor := domain.Actor{Name: "Louis", Role: domain.Auditor, Door: "console"}
		s.refused(s.AcceptDocument(s.ctx, auditor, id, 0), "forbidden")
		_, err = s.OpenDocument(s.ctx, auditor, id)
		s.refused(err, "forbidden")
	})
}

func TestNotConcernedIsForOneBuyerAndCanBeTakenBack(t *testing.T) {
	eachShop(t, func(s *shop) {
		_, err := s.NotConcerned(s.ctx, s.agent, s.first, "LNTE", " ")
		s.refused(err, "field_missing")
		_, err = s.NotConcerned(s.ctx, s.agent, s.first, "DEC", "Mme Roy au téléphone")
		s.refused(err, "document_not_asked")
		id, err := s.NotConcerned(s.ctx, s.agent, s.first, "LNTE", "Mme Roy, achats, au téléphone le 24")
		s.ok(err)
		first, _ := s.compliance(s.first)
		second, _ := s.compliance(s.second)
		if first.Outstanding != 2 || second.Outstanding != 3 {
			t.Errorf("outstanding: %d and %d", first.Outstanding, second.Outstanding)
		}
		s.ok(s.WithdrawDocument(s.ctx, s.agent, id, 0, "le donneur d'ordres a changé d'avis"))
		if first, _ = s.compliance(s.first); first.Outstanding != 3 {
			t.Errorf("taken back: %d", first.Outstanding)
		}
	})
}

func TestFileOpensOnceForOneMinuteForWhoeverAskedAndMayStill(t *testing.T) {
	eachShop(t, func(s *shop) {
		id := s.hand("IMM", "ouvert")
		open := func() string {
			address, err := s.OpenDocument(s.ctx, s.agent, id)
			s.ok(err)
			token, found := strings.CutPrefix(address, "https://vigie.example/o/")
			if !found {
				t.Fatalf("address %s", address)
			}
			return token
		}
		token := open()
		for range 3 { // whatever looks at the address burns nothing
			if f, err := s.FileToOpen(s.ctx, token); err != nil || f.Name != "ouvert.pdf" || f.Supplier != "Martin & Fils" {
				t.Fatalf("%+v %v", f, err)
			}
		}
		f, err := s.OpenFile(s.ctx, token)
		s.ok(err)
		content, err := io.ReadAll(f)
		s.ok(errors.Join(err, f.Close()))
		if !strings.Contains(string(content), "ouvert") || f.MediaType != "application/pdf" {
			t.Errorf("%q %s", content, f.MediaType)
		}
		_, err = s.OpenFile(s.ctx, token)
		s.refused(err, "link_gone")
		s.clock.Add(time.Second)
		late := open()
		s.clock.Add(time.Minute)
		_, err = s.OpenFile(s.ctx, late)
		s.refused(err, "link_gone")
		disabled := open()
		s.ok(s.DisableStaff(s.ctx, domain.ShellActor("root"), "Nadia"))
		_, err = s.OpenFile(s.ctx, disabled)
		s.refused(err, "staff_disabled")
		rows, err := s.Audit(s.ctx, fixture.Operator(), domain.Filter{Terms: []domain.Term{{Field: "action", Value: string(domain.OpenDocument)}}}, domain.Page{Limit: 20})
		s.ok(err)
		if len(rows.Rows) != 5 { // three made, one used: the link and the document
			t.Errorf("%d rows in the audit", len(rows.Rows))
		}
	})
}

func TestUploadIsCheckedByItsContent(t *testing.T) {
	eachShop(t, func(s *shop) {
		for name, c := range map[string]struct {
			content io.Reader
			refuse  string
		}{
			"a program that says it is a PDF": {strings.NewReader("MZ\x90\x00this is a program"), "document_type"},
			"a page of HTML":                  {strings.NewReader("<html><script>alert(1)</script></html>"), "document_type"},
			"a PDF that is cut":               {strings.NewReader("%PDF-1.4\n1 0 obj"), "document_broken"},
			"nothing":                         {strings.NewReader(""), "file_empty"},
			"too much":                        {io.MultiReader(pdf("x"), strings.NewReader(strings.Repeat("x", 1<<20))), "file_too_big"},
		} {
			_, err := s.ReceiveUpload("kbis.pdf", c.content)
			var refusal *domain.Error
			if !errors.As(err, &refusal) || refusal.Key != c.refuse {
				t.Errorf("%s: %v, want %s", name, err, c.refuse)
			}
		}
		_, err := s.DepositByStaff(s.ctx, s.agent, domain.Handover{SupplierID: s.supplier, TypeCode: "IMM"}, nil)
		s.refused(err, "document_file_missing")
	})
}

func TestAttachmentBecomesADocumentWithItsDaysInOneAct(t *testing.T) {
	eachShop(t, func(s *shop) {
		kept := s.upload("joint")
		_, err := s.DepositByStaff(s.ctx, s.agent, domain.Handover{SupplierID: s.supplier, TypeCode: "IMM"}, kept) // so that the file is in the store
		s.ok(err)
		row, err := s.db.DocumentsOf(s.ctx, s.supplier, 1)
		s.ok(err)
		attach := func(size int64, hash string) int64 {
			var message domain.TicketMessage
			s.ok(s.db.Write(s.ctx, fixture.Operator(), domain.AnswerTicket, func(tx *store.Tx) error {
				ticket, err := tx.InsertTicket(s.ctx, domain.Ticket{Kind: domain.TicketOther, Email: "claire@martin.example", Subject: "Kbis", Language: domain.French})
				if err != nil {
					return err
				}
				message.ID, err = tx.InsertMessage(s.ctx, domain.TicketMessage{TicketID: ticket, Direction: domain.Inward, Medium: domain.MediumMail, Email: "claire@martin.example", Body: "ci-joint",
					Attachments: []domain.Attachment{{Name: "../asv.exe", MediaType: "application/pdf", Size: size, FileHash: hash}}})
				if err != nil {
					return err
				}
				ms, err := tx.Messages(s.ctx, ticket)
				message = ms[len(ms)-1]
				return err
			}))
			return message.Attachments[0].ID
		}
		id := attach(row[0].FileSize, row[0].FileHash)
		s.clock.Add(72 * time.Hour)
		document, err := s.FileAttachment(s.ctx, s.agent, id, domain.Handover{SupplierID: s.supplier, TypeCode: "ASV", IssuedOn: "2026-11-01"})
		s.ok(err)
		card, err := s.Document(s.ctx, s.agent, document)
		s.ok(err)
		d := card.Document
		if d.DepositedOn != "2026-11-25" || d.FileName != "asv.pdf" || d.Channel != domain.DepositByTicket || d.AttachmentID != id || d.State != domain.DocumentToCheck {
			t.Errorf("%+v", d)
		}
		_, err = s.FileAttachment(s.ctx, s.agent, id, domain.Handover{SupplierID: s.supplier, TypeCode: "ASV", IssuedOn: "2026-11-01"})
		s.refused(err, "attachment_filed")
		f, _ := s.compliance(s.first)
		if f.Outstanding != 1 {
			t.Errorf("%d outstanding", f.Outstanding)
		}
	})
}
