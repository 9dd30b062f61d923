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
	EditCustomer     Action = "customer_edit"
	ImportFile       Action = "import"
	UndoImport       Action = "import_undo"
	RunCycle         Action = "cycle_run"
	PlanCycle        Action = "cycle_plan"
	HoldMail         Action = "mail_hold"
	RetryMail        Action = "mail_retry"
	ExportList       Action = "export"
	ExportPersonal   Action = "export_personal" // customers and consents, unmasked
	ManageStaff      Action = "staff"
	ChangeSettings   Action = "settings"
	SwitchConsent    Action = "consent_switch"
	OwnSettings      Action = "own_settings"

	// Acts of doors without a person of the staff.
	PageActivate Action = "page_activate"
	PageAnswer   Action = "page_consent"
	PageStandby  Action = "page_standby"
	PageSupport  Action = "page_support"
	PageNewLink  Action = "page_new_link"
	MailerSettle Action = "mailer_settle"
	TimedRefresh Action = "timed_refresh"
)

func permissions() map[Action][]StaffRole {
	everybody := []StaffRole{Agent, Operator, Administrator, Auditor}
	desk := []StaffRole{Agent, Operator, Administrator}
	operate := []StaffRole{Operator, Administrator}
	administer := []StaffRole{Administrator}
	return map[Action][]StaffRole{
		ReadAll: everybody, ReadRegisters: everybody, OwnSettings: everybody,
		RevealPerson: desk, ResendActivation: desk, SetStandby: desk, DecideStandby: desk, AnswerTicket: desk,
		SendConsent: desk, EditCustomer: desk, ExportList: desk,
		ImportFile: operate, UndoImport: operate, RunCycle: operate, HoldMail: operate, RetryMail: operate,
		ExportPersonal: administer, ManageStaff: administer, ChangeSettings: administer, SwitchConsent: administer,
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
