package mailer

import (
	"testing"

	"vigie/internal/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }
