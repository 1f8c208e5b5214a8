/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/store.h"

G_BEGIN_DECLS

/* Asks for the reason of a correction and, where another concept is to be chosen, for that. */
typedef struct
{
  const char *title;  /* what is said: "This is right" … */
  const char *text;   /* the sentence */
  const char *label;  /* the concept that it is said of; NULL: one is chosen */
  const char *level;  /* "area" or "concept": what there is to choose from */
  const char *author; /* role said last, or "" */
} ObsCorrectionQuestion;

/* @concept and @label: what was chosen; NULL where nothing was to be chosen. */
typedef void (*ObsCorrectionFunc) (const char *concept, const char *label, const char *reason,
                                   const char *author, gpointer user_data);

/* Shows it over @parent. @func is called only for "Save". Returns: (transfer none): the window */
GtkWidget *obs_correction_dialog_ask (GtkWindow *parent, ObsStore *store,
                                      const ObsCorrectionQuestion *question, ObsCorrectionFunc func,
                                      gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
