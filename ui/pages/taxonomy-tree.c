/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/taxonomy-tree.h"

#include "data/engine/format.h"
#include "ui/pages/page-frame.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>

/* One row of the tree: the number of its node. */
#define OBS_TYPE_TREE_ITEM (obs_tree_item_get_type ())
G_DECLARE_FINAL_TYPE (ObsTreeItem, obs_tree_item, OBS, TREE_ITEM, GObject)

struct _ObsTreeItem
{
  GObject parent_instance;
  guint number;
};

G_DEFINE_FINAL_TYPE (ObsTreeItem, obs_tree_item, G_TYPE_OBJECT)

static void
obs_tree_item_class_init (ObsTreeItemClass *klass)
{
}

static void
obs_tree_item_init (ObsTreeItem *self)
{
}

struct _ObsTaxonomyTree
{
  GtkWidget parent_instance;

  ObsTaxonomy *taxonomy;
  GtkTreeListModel *model;
  GtkSingleSelection *selection;
  guint focus_id;
  guint focus_position;
  guint reveal_id;
  guint reveal_frames; /* left until what was selected has to be in sight */

  GtkWidget *heads;
  GtkWidget *stack;
  GtkWidget *tree; /* scroller around the view */
  GtkWidget *view;
  GtkWidget *found; /* scroller around the hits */
  GtkWidget *hits;
  GtkWidget *count;
};

G_DEFINE_FINAL_TYPE (ObsTaxonomyTree, obs_taxonomy_tree, GTK_TYPE_WIDGET)

enum
{
  OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the model ----------------------------------------------------------------------------- */

static GListModel *
list_of (const GArray *numbers)
{
  GListStore *store = g_list_store_new (OBS_TYPE_TREE_ITEM);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < numbers->len; i++)
    {
      ObsTreeItem *item = g_object_new (OBS_TYPE_TREE_ITEM, NULL);

      item->number = g_array_index (numbers, guint, i);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (store, 0, 0, items->pdata, items->len);
  return G_LIST_MODEL (store);
}

static GListModel *
narrower_cb (gpointer data, gpointer user_data)
{
  const ObsTaxonomy *taxonomy = user_data;
  const GArray *narrower = obs_taxonomy_node (taxonomy, ((ObsTreeItem *) data)->number)->narrower;

  return narrower->len > 0 ? list_of (narrower) : NULL;
}

static const ObsConceptNode *
node_of (ObsTaxonomyTree *self, GtkTreeListRow *row)
{
  g_autoptr (ObsTreeItem) item = gtk_tree_list_row_get_item (row);

  return item != NULL ? obs_taxonomy_node (self->taxonomy, item->number) : NULL;
}

/* --- rows ---------------------------------------------------------------------------------- */

static GtkWidget *
number_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "second");
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ObsTaxonomyTree *self)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "wrap", TRUE, "lines", 3, "hexpand", TRUE, NULL);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), number_label ());
  gtk_box_append (GTK_BOX (box), number_label ());
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  /* The row takes the keyboard, not the arrow in it. */
  gtk_widget_set_focusable (expander, FALSE);
  g_object_set_data (G_OBJECT (expander), "obs-item", item);
  gtk_list_item_set_child (item, expander);
}

/* "Team working, area, level 2, closed, 40 statements taught, 120 asked for" */
static char *
row_name (const ObsConceptNode *node, GtkTreeListRow *row)
{
  guint supply = node->statements[OBS_TEXT_SUPPLY], demand = node->statements[OBS_TEXT_DEMAND];
  g_autofree char *taught
      = g_strdup_printf (ngettext ("%u statement taught", "%u statements taught", supply), supply);
  g_autofree char *kind = obs_lower_first (obs_concept_kind_words (node->kind));
  const char *state = !gtk_tree_list_row_is_expandable (row) ? ""
                      : gtk_tree_list_row_get_expanded (row) ? _ (", open")
                                                             : _ (", closed");

  /* Translators: name of a row of the tree: label, kind, level, open or closed, "40 statements
   * taught", and how many are asked for. */
  return g_strdup_printf (_ ("%s, %s, level %u%s, %s, %u asked for"), node->label, kind,
                          gtk_tree_list_row_get_depth (row) + 1, state, taught, demand);
}

static void
name_row (GtkListItem *item, ObsTaxonomyTree *self)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *widget = gtk_widget_get_parent (expander);
  const ObsConceptNode *node = row != NULL ? node_of (self, row) : NULL;
  g_autofree char *name = node != NULL ? row_name (node, row) : NULL;

  if (name == NULL || widget == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  node->label, -1);
  obs_name_inner_parts (expander);
}

