package store

import (
	"context"

	"vigie/internal/domain"
)

func simply(f func(domain.Filter) *where) func(context.Context, reader, domain.Filter) (*where, error) {
	return func(_ context.Context, _ reader, filter domain.Filter) (*where, error) { return f(filter), nil }
}

// exportOf is how a noun is exported, the zero table when it is not.
func exportOf(noun string) exportTable {
	switch noun {
	case "suppliers":
		return exportedEstablishments(SuppliersOnly)
	case "buyers":
		return exportedEstablishments(BuyersOnly)
	case "followups":
		return exportedFollowUps()
	case "contracts":
		return exportedContracts()
	case "users":
		return exportedUsers()
	case "documents":
		return exportedDocuments()
	case "customers":
		return exportedCustomers()
	case "consents":
		return exportedConsents()
	case "tickets":
		return exportedTickets()
	case "rights":
		return exportedRights()
	case "reminders":
		return exportedReminders()
	case "mails":
		return exportedMails()
	case "audit":
		return exportedAudit()
	}
	return exportTable{}
}

func exportedEstablishments(role EstablishmentRole) exportTable {
	return exportTable{from: "establishments", table: "establishments", noun: "establishment", id: "establishments.id", fields: EstablishmentFields(),
		sorts: map[string]string{"name": "establishments.name_key", "siret": "establishments.id_value"},
		columns: []ExportColumn{
			{"siret", "id_value", AsText}, {"identifier_type", "id_type", AsText}, {"siren", "siren", AsText}, {"name", "name", AsText},
			{"country", "country", AsText}, {"postal_code", "postal_code", AsText}, {"city", "city", AsText}, {"activity", "activity", AsText},
			{"state", "state", "domain.establishment."}, {"created_at", "created_at", AsMoment}},
		where: func(_ context.Context, r reader, f domain.Filter) (*where, error) {
			return r.establishmentWhere(role, f), nil
		}}
}

func exportedFollowUps() exportTable {
	return exportTable{from: followUpRowFrom, table: "follow_ups", id: "follow_ups.id", fields: FollowUpFields(),
		sorts: map[string]string{"ends": "follow_ups.ends_on", "standby": "follow_ups.standby_on"},
		columns: []ExportColumn{
			{"buyer_siret", "buyer.id_value", AsText}, {"buyer_name", "buyer.name", AsText}, {"siret", "supplier.id_value", AsText},
			{"name", "supplier.name", AsText}, {"third_party_code", "follow_ups.third_party_code", AsText},
			{"state", "follow_ups.state", "domain.followup."}, {"began_on", "follow_ups.began_on", AsDay}, {"ends_on", "follow_ups.ends_on", AsDay},
			{"compliance", "follow_ups.compliance", "domain.compliance."}, {"required", "follow_ups.required", AsText},
			{"outstanding", "follow_ups.outstanding", AsText}, {"standby_reason", "follow_ups.standby_reason", "domain.standby_reason."},
			{"standby_until", "follow_ups.standby_until", AsDay}, {"created_at", "follow_ups.created_at", AsMoment}},
		where: func(ctx context.Context, r reader, f domain.Filter) (*where, error) { return r.followUpWhere(ctx, f) }}
}

func exportedContracts() exportTable {
	return exportTable{from: "contracts JOIN follow_ups ON follow_ups.id = contracts.follow_up_id JOIN establishments buyer ON buyer.id = follow_ups.buyer_id JOIN establishments supplier ON supplier.id = follow_ups.supplier_id",
		table: "contracts", id: "contracts.id", fields: FollowUpFields(),
		columns: []ExportColumn{
			{"buyer_siret", "buyer.id_value", AsText}, {"buyer_name", "buyer.name", AsText}, {"siret", "supplier.id_value", AsText},
			{"name", "supplier.name", AsText}, {"reference", "contracts.reference", AsText}, {"signer", "contracts.signer", AsText},
			{"amount", "contracts.amount_cents", AsCents}, {"start_on", "contracts.start_on", AsDay}, {"end_on", "contracts.ends_on", AsDay},
			{"months", "contracts.months", AsText}},
		where: func(ctx context.Context, r reader, f domain.Filter) (*where, error) { return r.followUpWhere(ctx, f) }}
}

