package exchange

import (
	"io"

	"vigie/internal/domain"
)

// The fields of a customer file, in the order of customerFields.
const (
	cCode = iota
	cKind
	cSIRET
	cCompany
	cLastName
	cFirstName
	cEmail
	cPhone
	cMobile
	cAddress
	cPostalCode
	cCity
	cCountry
	cLanguage
	cByEmail
	cBySMS
	cByPhone
	cByPost
	cProof
	cProofDate
)

func customerFields() []field {
	return []field{
		cCode:       {"code_client", []string{"code", "n° client", "no client", "numéro client", "customer code", "customer id"}},
		cKind:       {"genre", []string{"type", "type de client", "kind"}},
		cSIRET:      {"siret", []string{"n° siret", "no siret", "numéro siret"}},
		cCompany:    {"raison_sociale", []string{"société", "entreprise", "dénomination", "company", "company name"}},
		cLastName:   {"nom", []string{"nom de famille", "last name"}},
		cFirstName:  {"prenom", []string{"first name"}},
		cEmail:      {"email", []string{"e-mail", "mail", "courriel", "adresse e-mail"}},
		cPhone:      {"telephone", []string{"tél", "téléphone fixe", "phone"}},
		cMobile:     {"portable", []string{"mobile", "téléphone portable"}},
		cAddress:    {"adresse", []string{"adresse postale", "address"}},
		cPostalCode: {"code_postal", []string{"cp", "postal code", "postcode"}},
		cCity:       {"ville", []string{"commune", "city", "town"}},
		cCountry:    {"pays", []string{"country", "code pays"}},
		cLanguage:   {"langue", []string{"language"}},
		cByEmail:    {"accord_email", []string{"consent email"}},
		cBySMS:      {"accord_sms", []string{"consent sms"}},
		cByPhone:    {"accord_telephone", []string{"consent phone"}},
		cByPost:     {"accord_courrier", []string{"consent post"}},
		cProof:      {"preuve_reference", []string{"référence de la preuve", "proof reference"}},
		cProofDate:  {"preuve_date", []string{"date de la preuve", "proof date"}},
	}
}

// CustomerFile reads the lines of a customer file.
type CustomerFile struct {
	*Source
	row row
}

// OpenCustomers opens a customer file and finds its columns; a file that can
// name nobody, or gives consents without the columns of their evidence, is
// refused.
func OpenCustomers(r io.Reader, o Options) (*CustomerFile, error) {
	source, err := Open(r, o)
	if err != nil {
		return nil, err
	}
	f := &CustomerFile{Source: source}
	if f.row, err = source.rows(customerFields(), o.Map, match); err == nil {
		err = f.check()
	}
	if err != nil {
		_ = source.Close()
		return nil, err
	}
	return f, nil
}

func (f *CustomerFile) check() error {
	c := f.row.columns
	if !c.has(cCode) && !c.has(cSIRET) && !c.has(cEmail) {
		return domain.Refuse(domain.Invalid, "import_no_customer", "Found", found(f.headings))
	}
	consents := c.has(cByEmail) || c.has(cBySMS) || c.has(cByPhone) || c.has(cByPost)
	if consents && !(c.has(cProof) && c.has(cProofDate)) {
		return domain.Refuse(domain.Invalid, "import_no_proof")
	}
	return nil
}

// Unused are the headings that no field was found for.
func (f *CustomerFile) Unused() []string { return f.row.columns.unused }

// Read fills line with the next record, io.EOF after the last. Its warnings
// are valid until the next call.
func (f *CustomerFile) Read(line *domain.CustomerLine) error {
	if err := f.Next(); err != nil {
		return err
	}
	r := &f.row
	r.cells, r.warnings = f.cells, r.warnings[:0]
	*line = domain.CustomerLine{Line: f.line}
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

// identify reads what a customer is recognised by. A wrong SIRET beside a code
// is only a warning: the code is the key.
func (f *CustomerFile) identify(line *domain.CustomerLine) {
	r := &f.row
	line.Code, line.Email = r.text(cCode), r.email(cEmail, domain.WarnEmail)
	if raw := r.raw(cSIRET); raw != "" {
		siret, repaired, err := domain.ParseSIRET(raw)
		switch {
		case err != nil && line.Code == "":
			line.Rejection = refusal(err)
			return
		case err != nil:
			r.warn(domain.WarnSIRET)
		case repaired:
			r.warn(domain.WarnRepaired)
		}
		line.SIRET = siret
	}
	if line.Code == "" && line.SIRET == "" && line.Email == "" {
		line.Rejection = domain.MissingIdentifier
	}
}

func (f *CustomerFile) describe(line *domain.CustomerLine) {
	r := &f.row
	line.CompanyName, line.LastName, line.FirstName = r.text(cCompany), r.text(cLastName), r.text(cFirstName)
	if line.CompanyName == "" && line.LastName == "" && line.FirstName == "" {
		r.warn(domain.WarnEmptyName)
	}
	line.Kind = f.kind(line)
	line.Address, line.PostalCode = r.text(cAddress), r.text(cPostalCode)
	line.City, line.Country = r.text(cCity), r.text(cCountry)
	line.Phone = r.phone(cPhone, line.Country, domain.WarnPhone)
	line.Mobile = r.phone(cMobile, line.Country, domain.WarnMobile)
	line.Language = r.language(cLanguage)
	f.consents(line)
}

// kind is what the file says, else a company when it has a company's name.
func (f *CustomerFile) kind(line *domain.CustomerLine) domain.CustomerKind {
	switch domain.Fold(f.row.raw(cKind)) {
	case "particulier", "person", "individual", "personne":
		return domain.CustomerPerson
	case "professionnel", "professional", "pro":
		return domain.CustomerProfessional
	case "societe", "company", "entreprise":
		return domain.CustomerCompany
	case "":
	default:
		f.row.warn(domain.WarnKind)
	}
	if line.CompanyName != "" || line.SIRET != "" {
		return domain.CustomerCompany
	}
	return domain.CustomerPerson
}

// consents takes answers only with their evidence (RGPD art. 7(1)).
func (f *CustomerFile) consents(line *domain.CustomerLine) {
	r := &f.row
	fields := [...]int{cByEmail, cBySMS, cByPhone, cByPost}
	for i, channel := range domain.ConsentChannels() {
		if value, known := r.yes(fields[i]); known {
			line.Consents = append(line.Consents, domain.ConsentGiven{Channel: channel, Value: value})
		}
	}
	if len(line.Consents) == 0 {
		return
	}
	line.ProofReference, line.ProofOn = r.text(cProof), r.date(cProofDate)
	if line.ProofReference == "" || !line.ProofOn.Known() {
		line.Consents, line.ProofReference, line.ProofOn = nil, "", ""
		r.warn(domain.WarnNoProof)
	}
}
