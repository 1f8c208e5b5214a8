-- Perspectives are journeys: questions in order, their wording and their figures. All of it is data.

CREATE TABLE perspective (
  key         TEXT NOT NULL PRIMARY KEY, -- employer | educator | funder | further ones
  position    INTEGER NOT NULL,          -- order in the switch
  label       TEXT NOT NULL,             -- name in the switch
  description TEXT NOT NULL,             -- who it is for
  heading     TEXT NOT NULL,             -- heading of its home page
  subheading  TEXT NOT NULL,             -- line below it
  in_header   INTEGER NOT NULL,          -- 1: toggle button in the header, 0: under More
  source_first TEXT NOT NULL,            -- key of the data shown first
  next_action TEXT NOT NULL              -- JSON list of action keys offered beside a figure, first is the main one
) STRICT;

CREATE TABLE journey_group (
  perspective TEXT NOT NULL REFERENCES perspective (key), -- perspective
  position    INTEGER NOT NULL,                           -- order
  label       TEXT NOT NULL,                              -- heading in the side bar
  PRIMARY KEY (perspective, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE question (
  key      TEXT NOT NULL PRIMARY KEY, -- E1 …; global: any perspective can open it
  label    TEXT NOT NULL,             -- side bar label
  text     TEXT NOT NULL,             -- the question in plain words
  subject  TEXT NOT NULL,             -- what the figure is about, for "Too few answers to say how X …"
  needs    TEXT NOT NULL,             -- what is missing where the evidence does not answer ('' if it does)
  warnings TEXT NOT NULL              -- caveat keys that always apply, separated by spaces
) STRICT;

CREATE TABLE journey_question (
  perspective TEXT NOT NULL REFERENCES perspective (key), -- perspective
  grp         INTEGER NOT NULL,                           -- group (journey_group.position)
  position    INTEGER NOT NULL,                           -- order in the perspective
  question    TEXT NOT NULL REFERENCES question (key),    -- question
  label       TEXT NOT NULL,                              -- side bar label here ('' : the question's own)
  text        TEXT NOT NULL,                              -- wording here ('' : the question's own)
  action      TEXT NOT NULL,                              -- what a person in this perspective does next, one sentence
  PRIMARY KEY (perspective, question)
) STRICT, WITHOUT ROWID;

CREATE TABLE question_counterpart (
  question    TEXT NOT NULL REFERENCES question (key), -- question
  perspective TEXT NOT NULL REFERENCES perspective (key), -- when switching to this perspective
  counterpart TEXT NOT NULL REFERENCES question (key), -- open this one
  PRIMARY KEY (question, perspective)
) STRICT, WITHOUT ROWID;

CREATE TABLE home_tile (
  perspective TEXT NOT NULL REFERENCES perspective (key), -- perspective
  position    INTEGER NOT NULL,                           -- 1 to 5
  question    TEXT NOT NULL REFERENCES question (key),    -- question
  source      TEXT NOT NULL,                              -- data shown on the tile ('' : the question's first)
  ksb         TEXT NOT NULL,                              -- K, S, B or ''
  PRIMARY KEY (perspective, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE figure (
  question TEXT NOT NULL REFERENCES question (key), -- question
  data     TEXT NOT NULL,                           -- choice of the Data switch: published | panel | official | market | further ones
  ksb      TEXT NOT NULL,                           -- K, S, B or '' where the figure has no such tabs
  position INTEGER NOT NULL,                        -- order of the choices; the lowest is shown first
  spec     TEXT NOT NULL,                           -- chart specification, JSON; checked when built and when read
  PRIMARY KEY (question, data, ksb)
) STRICT, WITHOUT ROWID;
