/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A figure is one answer: rows with their grades, the form that may draw them, and all its words.
 * It is a value: built once, then immutable and safe to share between threads. Screen, table,
 * summary, tree of marks, print and export are all made from it. */

/**
 * ObsGrade:
 * @OBS_GRADE_EXACT: A, a number with a base that we hold, or an exact count or text
 * @OBS_GRADE_ROUNDED: B, a phrase, an "about" figure, or a number printed without base
 * @OBS_GRADE_BOUND: B, a published limit; never a point or a length
 * @OBS_GRADE_ORDER: C, only positions
 * @OBS_GRADE_DIRECTION: D, words only
 * @OBS_GRADE_DERIVED: E, worked out by us
 */
typedef enum
{
  OBS_GRADE_EXACT,
  OBS_GRADE_ROUNDED,
  OBS_GRADE_BOUND,
  OBS_GRADE_ORDER,
  OBS_GRADE_DIRECTION,
  OBS_GRADE_DERIVED,
} ObsGrade;

/* Class of a source: told apart on screen, in print and in every export. */
typedef enum
{
  OBS_CLASS_PRIMARY,
  OBS_CLASS_SECONDARY,
  OBS_CLASS_PUBLISHED,
  OBS_CLASS_SIMULATED,
  OBS_CLASS_OWN,
} ObsSourceClass;

/* Forms of figures; the code in the comment stands in specifications. */
typedef enum
{
  OBS_FORM_RANK_LADDER,   /* RL  positions without lengths */
  OBS_FORM_ORDERED_STRIP, /* OS  directions in words */
  OBS_FORM_PART_KNOWN,    /* PB  a whole of which only parts are published */
  OBS_FORM_STACK,         /* ST  100% bar, one row a group */
  OBS_FORM_LISTED_MATRIX, /* LM  listed or not, no number */
  OBS_FORM_RANKED_DOTS,   /* RD  dots with ranges, 1 to 3 series */
  OBS_FORM_RANKED_BARS,   /* RB  bars from 0, one series */
  OBS_FORM_LINE,          /* LN  a measure over time with its band */
  OBS_FORM_DUMBBELL,      /* DB  two values for each item */
  OBS_FORM_GAP,           /* GAP wanted, covered and the gap column */
  OBS_FORM_ROADMAP,       /* GN  recommendations by term and lead */
  OBS_FORM_MAP,           /* MAP rates by area, with its ranked-dot twin */
  OBS_FORM_TRAIL, /* TR  indented list: evidence trail, checklist, page of a recommendation */
  OBS_FORM_TABLE, /* TB  plain table, also "Needs data" pages (no rows) */
  OBS_N_FORMS,
} ObsForm;

typedef enum
{
  OBS_AXIS_NONE,  /* no lengths at all: RL, OS, LM, GN, TR, TB */
  OBS_AXIS_SCORE, /* 1 to 10, always drawn whole */
  OBS_AXIS_SHARE, /* 0 to 100 per cent, always drawn whole */
  OBS_AXIS_INDEX, /* 0 to 100, no unit (gap) */
  OBS_AXIS_COUNT, /* from 0 */
  OBS_AXIS_RATE,  /* from 0, per something */
} ObsAxisKind;

#define OBS_BASE_NOT_PUBLISHED (-1) /* there is a base, but the source does not give it */
#define OBS_BASE_NONE (-2)          /* a count or a text: no base applies */

/* How much may be shown at a base (charts.md 11.3). */
typedef enum
{
  OBS_SHOW_ALL,       /* base >= 30, or no base applies: mark and thin range */
  OBS_SHOW_RANGE,     /* 20 to 29: thick range first, small hollow mark */
  OBS_SHOW_BAND_ONLY, /* 10 to 19: range only, code "u" */
  OBS_SHOW_NOTHING,   /* under 10: hidden, code "c" */
} ObsShow;

