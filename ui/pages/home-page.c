/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/home-page.h"

#include "ui/pages/page-frame.h"
#include "ui/widgets/names.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/status-page.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/tiles.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>

#define TILE_ROWS 3

struct _ObsHomePage
{
  GtkWidget parent_instance;

  ObsStore *store;
  GCancellable *cancellable; /* of the newest question */
  ObsView *view;

  GtkWidget *stack;
  GtkWidget *page; /* box inside the scroller */
  GtkWidget *heading;
  GtkWidget *subtitle;
  GtkWidget *tiles;
  GtkWidget *sure_text;
  GtkWidget *sure_more;
  GtkWidget *changes_text;
  GtkWidget *changes_more;
  GtkWidget *problem;
  char *sure_question;
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (ObsHomePage, obs_home_page, GTK_TYPE_WIDGET)

enum
{
  OPEN_LINK,
  LOADED,
  SIMULATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkWidget *
text_label (const char *text, const char *css_class, gboolean wrap)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", wrap,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
more_cb (GtkButton *button, ObsHomePage *self)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, g_object_get_data (G_OBJECT (button), "obs-link"));
}

/* Words and a small chevron that lead somewhere. @name is what a screen reader says. */
static GtkWidget *
more_button (ObsHomePage *self, const char *text, const char *link, const char *name)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *chevron = obs_decoration_new ("obs-chevron-right-symbolic");

  gtk_widget_add_css_class (chevron, "chevron");
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_box_append (GTK_BOX (box), chevron);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "more");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "obs-link", g_strdup (link), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (more_cb), self, 0);
  return button;
}

/* Gives a "more" button other words. */
static void
set_more (GtkWidget *button, const char *text, const char *link, const char *name)
{
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (button));

  g_object_set_data_full (G_OBJECT (button), "obs-link", g_strdup (link), g_free);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
plot_open_cb (GtkWidget *plot, int row, ObsHomePage *self)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, g_object_get_data (G_OBJECT (plot), "obs-link"));
}

/* The first sentence: what was measured. Who, where and when stand at the head of the page. */
static char *
first_sentence (const char *text)
{
  const char *end = text != NULL ? strstr (text, ". ") : NULL;

  return end != NULL ? g_strndup (text, (gsize) (end - text)) : g_strdup (text);
}

/* The line under a tile's heading: what was measured, and the mark where it is simulated. */
static GtkWidget *
tile_note (const ObsFigure *figure)
{
  g_autofree char *text = first_sentence (figure->subtitle);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = text_label (text != NULL ? text : "", "small", TRUE);

  gtk_widget_add_css_class (label, "second");
  gtk_label_set_lines (GTK_LABEL (label), 3);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (figure->source_class == OBS_CLASS_SIMULATED)
    {
      GtkWidget *mark = obs_simulated_new (NULL);

      gtk_widget_set_valign (mark, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), mark);
    }
  gtk_widget_set_margin_top (box, 3);
  return box;
}

static GtkWidget *
tile_plot (ObsHomePage *self, ObsFigure *figure, const char *link)
{
  GtkWidget *plot = obs_plot_new ();
  /* Rows of several lines: two of them say as much as three of the others. */
  gboolean tall = figure->form == OBS_FORM_ROADMAP || figure->form == OBS_FORM_TRAIL;
  int rows = tall ? TILE_ROWS - 1 : TILE_ROWS;

  obs_plot_set_compact (OBS_PLOT (plot), TRUE);
  obs_plot_set_max_rows (OBS_PLOT (plot), rows);
  obs_plot_set_figure (OBS_PLOT (plot), figure);
  gtk_widget_set_margin_top (plot, 10);
  g_object_set_data_full (G_OBJECT (plot), "obs-link", g_strdup (link), g_free);
  g_signal_connect_object (plot, "open", G_CALLBACK (plot_open_cb), self, 0);
  return plot;
}

