/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"
#include "data/engine/answer.h"
#include "data/engine/spec.h"
#include "data/engine/statistics.h"

G_BEGIN_DECLS

/* For the rooms of the engine only: one question being answered. */

/* What a row's estimate rests on, for the guards of titles. */
typedef struct
{
  gboolean is_score; /* moments hold */
  gboolean is_share; /* k of n hold */
  ObsMoments moments;
  int k, n;
} ObsStat;

typedef struct
{
  ObsEdition *edition;
  sqlite3 *db;
  const ObsView *view;
  JsonObject *spec;
  JsonObject *text; /* member of @spec */
  ObsFigure *figure;
  GCancellable *cancellable;

  char *sector;        /* code, NULL: all */
  char *sector_label;  /* "Logistics" */
  char *sector_short;  /* "LOG" */
  char *sector_people; /* "Logistics businesses" */
  char *place;         /* the edition's place */
  char *area;          /* code in force, never NULL */
  char *area_name;
  GPtrArray *compare; /* of char *: codes of the pinned areas that the edition knows */
  char *size;         /* code, NULL: all */
  char *size_label;

  GHashTable *stats;       /* ObsFigureRow * -> ObsStat * */
  GPtrArray *sources;      /* of char *: ids of sources used, in order */
  GPtrArray *caveats;      /* of char *: keys of warnings that apply */
  GPtrArray *remarks;      /* of char *: further notes, translated */
  GPtrArray *breaks;       /* of char *: changes of method in the data shown, translated */
  GPtrArray *cautions;     /* of char *: caveats of the cubes shown */
  GPtrArray *sections;     /* of char *: sections of the plan that findings came from */
  char *reworked;          /* how the measure was worked over to be compared, or NULL */
  gboolean sector_ignored; /* a sector is chosen, the rows are for all sectors */
  gboolean conflict;
  int base_low, base_high; /* range of the bases of rows, -1 where there are none */
  char *period;            /* period in words, or NULL */
} ObsAsk;

void obs_ask_source (ObsAsk *ask, const char *source);
void obs_ask_caveat (ObsAsk *ask, const char *key);
void obs_ask_remark (ObsAsk *ask, const char *text);
void obs_ask_base (ObsAsk *ask, int base);

/* What the edition says about the data of a cube: marks the rows from @first on that come just
 * after a change of method (@periods: the codes on the time axis in order, NULL: none), and keeps
 * the changes and the caveats in words. @measure NULL: all measures. @latest: the last period on
 * show where there is no time axis, NULL: not known; changes after it do not concern the figure. */
void obs_ask_marks (ObsAsk *ask, const char *cube, const char *measure, const GPtrArray *periods,
                    const char *period_kind, const char *latest, guint first);
/* Notes what share of the statements that a figure rests on is tied to nothing. After the rows. */
void obs_ask_unmatched (ObsAsk *ask);
ObsStat *obs_ask_stat (ObsAsk *ask, const ObsFigureRow *row);
gboolean obs_ask_source_class (ObsAsk *ask, const char *source, ObsSourceClass *source_class);

/* How pinned areas stand beside the chosen one in the rows of a cube. */
typedef enum
{
  OBS_COMPARE_NONE,
  OBS_COMPARE_SERIES, /* a series for each area */
  OBS_COMPARE_LIST,   /* a row for each area under a heading for each item */
  OBS_COMPARE_ROWS,   /* rows are areas already: the pinned ones join them */
} ObsCompareForm;

typedef struct
{
  ObsCompareForm form;
  gboolean index;  /* counts over time: the first common period is 100 */
  gboolean shares; /* counts of items: shares of each area's total */
} ObsCompare;

typedef struct
{
  const char *cube, *rows, *series, *x, *group; /* dimensions, NULL: none */
  const char *areas;                            /* member of the specification, or NULL */
  gboolean area_set;                            /* the specification fixes the area */
  gboolean parts;                               /* the figure has several measures */
} ObsComparePart;

