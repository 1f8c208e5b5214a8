-- The taxonomy: schemes of concepts, texts of both sides, and how their statements meet the concepts.
-- Facet (K, S, B) -> area -> split by route -> concept of a scheme (ESCO, O*NET, SSC) -> statement.

CREATE TABLE scheme (
  id       TEXT NOT NULL PRIMARY KEY,           -- areas | esco | onet | ssc | another: small letters, digits, hyphens
  title    TEXT NOT NULL,                       -- name for people
  version  TEXT NOT NULL,                       -- version as its publisher writes it
  url      TEXT,                                -- page of its publisher
  position INTEGER NOT NULL,                    -- order in lists
  source   TEXT NOT NULL REFERENCES source (id) -- where it comes from
) STRICT;

CREATE TABLE concept (
  code        TEXT NOT NULL PRIMARY KEY,            -- K, K01, K01.construction; esco:<id>, onet:<id>, ssc:<id>
  scheme      TEXT NOT NULL REFERENCES scheme (id), -- which scheme it stands in
  kind        TEXT NOT NULL,                        -- facet | area | split | group | concept
  ksb         TEXT NOT NULL,                        -- K, S or B; '' where the scheme does not say
  label       TEXT NOT NULL,                        -- preferred label
  description TEXT NOT NULL,                        -- what it means; '' none
  url         TEXT,                                 -- page about it
  term        TEXT REFERENCES term (code),          -- the plan's term that this area is; NULL: none
  position    INTEGER NOT NULL                      -- order in lists
) STRICT;

