/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/inspector.h"

#include "ui/widgets/chip.h"
#include "ui/widgets/histogram.h"
#include "ui/widgets/line-icon.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"

#include <glib/gi18n-lib.h>

#define KEY_WIDTH 86

struct _ObsInspector
{
  GtkWidget parent_instance;
  ObsCard *card;
  GtkWidget *box;
};

enum
{
  OPEN_LINK,
  CLOSE,
  COPY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsInspector, obs_inspector, GTK_TYPE_WIDGET)

static void
link_cb (GtkButton *button, ObsInspector *self)
{
  g_signal_emit (self, signals[OPEN_LINK], 0, g_object_get_data (G_OBJECT (button), "obs-link"));
}

static void
close_cb (GtkButton *button, ObsInspector *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
copy_cb (GtkButton *button, ObsInspector *self)
{
  if (self->card != NULL)
    g_signal_emit (self, signals[COPY], 0, self->card->citation);
}

static GtkWidget *
text_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  /* Its natural width must not push the pane wider than it is set. */
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_halign (label, GTK_ALIGN_FILL);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
heading (const char *text, const char *css_class, int level)
{
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "label", text,
                      "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "hexpand",
                      TRUE, "max-width-chars", 12, NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, level, -1);
  return label;
}

static void
add (ObsInspector *self, GtkWidget *child)
{
  gtk_box_append (GTK_BOX (self->box), child);
}

static void
add_separator (ObsInspector *self)
{
  GtkWidget *line = g_object_new (GTK_TYPE_SEPARATOR, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  add (self, line);
}

/* A button that opens something, across the whole pane. */
static GtkWidget *
link_row (ObsInspector *self, const char *text, const char *link)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), text_label (text, NULL));
  gtk_box_append (GTK_BOX (box), obs_line_icon_new (OBS_ICON_NEXT, 14));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "obs-link-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (button), "obs-link", g_strdup (link), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_cb), self, 0);
  return button;
}

/* --- parts --------------------------------------------------------------------------------- */

static void
add_title (ObsInspector *self, const ObsCard *card)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *close = gtk_button_new ();
  GtkWidget *kinds = obs_wrap_new (8, 3);

  gtk_button_set_child (GTK_BUTTON (close), obs_line_icon_new (OBS_ICON_CLOSE, 16));
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "obs-icon-button");
  gtk_widget_set_valign (close, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (close, _ ("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Close this pane"), -1);
  g_signal_connect_object (close, "clicked", G_CALLBACK (close_cb), self, 0);
  gtk_box_append (GTK_BOX (row), heading (card->title, "obs-card-title", 2));
  gtk_box_append (GTK_BOX (row), close);
  add (self, row);

  gtk_widget_add_css_class (kinds, "obs-card-kind");
  if (card->ksb != NULL)
    obs_wrap_append (OBS_WRAP (kinds), obs_chip_new (card->ksb));
  if (card->kind != NULL && *card->kind != '\0')
    {
      GtkWidget *kind = gtk_label_new (card->kind);

      gtk_widget_add_css_class (kind, "obs-second");
      gtk_widget_set_margin_end (kind, 6);
      gtk_label_set_wrap (GTK_LABEL (kind), TRUE);
      gtk_label_set_xalign (GTK_LABEL (kind), 0);
      obs_wrap_append (OBS_WRAP (kinds), kind);
    }
  if (card->simulated)
    obs_wrap_append (OBS_WRAP (kinds), obs_simulated_new (NULL));
  gtk_widget_set_visible (kinds, gtk_widget_get_first_child (kinds) != NULL);
  add (self, kinds);
}

static void
add_big_number (ObsInspector *self, const ObsCard *card)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *big = gtk_label_new (card->big);
  GtkWidget *words = text_label (card->big_words != NULL ? card->big_words : "", NULL);

  gtk_widget_add_css_class (big, "obs-big");
  gtk_widget_set_valign (words, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (big, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (row), big);
  gtk_box_append (GTK_BOX (row), words);
  add_separator (self);
  add (self, row);
}

static GtkWidget *
key_label (const char *text)
{
  GtkWidget *label = text_label (text, "obs-second");

  /* Long words make the column wider rather than being cut. */
  gtk_widget_set_size_request (label, KEY_WIDTH, -1);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 4);
  gtk_widget_set_hexpand (label, FALSE);
  return label;
}

