/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/home.h"
#include "data/sync/sync.h"
#include "data/workspace/workspace.h"
#include "ui/comparisons.h"
#include "ui/history.h"
#include "ui/kept-editions.h"
#include "ui/pages/changes-page.h"
#include "ui/pages/editions-page.h"
#include "ui/pages/home-page.h"
#include "ui/pages/question-page.h"
#include "ui/pages/search-palette.h"
#include "ui/pages/sources-page.h"
#include "ui/pages/taxonomy-page.h"
#include "ui/settings.h"
#include "ui/header.h"
#include "ui/shell.h"
#include "ui/side-bar.h"
#include "ui/status-line.h"
#include "ui/widgets/area-picker.h"
#include "ui/widgets/compare-bar.h"
#include "ui/widgets/inspector.h"
#include "ui/widgets/status-page.h"
#include "ui/widgets/toast.h"
#include "ui/window.h"

G_BEGIN_DECLS

/* One window in eight files: window.c builds it and shows views, window-links.c goes places,
 * window-actions.c holds commands and keys, window-areas.c the place and the pinned areas,
 * window-sync.c editions and updates, window-documents.c documents, statements and corrections,
 * window-changes.c what changed, window-trust.c whom editions come from. */

struct _ObsWindow
{
  GtkApplicationWindow parent_instance;

  ObsStore *store;
  ObsSettings *settings;
  ObsHistory *history;
  char *home_dir;
  const ObsPatience *patience; /* of a sync; NULL: the usual one */
  char *fixed_edition;         /* opened by path: not the home's, never synced */
  char *first_address;         /* to show once the edition is open, or NULL */
  char *shown_perspective;
  char *shown_question;

  GtkWidget *header;
  GtkWidget *shell;
  GtkWidget *side_bar;
  GtkWidget *bar; /* a new edition is ready */
  GtkWidget *bar_label;
  GtkWidget *stack;
  GtkWidget *home_page;
  GtkWidget *question_page;
  GtkWidget *editions_page;
  GtkWidget *sources_page;
  GtkWidget *document_page;
  GtkWidget *statement_page;
  ObsWorkspace *workspace;
  GtkWidget *taxonomy_page;
  GtkWidget *changes_page;
  GtkWidget *compare; /* pinned areas over the content */
  GtkWidget *status_page;
  GtkWidget *details; /* scroller around the inspector */
  GtkWidget *inspector;
  GtkWidget *bottom; /* stack: perspectives, or what can be done with the figure */
  GtkWidget *bottom_perspectives;
  GtkWidget *status;
  GtkWidget *toast;
  GtkWidget *palette;
  GtkWidget *picker;
  GCancellable *counts_cancellable;
  gboolean details_open;  /* the reader has not closed them */
  gboolean details_asked; /* for this figure */
  gboolean first_drawn;

  GCancellable *sync_cancellable;
  ObsBadge badge;
  char *badge_detail;
  gboolean earlier;        /* the edition on screen is not the newest on this computer */
  char *trouble;           /* why the last update failed, one sentence */
  char *trouble_details;   /* for copying */
  gboolean unknown_origin; /* the trouble is that nobody compared its fingerprint yet */
  char *staged;            /* folder name of an edition that waits to be accepted */
  char *staged_date;
  gboolean sync_by_hand;

  ObsComparisons *comparisons;
  GPtrArray *kept; /* of ObsKeptEdition *; NULL while they are being looked for */
  GCancellable *kept_cancellable;
  const ObsChanges *news; /* since the edition before the one on screen, or NULL */
  char *news_question;    /* whose page says (or has said) what is new there */
  char *announced;        /* edition date that the reader knew of when this edition was opened */

  gint64 last_spoken; /* µs, of the last announcement of progress */
  GQueue messages;    /* of char *: what was announced, newest first */
};

/* window.c */
void obs_window_show (ObsWindow *self);
void obs_window_say (ObsWindow *self, const char *text);
void obs_window_update_layout (ObsWindow *self);
void obs_window_show_problem (ObsWindow *self, const char *heading, const char *text);
gboolean obs_window_shows_question (ObsWindow *self);
ObsFigure *obs_window_get_figure (ObsWindow *self);
void obs_window_mark_drawn (ObsWindow *self);