CREATE TABLE concept_label (
  concept TEXT NOT NULL REFERENCES concept (code), -- concept
  label   TEXT NOT NULL,                           -- another word for it
  kind    TEXT NOT NULL,                           -- alternative | seed (a word that points to an area)
  PRIMARY KEY (concept, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE concept_broader (
  concept TEXT NOT NULL REFERENCES concept (code), -- the narrower one
  broader TEXT NOT NULL REFERENCES concept (code), -- the broader one
  method  TEXT NOT NULL,                           -- declared (by its scheme or by our table of links) | matched
  PRIMARY KEY (concept, broader),
  UNIQUE (broader, concept)
) STRICT, WITHOUT ROWID;

CREATE TABLE concept_link (
  concept  TEXT NOT NULL REFERENCES concept (code), -- one concept
  relation TEXT NOT NULL,                           -- exact | close | related (as in SKOS)
  target   TEXT NOT NULL REFERENCES concept (code), -- concept of another scheme, or of its own when related
  PRIMARY KEY (concept, relation, target)
) STRICT, WITHOUT ROWID;

-- A document is a text that statements stand in, or many of a kind summed up by whoever counted them.
CREATE TABLE document (
  code        TEXT NOT NULL PRIMARY KEY,            -- ST0005, C-M01, A0001, profile:<slug>, adverts:<region>
  kind        TEXT NOT NULL,                        -- standard | course | advert | profile | adverts (a sum of many) | survey
  side        TEXT NOT NULL,                        -- supply | demand | survey
  title       TEXT NOT NULL,                        -- name for people
  description TEXT NOT NULL,                        -- what it is about; '' none
  level       INTEGER,                              -- level 1 to 8; NULL: none
  route       TEXT NOT NULL,                        -- occupational route as its publisher words it; '' none
  sector      TEXT REFERENCES sector (code),        -- sector that it belongs to; NULL: not said
  area        TEXT REFERENCES area (code),          -- where it is; NULL: everywhere or not said
  period      TEXT NOT NULL,                        -- YYYY, YYYY-MM or YYYY-MM-DD; '' not dated
  soc         TEXT NOT NULL,                        -- SOC code of the occupation; '' none
  soc_edition TEXT NOT NULL,                        -- 2010 | 2020; '' none
  provider    TEXT REFERENCES provider (code),      -- who teaches it; NULL: not one provider
  texts       REAL,                                 -- how many texts it sums up; NULL: it is one
  url         TEXT,                                 -- page about it
  source      TEXT NOT NULL REFERENCES source (id)  -- where it comes from
) STRICT;

CREATE TABLE document_title (
  document TEXT NOT NULL REFERENCES document (code), -- document
  title    TEXT NOT NULL,                            -- another title, for example of a job that it leads to
  PRIMARY KEY (document, title)
) STRICT, WITHOUT ROWID;

-- How much a document counts: learners who began or achieved, vacancies, people employed.
CREATE TABLE document_weight (
  document TEXT NOT NULL REFERENCES document (code), -- document
  measure  TEXT NOT NULL,                            -- starts | achievements | vacancies | employment
  area     TEXT NOT NULL REFERENCES area (code),     -- where
  provider TEXT NOT NULL,                            -- provider.code, or code of the list of providers; '' all together
  period   TEXT NOT NULL,                            -- YYYY, YYYY-MM, 2023/24, or a part of that: 2025/26 (part)
  value    REAL NOT NULL,                            -- number of people or adverts
  estimate INTEGER NOT NULL,                         -- 1: shared out by us from a larger area, 0: counted by its publisher
  source   TEXT NOT NULL REFERENCES source (id),     -- where it comes from
  PRIMARY KEY (document, measure, area, provider, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
  id          INTEGER NOT NULL PRIMARY KEY,             -- number, in order of side, document and position
  document    TEXT NOT NULL REFERENCES document (code), -- text that it stands in
  side        TEXT NOT NULL,                            -- supply | demand | survey, as its document
  number      TEXT NOT NULL,                            -- its publisher's number in the document (K3); '' none
  ksb         TEXT NOT NULL,                            -- K, S or B
  declared    INTEGER NOT NULL,                         -- 1: its publisher says whether K, S or B; 0: predicted
  probability REAL,                                     -- of the predicted type; NULL: declared
  text        TEXT NOT NULL,                            -- the sentence
  hash        TEXT NOT NULL,                            -- of the cleaned text: 32 hexadecimal digits
  mentions    REAL,                                     -- how many of the document's texts carry it; NULL: it is one text
  UNIQUE (document, id),
  UNIQUE (hash, id)
) STRICT;

CREATE TABLE statement_term (
  statement INTEGER NOT NULL REFERENCES statement (id), -- the sentence
  term      TEXT NOT NULL REFERENCES term (code),       -- what it is about
  score     REAL NOT NULL,                              -- 1 full, 0.5 part
  method    TEXT NOT NULL,                              -- how it was tied: 'declared' or a matcher's version
  reviewer  TEXT,                                       -- role of who checked it; NULL: nobody
  PRIMARY KEY (statement, term)
) STRICT, WITHOUT ROWID;

-- How things were worked out: a page for each method, in words.
CREATE TABLE method (
  id      TEXT NOT NULL PRIMARY KEY, -- areas-1, concepts-1, gap-1
  title   TEXT NOT NULL,             -- name for people
  version TEXT NOT NULL,             -- version of the program's method and of its tables
  text    TEXT NOT NULL              -- paragraphs, one a line; a line that begins with two blanks is a query
) STRICT;

CREATE TABLE statement_match (
  statement  INTEGER NOT NULL REFERENCES statement (id), -- the sentence
  level      TEXT NOT NULL,                              -- area | concept
  rank       INTEGER NOT NULL,                           -- 1 is the best
  concept    TEXT NOT NULL REFERENCES concept (code),    -- what it is about
  score      REAL NOT NULL,                              -- of the matcher, 0 to 1
  margin     REAL NOT NULL,                              -- score less that of the next one
  confidence REAL NOT NULL,                              -- calibrated: how often such a match is right, 0 to 1
  method     TEXT NOT NULL REFERENCES method (id),       -- how it was found
  status     TEXT NOT NULL,                              -- matched | unsure (not counted) | confirmed | corrected (by an override)
  PRIMARY KEY (statement, level, rank),
  UNIQUE (concept, statement, level)
) STRICT, WITHOUT ROWID;

-- People's corrections, by the hash of the text: they hold for every statement of that text, also after a new import.
CREATE TABLE match_override (
  hash     TEXT NOT NULL,                            -- statement.hash
  level    TEXT NOT NULL,                            -- area | concept
  concept  TEXT NOT NULL REFERENCES concept (code),  -- what is decided about
  decision TEXT NOT NULL,                            -- is | is-not
  reason   TEXT NOT NULL,                            -- why, in words
  author   TEXT NOT NULL,                            -- role of who decided
  decided  TEXT NOT NULL,                            -- YYYY-MM-DD
  PRIMARY KEY (hash, level, concept)
) STRICT, WITHOUT ROWID;
