package domain

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// saidBytes bounds what is remembered of one record; the oldest goes first.
const saidBytes = 400

// Said is what files said of the fields of one record beside the values that
// it holds: which import gave a value, and which other values were read
// already. So the same file again changes nothing, the order of its lines
// never matters, and yet a new value is taken.
type Said struct {
	Batch int64  `db:"import_batch"` // the import that made the record
	Text  string `db:"import_said"`
}

// Settle decides between the value a field holds and one that a file gives.
// An empty one says nothing; one that lost before loses again. Of two new
// values of one import (since is its first batch) the greater one stands,
// whatever the order of lines; otherwise the newer import is believed.
func (s *Said) Settle(field byte, holds, given string, since int64) string {
	switch {
	case given == "" || given == holds:
		return holds
	case holds == "":
		s.give(field, since)
		return given
	case s.heard(field, given):
		return holds
	case s.giver(field) < since:
		s.hear(field, holds)
		s.give(field, since)
		return given
	case given > holds:
		s.hear(field, holds)
		return given
	}
	s.hear(field, given)
	return holds
}

// giver is the import that gave the field's value.
func (s *Said) giver(field byte) int64 {
	at := strings.LastIndex(" "+s.Text, " "+string(field)+"@")
	if at < 0 {
		return s.Batch
	}
	word, _, _ := strings.Cut(s.Text[at+2:], " ")
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return s.Batch
	}
	return n
}

func (s *Said) give(field byte, batch int64) {
	if s.giver(field) != batch {
		s.add(string(field) + "@" + strconv.FormatInt(batch, 10))
	}
}

func (s *Said) heard(field byte, value string) bool {
	return s.Text != "" && strings.Contains(s.Text, heardWord(field, value))
}

func (s *Said) hear(field byte, value string) { s.add(heardWord(field, value)) }

func heardWord(field byte, value string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(value))
	return string(field) + "#" + strconv.FormatUint(uint64(h.Sum32()), 36) + ";"
}

func (s *Said) add(word string) {
	s.Text = strings.TrimSpace(s.Text + " " + word)
	for len(s.Text) > saidBytes {
		_, s.Text, _ = strings.Cut(s.Text, " ")
	}
}
