package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"vigie/internal/domain"
)

func TestEveryScreenLooksAsReviewed(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		lang domain.Language
		w, h int
		keys string
	}{
		"home":             {keys: "gh"},
		"home_en_120x40":   {lang: "en", w: 120, h: 40, keys: "gh"},
		"suppliers":        {keys: "gs"},
		"suppliers_60x20":  {w: 60, h: 20, keys: "gs"},
		"buyers":           {keys: "gb"},
		"establishments":   {keys: "ge j p", w: 120, h: 40},
		"supplier_card":    {keys: "gs enter"},
		"supplier_w":       {keys: "gs enter w"},
		"supplier_o":       {keys: "gs enter o"},
		"supplier_b":       {keys: "gs enter b"},
		"supplier_u":       {keys: "gs enter u"},
		"supplier_v":       {keys: "gs enter v"},
		"supplier_s":       {keys: "gs enter s"},
		"supplier_k":       {keys: "gs enter k"},
		"supplier_h":       {keys: "gs enter h"},
		"supplier_en":      {lang: "en", w: 120, h: 40, keys: "gs enter w"},
		"supplier_60x20":   {w: 60, h: 20, keys: "gs enter k"},
		"followups":        {keys: "gf"},
		"followups_en":     {lang: "en", keys: "gf"},
		"followup_card":    {keys: "gf G enter"},
		"followup_standby": {keys: "gf G m"},
		"users":            {keys: "gu"},
		"user_card":        {keys: "gu j j enter"},
		"user_w":           {keys: "gu j j enter w"},
		"user_v_en":        {lang: "en", keys: "gu j j enter v"},
		"reminders":        {keys: "gr"},
		"reminders_last":   {keys: "gr l"},
		"reminders_en":     {lang: "en", w: 120, h: 40, keys: "gr"},
		"reminders_r":      {keys: "gr r"},
		"reminders_r_open": {keys: "gr r enter"},
		"reminders_b":      {keys: "gr b"},
		"reminders_b_open": {keys: "gr b enter"},
		"reminders_hold":   {keys: "gr b X"},
		"reminders_v":      {keys: "gr v"},
		"reminders_h":      {keys: "gr h"},
		"reminders_h_p":    {keys: "gr h p"},
		"reminders_h_wide": {lang: "en", w: 160, h: 45, keys: "gr h"},
		"reminders_f":      {keys: "gr f"},
		"reminders_f_stop": {keys: "gr f x"},
		"supplier_silent":  {lang: "en", keys: "gr f enter"},
		"reminders_d":      {keys: "gr d"},
		"reminders_d_wide": {lang: "en", w: 160, h: 45, keys: "gr d"},
		"reminders_d_edit": {keys: "gr d j e"},
		"reminders_d_new":  {lang: "en", w: 160, h: 45, keys: "gr d n"},
		"reminders_c":      {keys: "gr c"},
		"reminders_c_wide": {lang: "en", w: 160, h: 45, keys: "gr c"},
		"reminders_hours":  {keys: "gr c e"},
		"reminders_wide":   {lang: "en", w: 160, h: 45, keys: "gr"},
		"cycle":            {keys: "gr l enter"},
		"cycle_correct":    {keys: "gr l enter e"},
		"reminders_test":   {keys: "gr t"},
		"mail_text":        {lang: "en", w: 160, h: 45, keys: "gp G p"},
		"mail_text_edit":   {keys: "gp G e"},
		"mail_text_keep":   {lang: "en", w: 160, h: 45, keys: "gp G e ctrl+s"},
		"customers":        {keys: "gc"},
		"customer_card":    {keys: "gc G k enter"},
		"customer_no_mail": {keys: "gc G enter s"},
		"customer_form":    {keys: "gc n"},
		"documents":        {keys: "gk"},
		"registers_two":    {keys: ": t w o f a c t o r enter"},
		"mails":            {keys: "gm"},
		"mail_card":        {keys: "gm enter"},
		"mail_cancel":      {keys: "gm j d"},
		"mail_hold":        {keys: "gm j x"},
		"imports":          {keys: "gi"},
		"import_card":      {keys: "gi j enter"},
		"import_rejected":  {keys: "gi j enter e"},
		"staff":            {keys: "gz"},
		"staff_card":       {keys: "gz enter"},
		"staff_add":        {keys: "gz n"},
		"audit":            {keys: "ga"},
		"search":           {keys: "ctrl+k g a r"},
		"palette":          {keys: ":"},
	} {
		t.Run(name, func(t *testing.T) {
			w.TB = t
			d := w.enter(domain.Administrator, or2(c.lang, domain.French))
			d.TB = t
			d.size(or2(c.w, 80), or2(c.h, 24))
			d.play(c.keys)
			golden.RequireEqual(t, []byte(d.screen()))
		})
	}
}

