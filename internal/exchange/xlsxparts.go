package exchange

import (
	"strconv"
	"strings"
)

// The parts of a workbook beside its rows. Every part in XML is a sheet unless
// said otherwise, so the list of contents stands before the sheets are counted.
const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	openXML      = `http://schemas.openxmlformats.org/`
	openXMLType  = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
	contentTypes = xmlHead + `<Types xmlns="` + openXML + `package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="` + openXMLType + `worksheet+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + openXMLType + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + openXMLType + `styles+xml"/></Types>`
	packageLinks = xmlHead + `<Relationships xmlns="` + openXML + `package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + openXML + `officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	plainStyles = xmlHead + `<styleSheet xmlns="` + openXML + `spreadsheetml/2006/main">` +
		`<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
	sheetHead = xmlHead + `<worksheet xmlns="` + openXML + `spreadsheetml/2006/main"><sheetData>`
	sheetFoot = `</sheetData></worksheet>`
)

// book lists the sheets by name.
func (x *xlsxWriter) book() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<workbook xmlns="` + openXML + `spreadsheetml/2006/main" xmlns:r="` + openXML + `officeDocument/2006/relationships"><sheets>`)
	for i := 1; i <= x.sheets; i++ {
		n := strconv.Itoa(i)
		b.WriteString(`<sheet name="` + x.title(i) + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
	}
	b.WriteString(`</sheets></workbook>`)
	return b.String()
}

// bookLinks says where the sheets are.
func (x *xlsxWriter) bookLinks() string {
	const link = `" Type="` + openXML + `officeDocument/2006/relationships/`
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="` + openXML + `package/2006/relationships">`)
	for i := 1; i <= x.sheets; i++ {
		n := strconv.Itoa(i)
		b.WriteString(`<Relationship Id="rId` + n + link + `worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	b.WriteString(`<Relationship Id="rId` + strconv.Itoa(x.sheets+1) + link + `styles" Target="styles.xml"/></Relationships>`)
	return b.String()
}
