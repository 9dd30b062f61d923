package mailer

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
)

// verifier is Debian's dkimpy, which shares no code with what signs: it reads
// the records of the DNS and messages, and says of each signature whether it
// holds.
const verifier = `
import base64, dkim, json, sys
asked = json.load(sys.stdin)
records = {name: text.encode() for name, text in asked["records"].items()}
def txt(name, timeout=5):
    return records.get(name.decode().rstrip("."))
out = []
for message in asked["messages"]:
    raw = base64.b64decode(message)
    n = raw.count(b"DKIM-Signature:")
    try:
        out.append([bool(dkim.DKIM(raw, minkey=1024).verify(idx=i, dnsfunc=txt)) for i in range(n)])
    except dkim.DKIMException as e:
        out.append([str(e)])
json.dump(out, sys.stdout)
`

// verified asks dkimpy about messages.
func verified(t *testing.T, records map[string]string, messages ...[]byte) [][]any {
	t.Helper()
	python := ""
	for _, p := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(p, "-c", "import dkim, nacl").Run() == nil {
			python = p
			break
		}
	}
	if python == "" {
		t.Skip("python3-dkim and python3-nacl are not installed (.ci/deps installs them)")
	}
	asked, err := json.Marshal(map[string]any{"records": records, "messages": messages})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", verifier)
	cmd.Stdin = bytes.NewReader(asked)
	var said bytes.Buffer
	cmd.Stderr = &said
	answer, err := cmd.Output()
	if err != nil {
		t.Fatal(err, said.String())
	}
	var out [][]any
	if err := json.Unmarshal(answer, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func signingKeys(t testing.TB) (keys []DKIMKey, records map[string]string) {
	t.Helper()
	_, ed, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	big, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	keys = []DKIMKey{{"vigie.example", "r2026", big}, {"vigie.example", "e2026", ed}}
	records = map[string]string{}
	for _, k := range keys {
		record, err := k.Record()
		if err != nil {
			t.Fatal(err)
		}
		records[k.Selector+"._domainkey."+k.Domain] = record
	}
	return keys, records
}

func signed(t *testing.T, e Envelope, keys ...DKIMKey) []byte {
	t.Helper()
	signer, err := NewSigner(keys...)
	if err != nil {
		t.Fatal(err)
	}
	message, err := (&Mailer{Options: Options{DKIM: signer}}).compose(e)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func TestAnotherLibraryVerifiesBothSignatures(t *testing.T) {
	keys, records := signingKeys(t)
	rest := letterTo("zoe@ok.test")
	rest.Person, rest.FeedbackID, rest.ReplyTo, rest.References = true, "", "", []string{"one@ok.test", "two@ok.test"}
	empty := letterTo("zoe@ok.test")
	empty.Text, empty.HTML = "", "\n\n"
	both := signed(t, letterTo("zoe@ok.test"), keys...)
	if n := strings.Count(string(both), "DKIM-Signature:"); n != 2 || !strings.Contains(string(both), "a=rsa-sha256") || !strings.Contains(string(both), "a=ed25519-sha256") {
		t.Fatalf("%d signatures", n)
	}
	change := func(from, to string) []byte {
		changed := bytes.Replace(both, []byte(from), []byte(to), 1)
		if bytes.Equal(changed, both) {
			t.Fatalf("%q is not there", from)
		}
		return changed
	}
	got := verified(t, records, both, signed(t, rest, keys...), signed(t, empty, keys...), signed(t, rest, keys[1]),
		change("Bonjour", "Bonsoir"), change("\r\nSubject: ", "\r\nSubject: x"), change("\r\nFrom: ", "\r\nFrom: <evil@else.test>\r\nFrom: "), change("\r\nFeedback-ID: 2026", "\r\nFeedback-ID: 2027"))
	for i, result := range got {
		want := i < 4
		if len(result) == 0 {
			t.Errorf("message %d bears no signature", i)
		}
		for _, holds := range result {
			if (holds == true) != want {
				t.Errorf("message %d: signature holds: %v, want %v", i, holds, want)
			}
		}
	}
}

// The library that most Go programs check with agrees.
func TestLibraryOfOurLanguageVerifiesToo(t *testing.T) {
	keys, records := signingKeys(t)
	found, err := dkim.VerifyWithOptions(bytes.NewReader(signed(t, letterTo("zoe@ok.test"), keys...)), &dkim.VerifyOptions{
		LookupTXT: func(name string) ([]string, error) { return []string{records[name]}, nil }})
	if err != nil || len(found) != 2 {
		t.Fatal(found, err)
	}
	for _, v := range found {
		if v.Err != nil || v.Domain != "vigie.example" {
			t.Errorf("%+v", v)
		}
	}
}

func TestTheSameMailBearsTheSameSignatures(t *testing.T) {
	keys, _ := signingKeys(t)
	one, two := signed(t, letterTo("zoe@ok.test"), keys...), signed(t, letterTo("zoe@ok.test"), keys...)
	if !bytes.Equal(one, two) {
		t.Error("a second try is another mail")
	}
	fields(t, string(one))
}

func TestSignatureIsNoneWithoutAKeyAndRefusedWithABadOne(t *testing.T) {
	if s, err := NewSigner(); s != nil || err != nil {
		t.Errorf("%v %v", s, err)
	}
	if strings.Contains(composed(t, letterTo("zoe@ok.test")), "DKIM-Signature") {
		t.Error("signed without a key")
	}
	keys, _ := signingKeys(t)
	for _, bad := range []DKIMKey{{"", "s", keys[0].Key}, {"vigie.example", "", keys[0].Key}} {
		if _, err := NewSigner(bad); err == nil {
			t.Errorf("%+v signs", bad.Selector)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	keys, _ := signingKeys(b)
	message := letterTo("zoe@ok.test").message(nil)
	for _, k := range keys {
		signer, err := NewSigner(k)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(k.Selector, func(b *testing.B) {
			for b.Loop() {
				if _, err := signer.sign(message); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