static GtkWidget *
tile_new (ObsHomePage *self, ObsFigure *figure)
{
  GtkWidget *tile = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *heading = g_object_new (GTK_TYPE_LABEL, "label", figure->title, "xalign", 0.0, "wrap",
                                     TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "accessible-role",
                                     GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *foot_label = text_label (figure->foot != NULL ? figure->foot : "", "note", FALSE);
  g_autofree char *link = g_strdup_printf ("question:%s", figure->question);
  g_autofree char *more = g_strdup_printf (_ ("More: %s"), figure->title);

  gtk_widget_add_css_class (heading, "heading-3");
  gtk_box_append (GTK_BOX (tile), heading);
  gtk_box_append (GTK_BOX (tile), tile_note (figure));
  if (figure->rows->len > 0)
    gtk_box_append (GTK_BOX (tile), tile_plot (self, figure, link));

  gtk_widget_add_css_class (foot_label, "second");
  gtk_label_set_ellipsize (GTK_LABEL (foot_label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (foot_label, TRUE);
  gtk_box_append (GTK_BOX (foot), foot_label);
  gtk_box_append (GTK_BOX (foot), more_button (self, _ ("More"), link, more));
  gtk_widget_set_vexpand (foot, TRUE);
  gtk_widget_set_valign (foot, GTK_ALIGN_END);
  gtk_widget_set_margin_top (foot, 9);
  gtk_box_append (GTK_BOX (tile), foot);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  figure->title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  figure->summary != NULL ? figure->summary : "", -1);
  return tile;
}

static void
show_problem (ObsHomePage *self, const char *text)
{
  obs_status_page_set (OBS_STATUS_PAGE (self->problem), NULL, _ ("This page could not be drawn"),
                       text);
  obs_status_page_add_button (OBS_STATUS_PAGE (self->problem), _ ("Editions"), "win.editions",
                              TRUE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->problem);
}

static void
tiles_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsHomePage) self = OBS_HOME_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) figures = obs_store_home_finish (OBS_STORE (source), result, &error);
  gboolean simulated = FALSE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
    return;
  if (figures == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  obs_tiles_clear (OBS_TILES (self->tiles));
  for (guint i = 0; i < figures->len; i++)
    {
      ObsFigure *figure = g_ptr_array_index (figures, i);

      simulated = simulated || figure->source_class == OBS_CLASS_SIMULATED;
      obs_tiles_append (OBS_TILES (self->tiles), tile_new (self, figure));
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "page");
  g_signal_emit (self, signals[SIMULATED], 0, simulated);
  g_signal_emit (self, signals[LOADED], 0);
}

static void
sure_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsHomePage) self = OBS_HOME_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsFigure) figure = obs_store_answer_finish (OBS_STORE (source), result, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (figure == NULL || self->stack == NULL)
    return;
  for (guint i = 0; i < figure->rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", obs_figure_row (figure, i)->name);
  gtk_label_set_text (GTK_LABEL (self->sure_text), text->len > 0 ? text->str : figure->title);
  gtk_widget_set_tooltip_text (self->sure_text, figure->subtitle);
}

/* "How sure we are" is E15 for employers and F10 for funders; the edition says which it has. */
static void
ask_how_sure (ObsHomePage *self)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  const ObsPerspective *perspective = obs_words_perspective (journeys, self->view->perspective);
  const char *key = obs_words_question (perspective, "F10") != NULL ? "F10" : "E15";
  g_autoptr (ObsView) view = obs_view_copy (self->view);
  g_autofree char *name = g_strdup_printf (_ ("How sure we are: %s"), key);

  g_free (view->question);
  view->question = g_strdup (key);
  g_free (self->sure_question);
  self->sure_question = g_strdup_printf ("question:%s", key);
  set_more (self->sure_more, key, self->sure_question, name);
  obs_store_answer_async (self->store, view, self->cancellable, sure_cb, g_object_ref (self));
}

/* @view may be the one that is kept. */
static void
take_view (ObsView **kept, const ObsView *view)
{
  ObsView *copy = obs_view_copy (view);

  obs_view_free (*kept);
  *kept = copy;
}

void
obs_home_page_show (ObsHomePage *self, const ObsView *view)
{
  const ObsPerspective *perspective;

  g_return_if_fail (OBS_IS_HOME_PAGE (self));

  obs_page_start_reading (&self->cancellable);
  take_view (&self->view, view);

  view = self->view;
  perspective = obs_words_perspective (obs_store_get_journeys (self->store), view->perspective);
  if (perspective != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->heading), perspective->heading);
      gtk_label_set_text (GTK_LABEL (self->subtitle), perspective->subheading);
    }
  obs_store_home_async (self->store, view, self->cancellable, tiles_cb, g_object_ref (self));
  ask_how_sure (self);
}

