package letter

import (
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
)

// value is an expression of a form: a text that is always the same, or how to
// get it.
type value struct {
	text string
	typ  reflect.Type
	get  func(root, dot reflect.Value) reflect.Value
}

// string is the value as a text.
func (e value) string(root, dot reflect.Value) string {
	if e.get == nil {
		return e.text
	}
	v := e.get(root, dot)
	if v.Kind() == reflect.String {
		return v.String()
	}
	return v.Interface().(link).String()
}

// said writes the value.
func (e value) said() step {
	if e.typ == reflect.TypeFor[template.HTMLAttr]() {
		return func(p *pen, root, dot reflect.Value) { p.out = append(p.out, e.get(root, dot).String()...) }
	}
	return func(p *pen, root, dot reflect.Value) { p.text(e.string(root, dot)) }
}

func (m maker) pipe(n *parse.PipeNode, root, dot reflect.Type) value {
	args := n.Cmds[0].Args
	if len(n.Cmds) != 1 || len(n.Decl) > 0 {
		panic(fmt.Sprintf("%s: not in the language of our forms", n))
	}
	if ident, ok := args[0].(*parse.IdentifierNode); ok && ident.Ident == "eq" {
		a, b := m.operand(args[1], root, dot), m.operand(args[2], root, dot)
		return value{typ: reflect.TypeFor[bool](), get: func(root, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(a.string(root, dot) == b.string(root, dot))
		}}
	}
	if names := idents(args[0]); len(names) == 1 && names[0] == "T" {
		return m.say(args[1:], root, dot)
	}
	return m.operand(args[0], root, dot)
}

// say is a text of the catalogue.
func (m maker) say(args []parse.Node, root, dot reflect.Type) value {
	key := m.operand(args[0], root, dot).text
	if len(args) == 1 {
		return value{text: m.texts.T(key)}
	}
	var values []value
	for _, a := range args[1:] {
		values = append(values, m.operand(a, root, dot))
	}
	return value{typ: reflect.TypeFor[string](), get: func(root, dot reflect.Value) reflect.Value {
		said := make([]any, len(values))
		for i, v := range values {
			said[i] = v.string(root, dot)
		}
		return reflect.ValueOf(m.texts.T(key, said...))
	}}
}

// idents are the names of a chain of fields, from dot or from $.
func idents(n parse.Node) []string {
	switch n := n.(type) {
	case *parse.FieldNode:
		return n.Ident
	case *parse.VariableNode:
		return n.Ident[1:]
	}
	return nil
}

func (m maker) operand(n parse.Node, root, dot reflect.Type) value {
	switch n := n.(type) {
	case *parse.StringNode:
		return value{text: n.Text}
	case *parse.VariableNode:
		return m.chain(value{typ: root, get: func(root, _ reflect.Value) reflect.Value { return root }}, n.Ident[1:])
	case *parse.DotNode, *parse.FieldNode:
		return m.chain(value{typ: dot, get: func(_, dot reflect.Value) reflect.Value { return dot }}, idents(n))
	}
	panic(fmt.Sprintf("%s: not in the language of our forms", n))
}

// chain goes from a value to its field, to that one's field, and so on.
func (m maker) chain(from value, names []string) value {
	for _, name := range names {
		before := from.get
		if name == "Lang" {
			from = value{text: m.texts.Lang()}
			continue
		}
		if name == "Href" {
			from = value{typ: reflect.TypeFor[template.HTMLAttr](), get: func(root, dot reflect.Value) reflect.Value {
				return reflect.ValueOf(before(root, dot).Interface().(link).Href())
			}}
			continue
		}
		typ, points := from.typ, from.typ.Kind() == reflect.Pointer
		if points {
			typ = typ.Elem()
		}
		field, ok := typ.FieldByName(name)
		if !ok {
			panic(fmt.Sprintf("%s has no %s", typ, name))
		}
		from = value{typ: field.Type, get: func(root, dot reflect.Value) reflect.Value {
			v := before(root, dot)
			if points {
				v = v.Elem()
			}
			return v.FieldByIndex(field.Index)
		}}
	}
	return from
}

// escapes are what html/template writes between tags and in quotes for the bytes
// that it does not leave as they are.
var escapes = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;", '+': "&#43;", 0: "\uFFFD"}

func escape(out []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		if said := escapes[s[i]]; said != "" {
			out = append(append(out, s[from:i]...), said...)
			from = i + 1
		}
	}
	return append(out, s[from:]...)
}