static void
expanded_cb (GtkTreeListRow *row, GParamSpec *pspec, GtkListItem *item)
{
  name_row (item, g_object_get_data (G_OBJECT (item), "obs-tree"));
}

static void
set_number (GtkWidget *label, guint number)
{
  g_autofree char *text = obs_format_number (number, 0);

  gtk_label_set_text (GTK_LABEL (label), text);
}

/* The weight belongs to the words, not to the style of a label that is used again for others: it
 * comes and goes with them. */
static void
set_weight (GtkWidget *label, gboolean strong)
{
  g_autoptr (PangoAttrList) attributes = strong ? pango_attr_list_new () : NULL;

  if (strong)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ObsTaxonomyTree *self)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_first_child (gtk_tree_expander_get_child (expander));
  GtkWidget *supply = gtk_widget_get_next_sibling (label);
  const ObsConceptNode *node = node_of (self, row);

  if (node == NULL)
    return;
  gtk_tree_expander_set_list_row (expander, row);
  gtk_label_set_text (GTK_LABEL (label), node->label);
  set_weight (label, node->kind == OBS_CONCEPT_FACET || node->kind == OBS_CONCEPT_SCHEME);
  set_number (supply, node->statements[OBS_TEXT_SUPPLY]);
  set_number (gtk_widget_get_next_sibling (supply), node->statements[OBS_TEXT_DEMAND]);
  g_object_set_data (G_OBJECT (item), "obs-tree", self);
  name_row (item, self);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (expanded_cb), item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ObsTaxonomyTree *self)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);

  if (row != NULL)
    g_signal_handlers_disconnect_by_func (row, expanded_cb, item);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), NULL);
}

/* --- keyboard and choice ------------------------------------------------------------------- */

static GtkWidget *
widget_at (ObsTaxonomyTree *self, guint position)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->view); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *expander = gtk_widget_get_first_child (row);
      GtkListItem *item
          = expander != NULL ? g_object_get_data (G_OBJECT (expander), "obs-item") : NULL;

      if (item != NULL && gtk_list_item_get_position (item) == position)
        return row;
    }
  return NULL;
}

/* Rows exist only where they are seen: the one to focus comes with the next frame. */
static gboolean
focus_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ObsTaxonomyTree *self = OBS_TAXONOMY_TREE (widget);
  GtkWidget *row = widget_at (self, self->focus_position);

  self->focus_id = 0;
  if (row != NULL)
    gtk_widget_grab_focus (row);
  return G_SOURCE_REMOVE;
}

static void
scroll_to (ObsTaxonomyTree *self, guint position)
{
  gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", position);
}

/* Heights of rows are known only after they were laid out, so the first scrolling may fall short.
 */
static gboolean
reveal_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ObsTaxonomyTree *self = OBS_TAXONOMY_TREE (widget);
  guint position = gtk_single_selection_get_selected (self->selection);

  if (position != GTK_INVALID_LIST_POSITION)
    scroll_to (self, position);
  if (self->reveal_frames-- > 0)
    return G_SOURCE_CONTINUE;
  self->reveal_id = 0;
  return G_SOURCE_REMOVE;
}

static void
focus_position (ObsTaxonomyTree *self, guint position)
{
  GtkWidget *row = widget_at (self, position);

  gtk_single_selection_set_selected (self->selection, position);
  scroll_to (self, position);
  if (row != NULL && gtk_widget_get_mapped (row))
    {
      gtk_widget_grab_focus (row);
      return;
    }
  self->focus_position = position;
  if (self->focus_id == 0)
    self->focus_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_cb, NULL, NULL);
}

/* Right opens, then goes in; Left closes, then goes out. */
static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
        ObsTaxonomyTree *self)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean right = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right;
  gboolean left = keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left;
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (GtkTreeListRow) parent = NULL;

  if (!(right || left) || row == NULL || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (right != rtl)
    {
      if (!gtk_tree_list_row_is_expandable (row))
        return GDK_EVENT_STOP;
      if (!gtk_tree_list_row_get_expanded (row))
        gtk_tree_list_row_set_expanded (row, TRUE);
      else
        focus_position (self, gtk_tree_list_row_get_position (row) + 1);
      return GDK_EVENT_STOP;
    }
  if (gtk_tree_list_row_get_expanded (row))
    gtk_tree_list_row_set_expanded (row, FALSE);
  else if ((parent = gtk_tree_list_row_get_parent (row)) != NULL)
    focus_position (self, gtk_tree_list_row_get_position (parent));
  return GDK_EVENT_STOP;
}

static void
activate_cb (GtkListView *view, guint position, ObsTaxonomyTree *self)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  const ObsConceptNode *node = row != NULL ? node_of (self, row) : NULL;

  if (node != NULL)
    g_signal_emit (self, signals[OPEN], 0, node->code);
}