/**
 * ObsFigureRow:
 * @key: stable key of the thing (item code, area code, recommendation id); rows of several series
 * share it
 * @label: its full name
 * @group: heading that it stands under (panel of a matrix, list of a ladder), or NULL
 * @series: key of its #ObsFigureSeries, or NULL where there is one series
 * @ksb: "K", "S" or "B" for the letter chip, or NULL
 * @x: position on the horizontal time axis (0, 1, 2 …), NAN elsewhere
 * @x_label: name of that position, or NULL
 * @estimate: value on the axis, NAN where there is none
 * @low: lower end of the likely or published range, NAN where there is none
 * @high: upper end
 * @base: who answered, or %OBS_BASE_NOT_PUBLISHED, %OBS_BASE_NONE
 * @code: missing-value code without brackets ("x", "z", "c", "u", "low", …), or NULL
 * @words: what to say in place of, or beside, the value; the source's own words for grades B to D;
 * or NULL
 * @grade: how exact it is
 * @rank: numbered position, 0 where there is none
 * @listed: position in a printed list whose order is not stated, 0 where it does not apply
 * @open_end: a rounded share: draw its end open
 * @conflict: another finding says otherwise: mark "!"
 * @clear: a gap or difference whose range excludes 0
 * @level: indent in a trail, 0 …
 * @tag: short tag beside the label ("small base", "we made this link"), or NULL
 * @finding_ids: provenance, separated by spaces, or NULL
 * @source: id of the source (register), or NULL
 * @link: what Enter opens: "question:E8", "finding:S-MOST-01", "recommendation:R3",
 * "term:K.basic-it", "filter:sector=logistics", or NULL
 * @name: the sentence that a screen reader says and the readout shows
 * @printed: a number that the source prints without its base: not rounded, but without a range
 * @texts: how many texts (adverts, courses …) the share is of; 0 where it is of none
 * @broken: what changed in the way it is measured just before this point of its series, or NULL; no
 * line is drawn, and nothing is compared, across it
 *
 * One mark of a figure. Strings are owned by the figure.
 */
typedef struct
{
  char *key;
  char *label;
  char *group;
  char *series;
  char *ksb;
  double x;
  char *x_label;
  double estimate;
  double low;
  double high;
  int base;
  char *code;
  char *words;
  ObsGrade grade;
  int rank;
  int listed;
  gboolean open_end;
  gboolean conflict;
  gboolean clear;
  int level;
  char *tag;
  char *finding_ids;
  char *source;
  char *link;
  char *name;
  gboolean printed;
  double texts;
  char *broken;
} ObsFigureRow;

/* How a series is told from the others; the theme turns it into colour, shape, dash and pattern. */
typedef enum
{
  OBS_ROLE_SECTOR,  /* sector palette: @index is sector.position, 0 = all sectors together */
  OBS_ROLE_FIRST,   /* filled, accent: wanted, importance, here */
  OBS_ROLE_SECOND,  /* hollow, accent: covered, ease, elsewhere */
  OBS_ROLE_GAP,     /* the gap column */
  OBS_ROLE_COUNT,   /* a number printed beside, not drawn */
  OBS_ROLE_POOR,    /* Likert, worst end */
  OBS_ROLE_MIDDLE,  /* Likert, neutral */
  OBS_ROLE_GOOD,    /* Likert, best end */
  OBS_ROLE_COLUMN,  /* a column of a matrix, table or roadmap */
  OBS_ROLE_COMPARE, /* a comparison area: ink of the second rank, @index 0 … */
} ObsSeriesRole;

typedef struct
{
  char *key;
  char *label;
  char
      *sublabel; /* second line of a column head ("label as printed", "not recoverable"), or NULL */
  ObsSeriesRole role;
  int index;
  int base; /* of the whole series, or OBS_BASE_* */
} ObsFigureSeries;

typedef struct
{
  char *key;   /* "published", "panel", "official", "market" */
  char *label; /* "Published 2022", "Demonstration panel (simulated)" */
} ObsChoice;

/* A reference line on the value axis ("England", "All eight"), or a bound of the source. */
typedef struct
{
  double value;
  char *label;
  gboolean bound; /* a limit from the source: drawn as a labelled bracket line */
} ObsReference;