void
obs_home_page_set_changes (ObsHomePage *self, const char *text, gboolean several)
{
  g_return_if_fail (OBS_IS_HOME_PAGE (self));

  gtk_label_set_text (GTK_LABEL (self->changes_text), text);
  set_more (self->changes_more, several ? _ ("Compare") : _ ("Editions"),
            several ? "changes:" : "page:editions", several ? _ ("What changed") : _ ("Editions"));
}

void
obs_home_page_set_narrow (ObsHomePage *self, gboolean narrow)
{
  g_return_if_fail (OBS_IS_HOME_PAGE (self));

  obs_page_take_narrow (self->page, &self->narrow, narrow);
}

static GtkWidget *
strip_new (const char *title, GtkWidget **text, GtkWidget *more)
{
  GtkWidget *strip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *heading = text_label (title, "strong", TRUE);

  gtk_label_set_width_chars (GTK_LABEL (heading), 16);
  gtk_label_set_max_width_chars (GTK_LABEL (heading), 22);
  *text = text_label ("", "body", TRUE);
  gtk_label_set_lines (GTK_LABEL (*text), 2);
  gtk_label_set_ellipsize (GTK_LABEL (*text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (*text, TRUE);
  gtk_box_append (GTK_BOX (strip), heading);
  gtk_box_append (GTK_BOX (strip), *text);
  gtk_box_append (GTK_BOX (strip), more);
  gtk_widget_add_css_class (strip, "obs-strip");
  return strip;
}

static void
obs_home_page_dispose (GObject *object)
{
  ObsHomePage *self = OBS_HOME_PAGE (object);

  obs_page_stop_reading (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_pointer (&self->view, obs_view_free);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->sure_question, g_free);
  G_OBJECT_CLASS (obs_home_page_parent_class)->dispose (object);
}

static void
obs_home_page_class_init (ObsHomePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = obs_home_page_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obshome");
  signals[OPEN_LINK] = g_signal_new ("open-link", OBS_TYPE_HOME_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LOADED] = g_signal_new ("loaded", OBS_TYPE_HOME_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[SIMULATED] = g_signal_new ("simulated", OBS_TYPE_HOME_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
obs_home_page_init (ObsHomePage *self)
{
  GtkWidget *rule = g_object_new (GTK_TYPE_BOX, "margin-top", 16, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  self->page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->heading = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "accessible-role",
                                GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  gtk_widget_add_css_class (self->heading, "heading-1");
  self->subtitle = text_label ("", "subtitle", TRUE);
  self->tiles = obs_tiles_new ();
  gtk_widget_set_vexpand (self->tiles, TRUE);
  gtk_widget_set_valign (self->tiles, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tiles), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Findings"), -1);
  gtk_widget_add_css_class (rule, "obs-rule");
  self->sure_more = more_button (self, "E15", "question:E15", _ ("How sure we are"));
  gtk_box_append (GTK_BOX (self->page), self->heading);
  gtk_box_append (GTK_BOX (self->page), self->subtitle);
  gtk_box_append (GTK_BOX (self->page), rule);
  gtk_box_append (GTK_BOX (self->page), self->tiles);
  gtk_box_append (GTK_BOX (self->page),
                  strip_new (_ ("How sure we are"), &self->sure_text, self->sure_more));
  self->changes_more = more_button (self, _ ("Editions"), "page:editions", _ ("Editions"));
  gtk_box_append (GTK_BOX (self->page),
                  strip_new (_ ("What changed"), &self->changes_text, self->changes_more));
  gtk_widget_add_css_class (self->page, "obs-home");

  self->problem = obs_status_page_new ();
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), obs_page_scroller_around (self->page), "page");
  gtk_stack_add_named (GTK_STACK (self->stack), self->problem, "problem");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

GtkWidget *
obs_home_page_new (ObsStore *store)
{
  ObsHomePage *self = g_object_new (OBS_TYPE_HOME_PAGE, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}