static void
hit_cb (GtkListBox *list, GtkListBoxRow *row, ObsTaxonomyTree *self)
{
  g_autofree char *code = g_strdup (g_object_get_data (G_OBJECT (row), "obs-code"));

  if (code != NULL)
    g_signal_emit (self, signals[OPEN], 0, code);
}

/* --- what was found ------------------------------------------------------------------------ */

static char *
hit_words (const ObsConceptHit *hit)
{
  const char *where = *hit->path != '\0' ? hit->path : hit->scheme;

  if (hit->matched != NULL)
    return g_strdup_printf (_ ("Also called “%s” · %s"), hit->matched, where);
  if (hit->by_description)
    return g_strdup_printf (_ ("In its description · %s"), where);
  return g_strdup (where);
}

static GtkWidget *
hit_row (const ObsConceptHit *hit)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *detail = hit_words (hit);
  g_autofree char *kind = obs_lower_first (obs_concept_kind_words (hit->kind));
  g_autofree char *name = g_strdup_printf (_ ("%s, %s, %s"), hit->label, kind, detail);

  gtk_box_append (GTK_BOX (words), g_object_new (GTK_TYPE_LABEL, "label", hit->label, "xalign", 0.0,
                                                 "wrap", TRUE, NULL));
  gtk_box_append (GTK_BOX (words),
                  g_object_new (GTK_TYPE_LABEL, "label", detail, "xalign", 0.0, "wrap", TRUE,
                                "lines", 2, "ellipsize", PANGO_ELLIPSIZE_END, NULL));
  gtk_widget_add_css_class (gtk_widget_get_last_child (words), "note");
  gtk_widget_add_css_class (gtk_widget_get_last_child (words), "second");
  gtk_widget_set_hexpand (words, TRUE);
  if (*hit->ksb != '\0')
    {
      gtk_box_append (GTK_BOX (line), obs_chip_new (hit->ksb));
      gtk_widget_set_valign (gtk_widget_get_first_child (line), GTK_ALIGN_START);
    }
  gtk_box_append (GTK_BOX (line), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_widget_set_tooltip_text (row, detail);
  g_object_set_data_full (G_OBJECT (row), "obs-code", g_strdup (hit->code), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

void
obs_taxonomy_tree_show_hits (ObsTaxonomyTree *self, const GPtrArray *hits, const char *text)
{
  g_autofree char *words = NULL;
  GtkWidget *child;

  g_return_if_fail (OBS_IS_TAXONOMY_TREE (self));

  while ((child = gtk_widget_get_first_child (self->hits)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->hits), child);
  gtk_widget_set_visible (self->heads, hits == NULL);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), hits != NULL ? self->found : self->tree);
  if (hits == NULL)
    return;
  for (guint i = 0; i < hits->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->hits), hit_row (g_ptr_array_index (hits, i)));
  if (hits->len > 0)
    words = g_strdup_printf (ngettext ("%u result", "%u results", hits->len), hits->len);
  else
    words = g_strdup_printf (_ ("Nothing found for “%s”. Try a shorter word."), text);
  gtk_label_set_text (GTK_LABEL (self->count), words);
  gtk_widget_set_visible (self->hits, hits->len > 0);
}

/* --- the widget ---------------------------------------------------------------------------- */

void
obs_taxonomy_tree_set_taxonomy (ObsTaxonomyTree *self, ObsTaxonomy *taxonomy)
{
  g_return_if_fail (OBS_IS_TAXONOMY_TREE (self));

  if (taxonomy == self->taxonomy)
    return;
  gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->model);
  g_clear_pointer (&self->taxonomy, obs_taxonomy_unref);
  if (taxonomy == NULL)
    return;
  self->taxonomy = obs_taxonomy_ref (taxonomy);
  self->model
      = gtk_tree_list_model_new (list_of (taxonomy->roots), FALSE, FALSE, narrower_cb,
                                 obs_taxonomy_ref (taxonomy), (GDestroyNotify) obs_taxonomy_unref);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
  /* The first level is open: three facets alone say little. */
  if (taxonomy->roots->len <= 4)
    for (guint i = MIN (taxonomy->roots->len, 3); i-- > 0;)
      {
        g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->model, i);

        if (node_of (self, row)->kind == OBS_CONCEPT_FACET)
          gtk_tree_list_row_set_expanded (row, TRUE);
      }
}

static guint
index_in (const GArray *numbers, guint number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, guint, i) == number)
      return i;
  return G_MAXUINT;
}

