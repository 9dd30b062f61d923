package exchange

import (
	_ "embed"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// phoneTable is what libphonenumber knows of the numbers of each region, a
// line a region. A test makes it of the library and compares: the library
// itself takes 6 ms of every start to read its own.
//
//go:embed phone_regions.tsv
var phoneTable string

// phoneRegion is how a region writes its numbers.
type phoneRegion struct {
	code      string // that countries call it by
	idd       func() *regexp.Regexp
	prefix    func() *regexp.Regexp // before a national number, nil when none
	general   func() *regexp.Regexp // nil when anything goes
	transform string                // of what stands behind the prefix
	lengths   uint32                // possible ones, a bit each
	local     uint32                // possible inside a town only
}

// phoneRegions are the regions by their two letters, and by calling code the
// one that speaks for all that share it.
type phoneRegions struct {
	named, coded map[string]*phoneRegion
}

var regions = sync.OnceValue(func() phoneRegions {
	out := phoneRegions{named: map[string]*phoneRegion{}, coded: map[string]*phoneRegion{}}
	for line := range strings.Lines(phoneTable) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		r := &phoneRegion{code: f[2], idd: pattern("^(?:" + f[3] + ")"), transform: f[5], lengths: lengthsOf(f[6]), local: lengthsOf(f[7])}
		if f[4] != "" {
			r.prefix = pattern("^(?:" + f[4] + ")")
		}
		if f[8] != "" {
			r.general = pattern("^(?:" + f[8] + ")$")
		}
		out.named[f[0]] = r
		if f[1] == "main" {
			out.coded[r.code] = r
		}
	}
	return out
})

// pattern is compiled when a number first asks for it.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

func lengthsOf(list string) (set uint32) {
	for length := range strings.SplitSeq(list, ",") {
		if n, err := strconv.Atoi(length); err == nil {
			set |= 1 << n
		}
	}
	return set
}

// fit is what the length of a national number says of it.
type fit int

const (
	unfit fit = iota // too short, or between two possible lengths
	localOnly
	possible
	tooLong
)

func (r *phoneRegion) fits(number string) fit {
	n := len(number)
	switch {
	case r.local>>n&1 == 1:
		return localOnly
	case r.lengths>>n&1 == 1:
		return possible
	case n >= bits.Len32(r.lengths):
		return tooLong
	}
	return unfit
}

func (r *phoneRegion) valid(number string) bool {
	return r.general != nil && r.general().MatchString(number)
}

// strip takes the prefix of national calls away, unless that makes a good
// number a bad one.
func (r *phoneRegion) strip(number string) string {
	if r.prefix == nil {
		return number
	}
	groups := r.prefix().FindStringSubmatchIndex(number)
	if groups == nil {
		return number
	}
	stripped := number[groups[1]:]
	if last := len(groups) - 2; r.transform != "" && groups[last] >= 0 {
		stripped = r.prefix().ReplaceAllString(number, r.transform)
	}
	if r.valid(number) && !r.valid(stripped) {
		return number
	}
	return stripped
}
