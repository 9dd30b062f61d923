package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"vigie": main})
}

// TestStories runs the scripts of testdata: the real binary over the real
// ssh, each a story.
func TestStories(t *testing.T) {
	data, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "data"))
	if err != nil {
		t.Fatal(err)
	}
	if given := os.Getenv("VIGIE_TEST_DATA"); given != "" {
		data = given
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", data)
			env.Setenv("VIGIE_LANGUAGE", "en")
			env.Setenv("VIGIE_LOG_LEVEL", "warn")
			env.Setenv("VIGIE_HTTP_ADDR", freeAddr(t))
			env.Setenv("VIGIE_METRICS_ADDR", freeAddr(t)) // a serve with metrics once never stopped
			ssh := freeAddr(t)
			env.Setenv("VIGIE_SSH_ADDR", ssh)
			env.Setenv("PORT", ssh[strings.LastIndex(ssh, ":")+1:])
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"keygen": keygen, "ssh": sshCommand, "await": await, "stop": stopServe, "fetch": fetch, "number": number,
		},
	})
}

func freeAddr(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// keygen NAME… makes key pairs as people have them.
func keygen(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		ts.Check(ts.Exec("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", ts.MkAbs(name)))
	}
}

// ssh KEY ARG… runs a verb as the owner of a key; "ssh KEY -code N ARG…"
// wants that exit code, and "< FILE" feeds it.
func sshCommand(ts *testscript.TestScript, neg bool, args []string) {
	key, args := args[0], args[1:]
	want := "0"
	if len(args) > 1 && args[0] == "-code" {
		want, args = args[1], args[2:]
	}
	cmd := exec.Command("ssh", "-p", ts.Getenv("PORT"), "-F", "/dev/null", "-i", ts.MkAbs(key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
		"-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile="+ts.MkAbs("known_hosts"), "-o", "LogLevel=ERROR", "someone@127.0.0.1")
	if n := len(args); n > 2 && args[n-2] == "<" {
		in, err := os.Open(ts.MkAbs(args[n-1]))
		ts.Check(err)
		defer in.Close()
		cmd.Stdin, args = in, args[:n-2]
	}
	cmd.Args = append(cmd.Args, args...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	code := cmd.ProcessState.ExitCode()
	if cmd.ProcessState == nil {
		ts.Check(err)
	}
	_, _ = ts.Stdout().Write(out.Bytes())
	_, _ = ts.Stderr().Write(errOut.Bytes())
	ts.Check(os.WriteFile(ts.MkAbs("ssh.out"), out.Bytes(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("ssh.err"), errOut.Bytes(), 0o600))
	if got := fmt.Sprint(code); got != want {
		ts.Fatalf("exit %s, want %s\n%s%s", got, want, out.String(), errOut.String())
	}
}

// await waits until the console and the pages answer.
func await(ts *testscript.TestScript, _ bool, _ []string) {
	deadline := time.Now().Add(5 * time.Minute) // the demo under the race detector on a busy machine
	for time.Now().Before(deadline) {
		response, err := http.Get("http://" + ts.Getenv("VIGIE_HTTP_ADDR") + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("serve did not become ready")
}

var pid = regexp.MustCompile(`pid (\d+)`)

// stop SIGNAL tells the running serve to end and waits until it is gone.
func stopServe(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs("data/vigie.db.serve")
	text, err := os.ReadFile(path)
	ts.Check(err)
	var n int
	if m := pid.FindStringSubmatch(string(text)); m != nil {
		_, err = fmt.Sscan(m[1], &n)
		ts.Check(err)
	}
	signal := syscall.SIGTERM
	if len(args) > 0 && args[0] == "KILL" {
		signal = syscall.SIGKILL
	}
	ts.Check(syscall.Kill(n, signal))
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		f, err := os.Open(path)
		ts.Check(err)
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		f.Close()
		if err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("serve (pid %d) did not end", n)
}

// fetch STATUS PATH [DATA] asks a page, by POST when there is data, and keeps
// its body in page.html.
func fetch(ts *testscript.TestScript, _ bool, args []string) {
	url := "http://" + ts.Getenv("VIGIE_HTTP_ADDR") + args[1]
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	method, body := http.MethodGet, ""
	if len(args) > 2 {
		method, body = http.MethodPost, args[2]
	}
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	ts.Check(err)
	if body != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	var page bytes.Buffer
	_, err = page.ReadFrom(response.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("page.html"), page.Bytes(), 0o600))
	if got := fmt.Sprint(response.StatusCode); got != args[0] {
		ts.Fatalf("%s: status %s, want %s", args[1], got, args[0])
	}
}

// number FILE KEY WANT wants a number in a JSON object.
func number(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	m := regexp.MustCompile(`"` + regexp.QuoteMeta(args[1]) + `":(-?\d+)`).FindStringSubmatch(text)
	if m == nil || m[1] != args[2] {
		ts.Fatalf("%s is %v, want %s in %s", args[1], m, args[2], text)
	}
}
