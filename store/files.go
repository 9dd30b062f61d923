package store

import "context"

// FileRef is a file that rows refer to, and the first of them.
type FileRef struct {
	Hash       string
	Document   int64 // 0 where no document does
	Attachment int64 // 0 where no attachment does
}

// FileRefs reads what documents and attachments refer to, of the files whose
// hash begins with two digits.
func (r reader) FileRefs(ctx context.Context, shelf string) ([]FileRef, error) {
	var refs []FileRef
	end := shelf + "g" // after every hexadecimal digit
	err := r.all(ctx, &refs, `SELECT hash, MAX(document) AS document, MAX(attachment) AS attachment FROM (
		SELECT file_hash AS hash, MIN(id) AS document, 0 AS attachment FROM documents WHERE file_hash <> '' AND file_hash >= ? AND file_hash < ? GROUP BY file_hash
		UNION ALL
		SELECT file_hash AS hash, 0 AS document, MIN(id) AS attachment FROM attachments WHERE file_hash <> '' AND file_hash >= ? AND file_hash < ? GROUP BY file_hash
		) AS refs GROUP BY hash ORDER BY hash`, shelf, end, shelf, end)
	return refs, err
}
