-- The plan: what was found, what is recommended, what is to be done.

CREATE TABLE finding (
  id         TEXT NOT NULL PRIMARY KEY,            -- stable key, for example 'S-MOST-01'
  position   INTEGER NOT NULL UNIQUE,              -- order in the source table
  source     TEXT NOT NULL REFERENCES source (id), -- where it was published
  section    TEXT NOT NULL,                        -- section of the publication
  domain     TEXT NOT NULL,                        -- subject: knowledge, skill, qualification, …
  ksb        TEXT NOT NULL,                        -- '' or letters of K, S, B
  measure    TEXT NOT NULL,                        -- what was measured
  sector     TEXT NOT NULL REFERENCES sector (code), -- 'all' or one sector
  scope      TEXT NOT NULL,                        -- sector | overall | across | each
  horizon    TEXT NOT NULL,                        -- '' or the planning horizon
  item       TEXT NOT NULL REFERENCES item (code), -- thing ranked or rated
  label      TEXT NOT NULL,                        -- the thing in the finding's own words
  direction  TEXT NOT NULL,                        -- '' | most | least | high | low | middle | higher | lower | mixed | not-in-top-three
  rank       INTEGER,                              -- position within its list; NULL: none
  rank_basis TEXT NOT NULL,                        -- '' | stated | implied | list-order
  value      REAL,                                 -- number; NULL: no number published
  value_text TEXT NOT NULL,                        -- the value as it stands in the table ('' if none)
  comparator TEXT NOT NULL,                        -- '' | = | ~ | < | <= | > | >=
  unit       TEXT NOT NULL,                        -- unit of the value
  value_kind TEXT NOT NULL,                        -- exact | approx | bound | ordinal | qualitative
  voice      TEXT NOT NULL,                        -- panel | author | educators | official | lep-research | press | computed
  basis      TEXT NOT NULL,                        -- stated | counted | derived
  grade      TEXT NOT NULL,                        -- exact | rounded | bound | order | direction | derived
  note       TEXT NOT NULL                         -- caveat in our words
) STRICT;

