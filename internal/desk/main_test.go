package desk_test

import (
	"testing"

	"vigie/internal/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }
