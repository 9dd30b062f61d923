package portal

import (
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/i18n"
	"vigie/internal/safe"
)

// uploadPatience is how long a file may take on a slow line; every other
// request is cut much earlier.
const uploadPatience = 5 * time.Minute

// drained is how many times the largest file is read to its end, so that who
// sends too large a one reads why instead of a broken connection.
const drained = 4

// upload registers a page whose form may carry a file. It is read by the page
// itself, once it knows that whoever sends it may.
func (p *Portal) upload(mux *http.ServeMux, pattern string, do func(*visit) error) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r}
		v.texts, v.chosen = p.language(r)
		var err error
		if carriesFile(r) {
			if !p.limits.allow(r.Pattern, p.remote(r)) {
				err = domain.Refuse(domain.Conflict, "too_many_requests")
			}
		} else {
			err = p.admit(v)
		}
		if err == nil {
			err = do(v)
		}
		if err != nil {
			p.refuse(v, err)
		}
	})
}

func carriesFile(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == "multipart/form-data" && r.Method == http.MethodPost
}

// receive reads a form with a file: its fields where v.field finds them, and
// the file, nil when none was chosen. A refusal of the file comes with the
// fields, to be said beside it; the caller drops the file in any case.
func (p *Portal) receive(v *visit) (*desk.Upload, error) {
	v.patient(p.Now())
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, drained*p.Desk.UploadMax()+bodyMax)
	v.r.PostForm = url.Values{}
	form, err := v.r.MultipartReader()
	if err != nil {
		return nil, domain.Refuse(domain.Invalid, "form_unreadable")
	}
	var file *desk.Upload
	var refused error
	for fields := 0; ; {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return file, refused
		}
		if err != nil {
			return file, domain.Refuse(domain.Invalid, "form_unreadable")
		}
		switch {
		case part.FormName() == "file" && part.FileName() != "" && file == nil && refused == nil:
			file, refused = p.Desk.ReceiveUpload(part.FileName(), part)
			if refused != nil && domain.KindOf(refused) == "" {
				return file, cutOff(refused)
			}
		case part.FormName() != "file" && fields < 30:
			fields++
			text, err := io.ReadAll(io.LimitReader(part, bodyMax))
			if err != nil {
				return file, domain.Refuse(domain.Invalid, "form_unreadable")
			}
			v.r.PostForm.Add(part.FormName(), string(text))
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return file, domain.Refuse(domain.Invalid, "file_too_big", "Max", p.Desk.UploadMax()>>20)
		}
	}
}

// cutOff makes of a transfer that was too long, or ended before its end, a
// refusal; anything else is a fault of ours.
func cutOff(err error) error {
	var long *http.MaxBytesError
	var network net.Error
	switch {
	case errors.As(err, &long):
		return domain.Refuse(domain.Invalid, "file_too_big", "Max", long.Limit>>20/drained)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return domain.Refuse(domain.Invalid, "form_unreadable")
	}
	return err
}

// patient gives this request the time that a file takes.
func (v *visit) patient(now time.Time) {
	until := now.Add(uploadPatience)
	c := http.NewResponseController(v.w)
	_ = c.SetReadDeadline(until) // where the connection knows deadlines
	_ = c.SetWriteDeadline(until)
}

// depositForm is the form of a deposit, as views have it.
type depositForm struct {
	Kinds        []option
	Kind         string // what was typed, when the form comes back
	IssuedOn     string
	EndOn        string
	SecurityCode string
	Today        domain.Date
	MaxSize      string
	MayDeposit   bool
}

func (p *Portal) depositForm(v *visit, choices []domain.DepositChoice) depositForm {
	f := depositForm{Today: p.Desk.Today(), MaxSize: megabytes(v.texts, p.Desk.UploadMax()), MayDeposit: len(choices) > 0}
	for _, c := range choices {
		label := capital(v.texts.Document(safe.Line(c.Type.Code)))
		if c.FollowUpID != 0 {
			label += " – " + safe.Line(c.Buyer)
		}
		f.Kinds = append(f.Kinds, option{c.Type.Code + ":" + strconv.FormatInt(c.FollowUpID, 10), label})
	}
	return f
}

// typed puts back what somebody typed.
func (f *depositForm) typed(v *visit) {
	f.Kind, f.IssuedOn, f.EndOn, f.SecurityCode = v.field("type"), v.field("issued_on"), v.field("printed_end_on"), v.field("security_code")
}

// handover is the deposit that a form describes.
func handover(v *visit) (domain.Handover, error) {
	code, followUp, _ := strings.Cut(v.field("type"), ":")
	id, _ := strconv.ParseInt(followUp, 10, 64)
	h := domain.Handover{TypeCode: code, FollowUpID: id, SecurityCode: v.field("security_code")}
	if code == "" {
		return h, domain.Refuse(domain.Invalid, "field_missing", "Field", "type")
	}
	for field, into := range map[string]*domain.Date{"issued_on": &h.IssuedOn, "printed_end_on": &h.PrintedEndOn} {
		day := v.field(field)
		if err := validDay(day); err != nil {
			return h, domain.Refuse(domain.Invalid, "bad_date_field", "Field", field)
		}
		*into = domain.Date(day)
	}
	return h, nil
}

// depositField is the field of the form that a refusal is about.
func depositField(err error) string {
	for _, key := range []string{"file_too_big", "file_empty", "document_type", "document_broken", "document_file_missing", "files_off"} {
		if errors.Is(err, domain.Refuse(domain.Invalid, key)) {
			return "file"
		}
	}
	if field := fieldOf(err); field != "email" {
		return field
	}
	return "type"
}

func megabytes(t *i18n.Texts, n int64) string {
	return t.T("space.deposit.megabytes", "N", t.Number(max(n>>20, 1)))
}
