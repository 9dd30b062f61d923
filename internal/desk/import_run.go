package desk

import (
	"context"
	"errors"
	"io"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

const (
	// calmCommit is how long a commit may hold the writer, the disk included,
	// while nobody waits for it; crowdedCommit is how long while somebody does.
	calmCommit, crowdedCommit = 15 * time.Millisecond, 6 * time.Millisecond
	// crowdedFor is for how many commits after somebody waited.
	crowdedFor = 100
	// A line makes up to ten rows, and a commit at most 10,000; an import begins
	// with a few.
	firstLines, fewestLines, mostLines = 20, 4, 1000
	parsedLines                        = 100 // handed over at once by the parser
	clashes                            = 5   // tries where somebody else makes the same rows
)

// importer runs one file: it is read in one goroutine and applied in another,
// in commits of their own.
type importer[L any] struct {
	d     *Desk
	by    domain.Actor
	o     ImportOptions
	kind  domain.ImportKind
	lines lineReader[L]
	keep  func(*L) // makes a line outlive the next one
	apply func(context.Context, *store.ImportTx, importPart, []L) ([]outcome, error)

	rows    *store.ImportRun
	overlay *store.Overlay
	batch   domain.ImportBatch
	since   int64
	reasons map[string]int
	began   time.Time
	aim     int   // lines of the next commit
	waits   int64 // of those who had to wait for the writer, as last seen
	crowded int   // for so many commits yet
}

// importPart is what the lines of one commit share.
type importPart struct {
	batch int64
	since int64 // the first of the batches that are one import
	now   domain.Instant
	today domain.Date
	actor string
	dry   bool

	channel domain.Channel // how the lines came
}

// outcome is what applying a line came to.
type outcome struct {
	domain.ImportLine
	warnings                         []string
	kept                             []KeptValue
	establishments, followUps, users int
}

// parsed are lines on their way from the parser; err ends them.
type parsed[L any] struct {
	lines []L
	cells [][]string
	bytes int64
	err   error
}

func (im *importer[L]) run(ctx context.Context) (sum ImportSummary, err error) {
	defer func() { err = errors.Join(err, im.lines.Close()) }()
	if im.o.OnOpen != nil {
		if err := im.o.OnOpen(im.lines.Headings(), im.lines.Unused()); err != nil {
			return sum, err
		}
	}
	if err := im.begin(ctx); err != nil {
		return sum, err
	}
	if im.overlay != nil {
		defer func() { err = errors.Join(err, im.overlay.Close()) }()
	}
	parsing, stop := context.WithCancel(ctx)
	parts := make(chan parsed[L], 8)
	go im.parse(parsing, parts)
	cause := im.consume(ctx, parts)
	stop()
	for range parts { // the parser has ended before the file is closed
	}
	err = im.finish(ctx, cause)
	sum = summaryOf(im.batch, im.reasons)
	if im.o.DryRun {
		sum.Batch = 0
	}
	return sum, err
}

// begin opens the batch, or the overlay of a dry run.
func (im *importer[L]) begin(ctx context.Context) (err error) {
	im.began, im.reasons, im.aim = im.d.now(), map[string]int{}, firstLines
	im.batch = domain.ImportBatch{Kind: string(im.kind), FileName: im.o.FileName, State: domain.ImportRunning}
	if im.rows, err = im.d.db.NewImportRun(ctx); err != nil {
		return err
	}
	if im.o.DryRun {
		if im.overlay, err = im.d.db.NewOverlay(ctx, im.o.TempDir); err != nil {
			return err
		}
		im.batch.ID, err = im.d.db.NextImport(ctx)
	} else {
		err = im.d.act(ctx, im.by, domain.ImportFile, func(tx *store.Tx) (err error) {
			im.batch.ID, err = tx.BeginImport(ctx, im.batch)
			return err
		})
	}
	if err == nil {
		im.since, err = im.d.db.FirstCutImport(ctx, im.batch)
	}
	return err
}

// parse reads the file to its end, or until nobody listens.
func (im *importer[L]) parse(ctx context.Context, to chan<- parsed[L]) {
	defer close(to)
	for {
		p := parsed[L]{lines: make([]L, 0, parsedLines)}
		for len(p.lines) < parsedLines && p.err == nil {
			var line L
			if p.err = im.lines.Read(&line); p.err != nil {
				break
			}
			im.keep(&line)
			p.lines = append(p.lines, line)
			if im.o.OnLine != nil {
				p.cells = append(p.cells, clone(im.lines.Cells()))
			}
		}
		p.bytes = im.lines.BytesRead()
		select {
		case to <- p:
		case <-ctx.Done():
			return
		}
		if p.err != nil {
			return
		}
	}
}

// consume commits the lines as they come and returns why it stopped, nil at
// the end of the file.
func (im *importer[L]) consume(ctx context.Context, parts <-chan parsed[L]) error {
	var waiting parsed[L]
	for p := range parts {
		waiting.lines, waiting.cells = append(waiting.lines, p.lines...), append(waiting.cells, p.cells...)
		for len(waiting.lines) >= im.aim || p.err != nil && len(waiting.lines) > 0 {
			n := min(im.aim, len(waiting.lines))
			if err := im.commit(ctx, waiting.lines[:n], waiting.cells[:min(n, len(waiting.cells))], p.bytes); err != nil {
				return err
			}
			waiting.lines, waiting.cells = waiting.lines[n:], waiting.cells[min(n, len(waiting.cells)):]
		}
		if errors.Is(p.err, io.EOF) {
			return nil
		}
		if p.err != nil {
			return p.err
		}
	}
	return ctx.Err()
}

// commit applies lines in one transaction, tells what became of them, and
// lets others write.
func (im *importer[L]) commit(ctx context.Context, lines []L, cells [][]string, read int64) error {
	var began time.Time
	var outcomes []outcome
	var after domain.ImportBatch
	err := im.write(ctx, func(it *store.ImportTx) (err error) {
		began = im.d.now()
		part := importPart{batch: im.batch.ID, since: im.since, now: it.Now(), today: im.d.Today(), actor: im.by.Name, dry: im.o.DryRun, channel: domain.ChannelImport}
		if outcomes, err = im.apply(ctx, it, part, lines); err != nil {
			return err
		}
		after = im.batch
		if err := im.settle(ctx, it, &after, outcomes); err != nil {
			return err
		}
		return it.MergeWords(ctx, len(lines))
	})
	took := im.d.now().Sub(began)
	if err != nil {
		return err
	}
	im.batch = after
	for i, o := range outcomes {
		if o.Reason != "" {
			im.reasons[o.Reason]++
		}
		if im.o.OnLine != nil {
			if err := im.o.OnLine(ImportedLine{o.Line, cells[i], o.Verdict, o.Reason, o.warnings, o.kept}); err != nil {
				return err
			}
		}
	}
	im.pace(len(lines), took)
	im.progress(read)
	return nil
}

// write is one transaction of the import, tried again where somebody else
// just made the same rows.
func (im *importer[L]) write(ctx context.Context, fn func(*store.ImportTx) error) (err error) {
	for range clashes {
		if im.overlay != nil {
			err = im.overlay.Apply(ctx, im.by, im.rows, fn)
		} else {
			err = im.d.act(ctx, im.by, domain.ImportFile, func(tx *store.Tx) error { return fn(tx.Import(im.rows)) })
		}
		if !store.ImportClash(err) {
			return err
		}
	}
	return err
}

// pace chooses how many lines the next commit takes. Those who wait for the
// writer have their turn between two.
func (im *importer[L]) pace(lines int, took time.Duration) {
	im.crowded = max(0, im.crowded-1)
	if waits := im.d.db.Waits(); waits > im.waits {
		im.waits, im.crowded = waits, crowdedFor
	}
	limit := calmCommit
	if im.crowded > 0 {
		limit = crowdedCommit
	}
	switch {
	case took > limit:
		im.aim = max(fewestLines, int(float64(lines)*float64(limit)/float64(took)))
	case took < limit*2/3 && lines >= im.aim:
		im.aim = min(mostLines, im.aim+im.aim/4+1)
	}
}

func (im *importer[L]) progress(read int64) {
	if im.o.OnProgress == nil {
		return
	}
	p := ImportProgress{Lines: im.batch.Lines, Bytes: read}
	if spent := im.d.now().Sub(im.began); spent > 0 {
		p.Rate = float64(p.Lines) / spent.Seconds()
		if im.o.Size > read && read > 0 {
			p.Remaining = time.Duration(float64(spent) * float64(im.o.Size-read) / float64(read))
		}
	}
	im.o.OnProgress(p)
}
