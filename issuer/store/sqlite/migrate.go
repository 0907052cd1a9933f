package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/tallystick/tallystick/issuer/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a file as the issuer's: "Taly".
const applicationID = 0x54616c79

// migrate brings the schema up to this release, one transaction per step. Two
// issuers that start at once take turns: each step locks before it looks.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Glob(migrations, "migrations/*.sql") // sorted, so by number
	if err != nil {
		return err
	}
	for {
		done, err := step(ctx, db, files)
		if err != nil || done {
			return err
		}
	}
}

// step runs the migration that is next, if any.
func step(ctx context.Context, db *sql.DB, files []string) (done bool, err error) {
	version, err := identify(ctx, db, len(files))
	if err != nil || version == len(files) {
		return true, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return true, err
	}
	defer func() { err = errors.Join(err, ignoreDone(tx.Rollback())) }()
	if version, err = identify(ctx, tx, len(files)); err != nil || version == len(files) {
		return true, err
	}
	text, err := migrations.ReadFile(files[version])
	if err != nil {
		return true, err
	}
	head := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, version+1)
	if _, err := tx.ExecContext(ctx, string(text)+"\n"+head); err != nil {
		return true, fmt.Errorf("migration %s: %w", files[version], err)
	}
	return false, tx.Commit()
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// identify returns the version of the schema, 0 for an empty file.
func identify(ctx context.Context, q querier, newest int) (int, error) {
	var application, version, tables int
	// One statement, so that all three are of one moment.
	row := q.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_master)`)
	if err := row.Scan(&application, &version, &tables); err != nil {
		return 0, err
	}
	switch {
	case application == 0 && version == 0 && tables == 0:
		return 0, nil
	case application != applicationID:
		return 0, store.ErrForeign
	case version > newest:
		return 0, store.ErrNewerSchema
	}
	return version, nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}
