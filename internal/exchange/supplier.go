package exchange

import (
	"errors"
	"io"
	"slices"

	"vigie/internal/domain"
)

// The fields of a supplier file, in the order of supplierFields.
const (
	sSIRET = iota
	sIdentifier
	sIdentifierType
	sName
	sCountry
	sBuyer
	sBuyerName
	sGroup
	sSigner
	sThirdPartyCode
	sEmail
	sLastName
	sFirstName
	sJob
	sPhone
	sMobile
	sLanguage
	sReferent
	sReference
	sBuyerEmail
	sAmount
	sStart
	sEnd
	sMonths
	sDocuments
)

// supplierFields are the canonical names with the headings that buyers'
// spreadsheets and published procurement data use for them.
func supplierFields() []field {
	return []field{
		sSIRET:          {"siret", []string{"n° siret", "no siret", "numéro siret", "siret fournisseur", "n° siret fournisseur", "siret du fournisseur", "siret titulaire", "titulaire_siret", "titulaire_id", "supplier siret"}},
		sIdentifier:     {"identifiant", []string{"identifiant fournisseur", "identifier"}},
		sIdentifierType: {"type_identifiant", []string{"titulaire_typeIdentifiant", "titulaire_type_identifiant", "type d'identifiant", "identifier type"}},
		sName:           {"raison_sociale", []string{"dénomination", "dénomination sociale", "fournisseur", "nom fournisseur", "nom du fournisseur", "titulaire_nom", "titulaire_denominationSociale", "supplier", "supplier name", "company name"}},
		sCountry:        {"pays", []string{"country", "code pays"}},
		sBuyer:          {"siret_donneur_ordre", []string{"siret donneur d'ordres", "acheteur_siret", "acheteur_id", "buyer_siret", "buyer id"}},
		sBuyerName:      {"nom_donneur_ordre", []string{"nom donneur d'ordres", "nom du donneur d'ordres", "donneur d'ordres", "donneur d'ordre", "acheteur_nom", "buyer_name", "buyer"}},
		sGroup:          {"groupe", []string{"group"}},
		sSigner:         {"signataire", []string{"signer"}},
		sThirdPartyCode: {"code_tiers", []string{"code fournisseur", "supplier code"}},
		sEmail:          {"email", []string{"e-mail", "mail", "courriel", "courriel du contact", "email du contact", "adresse e-mail", "email contact"}},
		sLastName:       {"nom", []string{"nom du contact", "nom contact", "last name"}},
		sFirstName:      {"prenom", []string{"prénom du contact", "prénom contact", "first name"}},
		sJob:            {"fonction", []string{"fonction du contact", "job", "job title"}},
		sPhone:          {"telephone", []string{"tél", "téléphone du contact", "n° téléphone", "phone"}},
		sMobile:         {"portable", []string{"mobile", "téléphone portable"}},
		sLanguage:       {"langue", []string{"language"}},
		sReferent:       {"referent", nil},
		sReference:      {"reference_contrat", []string{"référence du contrat", "marché", "référence marché", "n° contrat", "n° marché", "contract reference"}},
		sBuyerEmail:     {"email_donneur_ordre", []string{"email donneur d'ordres", "courriel donneur d'ordres", "acheteur_email", "buyer_email"}},
		sAmount:         {"montant_ht", []string{"montant", "amount"}},
		sStart:          {"date_debut", []string{"dateNotification", "date de notification", "début", "date de début", "start date", "start"}},
		sEnd:            {"date_fin", []string{"fin", "date de fin", "end date", "end"}},
		sMonths:         {"duree_mois", []string{"durée (mois)", "durée en mois", "dureeMois", "duration (months)", "months"}},
		sDocuments:      {"documents", nil},
	}
}

// SupplierOptions says how a supplier file is read.
type SupplierOptions struct {
	Options
	Buyer     domain.Identifier // of lines that name none
	BuyerName string
}

// SupplierFile reads the lines of a supplier file.
type SupplierFile struct {
	*Source
	row       row
	options   SupplierOptions
	documents map[string]bool
}

// OpenSuppliers opens a supplier file and finds its columns; a file without
// a supplier's or a buyer's identifier is refused with what it has.
func OpenSuppliers(r io.Reader, o SupplierOptions) (*SupplierFile, error) {
	source, err := Open(r, o.Options)
	if err != nil {
		return nil, err
	}
	f := &SupplierFile{Source: source, options: o, documents: map[string]bool{}}
	for _, t := range domain.DocumentTypes() {
		f.documents[t.Code] = true
	}
	if f.row, err = source.rows(supplierFields(), o.Map, matchSuppliers); err == nil {
		err = f.check()
	}
	if err != nil {
		_ = source.Close()
		return nil, err
	}
	return f, nil
}

