// Command vigie is the whole product: the console over SSH, the pages, the
// mailer, and the verbs of the server's own shell.
package main

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"vigie/internal/cli"
	"vigie/internal/config"
	"vigie/internal/domain"
	"vigie/internal/i18n"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs one command line of the server's own shell.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	a := &app{now: time.Now, flags: map[string]string{}, nonce: rand.Text()[:6]}
	defer a.close()
	language, set := os.LookupEnv("VIGIE_LANGUAGE")
	if !set {
		language = "fr"
	}
	env := &cli.Env{Texts: i18n.For(language), Zone: time.Local, In: in, Out: out, Err: errOut, Now: time.Now,
		Actor: domain.ShellActor(osUser()), Terminal: isTerminal(in), TempDir: os.TempDir()}
	env.Open = func(ctx context.Context) error { return a.openFor(ctx, env) }
	root := cli.Root(env, serveVerb(a, env), demoVerb(a, env), migrateVerb(a, env), checkVerb(a, env), manVerb(env))
	for _, v := range config.Variables() {
		root.PersistentFlags().Func(v.Flag, v.Name, func(value string) error {
			a.flags[v.Name] = value
			return nil
		})
		if err := root.PersistentFlags().MarkHidden(v.Flag); err != nil {
			panic(err) // the flag was added one line above
		}
	}
	root.PersistentFlags().StringVar(&a.as, "as", "", env.T("cli.flag.as"))
	return cli.Run(ctx, env, root, args)
}

func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

func osUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