func exportedUsers() exportTable {
	return exportTable{from: userRowFrom, table: "users", noun: "user", id: "users.id", fields: UserFields(),
		sorts: map[string]string{"name": "users.name_key"},
		columns: []ExportColumn{
			{"siret", "establishments.id_value", AsText}, {"name", "establishments.name", AsText}, {"last_name", "users.last_name", AsName},
			{"first_name", "users.first_name", AsName}, {"job", "users.job", AsText}, {"email", "users.email", AsEmail},
			{"phone", "users.phone", AsPhone}, {"mobile", "users.mobile", AsPhone}, {"language", "users.language", AsText},
			{"role", "users.role", "domain.role."}, {"state", "users.state", "domain.user."}, {"held_contact", "users.held_contact", AsYesNo},
			{"created_at", "users.created_at", AsMoment}, {"activated_at", "users.activated_at", AsMoment}},
		where: func(ctx context.Context, r reader, f domain.Filter) (*where, error) { return r.userWhere(ctx, f) }}
}

// exportedDocuments leaves out the lists of foreign employees, which are
// never exported.
func exportedDocuments() exportTable {
	return exportTable{from: "documents JOIN establishments supplier ON supplier.id = documents.supplier_id", table: "documents", id: "documents.id",
		fields: []string{"state", "supplier", "type"},
		columns: []ExportColumn{
			{"siret", "supplier.id_value", AsText}, {"name", "supplier.name", AsText}, {"type", "documents.type_code", "domain.document."},
			{"state", "documents.state", "domain.status."}, {"rejected_reason", "documents.rejected_reason", AsText},
			{"issued_on", "documents.issued_on", AsDay}, {"deposited_on", "documents.deposited_on", AsDay},
			{"checked_on", "documents.checked_on", AsDay}, {"printed_end_on", "documents.printed_end_on", AsDay},
			{"created_at", "documents.created_at", AsMoment}},
		where: simply(func(f domain.Filter) *where {
			w := &where{}
			w.and("documents.type_code <> 'LNTE'")
			for _, t := range f.Terms {
				switch t.Field {
				case "state":
					w.term(t, "documents.state = ?", t.Value)
				case "supplier":
					w.term(t, "supplier.id_value = ?", compact(t.Value))
				case "type":
					w.term(t, "documents.type_code = UPPER(?)", t.Value)
				}
			}
			return w
		})}
}

const exportedName = "CASE WHEN customers.company_name <> '' THEN customers.company_name ELSE TRIM(customers.first_name || ' ' || customers.last_name) END"

func exportedCustomers() exportTable {
	return exportTable{from: "customers", table: "customers", noun: "customer", id: "customers.id", fields: CustomerFields(),
		sorts: map[string]string{"name": "customers.name_key"},
		columns: []ExportColumn{
			{"code", "code", AsText}, {"kind", "kind", "domain.customer."}, {"siret", "siret", AsText}, {"company_name", "company_name", AsText},
			{"last_name", "last_name", AsName}, {"first_name", "first_name", AsName}, {"email", "email", AsEmail}, {"phone", "phone", AsPhone},
			{"mobile", "mobile", AsPhone}, {"address", "address", AsText}, {"postal_code", "postal_code", AsText}, {"city", "city", AsText},
			{"country", "country", AsText}, {"language", "language", AsText}, {"accepts_email", "accepts_email", AsYesNo},
			{"accepts_sms", "accepts_sms", AsYesNo}, {"accepts_phone", "accepts_phone", AsYesNo}, {"accepts_post", "accepts_post", AsYesNo},
			{"created_at", "created_at", AsMoment}},
		where: simply(customerWhere)}
}

