-- Reference tables: the codes that cubes and statements use.

CREATE TABLE area (
  code       TEXT NOT NULL PRIMARY KEY, -- official code (GSS) or our own key
  name       TEXT NOT NULL,             -- name for people
  kind       TEXT NOT NULL,             -- country | region | combined-authority | lsip-2023 | lsip-2025 | lep | district
  parent     TEXT REFERENCES area (code), -- area that it lies in
  official   INTEGER NOT NULL,          -- 1: the code is the official one, 0: our own key
  valid_from TEXT,                      -- YYYY-MM from which the area exists; NULL: not limited
  valid_to   TEXT,                      -- YYYY-MM to which it existed; NULL: still there
  lon        REAL,                      -- label point, degrees east (WGS 84)
  lat        REAL,                      -- label point, degrees north (WGS 84)
  position   INTEGER NOT NULL,          -- order in lists
  note       TEXT                       -- remark
) STRICT;

CREATE TABLE area_boundary (
  area TEXT NOT NULL REFERENCES area (code), -- whose outline
  ring INTEGER NOT NULL,                     -- 1 is the largest part
  seq  INTEGER NOT NULL,                     -- order of the points, anticlockwise, not closed
  lon  REAL NOT NULL,                        -- degrees east (WGS 84)
  lat  REAL NOT NULL,                        -- degrees north (WGS 84)
  PRIMARY KEY (area, ring, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE area_part (
  area TEXT NOT NULL REFERENCES area (code), -- an area made of others
  part TEXT NOT NULL REFERENCES area (code), -- one of them; all of an area's parts together are the area
  PRIMARY KEY (area, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE area_change (
  area      TEXT NOT NULL REFERENCES area (code), -- area that ended
  successor TEXT NOT NULL REFERENCES area (code), -- area that follows it, in whole or in part
  since     TEXT NOT NULL,                        -- YYYY-MM from which the successor holds
  text      TEXT NOT NULL,                        -- what changed, one sentence
  PRIMARY KEY (area, successor)
) STRICT, WITHOUT ROWID;

CREATE TABLE code_list (
  name  TEXT NOT NULL PRIMARY KEY, -- key, for example 'soc2020'
  title TEXT NOT NULL              -- what the codes are
) STRICT;

CREATE TABLE code (
  list     TEXT NOT NULL REFERENCES code_list (name), -- list that it belongs to
  code     TEXT NOT NULL,                             -- the code as cubes hold it
  label    TEXT NOT NULL,                             -- name for people
  parent   TEXT,                                      -- code of the same list that it is a part of; NULL: none
  position INTEGER NOT NULL,                          -- order in lists
  PRIMARY KEY (list, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE sector (
  code     TEXT NOT NULL PRIMARY KEY, -- manufacturing | logistics | sport-health | all | further ones
  label    TEXT NOT NULL,             -- name for people
  short    TEXT NOT NULL,             -- figure ID part, for example 'MFG'
  position INTEGER NOT NULL,          -- order; also the place in the palette (0 = all)
  people   TEXT NOT NULL              -- noun for its businesses in sentences, for example 'Manufacturing businesses'
) STRICT;

CREATE TABLE sector_alias (
  alias  TEXT NOT NULL PRIMARY KEY,              -- another spelling
  sector TEXT NOT NULL REFERENCES sector (code)  -- what it means
) STRICT;

CREATE TABLE item (
  code     TEXT NOT NULL PRIMARY KEY, -- prefix: K S B terms, A areas of need, Q qualification types, C channels, R reasons, N routes, P payers, H horizons, D readiness, L course fit, Z business size, X other
  kind     TEXT NOT NULL,             -- term | need | qualification | channel | reason | route | payer | horizon | readiness | fit | size | other
  label    TEXT NOT NULL,             -- name for people, sentence case
  aliases  TEXT NOT NULL,             -- other spellings, separated by '; '
  position INTEGER NOT NULL           -- order in lists
) STRICT;

CREATE TABLE term (
  code       TEXT NOT NULL PRIMARY KEY REFERENCES item (code), -- the KSB term
  ksb        TEXT NOT NULL,                                    -- K, S or B
  definition TEXT NOT NULL,                                    -- plain meaning in our own words
  in_plan    INTEGER NOT NULL                                  -- 1: one of the plan's thirty items
) STRICT;

CREATE TABLE term_label (
  term  TEXT NOT NULL REFERENCES term (code), -- the term
  label TEXT NOT NULL,                        -- another word for it
  PRIMARY KEY (term, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE term_link (
  term   TEXT NOT NULL REFERENCES term (code), -- the term
  scheme TEXT NOT NULL,                        -- ESCO | O*NET | SSC | SOC
  code   TEXT NOT NULL,                        -- code in that scheme
  PRIMARY KEY (term, scheme, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE occupation (
  code  TEXT NOT NULL PRIMARY KEY, -- SOC 2020 code
  label TEXT NOT NULL              -- title
) STRICT;

CREATE TABLE subject (
  code  TEXT NOT NULL PRIMARY KEY, -- sector subject area
  label TEXT NOT NULL              -- title
) STRICT;

CREATE TABLE standard (
  code  TEXT NOT NULL PRIMARY KEY, -- reference of an apprenticeship standard
  title TEXT NOT NULL,             -- title
  level INTEGER                    -- level 2 to 8
) STRICT;

CREATE TABLE provider (
  code   TEXT NOT NULL PRIMARY KEY,            -- key of a college, school, university or training provider
  name   TEXT NOT NULL,                        -- name for people
  kind   TEXT NOT NULL,                        -- college | university | training-provider | council | school
  area   TEXT REFERENCES area (code),          -- district of its main site
  source TEXT NOT NULL REFERENCES source (id)  -- where it comes from
) STRICT;

CREATE TABLE course (
  code          TEXT NOT NULL PRIMARY KEY,             -- key
  title         TEXT NOT NULL,                         -- title for people
  provider      TEXT NOT NULL REFERENCES provider (code), -- who teaches it
  sector        TEXT NOT NULL REFERENCES sector (code),   -- sector that it mainly serves
  qualification TEXT NOT NULL REFERENCES item (code),     -- type of qualification (Q.…)
  level         INTEGER,                               -- level 1 to 7; NULL: none
  mode          TEXT NOT NULL,                         -- how it is taught
  length        TEXT NOT NULL,                         -- commitment, in words
  area          TEXT REFERENCES area (code),           -- district where it is taught
  source        TEXT NOT NULL REFERENCES source (id)   -- where it comes from
) STRICT;

CREATE TABLE advert (
  code   TEXT NOT NULL PRIMARY KEY,            -- key
  title  TEXT NOT NULL,                        -- job title
  sector TEXT NOT NULL REFERENCES sector (code), -- sector of the employer
  area   TEXT REFERENCES area (code),          -- district of the job
  period TEXT NOT NULL,                        -- YYYY-MM of the advert
  source TEXT NOT NULL REFERENCES source (id)  -- where it comes from
) STRICT;

CREATE TABLE survey (
  id     TEXT NOT NULL PRIMARY KEY,            -- key
  title  TEXT NOT NULL,                        -- name
  starts TEXT,                                 -- first day, YYYY-MM-DD
  ends   TEXT,                                 -- last day, YYYY-MM-DD
  note   TEXT NOT NULL,                        -- protocol in words
  source TEXT NOT NULL REFERENCES source (id)  -- where it comes from
) STRICT;

CREATE TABLE survey_question (
  id       TEXT NOT NULL PRIMARY KEY,               -- Q01 …; a later version Q01.v2 …
  survey   TEXT NOT NULL REFERENCES survey (id),    -- which survey
  theme    TEXT,                                    -- theme in words; NULL: open
  text     TEXT NOT NULL,                           -- exact wording
  form     TEXT NOT NULL,                           -- score | likert | choice | choices | top3 | percent | rank | other
  low      REAL,                                    -- lowest answer; NULL: no scale
  high     REAL,                                    -- highest answer; NULL: no scale
  replaces TEXT REFERENCES survey_question (id),    -- version before: another series, never joined; NULL: none
  starts   TEXT                                     -- first day of a version that replaces another, YYYY-MM-DD
) STRICT;

CREATE TABLE wave (
  survey   TEXT NOT NULL REFERENCES survey (id),          -- which survey
  day      TEXT NOT NULL,                                 -- YYYY-MM-DD, Monday to Friday; of a real panel the Monday of the week
  week     INTEGER NOT NULL,                              -- 1 …
  question TEXT NOT NULL REFERENCES survey_question (id), -- what was asked
  part     TEXT NOT NULL,                                 -- part of the question asked that day, in words; '' where whole
  answered INTEGER,                                       -- businesses that answered; NULL: too few to tell
  PRIMARY KEY (survey, day, question, part)
) STRICT, WITHOUT ROWID;