func TestAuditSaysWhatAnActChangedAndVerifiesTheChain(t *testing.T) {
	d := newWorld(t).enter(domain.Auditor, domain.French)
	d.play("ga enter")
	d.sees("gérer l'équipe", "Ce qui a changé", "empreinte", "SHA256:Anne Leroy", "la précédente")
	d.play("ga u")
	d.sees("Chaîne intacte")
}

// play presses keys written apart by spaces; g and a letter stand together.
func (d *driver) play(keys string) {
	for _, k := range strings.Fields(keys) {
		if len(k) == 2 && k[0] == 'g' {
			d.keys("g", k[1:])
			continue
		}
		d.keys(k)
	}
}

func or2[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}

func TestSearchLandsOnTheAnswer(t *testing.T) {
	for text, want := range map[string][]string{
		address:                                {"w pourquoi", "Prochain cycle", "Qui a donné cette adresse", "fournisseurs.csv"},
		domain.WithCheckDigit("3301234560002"): {"Garonne Bois", "Suivi par 2 donneurs d'ordres"},
		"05 56 00 00 12":                       {"Martin Hélène", "Prochain cycle"},
		"paul.durand@customer.example":         {"Paul Durand", "Accepte d'être contacté par"},
		"M-2":                                  {"M-2", "3 documents attendus par Ville de Lyon"},
	} {
		d := newWorld(t).enter(domain.Agent, domain.French)
		d.search(text)
		d.sees(want...)
	}
}

func TestEnterAheadOfTheAnswerOpensItWhenItComes(t *testing.T) {
	d := newWorld(t).enter(domain.Agent, domain.French)
	d.keys("ctrl+k")
	d.hold = true
	d.text(address)
	d.keys("enter")
	d.misses("Prochain cycle")
	d.release()
	d.sees("Prochain cycle", "Martin Hélène")
}

func TestStandbyIsPutOnByTheFormAndUndoneByZ(t *testing.T) {
	d := newWorld(t).enter(domain.Agent, domain.French)
	d.play("gf G m tab")
	d.text("Chantier fini")
	d.keys("ctrl+s")
	d.sees("1 relation mise en veille", "z annuler", "en veille")
	d.keys("z")
	d.sees("Sorti de veille")
	d.misses("en veille  ")
}

func TestFilterErrorStandsBesideTheFilterWithItsProposal(t *testing.T) {
	d := newWorld(t).enter(domain.Agent, domain.French)
	d.play("gf /")
	d.text("stat:active")
	d.keys("enter")
	d.sees("/ stat:active", "Vouliez-vous dire « state » ?")
	d.keys("esc")
	d.sees("Garonne Bois")
	d.misses("Vouliez-vous")
}

func TestOrderAndColumnsAreRememberedForThePerson(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.play("gs o W tab tab space ctrl+s")
	d.sees("identifiant ▴")
	d.misses("état")
	again := w.enter(domain.Agent, domain.French)
	again.play("gs")
	again.sees("identifiant ▴")
	again.misses("état")
	other := w.enter(domain.Operator, domain.French)
	other.play("gs")
	other.misses("▴")
	other.sees("état")
}

func TestLanguageAndThemeChangeFromThePalette(t *testing.T) {
	w := newWorld(t)
	d := w.enter(domain.Agent, domain.French)
	d.play("gs j enter :")
	d.text("English")
	d.keys("enter")
	d.sees("Suppliers › Garonne Bois", "w why")
	d.keys(":")
	d.text("high contrast")
	d.keys("enter")
	s, err := w.desk.StaffByID(t.Context(), w.staff[domain.Agent].ID)
	if err != nil || s.Language != domain.English || s.Theme != "contrast" {
		t.Errorf("kept: %+v, %v", s, err)
	}
}