// matchSuppliers knows the two headings whose meaning hangs on another: a
// "nom" alone is the company's, an "id" beside "acheteur_id" the contract's.
func matchSuppliers(headings, mappings []string, fields []field) (columns, error) {
	c, err := match(headings, mappings, fields)
	if err != nil {
		return c, err
	}
	if !c.has(sName) && c.has(sLastName) && headingKey(headings[c.at[sLastName]]) == "nom" && !mapped(mappings, "nom") {
		c.at[sName], c.at[sLastName] = c.at[sLastName], absent
	}
	id := slices.IndexFunc(headings, func(h string) bool { return headingKey(h) == "id" })
	if id >= 0 && !c.has(sReference) && !mapped(mappings, "id") &&
		c.has(sBuyer) && headingKey(headings[c.at[sBuyer]]) == "acheteurid" {
		c.at[sReference] = id
		c.unused = slices.DeleteFunc(c.unused, func(h string) bool { return headingKey(h) == "id" })
	}
	return c, nil
}

func (f *SupplierFile) check() error {
	switch c := f.row.columns; {
	case !c.has(sSIRET) && !c.has(sIdentifier):
		return domain.Refuse(domain.Invalid, "import_no_identifier", "Found", found(f.headings))
	case !c.has(sBuyer) && f.options.Buyer.Value == "":
		return domain.Refuse(domain.Invalid, "import_no_buyer", "Found", found(f.headings))
	}
	return nil
}

// Unused are the headings that no field was found for.
func (f *SupplierFile) Unused() []string { return f.row.columns.unused }

// Read fills line with the next record, io.EOF after the last. Its warnings
// are valid until the next call.
func (f *SupplierFile) Read(line *domain.SupplierLine) error {
	if err := f.Next(); err != nil {
		return err
	}
	r := &f.row
	r.cells, r.warnings = f.cells, r.warnings[:0]
	*line = domain.SupplierLine{Line: f.line, Amount: domain.UnknownAmount}
	if f.Ragged() {
		line.Rejection = domain.RaggedLine
		return nil
	}
	f.identify(line)
	if line.Rejection == "" {
		f.describe(line)
	}
	line.Warnings = r.warnings
	return nil
}

// identify reads who the line is about, the buyer first.
func (f *SupplierFile) identify(line *domain.SupplierLine) {
	r := &f.row
	line.BuyerName, line.Name = r.text(sBuyerName), r.text(sName)
	line.Buyer = f.options.Buyer
	if raw := r.raw(sBuyer); raw != "" || line.Buyer.Value == "" {
		id, repaired, err := domain.ParseIdentifier("", raw)
		if err != nil {
			line.Rejection = domain.OfBuyer + refusal(err)
			return
		}
		line.Buyer = id
		f.repaired(repaired)
	}
	if line.BuyerName == "" && line.Buyer == f.options.Buyer {
		line.BuyerName = f.options.BuyerName
	}
	raw, register := r.raw(sSIRET), r.raw(sIdentifierType)
	if raw == "" {
		raw = r.raw(sIdentifier)
	}
	id, repaired, err := domain.ParseIdentifier(register, raw)
	if err != nil {
		line.Rejection = refusal(err)
		return
	}
	line.Supplier = id
	f.repaired(repaired)
	if line.Supplier == line.Buyer {
		line.Rejection = domain.SameEstablishment
	}
}

func (f *SupplierFile) repaired(yes bool) {
	if yes {
		f.row.warn(domain.WarnRepaired)
	}
}

// describe reads the facts of a line whose establishments are known.
func (f *SupplierFile) describe(line *domain.SupplierLine) {
	r := &f.row
	if line.Name == "" {
		r.warn(domain.WarnEmptyName)
	}
	if line.BuyerName == "" && r.columns.has(sBuyerName) {
		r.warn(domain.WarnBuyerName)
	}
	line.Country, line.ThirdPartyCode = r.text(sCountry), r.text(sThirdPartyCode)
	line.Group, line.Signer = r.text(sGroup), r.text(sSigner)
	line.LastName, line.FirstName, line.Job = r.text(sLastName), r.text(sFirstName), r.text(sJob)
	line.Email = r.email(sEmail, domain.WarnEmail)
	line.BuyerEmail = r.email(sBuyerEmail, domain.WarnBuyerEmail)
	line.Phone = r.phone(sPhone, line.Country, domain.WarnPhone)
	line.Mobile = r.phone(sMobile, line.Country, domain.WarnMobile)
	line.Language = r.language(sLanguage)
	line.Referent, _ = r.yes(sReferent)
	line.Reference, line.Amount = r.text(sReference), r.amount(sAmount)
	line.StartOn, line.EndOn, line.Months = r.date(sStart), r.date(sEnd), r.months(sMonths)
	line.Documents = r.documents(sDocuments, f.documents)
}

// refusal is the code of a refused identifier.
func refusal(err error) string {
	var refused *domain.Error
	if errors.As(err, &refused) {
		return refused.Key
	}
	return domain.BadLength
}
