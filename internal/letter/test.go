package letter

import "vigie/internal/domain"

// Test writes a reminder as its person would get it, for somebody of the team:
// marked as a test, its links dead.
func (l *Letters) Test(r domain.Recap, text domain.MailText) (domain.MailBody, error) {
	v := l.recap(r)
	v.reword(r, text)
	v.Lead = v.T("mail.test.lead") + " " + v.Lead
	v.Preheader = v.T("mail.test.lead")
	v.Title = v.T("mail.test.mark") + " " + v.Title
	v.Subject = v.T("mail.test.mark") + " " + v.Subject
	v.Removal, v.NewLink = link{"#"}, link{"#"}
	return inert(l.render("recap", v)), nil
}
