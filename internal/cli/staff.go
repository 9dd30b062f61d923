package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"vigie/internal/domain"
)

func staffVerb(env *Env) *cobra.Command {
	key := group(env, "key", "cli.staff.key.", staffKeyAdd(env), staffKeyRemove(env))
	return group(env, "staff", "cli.staff.", staffAdd(env), staffList(env), staffDisable(env), staffEnable(env), staffRole(env), key)
}

func staffAdd(env *Env) *cobra.Command {
	var role, keyFile, email, language string
	cmd := verb(env, "add NAME", "cli.staff.add.", domain.ManageStaff, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		r, err := domain.ParseStaffRole(role)
		if err != nil {
			return usageError{err}
		}
		key, err := env.readKey(keyFile)
		if err != nil {
			return err
		}
		s := domain.Staff{Name: args[0], Role: r, Email: email, Language: domain.LanguageOr(language, domain.French), Timezone: env.Zone.String()}
		if _, err := env.Desk.AddStaff(cmd.Context(), env.Actor, s, key); err != nil {
			return err
		}
		env.note(env.T("cli.staff.added", "Name", args[0], "Role", env.T("domain.role."+role), "Fingerprint", key.Fingerprint))
		return nil
	})
	cmd.Flags().StringVar(&role, "role", "", env.T("cli.flag.role"))
	cmd.Flags().StringVar(&keyFile, "key", "", env.T("cli.flag.key"))
	cmd.Flags().StringVar(&email, "email", "", env.T("cli.flag.email"))
	cmd.Flags().StringVar(&language, "language", "fr", env.T("cli.flag.language"))
	return cmd
}

// readKey reads one public key as ssh-keygen writes it.
func (e *Env) readKey(path string) (domain.StaffKey, error) {
	if path == "" {
		return domain.StaffKey{}, Usage(domain.Refuse(domain.Invalid, "staff_key_missing"))
	}
	in, err := e.input(path)
	if err != nil {
		return domain.StaffKey{}, err
	}
	defer in.Close()
	const keyLimit = 64 << 10
	text, err := io.ReadAll(io.LimitReader(in, keyLimit))
	if err != nil {
		return domain.StaffKey{}, err
	}
	return ParseKey(string(text))
}

// ParseKey reads an OpenSSH public key; a private key is refused with a
// sentence of its own.
func ParseKey(text string) (domain.StaffKey, error) {
	if strings.Contains(text, "PRIVATE KEY") {
		return domain.StaffKey{}, domain.Refuse(domain.Invalid, "staff_key_private")
	}
	key, comment, _, _, err := ssh.ParseAuthorizedKey([]byte(text))
	if err != nil {
		return domain.StaffKey{}, domain.Refuse(domain.Invalid, "staff_key_unreadable")
	}
	return domain.StaffKey{Fingerprint: ssh.FingerprintSHA256(key), PublicKey: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))), Label: comment}, nil
}

func staffList(env *Env) *cobra.Command {
	var asJSON bool
	cmd := verb(env, "list", "cli.staff.list.", domain.ReadRegisters, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		team, err := env.Desk.AllStaff(cmd.Context(), env.Actor)
		if err != nil {
			return err
		}
		if asJSON {
			type staffJSON struct {
				Name     string           `json:"name"`
				Role     domain.StaffRole `json:"role"`
				Disabled bool             `json:"disabled"`
				LastSeen string           `json:"last_seen,omitempty"`
			}
			out := make([]staffJSON, 0, len(team))
			for _, s := range team {
				out = append(out, staffJSON{s.Name, s.Role, s.Disabled, isoTime(s.LastSeenAt)})
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(team))
		for _, s := range team {
			state := env.T("cli.staff.active")
			if s.Disabled {
				state = env.T("cli.staff.disabled")
			}
			rows = append(rows, []string{s.Name, env.T("domain.role." + string(s.Role)), state, env.moment(s.LastSeenAt)})
		}
		env.table([]string{env.T("cli.column.name"), env.T("cli.column.role"), env.T("cli.column.state"), env.T("cli.column.seen")}, rows)
		return nil
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

func staffDisable(env *Env) *cobra.Command {
	return verb(env, "disable NAME", "cli.staff.disable.", domain.ManageStaff, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		return env.Desk.DisableStaff(cmd.Context(), env.Actor, args[0])
	})
}

func staffEnable(env *Env) *cobra.Command {
	return verb(env, "enable NAME", "cli.staff.enable.", domain.ManageStaff, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		return env.Desk.EnableStaff(cmd.Context(), env.Actor, args[0])
	})
}

func staffRole(env *Env) *cobra.Command {
	return verb(env, "role NAME ROLE", "cli.staff.role.", domain.ManageStaff, cobra.ExactArgs(2), func(cmd *cobra.Command, args []string) error {
		role, err := domain.ParseStaffRole(args[1])
		if err != nil {
			return usageError{err}
		}
		return env.Desk.SetStaffRole(cmd.Context(), env.Actor, args[0], role)
	})
}

func staffKeyAdd(env *Env) *cobra.Command {
	return verb(env, "add NAME FILE|-", "cli.staff.key.add.", domain.ManageStaff, cobra.ExactArgs(2), func(cmd *cobra.Command, args []string) error {
		key, err := env.readKey(args[1])
		if err != nil {
			return err
		}
		return env.Desk.AddStaffKey(cmd.Context(), env.Actor, args[0], key)
	})
}

func staffKeyRemove(env *Env) *cobra.Command {
	return verb(env, "remove NAME FINGERPRINT", "cli.staff.key.remove.", domain.ManageStaff, cobra.ExactArgs(2), func(cmd *cobra.Command, args []string) error {
		return env.Desk.RemoveStaffKey(cmd.Context(), env.Actor, args[0], args[1])
	})
}
