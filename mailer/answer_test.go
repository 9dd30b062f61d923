package mailer

import (
	"errors"
	"testing"
)

// What a refusal is about: the recipient, for good or for now, or us and the
// server, which is no reason to give an address up.
func TestARefusalIsAboutTheRecipientOrAboutUs(t *testing.T) {
	cases := []struct {
		stage   Stage
		code    int
		text    string
		outcome Outcome
		ours    bool
	}{
		{StageRecipient, 550, "5.1.1 no such user", Permanent, false},
		{StageRecipient, 550, "5.1.2 no such domain", Permanent, false},
		{StageRecipient, 550, "5.1.10 null MX", Permanent, false},
		{StageRecipient, 553, "5.1.3 bad address", Permanent, false},
		{StageRecipient, 550, "5.2.1 mailbox disabled", Permanent, false},
		{StageRecipient, 550, "5.4.1 access denied", Permanent, false},
		{StageRecipient, 550, "5.4.4 no route to that domain", Permanent, false},
		{StageRecipient, 550, "5.5.0 mailbox unavailable", Permanent, false},
		{StageRecipient, 525, "5.7.13 account disabled", Permanent, false},
		{StageDot, 550, "5.7.17 the mailbox is somebody else's", Permanent, false},
		{StageDot, 550, "5.1.1 no such user, said late", Permanent, false},
		{StageRecipient, 550, "nobody here", Permanent, false},
		{StageRecipient, 551, "not local", Permanent, false},
		{StageRecipient, 556, "takes no mail", Permanent, false},

		{StageRecipient, 552, "5.2.2 mailbox full", Temporary, false},
		{StageDot, 452, "4.2.2 mailbox full", Temporary, false},
		{StageRecipient, 552, "too much stored", Temporary, false},
		{StageRecipient, 450, "4.2.0 greylisted", Temporary, false},
		{StageRecipient, 450, "greylisted", Temporary, false},
		{StageRecipient, 550, "4.2.1 try later, says the status", Temporary, false},

		{StageRecipient, 554, "5.7.1 relay access denied", Temporary, true},
		{StageRecipient, 550, "5.7.26 not authenticated", Temporary, true},
		{StageDot, 554, "5.7.1 looks like spam", Temporary, true},
		{StageDot, 552, "5.3.4 message too big", Temporary, true},
		{StageRecipient, 550, "5.3.2 system not accepting", Temporary, true},
		{StageRecipient, 503, "5.5.1 bad sequence", Temporary, true},
		{StageDot, 554, "5.6.0 malformed", Temporary, true},
		{StageRecipient, 550, "5.1.8 bad sender's domain", Temporary, true},
		{StageSender, 550, "5.1.1 said of our sender", Temporary, true},
		{StageConnect, 554, "5.7.1 go away", Temporary, true},
		{StageDot, 550, "refused after the content", Temporary, true},
		{StageDot, 554, "transaction failed", Temporary, true},
		{StageRecipient, 530, "authentication required", Temporary, true},
		{StageRecipient, 421, "4.3.2 closing", Temporary, true},
		{StageRecipient, 451, "local error", Temporary, false},
	}
	for _, c := range cases {
		got := failure(c.stage, reply{c.code, c.text}, nil)
		if got.Outcome != c.outcome || got.Ours != c.ours {
			t.Errorf("%s %d %s: %s, ours %v", c.stage, c.code, c.text, got.Outcome, got.Ours)
		}
	}
	if got := failure(StageData, reply{}, errors.New("cut")); got.Outcome != Temporary || !got.Ours {
		t.Errorf("a cut line: %+v", got)
	}
}
