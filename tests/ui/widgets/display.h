/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/widgets/look.h"

/* Begins a test program that needs a display; without one it says so and ends well. */
#define BEGIN_DISPLAY_TEST()                                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!gtk_init_check ())                                                                        \
      {                                                                                            \
        g_print ("1..0 # SKIP no display\n");                                                      \
        return 0;                                                                                  \
      }                                                                                            \
    g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);                                  \
    obs_look_start (obs_look_get_default (), gdk_display_get_default ());                          \
  }                                                                                                \
  G_STMT_END

/* A shown window with @child in it, laid out. */
GtkWidget *test_window (GtkWidget *child, int width, int height);
/* Runs what is waiting: layout, frames, timeouts of up to @ms. */
void test_settle (guint ms);
/* Presses a key on @widget as its key controller sees it. FALSE where nothing handled it. */
gboolean test_key (GtkWidget *widget, guint keyval, GdkModifierType state);
/* The first descendant of @widget with that accessible label or text of a GtkLabel, or NULL. */
GtkWidget *test_find_label (GtkWidget *widget, const char *text);
/* The first descendant of that type, or NULL. */
GtkWidget *test_find_type (GtkWidget *widget, GType type);

/* What a signal brought last, and how often. */
typedef struct
{
  int count;
  int row;
  char text[256];
} Heard;

/* Listen to signals of one int, one text, two texts ("key=value") or nothing. */
void test_hear_row (gpointer object, const char *signal, Heard *heard);
void test_hear_text (gpointer object, const char *signal, Heard *heard);
void test_hear_pair (gpointer object, const char *signal, Heard *heard);
void test_hear (gpointer object, const char *signal, Heard *heard);
