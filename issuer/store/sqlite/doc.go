// Package sqlite keeps the issuer's data in one SQLite file.
//
// The driver is modernc.org/sqlite, SQLite compiled to Go: no C compiler and
// no library is needed. Settings, and why:
//
//   - WAL, so that reading users never waits for a write.
//   - synchronous=FULL: what has been acknowledged survives the loss of power.
//     Today only `user` commands and the first start write, so it costs
//     nothing; when refresh tokens rotate, commits will be grouped instead of
//     being made less durable.
//   - foreign keys on, a busy timeout of 5 s, and secure_delete, so that a key
//     or a password that is replaced does not linger in free pages.
//   - The file is made with mode 0600, and an existing one is set to it: it
//     holds password hashes and, unless they are sealed, private keys.
//
// Migrations are SQL files, embedded and numbered; each runs in one
// transaction with the number it leads to, which SQLite keeps in the file's
// header (PRAGMA user_version). The header also names the program
// (PRAGMA application_id), so another program's database is refused rather
// than changed. A migration library would bring several modules for these ninety
// lines.
//
// The package knows nothing of tokens, passwords or HTTP. Its neighbour above
// is package server, which opens it; below there is only package store.
package sqlite
