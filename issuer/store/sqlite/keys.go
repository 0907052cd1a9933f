package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/tallystick/tallystick/issuer/store"
)

const selectKey = "SELECT id, use, algorithm, material, seal, created_at FROM keys"

// FirstKey implements store.Keys.
func (s *Store) FirstKey(ctx context.Context, k store.Key) (_ store.Key, err error) {
	tx, err := s.db.BeginTx(ctx, nil) // immediate: it locks before it looks
	if err != nil {
		return store.Key{}, err
	}
	defer func() { err = errors.Join(err, ignoreDone(tx.Rollback())) }()
	there, err := scanKey(tx.QueryRowContext(ctx,
		selectKey+" WHERE use = ? AND algorithm = ? ORDER BY created_at LIMIT 1", k.Use, k.Algorithm))
	if !errors.Is(err, store.ErrNotFound) {
		return there, err
	}
	k.CreatedAt = stamp(k.CreatedAt)
	_, err = tx.ExecContext(ctx, "INSERT INTO keys (id, use, algorithm, material, seal, created_at) VALUES (?, ?, ?, ?, ?, ?)",
		k.ID, k.Use, k.Algorithm, k.Material, k.Seal, k.CreatedAt.UnixMicro())
	if err != nil {
		return store.Key{}, err
	}
	return k, tx.Commit()
}

// AllKeys implements store.Keys.
func (s *Store) AllKeys(ctx context.Context) ([]store.Key, error) {
	rows, err := s.db.QueryContext(ctx, selectKey+" ORDER BY created_at, id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []store.Key
	for rows.Next() {
		k, err := scanKey(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// Reseal implements store.Keys.
func (s *Store) Reseal(ctx context.Context, k store.Key) error {
	return s.one(ctx, "UPDATE keys SET material = ?, seal = ? WHERE id = ?", k.Material, k.Seal, k.ID)
}

func scanKey(row scanner) (k store.Key, err error) {
	var created int64
	err = row.Scan(&k.ID, &k.Use, &k.Algorithm, &k.Material, &k.Seal, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return store.Key{}, store.ErrNotFound
	}
	k.CreatedAt = time.UnixMicro(created).UTC()
	return k, err
}