/* window-links.c */
void obs_window_go (ObsWindow *self, const ObsView *view);
void obs_window_go_question (ObsWindow *self, const char *question);
void obs_window_change (ObsWindow *self, const char *key, const char *value);
void obs_window_switch (ObsWindow *self, const char *perspective);

/* The view of @question: the filters in force stay. (transfer full) */
ObsView *obs_window_view_for (ObsWindow *self, const char *question);

/* window-documents.c */
void obs_window_make_documents (ObsWindow *self);
void obs_window_update_documents (ObsWindow *self, gboolean compact);
gboolean obs_window_is_document (const char *question);
/* FALSE where it is something else: "document:ST0005", "skills-observatory:statement/17" */
gboolean obs_window_open_document (ObsWindow *self, const char *kind, const char *rest);
gboolean obs_window_open_document_address (ObsWindow *self, const char *address);
gboolean obs_window_show_document (ObsWindow *self, const ObsView *view);
void obs_window_export_corrections (ObsWindow *self, const char *path);

/* window-changes.c */
void obs_window_make_changes (ObsWindow *self);
void obs_window_drop_changes (ObsWindow *self);
/* "BEFORE..AFTER", or NULL for the edition on screen and the one before it. */
void obs_window_open_changes (ObsWindow *self, const char *words);
void obs_window_show_changes (ObsWindow *self, const ObsView *view);
/* A question, the home page is on screen. */
void obs_window_note_question (ObsWindow *self, const char *question);
void obs_window_note_home (ObsWindow *self);
void obs_window_update_home (ObsWindow *self);
/* Which editions are kept is another matter than before: after a sync. */
void obs_window_look_at_kept (ObsWindow *self);
/* Another edition is on screen. */
void obs_window_forget_changes (ObsWindow *self);

/* window-areas.c */
void obs_window_make_areas (ObsWindow *self);
void obs_window_choose_place (ObsWindow *self);
void obs_window_pin_area (ObsWindow *self, const char *code);
/* The edition, the view or the figure on screen are others: picker and chips follow. */
void obs_window_update_areas (ObsWindow *self);

/* window-actions.c */
void obs_window_add_actions (ObsWindow *self);
void obs_window_update_actions (ObsWindow *self);
void obs_window_export (ObsWindow *self, const char *kind);
void obs_window_copy_chart (ObsWindow *self);

/* window-sync.c */
void obs_window_open_edition (ObsWindow *self);
void obs_window_open_file (ObsWindow *self, const char *path);
void obs_window_check_for_updates (ObsWindow *self);
void obs_window_sync_now (ObsWindow *self);
void obs_window_stop_sync (ObsWindow *self);
void obs_window_show_why (ObsWindow *self);
void obs_window_use_edition (ObsWindow *self, const char *name);
void obs_window_use_staged (ObsWindow *self);
void obs_window_update_badge (ObsWindow *self);
/* While the fingerprint of an origin is fetched; @error: why it could not be, or NULL. */
void obs_window_begin_contact (ObsWindow *self);
void obs_window_end_contact (ObsWindow *self, const GError *error);

/* window-trust.c */
gboolean obs_window_is_trust_error (const GError *error);
/* For a trust error: the reason, and what stays in use; the badge and what it adds. (transfer full)
 */
char *obs_window_trust_words (ObsWindow *self, const GError *error);
ObsBadge obs_window_trust_badge (ObsWindow *self, const GError *error, char **detail);
/* The day since which the origin cannot be reached, in words; NULL: it could last time, or is not
 * known. (transfer full) */
char *obs_window_offline_day (ObsWindow *self);
/* Shows the fingerprint of the origin in use to be compared, and syncs where it is trusted. */
void obs_window_ask_trust (ObsWindow *self);
/* "skills-observatory:origin/https://…#…"; FALSE where it is something else */
gboolean obs_window_is_origin_address (const char *address);
gboolean obs_window_open_origin_address (ObsWindow *self, const char *address);

G_END_DECLS
