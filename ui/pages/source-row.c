/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/source-row.h"

#include "data/engine/format.h"
#include "ui/widgets/look.h"
#include "ui/widgets/names.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CLASS_WIDTH 108
#define STATE_WIDTH 208
#define ROWS_WIDTH 64
#define MOST_AREAS 9

struct _ObsSourceRow
{
  GtkListBoxRow parent_instance;

  const ObsSource *source;
  GtkWidget *box;
  GtkWidget *chevron;
  GtkWidget *details; /* made when it is first opened */
  gboolean narrow;
  gboolean open;
};

enum
{
  OPEN_LINK,
  COPY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsSourceRow, obs_source_row, GTK_TYPE_LIST_BOX_ROW)

static GtkWidget *
text (const char *words, const char *css_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", words, "xalign", 0.0, "yalign", 0.0,
                                   "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* --- the line ------------------------------------------------------------------------------ */

/* Told apart by a sign and a word; the simulated ones by their dashed, hatched mark. */
static GtkWidget *
class_sign (ObsSourceClass source_class)
{
  static const char *const icons[] = { [OBS_CLASS_PRIMARY] = "obs-chart-symbolic",
                                       [OBS_CLASS_SECONDARY] = "obs-copy-symbolic",
                                       [OBS_CLASS_PUBLISHED] = "obs-text-symbolic",
                                       [OBS_CLASS_OWN] = "obs-star-symbolic" };
  GtkWidget *box;

  if (source_class == OBS_CLASS_SIMULATED)
    {
      GtkWidget *mark = obs_simulated_new (NULL);

      gtk_widget_set_halign (mark, GTK_ALIGN_START);
      gtk_widget_set_valign (mark, GTK_ALIGN_START);
      return mark;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), obs_decoration_new (icons[source_class]));
  gtk_box_append (GTK_BOX (box), text (obs_source_class_words (source_class), "small"));
  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (box)), FALSE);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  return box;
}

static GtkWidget *
state_sign (const ObsSource *source, gboolean narrow)
{
  static const char *const icons[] = { [OBS_SOURCE_CURRENT] = "obs-check-symbolic",
                                       [OBS_SOURCE_LATE] = "obs-warning-symbolic",
                                       [OBS_SOURCE_DEAD] = "obs-close-symbolic",
                                       [OBS_SOURCE_FIXED] = "obs-pin-symbolic" };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = obs_decoration_new (icons[source->status]);
  const char *colon = strstr (source->status_words, ": ");
  gboolean care = source->status == OBS_SOURCE_LATE || source->status == OBS_SOURCE_DEAD;

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "sign");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (words),
                  text (obs_source_status_label (source->status), care ? "strong" : "small"));
  if (colon != NULL && (source->status != OBS_SOURCE_FIXED || narrow))
    {
      g_autofree char *first = g_utf8_strup (colon + 2, 1);
      g_autofree char *rest = g_strconcat (first, g_utf8_next_char (colon + 2), NULL);

      gtk_box_append (GTK_BOX (words), text (rest, "note"));
      gtk_widget_add_css_class (gtk_widget_get_last_child (words), "second");
      /* Columns keep their places: a long sentence takes a second line. */
      gtk_label_set_max_width_chars (GTK_LABEL (gtk_widget_get_last_child (words)), 18);
    }
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  return box;
}

/* "Office for National Statistics · July 2021 to July 2025" */
static char *
second_line (const ObsSource *source)
{
  g_autofree char *released = g_strdup (source->released);
  g_autofree char *day
      = strlen (released) == 7 ? obs_format_month (released) : obs_format_date (released, TRUE);
  g_autoptr (GString) out = g_string_new (source->publisher);

  if (*source->period != '\0')
    g_string_append_printf (out, " · %s", source->period);
  if (*day != '\0')
    {
      g_string_append (out, " · ");
      g_string_append_printf (out, _ ("released %s"), day);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static GtkWidget *
title_part (const ObsSource *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *second = second_line (source);

  gtk_box_append (GTK_BOX (box), text (source->title, "strong"));
  gtk_box_append (GTK_BOX (box), text (second, "note"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "second");
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

/* A column is as wide as all others of its kind, whatever stands in it: the width that a label
 * would like depends on its words, so the box does not ask. */
static GtkSizeRequestMode
column_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
column_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                int *natural, int *minimum_baseline, int *natural_baseline)
{
  int width = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), "obs-width"));
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int least = 0;

  *minimum_baseline = *natural_baseline = -1;
  width = (int) (width * obs_look_get_text_scale (obs_look_get_default ()));
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  width = MAX (width, least);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = width;
  else
    gtk_widget_measure (child, orientation, width, minimum, natural, NULL, NULL);
}

static void
column_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static GtkWidget *
column (GtkWidget *child, int width)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  g_object_set_data (G_OBJECT (box), "obs-width", GINT_TO_POINTER (width));
  gtk_box_append (GTK_BOX (box), child);
  gtk_widget_set_layout_manager (
      box, gtk_custom_layout_new (column_mode, column_measure, column_allocate));
  return box;
}

static GtkWidget *
rows_part (const ObsSource *source)
{
  g_autofree char *number = obs_format_number ((double) source->rows, 0);
  GtkWidget *label = text (number, "small");

  gtk_widget_add_css_class (label, "numbers");
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  return label;
}

static GtkWidget *
line_wide (ObsSourceRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *klass = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *state = state_sign (self->source, FALSE);

  gtk_box_append (GTK_BOX (klass), class_sign (self->source->source_class));
  gtk_box_append (GTK_BOX (line), title_part (self->source));
  gtk_box_append (GTK_BOX (line), column (klass, CLASS_WIDTH));
  gtk_box_append (GTK_BOX (line), column (state, STATE_WIDTH));
  gtk_box_append (GTK_BOX (line), column (rows_part (self->source), ROWS_WIDTH));
  return line;
}

static GtkWidget *
line_narrow (ObsSourceRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *signs = obs_wrap_new (18, 3);

  obs_wrap_append (OBS_WRAP (signs), class_sign (self->source->source_class));
  obs_wrap_append (OBS_WRAP (signs), state_sign (self->source, FALSE));
  gtk_box_append (GTK_BOX (line), title_part (self->source));
  gtk_box_append (GTK_BOX (line), signs);
  gtk_widget_set_hexpand (line, TRUE);
  return line;
}

GtkWidget *
obs_source_row_heads (void)
{
  GtkWidget *heads = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *title = text (_ ("Source"), "tiny");
  GtkWidget *rows = text (_ ("Rows"), "tiny");

  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (rows), 1);
  gtk_box_append (GTK_BOX (heads), title);
  gtk_box_append (GTK_BOX (heads), column (text (_ ("Class"), "tiny"), CLASS_WIDTH));
  gtk_box_append (GTK_BOX (heads), column (text (_ ("State"), "tiny"), STATE_WIDTH));
  gtk_box_append (GTK_BOX (heads), column (rows, ROWS_WIDTH));
  gtk_widget_add_css_class (heads, "obs-source-heads");
  return heads;
}

/* --- the details --------------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *grid;
  int line;
  gboolean narrow;
} Facts;

/* A name and what is known; in the narrow class one above the other. */
static void
add_widget (Facts *facts, const char *name, GtkWidget *value)
{
  GtkWidget *label = text (name, "small");

  gtk_widget_add_css_class (label, "second");
  gtk_widget_set_hexpand (value, TRUE);
  if (facts->narrow)
    {
      if (facts->line > 0)
        gtk_widget_set_margin_top (label, 6);
      gtk_grid_attach (GTK_GRID (facts->grid), label, 0, facts->line++, 1, 1);
      gtk_grid_attach (GTK_GRID (facts->grid), value, 0, facts->line++, 1, 1);
      return;
    }
  gtk_widget_set_size_request (label, 108, -1);
  gtk_grid_attach (GTK_GRID (facts->grid), label, 0, facts->line, 1, 1);
  gtk_grid_attach (GTK_GRID (facts->grid), value, 1, facts->line++, 1, 1);
}

static void
add_fact (Facts *facts, const char *name, const char *value)
{
  GtkWidget *label;

  if (value == NULL || *value == '\0')
    return;
  label = text (value, "small");
  gtk_label_set_max_width_chars (GTK_LABEL (label), 86);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  add_widget (facts, name, label);
}

static void
add_day (Facts *facts, const char *name, const char *iso, const char *missing)
{
  g_autofree char *day
      = strlen (iso) == 7 ? obs_format_period (iso, "month") : obs_format_date (iso, FALSE);

  add_fact (facts, name, *day != '\0' ? day : missing);
}

