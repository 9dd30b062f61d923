package store

import (
	"context"

	"vigie/internal/domain"
)

// SaveEstablishment writes an establishment, new or not.
func (it *ImportTx) SaveEstablishment(ctx context.Context, e ImportEstablishment) error {
	return it.put(ctx, it.upsert("establishments", importEstablishmentColumns), e.ID, e.IDType, e.IDValue, e.SIREN, e.Name, e.NameKey,
		e.NameSource, e.Country, e.PostalCode, e.City, e.Activity, e.Nomenclature, e.GroupID, e.State, e.IsBuyer, e.IsSupplier, e.MailDomain,
		e.StandbyEmail, e.Held, e.HoldReason, e.CreatedAt, e.UpdatedAt, e.Batch, e.Text)
}

// SaveFollowUp writes a follow-up, new or not.
func (it *ImportTx) SaveFollowUp(ctx context.Context, f ImportFollowUp) error {
	return it.put(ctx, it.upsert("follow_ups", importFollowUpColumns), f.ID, f.BuyerID, f.SupplierID, f.State, f.Episode, f.ThirdPartyCode,
		f.BeganOn, f.EndsOn, f.Forced, f.Compliance, f.Required, f.Outstanding, f.ComputedOn, f.NextChangeOn, f.StandbyReason, f.StandbyNote,
		f.StandbyUntil, f.StandbyConfirmed, f.StandbyPending, f.StandbyOn, f.StandbyTold, f.ClosedOn, f.CreatedAt, f.UpdatedAt, f.Batch, f.Text)
}

// SaveContract writes a contract, new or not.
func (it *ImportTx) SaveContract(ctx context.Context, c domain.Contract) error {
	return it.put(ctx, it.upsert("contracts", contractColumns), c.ID, c.FollowUpID, c.Reference, c.ReferenceKey, c.Signer, c.SignerGroup,
		c.Amount, c.StartOn, c.EndOn, c.Months, c.EndsOn)
}

// SaveUser writes a user, new or not.
func (it *ImportTx) SaveUser(ctx context.Context, u ImportUser) error {
	return it.put(ctx, it.upsert("users", importUserColumns), u.ID, u.EstablishmentID, u.Email, u.EmailKey, u.ContactKey, u.FirstName,
		u.LastName, u.NameKey, u.Job, u.Phone, u.Mobile, u.Language, u.Source, u.Role, u.State, u.Rights, u.AddedFor, u.AddedBy,
		u.HeldContact, u.Held, u.Bounced, u.RequestPending, u.RightsToSet, u.LeftOn, u.ReplacedBy, u.InvitedAt, u.ActivatedAt, u.CreatedAt, u.UpdatedAt, u.Batch, u.Text)
}

// SaveGroup writes a new group.
func (it *ImportTx) SaveGroup(ctx context.Context, g domain.Group) error {
	return it.put(ctx, `INSERT INTO company_groups (id, name, name_key) VALUES (?, ?, ?)`, g.ID, g.Name, g.NameKey)
}

// SaveReferent makes a user a referent of a follow-up.
func (it *ImportTx) SaveReferent(ctx context.Context, p Pair) error {
	return it.put(ctx, `INSERT INTO referents (follow_up_id, user_id) VALUES (?, ?) ON CONFLICT (follow_up_id, user_id) DO NOTHING`, p.A, p.B)
}

// SaveBuyerContact makes a buyer's user answer for a follow-up.
func (it *ImportTx) SaveBuyerContact(ctx context.Context, p Pair) error {
	return it.put(ctx, `INSERT INTO buyer_contacts (follow_up_id, user_id) VALUES (?, ?) ON CONFLICT (follow_up_id, user_id) DO NOTHING`, p.A, p.B)
}

// SaveCollected adds a type to what a buyer collects.
func (it *ImportTx) SaveCollected(ctx context.Context, buyer int64, c domain.Collected) error {
	return it.put(ctx, `INSERT INTO collections (buyer_id, type_code, usage_months, forced) VALUES (?, ?, ?, ?)
		ON CONFLICT (buyer_id, type_code) DO NOTHING`, buyer, c.Code, c.UsageMonths, c.Forced)
}

