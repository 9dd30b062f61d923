package domain

// Action is an act of the product. Every act stands in the table below; one
// that is absent from it is refused to everybody.
type Action string

// The actions.
const (
	ReadAll          Action = "read"            // lists and cards, people masked
	ReadRegisters    Action = "read_registers"  // audit, registers, counts: nobody's details
	RevealPerson     Action = "reveal"          // unmask an address
	ResendActivation Action = "resend"          // activation and resets again
	SetStandby       Action = "standby"         // put on and off stand-by
	DecideStandby    Action = "standby_request" // decide on a request for stand-by
	AnswerTicket     Action = "ticket"
	SendConsent      Action = "consent_send"
	EnterConsent     Action = "consent_enter"  // on a customer's behalf, with evidence
	ReviewConsents   Action = "consent_review" // counts: nobody's details
	EditCustomer     Action = "customer_edit"
	ImportFile       Action = "import"
	UndoImport       Action = "import_undo"
	RunCycle         Action = "cycle_run"
	PlanCycle        Action = "cycle_plan"
	HoldMail         Action = "mail_hold"
	RetryMail        Action = "mail_retry"
	ExportList       Action = "export"
	ExportPersonal   Action = "export_personal" // customers and consents, unmasked
	ReleaseExport    Action = "export_release"  // a large one, asked for by somebody else
	MakeOffer        Action = "offer"           // offers and order forms
	EditOffer        Action = "offer_edit"      // while no order form exists for it
	WithdrawOffer    Action = "offer_withdraw"  // likewise
	PrintOffer       Action = "offer_print"     // a name and an address in clear
	ManageStaff      Action = "staff"
	ChangeSettings   Action = "settings"
	SwitchConsent    Action = "consent_switch"
	OwnSettings      Action = "own_settings"

	// People and follow-ups by hand, on somebody's behalf.
	AddFollowUp       Action = "followup_add"  // establishments, follow-ups, contracts, closing
	AddUser           Action = "user_add"      // and a held contact admitted
	SetUserRights     Action = "user_rights"   // rights, and the roles below administrator
	ReplaceContact    Action = "user_replace"  // somebody who left
	CorrectAddress    Action = "user_address"  // and clear its bounces
	DisableUser       Action = "user_disable"  // and enable
	NameAdministrator Action = "user_nominate" // effective after 48 hours
	MoveEstablishment Action = "move"          // to its new SIRET
	SetTwoFactor      Action = "two_factor"    // codes by mail, at an establishment's request

	// Documents.
	CheckDocument Action = "document_check" // accept, reject, security code, file an attachment, not concerned
	OpenDocument  Action = "document_open"  // one-time link, audited
	ExportProof   Action = "proof"          // the proof file of a follow-up or a buyer

	// Tickets.
	AssignTicket Action = "ticket_assign" // to somebody else, and merge
	ChangeTexts  Action = "texts"         // ready texts, macros, texts of mails

	// Rights requests.
	RegisterRights  Action = "rights_register" // register, doubt, explain, extend, refuse, withdraw, execute access
	ApproveUser     Action = "rights_approve_user"
	ApproveRemoval  Action = "rights_approve" // of an establishment or a customer
	HoldLegally     Action = "legal_hold"
	LiftSuppression Action = "suppression_lift"
	ChangeRegisters Action = "registers" // security audits

	// Acts of doors without a person of the staff.
	PageActivate Action = "page_activate"
	PageAnswer   Action = "page_consent"
	PageStandby  Action = "page_standby"
	PageSupport  Action = "page_support"
	PageNewLink  Action = "page_new_link"
	MailerSettle Action = "mailer_settle"
	TimedRefresh Action = "timed_refresh"
	PageLogin    Action = "page_login"   // log in and out, reset, codes
	PageDeposit  Action = "page_deposit" // a document, by link or in the space
	PageDecide   Action = "page_decide"  // a buyer on a stand-by
	PageRights   Action = "page_rights"  // ask, confirm, withdraw
	PageCompany  Action = "page_company" // users and rights, by an administrator of the establishment
	ReceiveMail  Action = "mail_receive" // replies, bounces
	TimedPurge   Action = "timed_purge"
)

func permissions() map[Action][]StaffRole {
	everybody := []StaffRole{Agent, Operator, Administrator, Auditor}
	desk := []StaffRole{Agent, Operator, Administrator}
	operate := []StaffRole{Operator, Administrator}
	administer := []StaffRole{Administrator}
	return map[Action][]StaffRole{
		ReadAll: everybody, ReadRegisters: everybody, OwnSettings: everybody,
		RevealPerson: desk, ResendActivation: desk, SetStandby: desk, DecideStandby: desk, AnswerTicket: desk,
		SendConsent: desk, EnterConsent: desk, EditCustomer: desk, ExportList: desk,
		MakeOffer: desk, EditOffer: desk, WithdrawOffer: desk, PrintOffer: desk,
		ImportFile: operate, UndoImport: operate, RunCycle: operate, HoldMail: operate, RetryMail: operate,
		ExportPersonal: administer, ReleaseExport: administer, ManageStaff: administer, ChangeSettings: administer, SwitchConsent: administer,
		ReviewConsents: {Administrator, Auditor},
		AddUser:        desk, SetUserRights: desk, ReplaceContact: desk, CorrectAddress: desk, CheckDocument: desk, OpenDocument: desk, ExportProof: desk,
		RegisterRights: desk,
		AddFollowUp:    operate, DisableUser: operate, NameAdministrator: operate, MoveEstablishment: operate, SetTwoFactor: operate, AssignTicket: operate,
		ApproveUser: operate, HoldLegally: operate,
		ChangeTexts: administer, ApproveRemoval: administer, LiftSuppression: administer, ChangeRegisters: administer,
		PageLogin: {rolePage}, PageDeposit: {rolePage}, PageDecide: {rolePage}, PageRights: {rolePage}, PageCompany: {rolePage},
		ReceiveMail: {roleSystem}, TimedPurge: {roleSystem},
		PageActivate: {rolePage}, PageAnswer: {rolePage}, PageStandby: {rolePage}, PageSupport: {rolePage}, PageNewLink: {rolePage},
		PlanCycle: {Operator, Administrator, roleSystem}, MailerSettle: {roleSystem}, TimedRefresh: {roleSystem},
	}
}

// Actions lists every act of the table, for the matrix that is printed.
func Actions() map[Action][]StaffRole { return permissions() }

// May refuses an act that the actor's role does not allow.
func May(by Actor, action Action) error {
	for _, role := range permissions()[action] {
		if role == by.Role {
			return nil
		}
	}
	return Refuse(Forbidden, "forbidden", "Action", string(action), "Role", string(by.Role))
}