static void
add_texts (Facts *facts, const char *name, const char *first, const GPtrArray *texts)
{
  g_autoptr (GString) out = g_string_new (first);

  for (guint i = 0; i < texts->len; i++)
    {
      const char *one = g_ptr_array_index (texts, i);

      if (strstr (out->str, one) == NULL)
        g_string_append_printf (out, "%s%s", out->len > 0 ? "\n" : "", one);
    }
  add_fact (facts, name, out->str);
}

static void
add_choices (Facts *facts, const char *name, const GPtrArray *choices)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < choices->len && i < MOST_AREAS; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (choices, i);

      g_string_append_printf (out, "%s%s", i > 0 ? "; " : "",
                              *choice->label != '\0' ? choice->label : choice->key);
    }
  if (choices->len > MOST_AREAS)
    {
      g_string_append (out, " ");
      g_string_append_printf (out, _ ("and %u more"), choices->len - MOST_AREAS);
    }
  add_fact (facts, name, out->str);
}

/* A hash is compared by its first letters; the whole of it is there to be selected. */
static GtkWidget *
hash_label (const char *sha256)
{
  GtkWidget *label = text (sha256, "note");

  gtk_widget_add_css_class (label, "obs-hash");
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, sha256,
                                  -1);
  return label;
}

static void
add_files (Facts *facts, const ObsSource *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < source->files->len; i++)
    {
      const ObsSourceFile *file = g_ptr_array_index (source->files, i);
      GtkWidget *one = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      g_autofree char *kept = obs_format_number ((double) file->rows_kept, 0);
      g_autofree char *read = obs_format_number ((double) file->rows_read, 0);
      /* Translators: a file, how many rows were kept, of how many that were read. */
      g_autofree char *words
          = g_strdup_printf (_ ("%s: %s of %s rows kept"), file->name, kept, read);

      gtk_box_append (GTK_BOX (one), text (words, "small"));
      if (*file->note != '\0')
        gtk_box_append (GTK_BOX (one), text (file->note, "note"));
      gtk_box_append (GTK_BOX (one), hash_label (file->sha256));
      gtk_box_append (GTK_BOX (box), one);
    }
  if (source->files->len > 0)
    add_widget (facts, _ ("Files"), box);
  else
    {
      g_object_ref_sink (box);
      g_object_unref (box);
      add_widget (facts, _ ("SHA-256"), hash_label (source->sha256));
    }
}

static void
question_cb (GtkButton *button, ObsSourceRow *self)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, g_object_get_data (G_OBJECT (button), "obs-link"));
}

static void
add_questions (Facts *facts, ObsSourceRow *self)
{
  GtkWidget *wrap = obs_wrap_new (6, 6);

  for (guint i = 0; i < self->source->questions->len; i++)
    {
      const ObsChoice *question = g_ptr_array_index (self->source->questions, i);
      g_autofree char *label = g_strdup_printf ("%s %s", question->key, question->label);
      g_autofree char *name = g_strdup_printf (_ ("Open %s"), label);
      GtkWidget *button = gtk_button_new_with_label (label);

      gtk_widget_add_css_class (button, "obs-button");
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      g_object_set_data_full (G_OBJECT (button), "obs-link",
                              g_strconcat ("question:", question->key, NULL), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (question_cb), self, 0);
      obs_wrap_append (OBS_WRAP (wrap), button);
    }
  if (self->source->questions->len > 0)
    {
      add_widget (facts, _ ("Used in"), wrap);
      return;
    }
  g_object_ref_sink (wrap);
  g_object_unref (wrap);
  add_fact (facts, _ ("Used in"), _ ("No question of this edition uses it"));
}

static void
copy_cb (GtkButton *button, ObsSourceRow *self)
{
  g_signal_emit (self, signals[COPY], 0, self->source->citation);
}

static gboolean
is_web (const char *url)
{
  return g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://");
}

static GtkWidget *
buttons (ObsSourceRow *self)
{
  GtkWidget *wrap = obs_wrap_new (6, 6);
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy citation"));

  gtk_widget_add_css_class (copy, "obs-button");
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), self, 0);
  obs_wrap_append (OBS_WRAP (wrap), copy);
  if (is_web (self->source->url))
    {
      GtkWidget *open = gtk_button_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("Publisher’s page")));
      gtk_box_append (GTK_BOX (box), obs_decoration_new ("obs-external-link-symbolic"));
      gtk_button_set_child (GTK_BUTTON (open), box);
      gtk_widget_add_css_class (open, "obs-button");
      gtk_widget_set_tooltip_text (open, self->source->url);
      gtk_accessible_update_property (GTK_ACCESSIBLE (open), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Open the publisher’s page in the browser"), -1);
      g_object_set_data_full (G_OBJECT (open), "obs-link", g_strdup (self->source->url), g_free);
      g_signal_connect_object (open, "clicked", G_CALLBACK (question_cb), self, 0);
      obs_wrap_append (OBS_WRAP (wrap), open);
    }
  return wrap;
}

