package letter

import (
	"fmt"
	"path"
	"reflect"
	"strings"
	"text/template/parse"

	"vigie/internal/i18n"
)

// form is a template made ready for one language and one view: what the
// catalogue says in it stands in it already, and every field is found
// beforehand. A reminder is written a million times; a template that looks
// for its fields at each of them took as long as all the rest of a mail.
//
// It takes of the language of templates what ours use: fields, T with and
// without placeholders, eq, if, with, range and template. html/template is
// what it is compared with in the tests: everything is escaped, but for the
// attribute that a link makes of itself.
type form []step

// step writes a piece; root is the view, dot where with and range lead.
type step func(p *pen, root, dot reflect.Value)

// pen writes a part of a mail.
type pen struct {
	out    []byte
	html   bool
	tidied []byte // the text part
}

// fixed writes what a template says itself. Of the new lines that pieces of
// HTML begin and end with, one is enough.
func (p *pen) fixed(s string) {
	if n := len(p.out); p.html && n > 0 && p.out[n-1] == '\n' && strings.HasPrefix(s, "\n") {
		s = s[1:]
	}
	p.out = append(p.out, s...)
}

func (f form) write(p *pen, root, dot reflect.Value) {
	for _, s := range f {
		s(p, root, dot)
	}
}

// text writes what may come from outside.
func (p *pen) text(s string) {
	if p.html {
		p.out = escape(p.out, s)
	} else {
		p.out = append(p.out, s...)
	}
}

// maker makes forms of the templates of one part in one language.
type maker struct {
	trees map[string]*parse.Tree
	texts *i18n.Texts
	html  bool
}

// newForm makes the form of the layout that embraces a shape. The templates are
// part of the binary: a broken one stops the program.
func newForm(texts *i18n.Texts, shape, part string, view any) form {
	m := maker{trees: map[string]*parse.Tree{}, texts: texts, html: part == "html"}
	for _, name := range []string{"layout." + part, shape + "." + part} {
		text, err := files.ReadFile(path.Join("templates", name))
		if err != nil {
			panic(err)
		}
		found, err := parse.Parse(name, string(text), "", "", map[string]any{"eq": true})
		if err != nil {
			panic(err)
		}
		for name, tree := range found {
			m.trees[name] = tree
		}
	}
	typ := reflect.TypeOf(view)
	return m.list(m.trees["layout."+part].Root, typ, typ)
}

// list makes the steps of nodes; what does not change between two mails becomes
// one.
func (m maker) list(l *parse.ListNode, root, dot reflect.Type) form {
	if l == nil {
		return nil
	}
	var f form
	var fixed pen
	fixed.html = m.html
	settle := func() {
		if text := string(fixed.out); text != "" {
			f = append(f, func(p *pen, _, _ reflect.Value) { p.fixed(text) })
			fixed.out = nil
		}
	}
	for _, n := range l.Nodes {
		if text, ok := m.fixed(n, root, dot); ok {
			fixed.fixed(text)
			continue
		}
		settle()
		f = append(f, m.node(n, root, dot))
	}
	settle()
	return f
}

// fixed is what a node always says.
func (m maker) fixed(n parse.Node, root, dot reflect.Type) (string, bool) {
	switch n := n.(type) {
	case *parse.TextNode:
		if m.html {
			return squeeze(string(n.Text)), true
		}
		return string(n.Text), true
	case *parse.ActionNode:
		if e := m.pipe(n.Pipe, root, dot); e.get == nil {
			p := pen{html: m.html}
			p.text(e.text)
			return string(p.out), true
		}
	}
	return "", false
}

func (m maker) node(n parse.Node, root, dot reflect.Type) step {
	switch n := n.(type) {
	case *parse.ActionNode:
		return m.pipe(n.Pipe, root, dot).said()
	case *parse.IfNode:
		return m.branch(&n.BranchNode, root, dot, dot, false)
	case *parse.WithNode:
		return m.branch(&n.BranchNode, root, dot, m.pipe(n.Pipe, root, dot).typ, true)
	case *parse.RangeNode:
		each := m.pipe(n.Pipe, root, dot)
		body := m.item(each.typ.Elem(), m.list(n.List, root, each.typ.Elem()))
		return func(p *pen, root, dot reflect.Value) {
			all := each.get(root, dot)
			for i := range all.Len() {
				body.write(p, root, all.Index(i))
			}
		}
	case *parse.TemplateNode:
		about := m.pipe(n.Pipe, root, dot)
		body := m.list(m.trees[n.Name].Root, about.typ, about.typ)
		return func(p *pen, root, dot reflect.Value) {
			v := about.get(root, dot)
			body.write(p, v, v)
		}
	}
	panic(fmt.Sprintf("%s: not in the language of our forms", n))
}

// item is what a range says of each of its items. Documents, and where to get
// them, are the same in many mails: their pieces are written once.
func (m maker) item(typ reflect.Type, body form) form {
	switch typ {
	case reflect.TypeFor[i18n.Line]():
		return form{once(body, m.html, func(l i18n.Line) bool { return l.Refused == "" })}
	case reflect.TypeFor[whereView]():
		return form{once(body, m.html, func(whereView) bool { return true })}
	}
	return body
}

// once writes an item that alike allows to remember as it was written before. It
// knows nothing but the item.
func once[T comparable](body form, html bool, alike func(T) bool) step {
	var pieces memo[T, string]
	return func(p *pen, _, dot reflect.Value) {
		item := *dot.Addr().Interface().(*T)
		if !alike(item) {
			body.write(p, reflect.Value{}, dot)
			return
		}
		p.fixed(pieces.get(item, func() string {
			own := pen{html: html}
			body.write(&own, reflect.Value{}, dot)
			return string(own.out)
		}))
	}
}

// branch makes if and with; inner is what dot is in the first.
func (m maker) branch(n *parse.BranchNode, root, dot, inner reflect.Type, moves bool) step {
	when := m.pipe(n.Pipe, root, dot)
	then, otherwise := m.list(n.List, root, inner), m.list(n.ElseList, root, dot)
	return func(p *pen, root, dot reflect.Value) {
		v := when.get(root, dot)
		switch {
		case !truth(v):
			otherwise.write(p, root, dot)
		case moves:
			then.write(p, root, v)
		default:
			then.write(p, root, dot)
		}
	}
}

func truth(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.Pointer:
		return !v.IsNil()
	}
	return v.Len() > 0
}
