package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"
)

//go:embed locales/*.json
var locales embed.FS

// message is one entry of a catalogue file: a string, or its plural forms.
type message struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// UnmarshalJSON accepts a bare string as the only form.
func (m *message) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &m.Other)
	}
	type forms message
	return json.Unmarshal(data, (*forms)(m))
}

// load lists the rooms of both languages once; a room is read when somebody
// first says a text of it. They are part of the binary, so a broken one is a
// fault of the build and stops the program.
var load = sync.OnceValue(func() map[string]*Texts {
	entries, err := locales.ReadDir("locales")
	if err != nil {
		panic(err)
	}
	both := map[string]*Texts{French: newTexts(French), English: newTexts(English)}
	for _, entry := range entries {
		name, rest, _ := strings.Cut(entry.Name(), ".")
		if t, ok := both[strings.TrimSuffix(rest, ".json")]; ok {
			t.rooms[name] = sync.OnceValue(func() map[string]message { return readRoom(entry.Name()) })
		}
	}
	return both
})

func readRoom(file string) map[string]message {
	data, err := locales.ReadFile(path.Join("locales", file))
	if err != nil {
		panic(err)
	}
	room := map[string]message{}
	if err := json.Unmarshal(data, &room); err != nil {
		panic(fmt.Errorf("catalogue %s: %w", file, err))
	}
	return room
}

// find is the text of a key, which begins with the name of its room.
func (t *Texts) find(key string) (message, bool) {
	name, _, _ := strings.Cut(key, ".")
	room, ok := t.rooms[name]
	if !ok {
		return message{}, false
	}
	m, ok := room()[key]
	return m, ok
}
