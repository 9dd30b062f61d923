// Package cli holds the verbs, usable from the server's shell and over
// `ssh host verb` alike: same rules, same permissions, same words.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// Exit codes of every verb.
const (
	ExitDone    = 0
	ExitRefused = 1
	ExitUsage   = 2
)

// Env is what a verb works with. Open, when set, fills Desk and Actor before
// the first verb that needs them, so that --help opens nothing.
type Env struct {
	Desk     *desk.Desk
	Actor    domain.Actor
	Texts    *i18n.Texts
	Zone     *time.Location
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
	Remote   bool // over SSH: every file is "-", no configuration flags
	Terminal bool // a person can be asked
	Cycle    CycleRunner
	Identity func(context.Context) (domain.MailCheck, error)          // as whom mails are sent; cmd knows
	Resolve  func(context.Context, domain.MailCheck) domain.MailCheck // asks the DNS
	Open     func(ctx context.Context) error
	TempDir  string
}

// usageError is a wrong command line: exit 2.
type usageError struct{ error }

// Unwrap gives the refusal inside, which the door says in words.
func (u usageError) Unwrap() error { return u.error }

// Usage makes a usage error from a refusal.
func Usage(err error) error { return usageError{err} }

// Root builds the tree of verbs. more are added first: those of the server's
// own shell.
func Root(env *Env, more ...*cobra.Command) *cobra.Command {
	root := &cobra.Command{
		Use: "vigie", Short: env.T("cli.root.short"), SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: env.Remote},
		Args:              cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return Usage(domain.Refuse(domain.Invalid, "verb_unknown", "Verb", args[0]))
			}
			return cmd.Help()
		},
	}
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	root.SetUsageTemplate(usageTemplate(env))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(more...)
	root.AddCommand(whyVerb(env), cycleVerb(env), mailsVerb(env), importVerb(env), exportVerb(env), exportsVerb(env), offersVerb(env), statusVerb(env), auditVerb(env),
		staffVerb(env), consentsVerb(env), ticketsVerb(env), followUpsVerb(env), usersVerb(env), moveVerb(env), rightsVerb(env), documentsVerb(env), proofVerb(env), registersVerb(env), versionVerb(env))
	root.SetHelpCommand(&cobra.Command{Use: "help [VERB]", Short: env.T("cli.help.short"), RunE: func(_ *cobra.Command, args []string) error {
		found, _, err := root.Find(args)
		if err != nil || found == nil {
			return Usage(domain.Refuse(domain.Invalid, "verb_unknown", "Verb", strings.Join(args, " ")))
		}
		return found.Help()
	}})
	return root
}

// Run runs a command line and returns its exit code; refusals go to Err as
// one sentence in the person's language.
func Run(ctx context.Context, env *Env, root *cobra.Command, args []string) int {
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return ExitDone
	}
	fmt.Fprintln(env.Err, "vigie: "+safe.Line(env.sentence(err)))
	var usage usageError
	if errors.As(err, &usage) || strings.HasPrefix(err.Error(), "unknown command") {
		return ExitUsage
	}
	return ExitRefused
}

// sentence says an error: a refusal in words, a fault of ours with its own.
func (e *Env) sentence(err error) string {
	if domain.KindOf(err) != "" {
		return e.Texts.Err(err)
	}
	var usage usageError
	if errors.As(err, &usage) || e.Remote {
		if errors.As(err, &usage) {
			return usage.Error()
		}
		return e.Texts.Err(err)
	}
	return err.Error()
}

// T says a text in the person's language.
func (e *Env) T(key string, args ...any) string { return e.Texts.T(key, args...) }

// verb makes a verb that asks for an action: shown only to whom it is
// permitted. The act itself checks again.
func verb(env *Env, use, key string, action domain.Action, args cobra.PositionalArgs, run func(*cobra.Command, []string) error) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: env.T(key + "short"), Example: env.T(key + "example"), Args: env.usageArgs(args)}
	cmd.Hidden = env.Actor.Role != "" && domain.May(env.Actor, action) != nil
	if run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			if env.Open != nil {
				if err := env.Open(cmd.Context()); err != nil {
					return err
				}
			}
			return run(cmd, args)
		}
	}
	return cmd
}

// numbered makes a verb about one thing, which its argument names by number.
func numbered(env *Env, use, key string, action domain.Action, run func(cmd *cobra.Command, id int64) error) *cobra.Command {
	return verb(env, use, key, action, cobra.ExactArgs(1), func(cmd *cobra.Command, args []string) error {
		ids, err := numbers(args)
		if err != nil {
			return err
		}
		return run(cmd, ids[0])
	})
}

// group makes a verb that only holds others.
func group(env *Env, use, key string, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: env.T(key + "short"), Args: cobra.ArbitraryArgs, RunE: func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return Usage(domain.Refuse(domain.Invalid, "verb_unknown", "Verb", args[0]))
		}
		return cmd.Help()
	}}
	hidden := true
	for _, v := range verbs {
		cmd.AddCommand(v)
		hidden = hidden && v.Hidden
	}
	cmd.Hidden = hidden
	return cmd
}

// usageArgs refuses arguments that a verb does not take. An ssh client takes one
// pair of quotes away, so that a reason of several words comes as several
// arguments: over SSH the refusal says so.
func (e *Env) usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		check = cobra.NoArgs
	}
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err == nil {
			return nil
		}
		key := "verb_arguments"
		if e.Remote && len(args) > 0 {
			key = "verb_arguments_remote"
		}
		return Usage(domain.Refuse(domain.Invalid, key, "Usage", cmd.UseLine()))
	}
}

// usageTemplate is cobra's, with its few words in the person's language.
func usageTemplate(env *Env) string {
	return env.T("cli.word.usage") + `:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} VERB{{end}}{{if .HasExample}}

` + env.T("cli.word.example") + `:
  {{.Example}}{{end}}{{if .HasAvailableSubCommands}}

` + env.T("cli.word.verbs") + `:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

` + env.T("cli.word.flags") + `:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
`
}
