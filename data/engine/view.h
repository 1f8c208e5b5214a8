/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A view is one state of the explorer: what is asked, by whom, with which filters. One text, the
 * address, holds all of it: skills-observatory:view/employer/E1?ksb=S&sector=logistics. A concept
 * of the taxonomy has a short one: skills-observatory:taxonomy/K01 */

typedef struct
{
  char *perspective;  /* key, never NULL */
  char *question;     /* key ("E1"), "home", or "R3" for a recommendation's page; never NULL */
  char *ksb;          /* "K", "S", "B" or NULL: the question's default */
  char *sector;       /* sector code or NULL: all sectors */
  char *area;         /* area code or NULL: the edition's place */
  char *size;         /* business size code or NULL: all sizes */
  char *data;         /* "published", "panel", … or NULL: the question's default */
  char *sort;         /* order of the rows or NULL: the default */
  char *tab;          /* "chart", "table", "summary", "source" or NULL: chart */
  char *select;       /* key of the selected item or NULL */
  gboolean ranges;    /* likely ranges shown (TRUE unless switched off) */
  GPtrArray *pins;    /* of char *: pinned item keys */
  GPtrArray *compare; /* of char *: codes of the areas pinned for comparison, at most eight */
  guint compare_lost; /* areas of an address beyond the eighth, left out */
  char *layout; /* "count": counts of one place although areas are pinned; NULL: the default */
  char *source_class; /* page of sources: class, status and words that narrow it, or NULL */
  char *status;
  char *find;
  char *concept; /* code of a concept whose narrower ones a figure is about, or NULL */
  char *unknown; /* unknown keys of the address, kept as they were ("a=b&c=d"), or NULL */
} ObsView;

ObsView *obs_view_new (const char *perspective, const char *question) G_GNUC_WARN_UNUSED_RESULT;
ObsView *obs_view_copy (const ObsView *view) G_GNUC_WARN_UNUSED_RESULT;
void obs_view_free (ObsView *view);
gboolean obs_view_equal (const ObsView *a, const ObsView *b);

/* Sets one key of the address ("sector", "size", "place", "ksb", "src", "sort", "tab", "range",
 * "select", "pin", "cmp", "layout", "class", "status", "find",
 * "concept"); NULL or "" or "all" clears it.
 * FALSE for an unknown key (kept in @unknown). */
#define OBS_VIEW_MOST_AREAS 8

gboolean obs_view_set (ObsView *view, const char *key, const char *value);

char *obs_view_to_address (const ObsView *view) G_GNUC_WARN_UNUSED_RESULT;
ObsView *obs_view_from_address (const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
guint obs_view_n_filters (const ObsView *view);

/* The value of "cmp" with @area put in (at the end) or, where it is in, taken out. NULL where there
 * are eight already. */
char *obs_view_compare_with (const ObsView *view, const char *area) G_GNUC_WARN_UNUSED_RESULT;
gboolean obs_view_compares (const ObsView *view, const char *area);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsView, obs_view_free)

G_END_DECLS