static GtkWidget *
value_widget (ObsInspector *self, const ObsCardLine *line)
{
  GtkWidget *button;

  if (line->link == NULL)
    return text_label (line->value, NULL);
  button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), text_label (line->value, NULL));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "obs-link");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  line->value, -1);
  g_object_set_data_full (G_OBJECT (button), "obs-link", g_strdup (line->link), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_cb), self, 0);
  return button;
}

/* Keys and values share one grid, so that their columns agree; a line without key goes across. */
static void
add_part (ObsInspector *self, const ObsCardPart *part)
{
  GtkWidget *grid = gtk_grid_new ();

  add_separator (self);
  if (part->heading != NULL && *part->heading != '\0')
    add (self, heading (part->heading, "obs-card-heading", 3));
  gtk_widget_add_css_class (grid, "obs-card-lines");
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  for (guint i = 0; i < part->lines->len; i++)
    {
      const ObsCardLine *line = g_ptr_array_index (part->lines, i);

      if (*line->label != '\0')
        {
          gtk_grid_attach (GTK_GRID (grid), key_label (line->label), 0, (int) i, 1, 1);
          gtk_grid_attach (GTK_GRID (grid), value_widget (self, line), 1, (int) i, 1, 1);
        }
      else
        gtk_grid_attach (GTK_GRID (grid),
                         line->link != NULL ? link_row (self, line->value, line->link)
                                            : text_label (line->value, "obs-card-text"),
                         0, (int) i, 2, 1);
    }
  add (self, grid);
}

static void
add_histogram (ObsInspector *self, const ObsCard *card)
{
  GtkWidget *histogram;
  const char *title = card->histogram_title != NULL ? card->histogram_title : _ ("Answers");

  add_separator (self);
  add (self, heading (title, "obs-card-heading", 3));
  histogram = obs_histogram_new (title, card->histogram);
  add (self, histogram);
}

static void
add_actions (ObsInspector *self, const ObsCard *card)
{
  GtkWidget *row, *copy;

  if (card->citation == NULL || *card->citation == '\0')
    return;
  row = obs_wrap_new (6, 6);
  gtk_widget_add_css_class (row, "obs-card-actions");
  copy = gtk_button_new_with_label (_ ("Copy citation"));
  gtk_widget_add_css_class (copy, "obs-button");
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), self, 0);
  obs_wrap_append (OBS_WRAP (row), copy);
  add (self, row);
}

static void
rebuild (ObsInspector *self)
{
  const ObsCard *card = self->card;
  guint i = 0;

  obs_widget_remove_children (self->box);
  if (card == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, card->title,
                                  -1);
  add_title (self, card);
  if (card->big != NULL)
    {
      add_big_number (self, card);
    }
  /* What was measured comes first, then how the answers spread, then where it comes from. */
  if (card->parts->len > 1 || card->histogram[0] < 0)
    for (; i < card->parts->len && (i == 0 || card->histogram[0] < 0); i++)
      add_part (self, g_ptr_array_index (card->parts, i));
  if (card->histogram[0] >= 0)
    add_histogram (self, card);
  for (; i < card->parts->len; i++)
    add_part (self, g_ptr_array_index (card->parts, i));
  add_actions (self, card);
}

static void
obs_inspector_dispose (GObject *object)
{
  g_clear_pointer (&OBS_INSPECTOR (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (obs_inspector_parent_class)->dispose (object);
}

static void
obs_inspector_finalize (GObject *object)
{
  g_clear_pointer (&OBS_INSPECTOR (object)->card, obs_card_free);

  G_OBJECT_CLASS (obs_inspector_parent_class)->finalize (object);
}

static void
obs_inspector_class_init (ObsInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = obs_inspector_dispose;
  object_class->finalize = obs_inspector_finalize;
  signals[OPEN_LINK] = g_signal_new ("open-link", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[COPY] = g_signal_new ("copy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "inspector");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
obs_inspector_init (ObsInspector *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
obs_inspector_new (void)
{
  return g_object_new (OBS_TYPE_INSPECTOR, NULL);
}

/**
 * obs_inspector_set_card:
 * @card: (nullable) (transfer full): what to show
 */
void
obs_inspector_set_card (ObsInspector *self, ObsCard *card)
{
  g_return_if_fail (OBS_IS_INSPECTOR (self));

  g_clear_pointer (&self->card, obs_card_free);
  self->card = card;
  rebuild (self);
}

ObsCard *
obs_inspector_get_card (ObsInspector *self)
{
  g_return_val_if_fail (OBS_IS_INSPECTOR (self), NULL);

  return self->card;
}
