package domain

import "strings"

// MaskPhone hides a number but for its last two digits.
func MaskPhone(phone string) string {
	if len(phone) < 3 {
		return ""
	}
	return "…" + phone[len(phone)-2:]
}

// MaskAddress masks s when it is an e-mail address and leaves other text be.
func MaskAddress(s string) string {
	if strings.Contains(s, "@") && plausibleAddress(s) {
		return Mask(s)
	}
	return s
}

// Masked is the user as lists show them: address and numbers hidden until
// somebody reveals them; the name too for an auditor.
func (u User) Masked(role StaffRole) User {
	u.Email, u.Phone, u.Mobile = Mask(u.Email), MaskPhone(u.Phone), MaskPhone(u.Mobile)
	u.EmailKey, u.ContactKey = "", ""
	if role == Auditor {
		u.FirstName, u.LastName, u.NameKey = initial(u.FirstName), initial(u.LastName), ""
	}
	return u
}

// Masked is the customer as lists show them.
func (c Customer) Masked(role StaffRole) Customer {
	c.Email, c.Phone, c.Mobile = Mask(c.Email), MaskPhone(c.Phone), MaskPhone(c.Mobile)
	c.EmailKey = ""
	if c.Address != "" {
		c.Address = "…"
	}
	if role == Auditor {
		c.FirstName, c.LastName, c.NameKey = initial(c.FirstName), initial(c.LastName), ""
	}
	return c
}

func initial(s string) string {
	for _, r := range s {
		return string(r) + "."
	}
	return ""
}
