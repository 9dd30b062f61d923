package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
)

func usersVerb(env *Env) *cobra.Command {
	return group(env, "users", "cli.users.", usersList(env), usersAdd(env), usersRights(env), usersReplace(env), usersAddress(env), usersCopy(env), usersNominate(env), usersLift(env),
		usersAct(env, "disable", "cli.users.disable.", domain.DisableUser, func(ctx context.Context, id int64) error { return env.Desk.DisableUser(ctx, env.Actor, id) }),
		usersAct(env, "enable", "cli.users.enable.", domain.DisableUser, func(ctx context.Context, id int64) error { return env.Desk.EnableUser(ctx, env.Actor, id) }),
		usersAct(env, "admit", "cli.users.admit.", domain.AddUser, func(ctx context.Context, id int64) error { return env.Desk.AdmitContact(ctx, env.Actor, id) }),
		usersAct(env, "reset", "cli.users.reset.", domain.ResendActivation, func(ctx context.Context, id int64) error { return env.Desk.RenewAccess(ctx, env.Actor, id) }))
}

// usersAct makes a verb that does one thing to one user, after a question.
func usersAct(env *Env, name, key string, action domain.Action, act func(context.Context, int64) error) *cobra.Command {
	var yes bool
	cmd := numbered(env, name+" NUMBER", key, action, func(cmd *cobra.Command, id int64) error {
		u, err := env.Desk.User(cmd.Context(), env.Actor, id)
		if err != nil {
			return err
		}
		if err := env.confirm(yes, env.T(key+"ask", "Name", strings.TrimSpace(u.User.FullName()+" "+u.User.Email))); err != nil {
			return err
		}
		return act(cmd.Context(), id)
	})
	cmd.Flags().BoolVar(&yes, "yes", false, env.T("cli.flag.yes"))
	return cmd
}

type userJSON struct {
	Number        int64            `json:"number"`
	Establishment string           `json:"establishment"`
	Name          string           `json:"name"`
	Email         string           `json:"email"`
	Role          domain.Role      `json:"role"`
	State         domain.UserState `json:"state"`
	Rights        []string         `json:"rights"`
	Held          bool             `json:"held_contact"`
	RightsToSet   bool             `json:"rights_to_set"`
	Bounced       bool             `json:"bounced"`
}

func usersList(env *Env) *cobra.Command {
	var filter string
	var asJSON bool
	cmd := verb(env, "list", "cli.users.list.", domain.ReadAll, cobra.NoArgs, func(cmd *cobra.Command, _ []string) error {
		f, err := domain.ParseFilter(filter, desk.UserFields())
		if err != nil {
			return usageError{err}
		}
		w, err := env.Desk.Users(cmd.Context(), env.Actor, f, domain.Page{Limit: listLimit})
		if err != nil {
			return err
		}
		if asJSON {
			out := make([]userJSON, 0, len(w.Rows))
			for _, u := range w.Rows {
				out = append(out, userJSON{u.ID, u.EstablishmentValue, u.FullName(), u.Email, u.Role, u.State, rightCodes(u.Rights), u.HeldContact, u.RightsToSet, u.Bounced})
			}
			return env.writeJSON(out)
		}
		rows := make([][]string, 0, len(w.Rows))
		for _, u := range w.Rows {
			rows = append(rows, []string{strconv.FormatInt(u.ID, 10), u.FullName(), u.Email, u.EstablishmentValue, env.T("domain.role." + string(u.Role)), env.T("domain.user." + string(u.State))})
		}
		env.table([]string{env.T("cli.column.number"), env.T("cli.column.name"), env.T("cli.column.address"), env.T("cli.column.establishment"), env.T("cli.column.role"), env.T("cli.column.state")}, rows)
		return nil
	})
	cmd.Flags().StringVar(&filter, "filter", "", env.T("cli.flag.filter"))
	cmd.Flags().BoolVar(&asJSON, "json", false, env.T("cli.flag.json"))
	return cmd
}

type rightCode struct {
	right domain.Rights
	code  string
}

// rights are the codes of what a user may see and do.
func rights() []rightCode {
	return []rightCode{{domain.SeeBuyers, "see_buyers"}, {domain.SeeDocuments, "see_documents"}, {domain.Deposit, "deposit"}, {domain.AskStandby, "ask_standby"}}
}

func rightCodes(held domain.Rights) []string {
	out := []string{}
	for _, r := range rights() {
		if held.Has(r.right) {
			out = append(out, r.code)
		}
	}
	return out
}

// parseRights reads codes separated by commas.
func parseRights(text string) (domain.Rights, error) {
	var set domain.Rights
	for code := range strings.SplitSeq(text, ",") {
		if code = strings.TrimSpace(code); code == "" {
			continue
		}
		known := false
		for _, r := range rights() {
			if r.code == code {
				set, known = set|r.right, true
			}
		}
		if !known {
			return 0, Usage(domain.Refuse(domain.Invalid, "unknown_right", "Value", code))
		}
	}
	return set, nil
}

