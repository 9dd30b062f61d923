package link

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"vigie/internal/domain"
)

func keys(t *testing.T) *Keys {
	t.Helper()
	k, err := Load(filepath.Join(t.TempDir(), "secrets"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func refusedAs(err error) string {
	var refusal *domain.Error
	if errors.As(err, &refusal) {
		return refusal.Key
	}
	return ""
}

func TestTokenIsTheSameAtEveryTryAndOpensItsLinkOnly(t *testing.T) {
	k := keys(t)
	link := domain.Link{Kind: domain.LinkActivation, SubjectID: 12, MailID: 34, CreatedAt: 1_700_000_000_000}
	token := k.Mint(&link)
	if len(token) != 30 || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Errorf("token %q is not 30 characters of base64url", token)
	}
	if again := k.Token(link); again != token || link.Hash != k.TokenHash(token) || strings.Contains(link.Hash, token) {
		t.Errorf("minted %q, then %q, stored %q", token, again, link.Hash)
	}
	if !k.Opens(link, token) {
		t.Error("the token does not open its link")
	}
	for name, other := range map[string]domain.Link{
		"kind":    {Kind: domain.LinkSupplier, SubjectID: 12, MailID: 34, CreatedAt: link.CreatedAt},
		"subject": {Kind: domain.LinkActivation, SubjectID: 13, MailID: 34, CreatedAt: link.CreatedAt},
		"mail":    {Kind: domain.LinkActivation, SubjectID: 12, MailID: 35, CreatedAt: link.CreatedAt},
		"moment":  {Kind: domain.LinkActivation, SubjectID: 12, MailID: 34, CreatedAt: link.CreatedAt + 1},
		"digits":  {Kind: domain.LinkActivation, SubjectID: 123, MailID: 4, CreatedAt: link.CreatedAt},
	} {
		if k.Opens(other, token) {
			t.Errorf("a link of another %s opens", name)
		}
	}
}

// Tokens had no moment in front once; mails that were sent then still open
// their links, and are tried again with the same addresses.
func TestALinkOfBeforeTokensHadAMomentKeepsItsToken(t *testing.T) {
	k := keys(t)
	link := domain.Link{Kind: domain.LinkSupplier, SubjectID: 12, MailID: 34, CreatedAt: 1_700_000_000_000}
	short := k.Token(link)[8:]
	link.Hash = k.TokenHash(short)
	if len(short) != 22 || len(link.Hash) != 64 || k.Token(link) != short || !k.Opens(link, short) {
		t.Errorf("token %q, stored as %q, made again as %q", short, link.Hash, k.Token(link))
	}
}

func TestLinksMadeTogetherStandTogether(t *testing.T) {
	k := keys(t)
	last := ""
	for at := range 300 {
		link := domain.Link{Kind: domain.LinkSupplier, SubjectID: int64(at * 7919 % 300), CreatedAt: domain.Instant(1_700_000_000_000 + at)}
		if k.Mint(&link); link.Hash <= last {
			t.Fatalf("the hash of a later link, %q, stands before %q", link.Hash, last)
		}
		last = link.Hash
	}
}

func TestAlteredTokenOpensNothing(t *testing.T) {
	k := keys(t)
	link := domain.Link{Kind: domain.LinkPreferences, SubjectID: 1, CreatedAt: 1}
	token := k.Mint(&link)
	for i := range len(token) {
		for _, c := range "ABab01-_=+/ \x00" {
			altered := token[:i] + string(c) + token[i+1:]
			if altered != token && (k.Opens(link, altered) || k.TokenHash(altered) == link.Hash) {
				t.Errorf("%q opens the link of %q", altered, token)
			}
		}
	}
	for _, altered := range []string{"", token[:29], token[8:], token + "A", token + "=", " " + token, strings.ToUpper(token), strings.Repeat("A", 1<<16)} {
		if k.Opens(link, altered) || k.TokenHash(altered) == link.Hash {
			t.Errorf("%.30q opens", altered)
		}
	}
	if k.TokenHash("../../etc/passwd") != "" || k.TokenHash(token+"\n") == link.Hash {
		t.Error("what is no token has a hash")
	}
}

func TestKeysOfAnotherInstallationOpenNothing(t *testing.T) {
	one, other := keys(t), keys(t)
	link := domain.Link{Kind: domain.LinkDecision, SubjectID: 1, CreatedAt: 1}
	if other.Opens(link, one.Token(link)) || one.HashEmail("a@b.fr") == other.HashEmail("a@b.fr") || one.Fingerprint() == other.Fingerprint() {
		t.Error("two installations share a secret")
	}
}

func TestHashKnowsAnAddressInEverySpelling(t *testing.T) {
	k := keys(t)
	if k.HashEmail(" Zoe@Example.ORG ") != k.HashEmail("zoe@example.org") || k.HashEmail("zoe@example.org") == k.HashEmail("zoe@example.net") {
		t.Error("an address is not known by its hash")
	}
	if k.Hash("email", "x") == k.Hash("siret", "x") || k.Hash("a", "bc") == k.Hash("ab", "c") {
		t.Error("two purposes share a hash")
	}
}

func TestKeysAreMadeOnceAndStay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "secrets")
	prints := make([]string, 8)
	var all sync.WaitGroup
	for i := range prints {
		all.Go(func() {
			if k, err := Load(dir); err == nil {
				prints[i] = k.Fingerprint()
			}
		})
	}
	all.Wait()
	for _, print := range prints {
		if print == "" || print != prints[0] {
			t.Fatalf("loaded together, keys differ: %q", prints)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Fatalf("folder holds %v, %v", entries, err)
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", entry.Name(), info.Mode(), err)
		}
	}
}

func TestSecretsThatOthersCanReadAreRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "secrets")
	if _, err := Load(dir); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, "hashes.key")
	for _, change := range []struct {
		path         string
		loose, tight os.FileMode
	}{{key, 0o640, 0o600}, {key, 0o604, 0o600}, {dir, 0o755, 0o700}} {
		if err := os.Chmod(change.path, change.loose); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir); refusedAs(err) != "secrets_loose" {
			t.Errorf("mode %v: %v", change.loose, err)
		}
		if err := os.Chmod(change.path, change.tight); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(key, []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir); refusedAs(err) != "secrets_broken" {
		t.Errorf("a damaged key: %v", err)
	}
}
