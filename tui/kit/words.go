package kit

// Words are the texts of the pieces themselves, in the person's language.
type Words struct {
	Loading, NoMatch, Yes, No         string
	Confirm, Cancel, Submit           string
	TypeIdentifier, Required, BadDate string
	MoreExamples                      string
	Number                            func(int64) string
}
