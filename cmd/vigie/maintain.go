package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"vigie/internal/cli"
	"vigie/internal/domain"
)

// tempDir is where imports spool, inside the data directory.
func (a *app) tempDir() string {
	dir := filepath.Join(a.cfg.DataDir, "tmp")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		a.log.Error("temporary directory", "error", err)
	}
	return dir
}

func migrateVerb(a *app, env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{Use: "migrate", Short: env.T("cli.migrate.short"), Example: env.T("cli.migrate.example"), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.load(); err != nil {
				return err
			}
			if err := a.openDatabase(cmd.Context()); err != nil {
				return err
			}
			if err := a.db.Migrate(cmd.Context()); err != nil {
				return err
			}
			return a.printVersions(cmd, env)
		}}
	cmd.AddCommand(&cobra.Command{Use: "status", Short: env.T("cli.migrate.status.short"), Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		if err := a.load(); err != nil {
			return err
		}
		if err := a.openDatabase(cmd.Context()); err != nil {
			return err
		}
		return a.printVersions(cmd, env)
	}})
	return cmd
}

func (a *app) printVersions(cmd *cobra.Command, env *cli.Env) error {
	have, want, err := a.db.Versions(cmd.Context())
	if err != nil {
		return err
	}
	cmd.Println(env.T("cli.migrate.versions", "Have", have, "Want", want))
	return nil
}

// checkVerb looks for what must never be; anything found is exit 1.
func checkVerb(a *app, env *cli.Env) *cobra.Command {
	return &cobra.Command{Use: "check", Short: env.T("cli.check.short"), Example: env.T("cli.check.example"), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.openFor(cmd.Context(), env); err != nil {
				return err
			}
			problems, err := a.desk.Check(cmd.Context(), env.Actor)
			if err != nil {
				return err
			}
			for _, p := range problems {
				cmd.Println(env.T("cli.check."+p.Check, "Count", p.N, "First", p.First, "File", p.Name))
			}
			if len(problems) > 0 {
				return domain.Refuse(domain.Conflict, "check_found", "Count", len(problems))
			}
			cmd.Println(env.T("cli.check.clean"))
			return nil
		}}
}

func manVerb(env *cli.Env) *cobra.Command {
	return &cobra.Command{Use: "man", Short: env.T("cli.man.short"), Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return doc.GenMan(cmd.Root(), &doc.GenManHeader{Title: "VIGIE", Section: "1"}, env.Out)
	}}
}
