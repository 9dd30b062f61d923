package cli

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

func versionVerb(env *Env) *cobra.Command {
	return &cobra.Command{Use: "version", Short: env.T("cli.version.short"), Args: env.usageArgs(cobra.NoArgs), RunE: func(*cobra.Command, []string) error {
		env.line("vigie %s", Version())
		return nil
	}}
}

// Version is the version that the binary was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			revision = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+"
		}
	}
	if revision == "" {
		return info.Main.Version
	}
	return revision + dirty
}
