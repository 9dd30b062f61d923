package domain

import "testing"

func TestGuessablePasswordsAreRefused(t *testing.T) {
	cases := []struct{ password, want string }{
		{"", "password_short"}, {"onze caract", "password_short"}, {"éàéàéàéàéàé", "password_short"},
		{"aaaaaaaaaaaa", "password_common"}, {"abcabcabcabc", "password_common"}, {"123456789012", "password_common"},
		{"Mot de passe 123", "password_common"}, {"M0tDeP@sse2026", "password_common"}, {"azertyuiopqsdf", "password_common"},
		{"!!!!!!!!!!!!!", "password_common"}, {"claire.martin2026", "password_address"},
		{"quatre chevaux boivent", ""}, {"Tr0ub4dor&3-lilas", ""}, {"été comme hiver", ""},
	}
	for _, c := range cases {
		err := CheckPassword(c.password, "Claire.Martin@example.org")
		if c.want == "" && err != nil || c.want != "" && (err == nil || err.(*Error).Key != c.want) {
			t.Errorf("%q: %v, want %q", c.password, err, c.want)
		}
	}
}