func usersAdd(env *Env) *cobra.Command {
	var n desk.NewUser
	var role, allowed, language string
	cmd := verb(env, "add SIRET", "cli.users.add.", domain.AddUser, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) (err error) {
		if n.EstablishmentID, err = env.establishment(cmd.Context(), args[0]); err != nil {
			return err
		}
		if n.Rights, err = parseRights(allowed); err != nil {
			return err
		}
		n.Role, n.Language = domain.Role(role), domain.Language(language)
		id, err := env.Desk.AddUser(cmd.Context(), env.Actor, n)
		if err != nil {
			return err
		}
		env.note(env.T("cli.users.added", "Number", id))
		return nil
	})
	cmd.Flags().StringVar(&n.Email, "email", "", env.T("cli.flag.email"))
	cmd.Flags().StringVar(&n.FirstName, "first-name", "", env.T("cli.flag.first_name"))
	cmd.Flags().StringVar(&n.LastName, "last-name", "", env.T("cli.flag.last_name"))
	cmd.Flags().StringVar(&role, "role", string(domain.RoleRestricted), env.T("cli.flag.user_role"))
	cmd.Flags().StringVar(&allowed, "rights", "deposit", env.T("cli.flag.rights"))
	cmd.Flags().StringVar(&language, "language", "fr", env.T("cli.flag.language"))
	cmd.Flags().Int64Var(&n.FollowUpID, "followup", 0, env.T("cli.flag.behalf"))
	return cmd
}

func usersRights(env *Env) *cobra.Command {
	var role, allowed string
	cmd := numbered(env, "rights NUMBER", "cli.users.rights.", domain.SetUserRights, func(cmd *cobra.Command, id int64) error {
		set, err := parseRights(allowed)
		if err != nil {
			return err
		}
		return env.Desk.SetUserRights(cmd.Context(), env.Actor, id, domain.Role(role), set)
	})
	cmd.Flags().StringVar(&role, "role", string(domain.RoleRestricted), env.T("cli.flag.user_role"))
	cmd.Flags().StringVar(&allowed, "rights", "deposit", env.T("cli.flag.rights"))
	return cmd
}

func usersReplace(env *Env) *cobra.Command {
	var r desk.Replacement
	var left string
	cmd := numbered(env, "replace NUMBER", "cli.users.replace.", domain.ReplaceContact, func(cmd *cobra.Command, id int64) error {
		r.UserID, r.LeftOn = id, env.Desk.Today()
		if left != "" {
			var err error
			if r.LeftOn, err = domain.ParseDate(left); err != nil {
				return usageError{err}
			}
		}
		id, err := env.Desk.ReplaceContact(cmd.Context(), env.Actor, r)
		if err == nil {
			env.note(env.T("cli.users.added", "Number", id))
		}
		return err
	})
	cmd.Flags().StringVar(&r.Email, "email", "", env.T("cli.flag.email"))
	cmd.Flags().StringVar(&r.First, "first-name", "", env.T("cli.flag.first_name"))
	cmd.Flags().StringVar(&r.Last, "last-name", "", env.T("cli.flag.last_name"))
	cmd.Flags().StringVar(&left, "left", "", env.T("cli.flag.left"))
	cmd.Flags().StringVar(&r.Evidence, "evidence", "", env.T("cli.flag.evidence"))
	return cmd
}

func usersAddress(env *Env) *cobra.Command {
	var email, proof string
	cmd := numbered(env, "address NUMBER", "cli.users.address.", domain.CorrectAddress, func(cmd *cobra.Command, id int64) error {
		return env.Desk.CorrectAddress(cmd.Context(), env.Actor, id, email, proof)
	})
	cmd.Flags().StringVar(&email, "email", "", env.T("cli.flag.email"))
	cmd.Flags().StringVar(&proof, "proof", "", env.T("cli.flag.proof"))
	return cmd
}

func usersCopy(env *Env) *cobra.Command {
	var to string
	cmd := verb(env, "copy NUMBER…", "cli.users.copy.", domain.AddUser, cobra.MinimumNArgs(1), func(cmd *cobra.Command, args []string) error {
		ids, err := numbers(args)
		if err != nil {
			return err
		}
		target, err := env.establishment(cmd.Context(), to)
		if err != nil {
			return err
		}
		n, err := env.Desk.CopyUsers(cmd.Context(), env.Actor, ids, target)
		if err == nil {
			env.note(env.Texts.N("cli.users.copied", int64(n)))
		}
		return err
	})
	cmd.Flags().StringVar(&to, "to", "", env.T("cli.flag.sibling"))
	return cmd
}

func usersNominate(env *Env) *cobra.Command {
	var evidence string
	cmd := numbered(env, "nominate NUMBER", "cli.users.nominate.", domain.NameAdministrator, func(cmd *cobra.Command, id int64) error {
		return env.Desk.NameAdministrator(cmd.Context(), env.Actor, id, evidence)
	})
	cmd.Flags().StringVar(&evidence, "evidence", "", env.T("cli.flag.evidence"))
	return cmd
}

// establishment finds an establishment by its identifier.
func (e *Env) establishment(ctx context.Context, value string) (int64, error) {
	f := domain.Filter{Terms: []domain.Term{{Field: "siret", Value: value}}}
	w, err := e.Desk.Establishments(ctx, e.Actor, desk.AnyRole, f, domain.Page{Limit: 2})
	if err != nil {
		return 0, err
	}
	if len(w.Rows) != 1 || value == "" {
		return 0, Usage(domain.Refuse(domain.NotFound, "establishment_unknown", "Value", value))
	}
	return w.Rows[0].ID, nil
}