static GtkWidget *
make_details (ObsSourceRow *self)
{
  const ObsSource *source = self->source;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  Facts facts = { gtk_grid_new (), 0, self->narrow };
  g_autofree char *rows = obs_format_number ((double) source->rows, 0);

  gtk_grid_set_column_spacing (GTK_GRID (facts.grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (facts.grid), self->narrow ? 0 : 3);
  add_fact (&facts, _ ("State"), source->status_words);
  add_questions (&facts, self);
  add_texts (&facts, _ ("Read with care"), source->caveat, source->caveats);
  add_texts (&facts, _ ("Breaks"), source->breaks, source->changes);
  add_fact (&facts, _ ("Method"), source->method);
  add_fact (&facts, _ ("Coverage"), source->coverage);
  add_choices (&facts, _ ("Areas"), source->areas);
  add_choices (&facts, _ ("Data sets"), source->cubes);
  add_fact (&facts, _ ("Publication"), source->publication);
  add_fact (&facts, _ ("Publisher"), source->publisher);
  add_fact (&facts, _ ("Standing"), source->tier);
  add_fact (&facts, _ ("Licence"), source->licence);
  add_fact (&facts, _ ("Attribution"), source->attribution);
  add_fact (&facts, _ ("Period"), source->period);
  add_day (&facts, _ ("Released"), source->released, _ ("The document bears no date"));
  add_day (&facts, _ ("Next release"), source->next_release, _ ("None announced"));
  add_fact (&facts, _ ("Last success"), source->last_success);
  add_fact (&facts, _ ("Rows here"), rows);
  add_files (&facts, source);
  gtk_box_append (GTK_BOX (box), facts.grid);
  gtk_box_append (GTK_BOX (box), buttons (self));
  gtk_widget_add_css_class (box, "obs-source-details");
  return box;
}

/* --- the row ------------------------------------------------------------------------------- */

static void
name_row (ObsSourceRow *self)
{
  g_autofree char *name
      = g_strdup_printf (C_ ("source, class, state, publisher", "%s, %s, %s, %s"),
                         self->source->title, obs_source_class_words (self->source->source_class),
                         self->source->status_words, self->source->publisher);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, self->open,
                               -1);
}

static void
obs_source_row_class_init (ObsSourceRowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[OPEN_LINK] = g_signal_new ("open-link", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COPY] = g_signal_new ("copy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
}

static void
obs_source_row_init (ObsSourceRow *self)
{
}

GtkWidget *
obs_source_row_new (const ObsSource *source, gboolean narrow)
{
  ObsSourceRow *self = g_object_new (OBS_TYPE_SOURCE_ROW, NULL);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->source = source;
  self->narrow = narrow;
  self->chevron = obs_decoration_new ("obs-chevron-right-symbolic");
  gtk_widget_set_valign (self->chevron, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->chevron, "sign");
  gtk_box_append (GTK_BOX (head), self->chevron);
  gtk_box_append (GTK_BOX (head), narrow ? line_narrow (self) : line_wide (self));
  gtk_widget_set_hexpand (gtk_widget_get_last_child (head), TRUE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->box);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "obs-source");
  name_row (self);
  return GTK_WIDGET (self);
}

const char *
obs_source_row_get_id (ObsSourceRow *self)
{
  return self->source->id;
}

gboolean
obs_source_row_get_open (ObsSourceRow *self)
{
  return self->open;
}

void
obs_source_row_set_open (ObsSourceRow *self, gboolean open)
{
  g_return_if_fail (OBS_IS_SOURCE_ROW (self));

  if (self->open == !!open)
    return;
  self->open = !!open;
  if (open && self->details == NULL)
    {
      self->details = make_details (self);
      gtk_box_append (GTK_BOX (self->box), self->details);
    }
  gtk_widget_set_visible (self->details, open);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->chevron),
                                open ? "obs-chevron-down-symbolic" : "obs-chevron-right-symbolic");
  if (open)
    gtk_widget_add_css_class (GTK_WIDGET (self), "open");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "open");
  name_row (self);
}
