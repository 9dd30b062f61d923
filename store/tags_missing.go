//go:build !sqlite_fts5

package store

// A binary without full-text search would fail at its first migration: refuse
// to compile instead, and name what is missing.
var _ = build_with_make_or_with_tags_sqlite_fts5_and_sqlite_omit_load_extension