func exportedConsents() exportTable {
	return exportTable{from: "customers LEFT JOIN consent_requests request ON request.id = customers.request_id", table: "customers", noun: "customer",
		id: "customers.id", fields: CustomerFields(),
		sorts: map[string]string{"name": "customers.name_key"},
		columns: []ExportColumn{
			{"customer", "CASE WHEN customers.code <> '' THEN customers.code ELSE CAST(customers.id AS TEXT) END", AsText},
			{"kind", "customers.kind", "domain.customer."}, {"name", exportedName, AsName}, {"email", "customers.email", AsEmail},
			{"phone", "CASE WHEN customers.mobile <> '' THEN customers.mobile ELSE customers.phone END", AsPhone},
			{"accepts_email", "customers.accepts_email", AsYesNo}, {"accepts_sms", "customers.accepts_sms", AsYesNo},
			{"accepts_phone", "customers.accepts_phone", AsYesNo}, {"accepts_post", "customers.accepts_post", AsYesNo},
			{"why", "CASE WHEN customers.request_state = '' THEN 'never' ELSE customers.request_state END", "domain.request."},
			{"last_answer", "COALESCE((SELECT ledger.means FROM consent_ledger ledger WHERE ledger.customer_id = customers.id ORDER BY ledger.id DESC LIMIT 1), '')", "domain.means."},
			{"sent_at", "COALESCE(request.sent_at, 0)", AsMoment}, {"answered_at", "COALESCE(request.answered_at, 0)", AsMoment},
			{"link_expires_at", "COALESCE(request.expires_at, 0)", AsMoment}, {"text_version", "COALESCE(request.text_hash, '')", AsText}},
		where: simply(customerWhere)}
}

func exportedTickets() exportTable {
	return exportTable{from: "tickets", table: "tickets", id: "tickets.id", fields: TicketFields(),
		sorts: map[string]string{"due": "tickets.legal_due_on"},
		columns: []ExportColumn{
			{"ticket", "id", AsText}, {"kind", "kind", "domain.ticket_kind."}, {"state", "state", "domain.ticket."}, {"email", "email", AsEmail},
			{"name", "name", AsName}, {"subject", "subject", AsWrite}, {"language", "language", AsText}, {"created_at", "created_at", AsMoment}},
		where: func(_ context.Context, _ reader, f domain.Filter) (*where, error) { return ticketWhere(f) }}
}

func exportedReminders() exportTable {
	return exportTable{from: "reminder_outcomes JOIN users ON users.id = reminder_outcomes.user_id JOIN establishments ON establishments.id = users.establishment_id",
		table: "users", noun: "user", id: "reminder_outcomes.user_id", fields: UserFields(),
		columns: []ExportColumn{
			{"siret", "establishments.id_value", AsText}, {"name", "establishments.name", AsText}, {"email", "users.email", AsEmail},
			{"activation", "reminder_outcomes.activation", "domain.outcome."}, {"activation_since", "reminder_outcomes.activation_since", AsText},
			{"activation_before", "reminder_outcomes.activation_before", AsText},
			{"compliance_reminder", "reminder_outcomes.compliance", "domain.outcome."}, {"compliance_since", "reminder_outcomes.compliance_since", AsText},
			{"compliance_before", "reminder_outcomes.compliance_before", AsText}},
		where: func(ctx context.Context, r reader, f domain.Filter) (*where, error) { return r.userWhere(ctx, f) }}
}

func exportedMails() exportTable {
	return exportTable{from: "mails", table: "mails", id: "mails.id", fields: MailFields(),
		columns: []ExportColumn{
			{"mail", "id", AsText}, {"kind", "kind", "domain.mail_kind."}, {"email", "email", AsEmail}, {"week", "week", AsText},
			{"state", "state", "domain.mail."}, {"attempts", "attempts", AsText}, {"uncertain", "uncertain", AsText}, {"reason", "reason", AsText},
			{"reply", "reply", AsWrite}, {"message_id", "message_id", AsText}, {"created_at", "created_at", AsMoment}, {"sent_at", "sent_at", AsMoment}},
		where: simply(mailWhere)}
}

func exportedAudit() exportTable {
	return exportTable{from: "audit", table: "audit", id: "audit.id", fields: []string{"action", "actor", "id", "subject"},
		columns: []ExportColumn{
			{"row", "id", AsText}, {"at", "at", AsMoment}, {"actor", "actor", AsText}, {"door", "door", AsText}, {"action", "action", AsText},
			{"subject", "subject", AsText}, {"subject_id", "subject_id", AsText}, {"before", "before", AsText}, {"after", "after", AsText},
			{"previous_hash", "prev_hash", AsText}, {"hash", "hash", AsText}},
		where: simply(auditWhere)}
}