/**
 * ObsFigure:
 *
 * Everything about one answer. All fields are read-only once the figure has left its builder.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;

  /*< public >*/
  char *question;      /* "E1" */
  char *figure_id;     /* "E1-S-LOG" */
  char *perspective;   /* key */
  char *data;          /* key of the data shown: "published", "panel", … */
  char *ksb;           /* "K", "S", "B" or "" */
  char *edition_date;  /* YYYY-MM-DD */
  char *edition_title; /* "22 November 2026" as printed in source lines */

  ObsForm form;
  ObsForm simple_form; /* always offered beside it */
  ObsSourceClass source_class;
  ObsAxisKind axis;
  char *axis_title; /* "Score out of 10", or NULL */
  char *x_title;    /* name of the time axis, or NULL */
  double axis_max;  /* for counts and rates: largest value to be shown; NAN otherwise */
  char *unit;       /* "out of 10", "%", "people" … for readouts; or NULL */

  GPtrArray *rows; /* of ObsFigureRow *, reading order */
  GPtrArray
      *series; /* of ObsFigureSeries *, drawing order; empty where there is one unnamed series */
  GPtrArray *references; /* of ObsReference * */

  GPtrArray *data_choices; /* of ObsChoice *: what the Data switch offers (one entry: no switch) */
  GPtrArray *ksb_choices;  /* of ObsChoice *: K, S, B tabs, empty where there are none */
  GPtrArray *sort_choices; /* of ObsChoice *: orders of the rows, first is the default */
  char *sort;              /* key of the order in force */
  gboolean has_ranges;     /* the "Likely range" switch applies */

  char *title;         /* the finding, at most ten words */
  char *neutral_title; /* plain name of the figure */
  char *subtitle;      /* measure, unit, who, where, when, base */
  char *question_text; /* the question in this perspective's words */
  char *band;          /* the one warning above the plot, or NULL */
  char *band_key;      /* its key ("simulated", "panel", "conflict" …), or NULL */
  GPtrArray *tags;     /* of char *: "order only", "worked out", "rounded in the source" */
  GPtrArray *notes;    /* of char *: the other warnings and remarks */
  GPtrArray *cautions; /* of char *: changes of method and caveats of the data shown, gravest first;
                          they stand under the plot and are among the notes too */
  GPtrArray *sources;  /* of ObsChoice *: id and title of its sources, in order of use */
  char *source_line;   /* "Source: LSIP 2022, section 2.2.2. …" */
  char *licence;       /* licence and attribution of all sources in it */
  char *summary;       /* four sentences or groups of them, one a line */
  char *filters;       /* filters in force in words, "" if none */
  char *next_action;   /* what this perspective does next, one sentence, or NULL */
  char *foot;          /* short foot line of a tile: "Order only · E1" */

  GPtrArray *areas; /* MAP only: of ObsOutline *; empty elsewhere */

  GPtrArray *compared;   /* of char *: codes of the pinned areas that stand beside the chosen one */
  char *compare_refused; /* why (some of) the pinned areas do not, one sentence, or NULL */
} ObsFigure;

/* One ring of an area's outline. */
typedef struct
{
  char *area;      /* code, equals the key of its rows */
  guint n_points;  /* number of pairs */
  double *points;  /* lon, lat, lon, lat … degrees */
  double lon, lat; /* label point */
} ObsOutline;

ObsFigure *obs_figure_new (void) G_GNUC_WARN_UNUSED_RESULT;
ObsFigure *obs_figure_ref (ObsFigure *figure);
void obs_figure_unref (ObsFigure *figure);

ObsFigureRow *obs_figure_add_row (ObsFigure *figure, const char *key, const char *label);
ObsFigureSeries *obs_figure_add_series (ObsFigure *figure, const char *key, const char *label,
                                        ObsSeriesRole role, int index);
void obs_choice_free (ObsChoice *choice);
void obs_figure_add_choice (GPtrArray *choices, const char *key, const char *label);
void obs_figure_add_reference (ObsFigure *figure, double value, const char *label, gboolean bound);

const ObsFigureRow *obs_figure_row (const ObsFigure *figure, guint i);
const ObsFigureSeries *obs_figure_find_series (const ObsFigure *figure, const char *key);

ObsShow obs_show_for_base (int base);

const char *obs_form_code (ObsForm form);
gboolean obs_form_from_code (const char *code, ObsForm *form);
const char *obs_grade_key (ObsGrade grade);
gboolean obs_grade_from_key (const char *key, ObsGrade *grade);
const char *obs_grade_words (ObsGrade grade);
const char *obs_source_class_key (ObsSourceClass source_class);
gboolean obs_source_class_from_key (const char *key, ObsSourceClass *source_class);
const char *obs_source_class_words (ObsSourceClass source_class);
const char *obs_code_words (const char *code);

/* The table of a figure: the same rows, the same order; made from the figure, never from the
 * drawing. */
typedef struct
{
  GPtrArray *columns; /* of char *: headings, translated */
  GPtrArray *keys;    /* of char *: machine names of the columns, for CSV and JSON */
  GPtrArray *rows;    /* of GPtrArray * of char *: one text a column, never NULL */
  GArray *row_index;  /* of guint: row of the figure that a table row shows (its first) */
} ObsTable;

/* A heading, marked for translation. */
typedef struct
{
  const char *key, *title;
} ObsTableColumn;

ObsTable *obs_figure_to_table (const ObsFigure *figure) G_GNUC_WARN_UNUSED_RESULT;
/* Without a row; headings are translated here. */
ObsTable *obs_table_new (const ObsTableColumn *columns, gsize n) G_GNUC_WARN_UNUSED_RESULT;
/* @title: in the reader's language already */
void obs_table_add_column (ObsTable *table, const char *key, const char *title);
/* Returns: (transfer none): the cells of one more row, for the caller to fill */
GPtrArray *obs_table_add_row (ObsTable *table);
void obs_table_free (ObsTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsFigure, obs_figure_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTable, obs_table_free)

G_END_DECLS