/* Whether and how; the sentence of why not goes to the figure. */
ObsCompare obs_compare_plan (ObsAsk *ask, const ObsComparePart *part);
/* Counts of the rows from @first on become an index, or shares of @totals (area -> double *). */
void obs_compare_index (ObsAsk *ask, guint first);
void obs_compare_shares (ObsAsk *ask, guint first, GHashTable *totals);
/* Notes which pinned areas have figures here. After the rows. */
void obs_compare_finish (ObsAsk *ask);

/* Kinds of rows, by the member "from" of a specification. FALSE with @error set. */
gboolean obs_rows_findings (ObsAsk *ask, GError **error);
gboolean obs_rows_matrix (ObsAsk *ask, GError **error);
gboolean obs_rows_cube (ObsAsk *ask, GError **error);
gboolean obs_rows_gap (ObsAsk *ask, GError **error);
gboolean obs_rows_ratio (ObsAsk *ask, GError **error);
gboolean obs_rows_ksb_gap (ObsAsk *ask, GError **error);
gboolean obs_rows_ksb_local (ObsAsk *ask, GError **error);
gboolean obs_rows_ksb_common (ObsAsk *ask, GError **error);
gboolean obs_rows_roadmap (ObsAsk *ask, GError **error);
gboolean obs_rows_trail (ObsAsk *ask, GError **error);
gboolean obs_rows_needs (ObsAsk *ask, GError **error);
gboolean obs_rows_actions (ObsAsk *ask, GError **error);
gboolean obs_rows_leads (ObsAsk *ask, GError **error);
gboolean obs_rows_courses (ObsAsk *ask, GError **error);
gboolean obs_rows_waves (ObsAsk *ask, GError **error);
gboolean obs_rows_grades (ObsAsk *ask, GError **error);

/* Pages that stand for one row of the plan or the taxonomy, not for a question. */
gboolean obs_page_recommendation (ObsAsk *ask, const char *id, GError **error);
gboolean obs_page_finding (ObsAsk *ask, const char *id, GError **error);
gboolean obs_page_term (ObsAsk *ask, const char *code, GError **error);

/* Fills a row from a finding; the row's label, words, grade, rank, conflict and provenance. */
typedef struct
{
  char *id, *source, *section, *domain, *ksb, *measure, *sector, *scope, *horizon, *item, *label;
  char *item_label, *direction, *rank_basis, *value_text, *comparator, *unit, *value_kind, *voice,
      *basis, *note;
  int rank;
  double value;
  ObsGrade grade;
  char *conflicts; /* ids, separated by spaces */
} ObsFinding;

/* TRUE where @id is meant by @pattern, one of those below. */
gboolean obs_finding_matches (const char *id, const char *pattern);

/* Findings whose id is one of @patterns ("S-MOST-*", "K-MOST-02..05", "FIT-POOR"), in that order.
 */
GPtrArray *obs_findings_load (ObsAsk *ask, const char *const *patterns,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *obs_finding_words (const ObsFinding *finding) G_GNUC_WARN_UNUSED_RESULT;
void obs_row_from_finding (ObsAsk *ask, ObsFigureRow *row, const ObsFinding *finding);

/* Sentence of each row, for the readout and the screen reader. */
void obs_rows_name (ObsAsk *ask);
void obs_rows_sort (ObsAsk *ask);
void obs_figure_title (ObsAsk *ask);
void obs_ask_words (ObsAsk *ask);
void obs_figure_summary (ObsAsk *ask);

/* The specification that a view is answered by. (transfer full) */
JsonObject *obs_answer_spec (ObsEdition *edition, const ObsView *view, GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the outline of an area to a map. */
void obs_ask_outline (ObsAsk *ask, const char *area);

/* The specification of one figure, with what the edition says about its question. */
char *obs_db_lookup (sqlite3 *db, const char *sql, const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
