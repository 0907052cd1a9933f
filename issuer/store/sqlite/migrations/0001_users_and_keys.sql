CREATE TABLE users (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    password   TEXT NOT NULL,
    active     INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL -- microseconds since 1970, UTC
) STRICT;

-- The next number to be given to a user. Numbers are never used twice, so a
-- token of a user who is gone never names somebody else.
CREATE TABLE next_user_id (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO next_user_id VALUES (1, 1);

CREATE TABLE keys (
    id         TEXT PRIMARY KEY,
    use        TEXT NOT NULL CHECK (use IN ('access', 'refresh')),
    algorithm  TEXT NOT NULL,
    material   BLOB NOT NULL,
    seal       TEXT NOT NULL, -- empty: the material is in the clear
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX keys_by_use ON keys (use, algorithm, created_at);
