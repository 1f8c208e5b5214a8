/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What state the data are in. */
typedef enum
{
  OBS_BADGE_CURRENT,     /* asked lately: nothing newer */
  OBS_BADGE_NOT_CHECKED, /* there is an origin, but nobody asked it yet */
  OBS_BADGE_NO_ORIGIN,   /* nothing to ask */
  OBS_BADGE_OFFLINE,     /* detail: since when */
  OBS_BADGE_READY,       /* a newer edition is on this computer */
  OBS_BADGE_UPDATING,
  OBS_BADGE_FAILED,
  OBS_BADGE_CHECK_FAILED, /* an edition did not pass its check */
  OBS_BADGE_EARLIER,      /* an older edition was chosen */
  OBS_BADGE_UNTRUSTED,    /* what came was not signed by the trusted keys */
  OBS_BADGE_EXPIRED,      /* the origin's word is out of date; detail: since when */
  OBS_BADGE_UNANNOUNCED,  /* what came lost more than was announced */
  OBS_BADGE_UNCONFIRMED,  /* the keys of the origin were not compared yet */
} ObsBadge;

#define OBS_TYPE_STATUS_LINE (obs_status_line_get_type ())
G_DECLARE_FINAL_TYPE (ObsStatusLine, obs_status_line, OBS, STATUS_LINE, GtkWidget)

GtkWidget *obs_status_line_new (void);

/* The words of the badge; pure, for tests. @date is the edition's, @detail what a state adds
 * ("3 of 7 MB"). (transfer full) */
char *obs_badge_words (ObsBadge badge, const char *date, const char *detail);

void obs_status_line_set_badge (ObsStatusLine *self, ObsBadge badge, const char *date,
                                const char *detail);
/* What the badge's popover says, one line each: age, last check, reason. */
void obs_status_line_set_details (ObsStatusLine *self, const char *text);
void obs_status_line_set_simulated (ObsStatusLine *self, gboolean simulated);
void obs_status_line_set_filters (ObsStatusLine *self, guint n);
void obs_status_line_set_undo (ObsStatusLine *self, const char *name);
void obs_status_line_set_zoom (ObsStatusLine *self, int percent);
/* Shows @text for 10 seconds. */
void obs_status_line_show_message (ObsStatusLine *self, const char *text);

G_END_DECLS
