-- The edition and the register of what went into it.

CREATE TABLE edition (
  id          TEXT NOT NULL PRIMARY KEY, -- stable name of the series, for example 'leicester-leicestershire'
  date        TEXT NOT NULL,             -- edition date, YYYY-MM-DD; names the edition everywhere
  title       TEXT NOT NULL,             -- what a person calls it
  place       TEXT NOT NULL,             -- code of the area that the edition is about (area.code)
  publisher   TEXT NOT NULL,             -- the custodian who built and answers for it
  licence     TEXT NOT NULL,             -- licence of the edition as a whole
  language    TEXT NOT NULL,             -- BCP 47 tag of the texts
  notes       TEXT NOT NULL              -- what a reader should know about this edition
) STRICT;

CREATE TABLE source (
  id           TEXT NOT NULL PRIMARY KEY, -- short stable key, for example 'lsip-plan', 'ons-adverts'
  title        TEXT NOT NULL,             -- what it is, in words for people
  publisher    TEXT NOT NULL,             -- who published it
  publication  TEXT,                      -- the work or dataset that it was taken from
  class        TEXT NOT NULL,             -- primary | secondary | published | simulated
  licence      TEXT NOT NULL,             -- licence that it may be used under
  attribution  TEXT NOT NULL,             -- text that must stand under every figure made from it
  period       TEXT,                      -- time covered, in words
  released     TEXT,                      -- YYYY-MM-DD or YYYY-MM; NULL: the document bears no date
  retrieved    TEXT,                      -- YYYY-MM-DD on which we took it; NULL: not known
  next_release TEXT,                      -- YYYY-MM-DD or YYYY-MM of the expected next release; NULL: none announced
  checked      TEXT,                      -- YYYY-MM-DD on which the publisher was last asked with success; NULL: not asked
  status       TEXT NOT NULL,             -- current | late (next release overdue, or the last try failed) | dead (long overdue) | fixed (a copy that is not followed)
  url          TEXT,                      -- address of the publication
  method       TEXT,                      -- how the figures were made
  caveat       TEXT,                      -- what a reader must know
  breaks       TEXT,                      -- changes of method that break a series
  coverage     TEXT,                      -- who and where it covers
  tier         TEXT,                      -- official statistics, in development, survey, own ...
  row_count    INTEGER NOT NULL,          -- rows of this edition taken from it: findings, lists and cubes; of a source of areas, outlines or codes those of its files
  sha256       TEXT NOT NULL              -- SHA-256 in hex of the source table as read; of several: of their hashes in order of file name
) STRICT;

CREATE TABLE source_file (
  source    TEXT NOT NULL REFERENCES source (id), -- whose file
  name      TEXT NOT NULL,                        -- file name, without folder
  sha256    TEXT NOT NULL,                        -- SHA-256 in hex of its bytes
  rows_read INTEGER NOT NULL,                     -- records read below the heading
  rows_kept INTEGER NOT NULL,                     -- of these, records that became rows of the edition
  note      TEXT NOT NULL,                        -- what was left out and why, in words; '' where nothing was
  PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE glossary (
  word    TEXT NOT NULL PRIMARY KEY, -- term of art
  aliases TEXT NOT NULL,             -- other spellings, separated by '; '
  meaning TEXT NOT NULL              -- plain meaning, one or two sentences
) STRICT;

CREATE TABLE caveat (
  key  TEXT NOT NULL PRIMARY KEY, -- name of the warning, for example 'simulated'
  rank INTEGER NOT NULL,          -- order: the first that applies stands in the band, the rest in the notes
  text TEXT NOT NULL              -- one sentence
) STRICT;
