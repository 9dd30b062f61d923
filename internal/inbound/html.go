package inbound

import (
	"html"
	"strings"
)

// plainOf is the text that an HTML mail says: tags go, paragraphs and lines
// stay, what is no text (styles, scripts, titles) goes with its content.
func plainOf(source string) string {
	var b strings.Builder
	for rest := source; rest != ""; {
		text, tag, behind := nextTag(rest)
		b.WriteString(spaced(text))
		rest = behind
		name := tagName(tag)
		switch name {
		case "script", "style", "head", "title":
			rest = skipTo(rest, "</"+name)
		case "br":
			b.WriteString("\n")
		case "p", "/p", "div", "/div", "tr", "/tr", "li", "h1", "h2", "h3", "/h1", "/h2", "/h3", "blockquote", "/blockquote", "/table":
			b.WriteString("\n")
			if name == "li" {
				b.WriteString("- ")
			}
		case "td", "th":
			b.WriteString(" ")
		}
	}
	return tidyLines(html.UnescapeString(b.String()))
}

// nextTag cuts a source at its next tag; tag is what stands between < and >.
func nextTag(source string) (text, tag, behind string) {
	open := strings.IndexByte(source, '<')
	if open < 0 {
		return source, "", ""
	}
	text, inside := source[:open], source[open+1:]
	if strings.HasPrefix(inside, "!--") {
		return text, "", skipPast(inside, "-->")
	}
	quote := byte(0)
	for i := 0; i < len(inside); i++ {
		switch c := inside[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return text, inside[:i], inside[i+1:]
		}
	}
	return text, "", ""
}

func tagName(tag string) string {
	name, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(strings.ToLower(tag)), "/"), " ")
	name, _, _ = strings.Cut(name, "\n")
	return name
}

func skipPast(s, mark string) string {
	_, behind, _ := strings.Cut(s, mark)
	return behind
}

// skipTo goes to a mark, whatever its case; to the end where there is none.
func skipTo(s, mark string) string {
	at := strings.Index(strings.ToLower(s), mark)
	if at < 0 {
		return ""
	}
	return s[at:]
}

// spaced is a text as HTML shows it: any white space is one space.
func spaced(text string) string {
	return strings.NewReplacer("\r", " ", "\n", " ", "\t", " ").Replace(text)
}

// tidyLines takes superfluous spaces and more than one empty line out.
func tidyLines(text string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