// SaveProvenance notes who gave a follow-up or a contact.
func (it *ImportTx) SaveProvenance(ctx context.Context, p domain.Provenance) error {
	return it.put(ctx, `INSERT INTO provenances (follow_up_id, user_id, buyer_id, channel, batch_id, line, actor, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, p.FollowUpID, p.UserID, p.BuyerID, p.Channel, p.BatchID, p.Line, p.Actor, p.At)
}

// SaveImportLine keeps the verdict of a line.
func (it *ImportTx) SaveImportLine(ctx context.Context, l domain.ImportLine) error {
	return it.put(ctx, `INSERT INTO import_lines (batch_id, line, verdict, reason, warnings, supplier_id, follow_up_id, user_id, customer_id,
		contract_id, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, l.BatchID, l.Line, l.Verdict, l.Reason, l.Warnings, l.SupplierID,
		l.FollowUpID, l.UserID, l.CustomerID, l.ContractID, l.Made)
}

// SaveImportChange keeps what a line changed, for an undo.
func (it *ImportTx) SaveImportChange(ctx context.Context, c domain.ImportChange) error {
	return it.put(ctx, `INSERT INTO import_changes (batch_id, line, noun, noun_id, value_before) VALUES (?, ?, ?, ?, ?)`, c.BatchID, c.Line,
		c.Noun, c.NounID, c.Before)
}

// RestoreEstablishment brings back what a file may say of an establishment.
func (it *ImportTx) RestoreEstablishment(ctx context.Context, e ImportEstablishment) error {
	return it.exec(ctx, `UPDATE establishments SET name = ?, name_key = ?, group_id = ?, is_buyer = ?, is_supplier = ?, import_said = ?,
		updated_at = ? WHERE id = ? AND name_source = 'import'`, e.Name, e.NameKey, e.GroupID, e.IsBuyer, e.IsSupplier, e.Text, it.now, e.ID)
}

// RestoreFollowUp brings back what a file may say of a follow-up.
func (it *ImportTx) RestoreFollowUp(ctx context.Context, f ImportFollowUp) error {
	return it.exec(ctx, `UPDATE follow_ups SET state = ?, episode = ?, began_on = ?, third_party_code = ?, import_said = ?, updated_at = ?
		WHERE id = ?`, f.State, f.Episode, f.BeganOn, f.ThirdPartyCode, f.Text, it.now, f.ID)
}

// RestoreUser brings back what a file may say of a user, unless somebody else
// said otherwise since.
func (it *ImportTx) RestoreUser(ctx context.Context, u ImportUser) error {
	return it.exec(ctx, `UPDATE users SET first_name = ?, last_name = ?, name_key = ?, job = ?, phone = ?, mobile = ?, language = ?,
		import_said = ?, updated_at = ? WHERE id = ? AND source = 'import'`, u.FirstName, u.LastName, u.NameKey, u.Job, u.Phone, u.Mobile,
		u.Language, u.Text, it.now, u.ID)
}

// RestoreCustomer brings back what a file may say of a customer.
func (it *ImportTx) RestoreCustomer(ctx context.Context, c ImportCustomer) error {
	return it.exec(ctx, `UPDATE customers SET kind = ?, siret = ?, company_name = ?, last_name = ?, first_name = ?, name_key = ?, email = ?,
		email_key = ?, phone = ?, mobile = ?, address = ?, postal_code = ?, city = ?, country = ?, language = ?, import_said = ?,
		updated_at = ? WHERE id = ?`, c.Kind, c.SIRET, c.CompanyName, c.LastName, c.FirstName, c.NameKey, c.Email, c.EmailKey, c.Phone,
		c.Mobile, c.Address, c.PostalCode, c.City, c.Country, c.Language, c.Text, it.now, c.ID)
}
