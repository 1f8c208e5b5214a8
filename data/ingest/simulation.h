/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The answers of a panel in memory, and the demonstration panel: answers of simulated businesses,
 * drawn from a seeded generator with the parameters of a readable file
 * (data/bundled/panel/README.md). The same file gives the same answers on every machine. Answers of
 * real businesses are read by panel-responses.h. */

typedef struct
{
  char *id;     /* "M01" … "L28"; of real businesses and people only a number of ours */
  char *sector; /* sector code */
  char *size;   /* item code Z.… */
  char *area;   /* district code */
  char *role;   /* who answers, in words; '' where it is not known */
  char *group;  /* enterprise group: the unit of disclosure control; NULL: itself */
} ObsBusiness;

/* Into which periods an answer is counted. */
typedef enum
{
  OBS_COUNT_BOTH,
  OBS_COUNT_POOLED, /* the whole survey, not the week: a late answer */
  OBS_COUNT_WEEK,   /* the week only: the answer of a firm without those who were late */
} ObsCount;

typedef struct
{
  guint business; /* index of the business */
  char *question; /* Q01 … */
  char *item;     /* item code; '' where the question has none */
  char *horizon;  /* '' or H.… */
  char *day;      /* YYYY-MM-DD; of real businesses the Monday of the week */
  int week;       /* 1 … */
  double value;   /* score, per cent, place, or 1 (chosen) and 0 (shown, not chosen) */
  ObsCount count;
} ObsResponse;

typedef struct
{
  GPtrArray *businesses; /* of ObsBusiness * */
  GArray *responses;     /* of ObsResponse; strings are interned */
  char *sha256;          /* of the parameter files */
} ObsPanel;

/* Without businesses, answers and hash. */
ObsPanel *obs_panel_new (void) G_GNUC_WARN_UNUSED_RESULT;
ObsPanel *obs_panel_simulate (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_panel_free (ObsPanel *panel);

/* Writes one line per answer: business, sector, size, area, role, day, week, question, item,
 * horizon, value. */
gboolean obs_panel_write_csv (const ObsPanel *panel, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPanel, obs_panel_free)

G_END_DECLS
