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
  char *size; /* code, NULL: all */
  char *size_label;

  GHashTable *stats;       /* ObsFigureRow * -> ObsStat * */
  GPtrArray *sources;      /* of char *: ids of sources used, in order */
  GPtrArray *caveats;      /* of char *: keys of warnings that apply */
  GPtrArray *remarks;      /* of char *: further notes, translated */
  GPtrArray *sections;     /* of char *: sections of the plan that findings came from */
  gboolean sector_ignored; /* a sector is chosen, the rows are for all sectors */
  gboolean conflict;
  int base_low, base_high; /* range of the bases of rows, -1 where there are none */
  char *period;            /* period in words, or NULL */
} ObsAsk;

void obs_ask_source (ObsAsk *ask, const char *source);
void obs_ask_caveat (ObsAsk *ask, const char *key);
void obs_ask_remark (ObsAsk *ask, const char *text);
void obs_ask_base (ObsAsk *ask, int base);
ObsStat *obs_ask_stat (ObsAsk *ask, const ObsFigureRow *row);
gboolean obs_ask_source_class (ObsAsk *ask, const char *source, ObsSourceClass *source_class);

/* Kinds of rows, by the member "from" of a specification. FALSE with @error set. */
gboolean obs_rows_findings (ObsAsk *ask, GError **error);
gboolean obs_rows_matrix (ObsAsk *ask, GError **error);
gboolean obs_rows_cube (ObsAsk *ask, GError **error);
gboolean obs_rows_gap (ObsAsk *ask, GError **error);
gboolean obs_rows_ratio (ObsAsk *ask, GError **error);
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

/* Adds the outline of an area to a map. */
void obs_ask_outline (ObsAsk *ask, const char *area);

/* The specification of one figure, with what the edition says about its question. */
char *obs_db_lookup (sqlite3 *db, const char *sql, const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
