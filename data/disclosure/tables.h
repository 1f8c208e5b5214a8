/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is to be published of a panel, before it is protected: who answered (enterprise groups, each
 * in one sector, area and size), and one table for each thing that was asked. Every table is shown
 * by sector; a pooled one also by sector and area, and by sector and size. From that description
 * all cells follow, and all linear relations among them. Never leaves the builder. */

typedef enum
{
  OBS_PANEL_TABLE_SCORE, /* n, mean and spread of one value a group */
  OBS_PANEL_TABLE_SHARE, /* k of n for each category */
} ObsPanelTableKind;

typedef struct
{
  ObsPanelTableKind kind;
  char *question;
  char *item;            /* of a score; NULL for shares */
  char *horizon;         /* of a score; NULL for shares */
  char *period;          /* "all": pooled; else a week */
  double low, high;      /* of the scale; of a score */
  GPtrArray *categories; /* of char *: items; of shares */
  guint each;            /* categories that every group chose exactly; 0: not fixed */
  GArray *units;         /* of guint: who answered */
  GArray *values;        /* of double: one a group for a score, one a category for shares */
} ObsPanelTable;

typedef struct
{
  const char *code[3]; /* sector, area, size: interned */
} ObsUnit;

typedef struct
{
  char *place;       /* the area code that is the total */
  GArray *units;     /* of ObsUnit */
  GPtrArray *tables; /* of ObsPanelTable * */
} ObsPanelTables;

ObsPanelTables *obs_panel_tables_new (const char *place) G_GNUC_WARN_UNUSED_RESULT;
void obs_panel_tables_free (ObsPanelTables *tables);

/* A group; returns its number. */
guint obs_panel_tables_add_unit (ObsPanelTables *tables, const char *sector, const char *area,
                                 const char *size);
/* A table of means; the values lie between @low and @high. (transfer none) */
ObsPanelTable *obs_panel_tables_add_score (ObsPanelTables *tables, const char *question,
                                           const char *item, const char *horizon,
                                           const char *period, double low, double high);
/* A table of shares of the NULL-terminated @categories. (transfer none) */
ObsPanelTable *obs_panel_tables_add_share (ObsPanelTables *tables, const char *question,
                                           const char *period, const char *const *categories,
                                           guint each);
/* The answer of a group, once a table: one value, or 1 and 0 for each category. */
void obs_panel_table_answer (ObsPanelTable *table, guint unit, const double *values);
gboolean obs_panel_table_is_pooled (const ObsPanelTable *table);

/* One place where figures stand: a sector, area and size, or their totals. */
typedef struct
{
  const char *code[3]; /* sector, area, size; "all" or the place for totals */
  int level;           /* how many of them are not totals */
  guint64 *units;      /* set of groups */
} ObsFrameCell;

typedef struct
{
  int parent;       /* cell that is the sum of the others, -1: the sum is known */
  GArray *children; /* of guint */
} ObsRelation;

/* All places, those by sector alone first, and how they add up. */
typedef struct
{
  guint n_words; /* of each set of groups */
  guint n_units;
  GArray *cells;     /* of ObsFrameCell */
  guint n_sectors;   /* the first so many cells are what a week is shown by */
  GArray *relations; /* of ObsRelation; the first is that of the sectors */
} ObsFrame;

ObsFrame *obs_frame_new (const ObsPanelTables *tables) G_GNUC_WARN_UNUSED_RESULT;
void obs_frame_free (ObsFrame *frame);

guint obs_set_count (const guint64 *set, guint n_words);
guint obs_set_count_both (const guint64 *a, const guint64 *b, guint n_words);
/* Members of one and not of the other. */
guint obs_set_distance (const guint64 *a, const guint64 *b, guint n_words);
#define obs_set_add(set, i) ((set)[(i) / 64] |= G_GUINT64_CONSTANT (1) << ((i) % 64))
#define obs_set_has(set, i) ((guint) (((set)[(i) / 64] >> ((i) % 64)) & 1))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPanelTables, obs_panel_tables_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsFrame, obs_frame_free)

G_END_DECLS
