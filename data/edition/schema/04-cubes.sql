-- Cubes carry all figures. Each cube has one table "cube_<name>", made from its description here.

CREATE TABLE cube (
  name   TEXT NOT NULL PRIMARY KEY, -- [a-z][a-z0-9_]*; its rows stand in the table cube_<name>
  title  TEXT NOT NULL,             -- what it holds
  kind   TEXT NOT NULL,             -- score (count, sum, sum of squares) | share (count of base) | published (value, low, high) | facts (row, value)
  source TEXT NOT NULL REFERENCES source (id), -- main source; rows of published cubes name their own
  note   TEXT NOT NULL              -- method in one sentence
) STRICT;

CREATE TABLE cube_dimension (
  cube       TEXT NOT NULL REFERENCES cube (name), -- cube
  name       TEXT NOT NULL,                        -- column that holds the code
  position   INTEGER NOT NULL,                     -- order of the columns
  reference  TEXT NOT NULL,                        -- table that explains the codes; '' where the code is its own label
  list       TEXT NOT NULL,                        -- where reference is 'code': code_list.name; '' otherwise
  title      TEXT NOT NULL,                        -- name for people
  PRIMARY KEY (cube, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE cube_measure (
  cube  TEXT NOT NULL REFERENCES cube (name), -- cube
  name  TEXT NOT NULL,                        -- code of the measure (column "measure" of a published cube) or column
  unit  TEXT NOT NULL,                        -- what one is
  title TEXT NOT NULL,                        -- name for people
  PRIMARY KEY (cube, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE series_break (
  cube    TEXT NOT NULL REFERENCES cube (name), -- cube
  measure TEXT NOT NULL,                        -- measure that it concerns; '' for all of the cube
  period  TEXT NOT NULL,                        -- first period measured in the new way
  text    TEXT NOT NULL,                        -- what changed, one sentence; figures before and after are never joined
  PRIMARY KEY (cube, measure, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE cube_caveat (
  cube     TEXT NOT NULL REFERENCES cube (name), -- cube
  measure  TEXT NOT NULL,                        -- measure that it concerns; '' for all of the cube
  position INTEGER NOT NULL,                     -- order, the gravest first
  text     TEXT NOT NULL,                        -- what a reader of the figure must know, one or two sentences
  PRIMARY KEY (cube, measure, position)
) STRICT, WITHOUT ROWID;

-- The tables of the cubes, by kind (generated from the description; shown here for the reader):
--   score:     <dimensions…> TEXT, n INTEGER, sum REAL, sum2 REAL, missing TEXT
--              n answered; sum of their answers; sum of the squares
--   share:     <dimensions…> TEXT, k INTEGER, n INTEGER, missing TEXT
--              k of n
--   published: <dimensions…> TEXT, measure TEXT, value REAL, low REAL, high REAL, base INTEGER, unit TEXT,
--              missing TEXT, flag TEXT, source TEXT
--              low and high are the publisher's 95 % range; flag letters as published
--   facts:     row INTEGER PRIMARY KEY, <dimensions…> INTEGER, value INTEGER
--              single facts by the million: a dimension holds the position of a code of its list (table code);
--              a fact keeps its number from edition to edition
-- The dimensions are NOT NULL and, but in facts, with measure the primary key. Exactly one of value (n, k) and missing is
-- NULL; missing holds a code (x, z, c, u, low; lt10 and gt90: a share under 10 or over 90 per cent). The code 'all' of a dimension is its total, never one of its parts.
