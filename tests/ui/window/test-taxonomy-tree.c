/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "tests/ui/window/edition-fixture.h"

#include "data/engine/store-taxonomy.h"
#include "ui/pages/taxonomy-tree.h"
#include "ui/widgets/look.h"
#include "tests/begin.h"

/* Rows of the tree are used again for other concepts: nothing of the one before may stay. */

typedef struct
{
  ObsTaxonomy *taxonomy;
  GtkWidget *window;
  ObsTaxonomyTree *tree;
} Fixture;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  ((Fixture *) user_data)->taxonomy
      = obs_store_taxonomy_finish (OBS_STORE (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_loaded (gpointer data)
{
  return ((Fixture *) data)->taxonomy != NULL;
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  return --*(int *) data == 0 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static gboolean
are_over (gpointer data)
{
  return *(int *) data == 0;
}

static void
wait_frames (Fixture *f, int frames)
{
  gtk_widget_add_tick_callback (f->window, frame_cb, &frames, NULL);
  fixture_wait (are_over, &frames);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (ObsStore) store = fixture_store ();

  obs_store_taxonomy_async (store, NULL, loaded_cb, f);
  fixture_wait (is_loaded, f);
  f->tree = OBS_TAXONOMY_TREE (obs_taxonomy_tree_new ());
  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 400, 420);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->tree));
  gtk_window_present (GTK_WINDOW (f->window));
  obs_taxonomy_tree_set_taxonomy (f->tree, f->taxonomy);
  wait_frames (f, 3);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  obs_taxonomy_unref (f->taxonomy);
}

/* As it is drawn: by its style or by the attributes of its words. */
static gboolean
is_bold (GtkWidget *label)
{
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (label));
  const PangoFontDescription *font
      = pango_context_get_font_description (pango_layout_get_context (layout));
  PangoAttrList *attributes = pango_layout_get_attributes (layout);
  PangoAttrIterator *first = attributes != NULL ? pango_attr_list_get_iterator (attributes) : NULL;
  PangoAttribute *weight
      = first != NULL ? pango_attr_iterator_get (first, PANGO_ATTR_WEIGHT) : NULL;
  int value = weight != NULL ? ((PangoAttrInt *) weight)->value
                             : (int) pango_font_description_get_weight (font);

  g_clear_pointer (&first, pango_attr_iterator_destroy);
  return value > PANGO_WEIGHT_MEDIUM;
}

static const ObsConceptNode *
node_called (Fixture *f, const char *words)
{
  for (guint i = 0; i < f->taxonomy->nodes->len; i++)
    if (g_strcmp0 (obs_taxonomy_node (f->taxonomy, i)->label, words) == 0)
      return obs_taxonomy_node (f->taxonomy, i);
  return NULL;
}

static guint
check_rows (Fixture *f)
{
  guint n = 0;

  for (GtkWidget *row
       = gtk_widget_get_first_child (GTK_WIDGET (obs_taxonomy_tree_get_view (f->tree)));
       row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *expander = gtk_widget_get_first_child (row);
      GtkWidget *box = GTK_IS_TREE_EXPANDER (expander)
                           ? gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander))
                           : NULL;
      GtkWidget *label = box != NULL ? gtk_widget_get_first_child (box) : NULL;
      const ObsConceptNode *node;

      if (label == NULL || !gtk_widget_get_child_visible (row))
        continue;
      node = node_called (f, gtk_label_get_text (GTK_LABEL (label)));
      g_assert_nonnull (node);
      if ((node->kind == OBS_CONCEPT_FACET) != is_bold (label))
        g_test_fail_printf ("“%s” is %sbold", node->label, is_bold (label) ? "" : "not ");
      n++;
    }
  return n;
}

static void
test_bold (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (int i = 0; i < 10; i++)
    {
      guint number = (guint) g_rand_int_range (random, 0, (gint32) f->taxonomy->nodes->len);

      gboolean hidden = g_rand_boolean (random);

      if (hidden)
        gtk_widget_set_visible (GTK_WIDGET (f->tree), FALSE);
      if (g_rand_boolean (random))
        {
          obs_taxonomy_tree_set_taxonomy (f->tree, NULL);
          obs_taxonomy_tree_set_taxonomy (f->tree, f->taxonomy);
        }
      if (hidden && g_rand_boolean (random))
        wait_frames (f, 2);
      obs_taxonomy_tree_select (f->tree, obs_taxonomy_node (f->taxonomy, number)->code);
      gtk_widget_set_visible (GTK_WIDGET (f->tree), TRUE);
      wait_frames (f, g_rand_int_range (random, 1, 5));
      g_assert_cmpuint (check_rows (f), >, 5);
    }
}

int
main (int argc, char **argv)
{
  test_begin (&argc, &argv);
  gtk_init ();
  obs_look_start (obs_look_get_default (), gdk_display_get_default ());
  g_test_add ("/taxonomy-tree/bold", Fixture, NULL, set_up, test_bold, tear_down);
  return g_test_run ();
}
