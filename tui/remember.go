package tui

import (
	"context"
	"encoding/json"

	"vigie/tui/kit"
)

// recall takes up the order and columns that the person chose last time, then
// asks the rows.
func (l *List) recall() {
	s := l.stage.Session
	if l.spec.Name == "" || s.Desk == nil {
		l.load()
		return
	}
	if kept, known := s.views[l.spec.Name]; known {
		l.arrange(kept)
		l.load()
		return
	}
	Call(l.stage, l.slot+"view", func(ctx context.Context) (string, error) {
		return s.Desk.View(ctx, s.Actor, "list."+l.spec.Name)
	}, func(kept string, err error) {
		if err == nil {
			s.remember(l.spec.Name, kept)
			l.arrange(kept)
		}
		l.load()
	})
}

func (l *List) arrange(kept string) {
	var layout kit.Layout
	if kept != "" && json.Unmarshal([]byte(kept), &layout) == nil {
		l.Table.SetLayout(layout)
	}
}

// keep writes the person's choice down when it changed.
func (l *List) keep() {
	s := l.stage.Session
	now := l.Table.Layout()
	text, err := json.Marshal(now)
	if l.spec.Name == "" || s.Desk == nil || err != nil || string(text) == s.views[l.spec.Name] {
		return
	}
	s.remember(l.spec.Name, string(text))
	Call(l.stage, l.slot+"keep", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Desk.KeepView(ctx, s.Actor, "list."+l.spec.Name, string(text))
	}, func(struct{}, error) {})
}

func (s *Session) remember(name, text string) {
	if s.views == nil {
		s.views = map[string]string{}
	}
	s.views[name] = text
}

// askColumns lets the person choose which columns to see.
func (l *List) askColumns() {
	layout := l.Table.Layout()
	var fields []*kit.Field
	for _, c := range l.Table.Columns() {
		if c.Priority == 0 || c.Key == "" {
			continue
		}
		value := "yes"
		for _, hidden := range layout.Hidden {
			if hidden == c.Key {
				value = ""
			}
		}
		fields = append(fields, &kit.Field{Key: c.Key, Label: c.Title, Kind: kit.FieldBool, Value: value})
	}
	if len(fields) == 0 {
		return
	}
	var hidden []string
	l.stage.AskForm(l.stage.T("console.action.columns"), l.stage.T("console.columns.text"), func(_ context.Context, values map[string]string) error {
		hidden = nil
		for _, f := range fields {
			if values[f.Key] == "" {
				hidden = append(hidden, f.Key)
			}
		}
		return nil
	}, func() {
		layout.Hidden = hidden
		l.Table.SetLayout(layout)
		l.keep()
		l.load()
	}, fields...)
}