CREATE TABLE finding_conflict (
  finding TEXT NOT NULL REFERENCES finding (id), -- a finding
  other   TEXT NOT NULL REFERENCES finding (id), -- one that disagrees with it; both directions are stored
  PRIMARY KEY (finding, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue (
  id       TEXT NOT NULL PRIMARY KEY, -- I1 …
  position INTEGER NOT NULL,          -- order in the plan
  title    TEXT NOT NULL,             -- title
  section  TEXT NOT NULL              -- section of the plan
) STRICT;

CREATE TABLE evidence (
  id       TEXT NOT NULL PRIMARY KEY,           -- I1-E01 …
  position INTEGER NOT NULL,                    -- order
  issue    TEXT NOT NULL REFERENCES issue (id), -- issue that it stands under
  tone     TEXT NOT NULL,                       -- problem | need | context | …
  text     TEXT NOT NULL,                       -- the statement, in our words
  about    TEXT NOT NULL                        -- whom it is about
) STRICT;

CREATE TABLE evidence_finding (
  evidence TEXT NOT NULL REFERENCES evidence (id), -- statement
  finding  TEXT NOT NULL REFERENCES finding (id),  -- finding behind it
  PRIMARY KEY (evidence, finding)
) STRICT, WITHOUT ROWID;

CREATE TABLE recommendation (
  id          TEXT NOT NULL PRIMARY KEY, -- R1 …
  position    INTEGER NOT NULL,          -- order in the plan
  title       TEXT NOT NULL,             -- short title in our words
  label       TEXT NOT NULL,             -- label as printed in the roadmap
  section     TEXT NOT NULL,             -- section of the plan
  bodies      TEXT NOT NULL,             -- bodies linked with it, '(new)' marks a proposed one
  builds_on   TEXT NOT NULL,             -- what it builds on
  ciso_role   TEXT NOT NULL              -- what the text wants from the observatory ('' if not named)
) STRICT;

CREATE TABLE recommendation_issue (
  recommendation TEXT NOT NULL REFERENCES recommendation (id), -- recommendation
  issue          TEXT NOT NULL REFERENCES issue (id),          -- issue that it answers
  strength       TEXT NOT NULL,                                -- primary | secondary
  basis          TEXT NOT NULL,                                -- stated | inferred
  PRIMARY KEY (recommendation, issue)
) STRICT, WITHOUT ROWID;

CREATE TABLE recommendation_need (
  recommendation TEXT NOT NULL REFERENCES recommendation (id), -- recommendation
  needs          TEXT NOT NULL REFERENCES recommendation (id), -- the one that it leans on
  basis          TEXT NOT NULL,                                -- stated | inferred
  PRIMARY KEY (recommendation, needs)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence_recommendation (
  evidence       TEXT NOT NULL REFERENCES evidence (id),       -- statement
  recommendation TEXT NOT NULL REFERENCES recommendation (id), -- recommendation that it motivates
  basis          TEXT NOT NULL,                                -- stated | inferred
  PRIMARY KEY (evidence, recommendation)
) STRICT, WITHOUT ROWID;

CREATE TABLE action (
  id             TEXT NOT NULL PRIMARY KEY,                    -- R1-A01 …
  position       INTEGER NOT NULL,                             -- order
  recommendation TEXT NOT NULL REFERENCES recommendation (id), -- recommendation that it belongs to
  section        TEXT NOT NULL,                                -- section of the plan
  text           TEXT NOT NULL,                                -- what is to be done
  who            TEXT NOT NULL,                                -- who is to do it
  who_basis      TEXT NOT NULL,                                -- stated | implied | not-stated
  modality       TEXT NOT NULL,                                -- must | should | … : strength of the wording
  due            TEXT NOT NULL,                                -- when, only if stated
  uses           TEXT NOT NULL,                                -- observatory or other technology
  evidence       TEXT NOT NULL,                                -- the motive as the source table gives it
  note           TEXT NOT NULL                                 -- remark
) STRICT;

CREATE TABLE action_finding (
  action  TEXT NOT NULL REFERENCES action (id),  -- action
  finding TEXT NOT NULL REFERENCES finding (id), -- finding that motivates it (inferred)
  PRIMARY KEY (action, finding)
) STRICT, WITHOUT ROWID;

CREATE TABLE action_issue (
  action TEXT NOT NULL REFERENCES action (id), -- action
  issue  TEXT NOT NULL REFERENCES issue (id),  -- issue that motivates it (inferred)
  PRIMARY KEY (action, issue)
) STRICT, WITHOUT ROWID;

CREATE TABLE roadmap_cell (
  recommendation TEXT NOT NULL REFERENCES recommendation (id), -- row
  term           TEXT NOT NULL,                                -- lead | short | medium | long
  words          TEXT NOT NULL,                                -- text of the cell ('' where unknown)
  missing        TEXT NOT NULL,                                -- '' or 'x': not recoverable, not "none"
  PRIMARY KEY (recommendation, term)
) STRICT, WITHOUT ROWID;

CREATE TABLE roadmap (
  recommendation   TEXT NOT NULL PRIMARY KEY REFERENCES recommendation (id), -- row
  lead_vs_timeline TEXT NOT NULL, -- same | same-set-other-order | different
  period           TEXT NOT NULL, -- as printed
  certain          TEXT NOT NULL, -- what is certain about this row
  ambiguous        TEXT NOT NULL  -- what cannot be recovered
) STRICT;

CREATE TABLE body (
  id           TEXT NOT NULL PRIMARY KEY, -- O01 …
  position     INTEGER NOT NULL,          -- order
  name         TEXT NOT NULL,             -- name as printed
  abbreviation TEXT NOT NULL,             -- '' if none
  aliases      TEXT NOT NULL,             -- other spellings
  kind         TEXT NOT NULL,             -- kind of body
  status       TEXT NOT NULL,             -- existing | proposed when the plan was written
  role         TEXT NOT NULL,             -- what it does
  sections     TEXT NOT NULL,             -- where the plan names it
  perspective  TEXT NOT NULL,             -- employer | educator | funder | '' (inferred)
  note         TEXT NOT NULL              -- remark
) STRICT;

CREATE TABLE body_lead (
  body           TEXT NOT NULL REFERENCES body (id),           -- body
  recommendation TEXT NOT NULL REFERENCES recommendation (id), -- recommendation that lists it in the lead column
  PRIMARY KEY (body, recommendation)
) STRICT, WITHOUT ROWID;

CREATE TABLE survey_note (
  id       TEXT NOT NULL PRIMARY KEY, -- T1, P01, Q01 … of the published survey
  kind     TEXT NOT NULL,             -- theme | protocol | question
  theme    TEXT NOT NULL,             -- theme (ours on question rows)
  name     TEXT NOT NULL,             -- text
  form     TEXT NOT NULL,             -- form of the question, as far as known
  options  TEXT NOT NULL,             -- options, as far as known
  detail   TEXT NOT NULL,             -- cadence, people or length
  findings TEXT NOT NULL,             -- finding ids
  basis    TEXT NOT NULL,             -- stated | implied
  section  TEXT NOT NULL,             -- where it stands
  note     TEXT NOT NULL              -- remark
) STRICT;
