"""The tables of the article store.

``article.recipe`` tells what its chunks were made with; it is null until they are in both stores, and such an
article is not shown. ``digest`` is the SHA-256 of what was embedded, ``linked`` whether its twins have been looked
for. A carrier is a place in a file that holds an article; a twin is the same sentence in another article, and
every pair is there both ways.
"""

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY, source TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    sha256 TEXT NOT NULL, reader TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS skip (
    path TEXT NOT NULL REFERENCES file (path) ON DELETE CASCADE, source TEXT NOT NULL, reason TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS skip_path ON skip (path);
CREATE TABLE IF NOT EXISTS article (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, source TEXT NOT NULL, outlet TEXT, byline TEXT,
    published TEXT, inferred INTEGER NOT NULL, place TEXT, url TEXT, recipe TEXT, digest TEXT,
    linked INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS article_published ON article (published);
CREATE TABLE IF NOT EXISTS carrier (
    path TEXT NOT NULL REFERENCES file (path) ON DELETE CASCADE, source TEXT NOT NULL,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE, PRIMARY KEY (path, source)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS carrier_article ON carrier (article_id);
CREATE TABLE IF NOT EXISTS sentence (
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY (article_id, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chunk (
    id INTEGER PRIMARY KEY, article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, spans TEXT NOT NULL, UNIQUE (article_id, number)
);
CREATE VIRTUAL TABLE IF NOT EXISTS chunk_text
USING fts5 (title, text, tokenize = "porter unicode61 remove_diacritics 2");
CREATE TRIGGER IF NOT EXISTS chunk_gone AFTER DELETE ON chunk BEGIN DELETE FROM chunk_text WHERE rowid = old.id; END;
CREATE TABLE IF NOT EXISTS twin (
    article_id TEXT NOT NULL, number INTEGER NOT NULL, other_id TEXT NOT NULL, other_number INTEGER NOT NULL,
    PRIMARY KEY (article_id, number, other_id, other_number),
    FOREIGN KEY (article_id, number) REFERENCES sentence (article_id, number) ON DELETE CASCADE,
    FOREIGN KEY (other_id, other_number) REFERENCES sentence (article_id, number) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS twin_other ON twin (other_id, other_number);
"""