void
obs_taxonomy_tree_select (ObsTaxonomyTree *self, const char *code)
{
  int number;
  g_autoptr (GArray) path = NULL;
  g_autoptr (GtkTreeListRow) row = NULL;
  const GArray *among;

  g_return_if_fail (OBS_IS_TAXONOMY_TREE (self));

  number = self->taxonomy != NULL ? obs_taxonomy_find (self->taxonomy, code) : -1;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  if (number < 0)
    return;
  path = obs_taxonomy_path (self->taxonomy, (guint) number);
  among = self->taxonomy->roots;
  for (guint i = 0; i < path->len; i++)
    {
      guint at = index_in (among, g_array_index (path, guint, i));
      GtkTreeListRow *next;

      if (at == G_MAXUINT)
        return;
      if (row != NULL)
        gtk_tree_list_row_set_expanded (row, TRUE);
      next = row != NULL ? gtk_tree_list_row_get_child_row (row, at)
                         : gtk_tree_list_model_get_child_row (self->model, at);
      g_clear_object (&row);
      row = next;
      if (row == NULL)
        return;
      among = obs_taxonomy_node (self->taxonomy, g_array_index (path, guint, i))->narrower;
    }
  if (row == NULL)
    return;
  gtk_single_selection_set_selected (self->selection, gtk_tree_list_row_get_position (row));
  self->reveal_frames = 2;
  if (self->reveal_id == 0)
    self->reveal_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), reveal_cb, NULL, NULL);
}

void
obs_taxonomy_tree_take_focus (ObsTaxonomyTree *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    focus_position (self, position == GTK_INVALID_LIST_POSITION ? 0 : position);
}

GtkListView *
obs_taxonomy_tree_get_view (ObsTaxonomyTree *self)
{
  return GTK_LIST_VIEW (self->view);
}

GtkListBox *
obs_taxonomy_tree_get_hits (ObsTaxonomyTree *self)
{
  return GTK_LIST_BOX (self->hits);
}

static void
obs_taxonomy_tree_dispose (GObject *object)
{
  ObsTaxonomyTree *self = OBS_TAXONOMY_TREE (object);
  GtkWidget *child;

  if (self->focus_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->focus_id);
  self->focus_id = 0;
  if (self->reveal_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->reveal_id);
  self->reveal_id = 0;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_pointer (&self->taxonomy, obs_taxonomy_unref);
  G_OBJECT_CLASS (obs_taxonomy_tree_parent_class)->dispose (object);
}

static void
obs_taxonomy_tree_class_init (ObsTaxonomyTreeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = obs_taxonomy_tree_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "obstaxonomytree");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
scroller_around (GtkWidget *child)
{
  GtkWidget *scroller = obs_page_scroller_around (child);

  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
build_view (ObsTaxonomyTree *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Taxonomy, a tree"), -1);
  gtk_widget_add_css_class (self->view, "obs-tree");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->view, keys);
  g_signal_connect (self->view, "activate", G_CALLBACK (activate_cb), self);
  self->tree = scroller_around (self->view);
}

static void
build_hits (ObsTaxonomyTree *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->count = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, NULL);
  gtk_widget_add_css_class (self->count, "note");
  gtk_widget_add_css_class (self->count, "second");
  gtk_widget_add_css_class (self->count, "obs-tree-count");
  self->hits = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->hits), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->hits), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Results"), -1);
  gtk_widget_add_css_class (self->hits, "obs-tree-hits");
  gtk_box_append (GTK_BOX (box), self->count);
  gtk_box_append (GTK_BOX (box), self->hits);
  g_signal_connect (self->hits, "row-activated", G_CALLBACK (hit_cb), self);
  self->found = scroller_around (box);
}

static GtkWidget *
heading_label (const char *text, gboolean first)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), first ? 0 : 1);
  gtk_widget_set_hexpand (label, first);
  gtk_widget_add_css_class (label, "second");
  gtk_widget_add_css_class (label, "note");
  return label;
}

static void
obs_taxonomy_tree_init (ObsTaxonomyTree *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->heads = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  gtk_widget_add_css_class (self->heads, "obs-tree-heads");
  gtk_box_append (GTK_BOX (self->heads), heading_label (_ ("Statements"), TRUE));
  gtk_box_append (GTK_BOX (self->heads), heading_label (_ ("taught"), FALSE));
  gtk_box_append (GTK_BOX (self->heads), heading_label (_ ("asked for"), FALSE));
  build_view (self);
  build_hits (self);
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->tree);
  gtk_stack_add_child (GTK_STACK (self->stack), self->found);
  gtk_widget_set_parent (self->heads, GTK_WIDGET (self));
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "obs-tree-pane");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Concepts"), -1);
  obs_name_inner_parts (GTK_WIDGET (self));
}

GtkWidget *
obs_taxonomy_tree_new (void)
{
  return g_object_new (OBS_TYPE_TAXONOMY_TREE, NULL);
}
