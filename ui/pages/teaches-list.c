/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/teaches-list.h"

#include "data/engine/format.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/page-parts.h"
#include "ui/widgets/choice-button.h"
#include "ui/widgets/tag.h"
#include "ui/widgets/wrap-layout.h"
#include "ui/words.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define FEW_TEACHERS 8
#define FEW_DOCUMENTS 3

struct _ObsTeachesList
{
  GtkWidget parent_instance;

  ObsStore *store;
  GCancellable *cancellable;
  ObsTeachers *teachers;
  char *link, *area;
  gboolean narrow, all;

  GtkWidget *box;
  GtkWidget *place; /* ObsChoiceButton */
  GtkWidget *lead;
  GtkWidget *list;
  GtkWidget *more;
};

enum
{
  LOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ObsTeachesList, obs_teaches_list, GTK_TYPE_WIDGET)

typedef struct
{
  char *link, *area;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->link);
  g_free (question->area);
  g_free (question);
}

/* On the worker thread. */
static gpointer
ask_func (ObsEdition *edition, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;

  return obs_teachers_load (edition, question->link, question->area, cancellable, error);
}

/* --- rows ---------------------------------------------------------------------------------- */

static const char *
kind_words (const char *kind)
{
  if (strcmp (kind, "college") == 0)
    return _ ("College");
  if (strcmp (kind, "university") == 0)
    return _ ("University");
  if (strcmp (kind, "training-provider") == 0)
    return _ ("Training provider");
  if (strcmp (kind, "council") == 0)
    return _ ("Council");
  return strcmp (kind, "school") == 0 ? _ ("School") : kind;
}

/* "120 began, 2024/25", or that it is not known. (transfer full) */
static char *
learner_words (const ObsTeacher *teacher)
{
  g_autofree char *number = NULL;

  if (isnan (teacher->learners))
    return g_strdup (_ ("no data on learners"));
  number = obs_format_number (teacher->learners, 0);
  if (teacher->estimate && teacher->achieved)
    return g_strdup_printf (_ ("about %s achieved, %s"), number, teacher->period);
  if (teacher->estimate)
    return g_strdup_printf (_ ("about %s began, %s"), number, teacher->period);
  if (teacher->achieved)
    return g_strdup_printf (_ ("%s achieved, %s"), number, teacher->period);
  /* Translators: number of learners and the year: "120 began, 2024/25". */
  return g_strdup_printf (_ ("%s began, %s"), number, teacher->period);
}

static char *
second_line (const ObsTeacher *teacher)
{
  const char *kind = kind_words (teacher->kind);

  if (*kind != '\0' && *teacher->place != '\0')
    return g_strdup_printf ("%s · %s", kind, teacher->place);
  return g_strdup (*kind != '\0' ? kind : teacher->place);
}

static GtkWidget *
documents_part (const ObsTeacher *teacher, const char *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  guint n = teacher->documents->len;
  guint few = n <= FEW_DOCUMENTS + 1 ? n : FEW_DOCUMENTS;

  for (guint i = 0; i < few; i++)
    {
      const ObsChoice *document = g_ptr_array_index (teacher->documents, i);
      g_autofree char *link = g_strconcat ("document:", document->key, NULL);

      /* The page that this stands in says it already. */
      if (g_strcmp0 (link, page) == 0)
        continue;
      gtk_box_append (GTK_BOX (box), obs_page_link (document->label, link));
    }
  if (few < n)
    {
      g_autofree char *words
          = g_strdup_printf (ngettext ("and %u more", "and %u more", n - few), n - few);

      gtk_box_append (GTK_BOX (box), obs_page_second (words, "note"));
    }
  return box;
}

static GtkWidget *
learners_part (const ObsTeacher *teacher, gboolean narrow)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *words = learner_words (teacher);
  GtkWidget *label = isnan (teacher->learners) ? obs_page_second (words, "small")
                                               : obs_page_text (words, "small");

  gtk_widget_add_css_class (label, "numbers");
  gtk_box_append (GTK_BOX (box), label);
  if (teacher->simulated)
    {
      GtkWidget *mark = obs_simulated_new (NULL);

      gtk_widget_set_halign (mark, narrow ? GTK_ALIGN_START : GTK_ALIGN_END);
      gtk_box_append (GTK_BOX (box), mark);
    }
  if (!narrow)
    gtk_label_set_xalign (GTK_LABEL (label), 1);
  return box;
}

static GtkWidget *
teacher_row (const ObsTeacher *teacher, const char *page, gboolean narrow, GtkSizeGroup *first,
             GtkSizeGroup *last)
{
  GtkWidget *row = g_object_new (
      GTK_TYPE_BOX, "orientation", narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
      "spacing", narrow ? 6 : 18, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *who = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *what = documents_part (teacher, page);
  const char *title = *teacher->code != '\0' ? teacher->name : _ ("Providers are not named");
  g_autofree char *second = second_line (teacher);
  g_autofree char *learners = learner_words (teacher);
  g_autofree char *name = g_strdup_printf ("%s, %s", title, learners);

  gtk_box_append (GTK_BOX (who), obs_page_text (title, "small"));
  gtk_widget_add_css_class (gtk_widget_get_first_child (who), "strong");
  if (*second != '\0')
    gtk_box_append (GTK_BOX (who), obs_page_second (second, "note"));
  gtk_widget_set_hexpand (who, TRUE);
  gtk_widget_set_hexpand (what, TRUE);
  gtk_box_append (GTK_BOX (row), who);
  gtk_box_append (GTK_BOX (row), what);
  gtk_box_append (GTK_BOX (row), learners_part (teacher, narrow));
  if (!narrow)
    {
      gtk_widget_set_hexpand (who, FALSE);
      gtk_size_group_add_widget (first, who);
      gtk_size_group_add_widget (last, gtk_widget_get_last_child (row));
    }
  gtk_widget_add_css_class (row, "obs-card-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

/* --- the whole ----------------------------------------------------------------------------- */

static char *
lead_words (const ObsTeachers *teachers, gboolean one)
{
  g_autofree char *carry = g_strdup_printf (
      ngettext ("%u standard or course of the edition carries it",
                "%u standards and courses of the edition carry it", teachers->n_documents),
      teachers->n_documents);
  g_autofree char *who = NULL;

  if (teachers->n_documents == 0)
    return g_strdup (_ ("No standard or course of this edition is known to carry it."));
  if (teachers->teachers->len == 0 && one)
    return g_strdup_printf (_ ("No data on who teaches it in %s."), teachers->area_name);
  if (teachers->teachers->len == 0)
    /* Translators: "3 standards and courses of the edition carry it. No data on …" */
    return g_strdup_printf (_ ("%s. No data on who teaches it in %s."), carry, teachers->area_name);
  who = g_strdup_printf (
      ngettext ("%u provider in %s", "%u providers in %s", teachers->teachers->len),
      teachers->teachers->len, teachers->area_name);
  if (one)
    return g_strdup_printf ("%s.", who);
  return g_strdup_printf (C_ ("who teaches it, how many carry it", "%s. %s."), who, carry);
}

/* Asked about a single standard or course. */
static gboolean
is_one (const ObsTeachesList *self)
{
  return self->teachers->n_documents == 1 && g_str_has_prefix (self->link, "document:");
}

static void
fill (ObsTeachesList *self)
{
  const ObsTeachers *teachers = self->teachers;
  guint n = teachers->teachers->len;
  guint few = self->all || n <= FEW_TEACHERS + 1 ? n : FEW_TEACHERS;
  g_autofree char *lead = lead_words (teachers, is_one (self));
  /* The columns stand in line from row to row. */
  g_autoptr (GtkSizeGroup) first = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  g_autoptr (GtkSizeGroup) last = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  gtk_label_set_text (GTK_LABEL (self->lead), lead);
  obs_page_clear (self->list);
  for (guint i = 0; i < few; i++)
    gtk_box_append (GTK_BOX (self->list), teacher_row (g_ptr_array_index (teachers->teachers, i),
                                                       self->link, self->narrow, first, last));
  gtk_widget_set_visible (self->list, n > 0);
  gtk_widget_set_visible (self->more, few < n);
  if (few < n)
    {
      g_autofree char *words = g_strdup_printf (_ ("Show all %u providers"), n);

      gtk_button_set_label (GTK_BUTTON (self->more), words);
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ObsTeachesList) self = OBS_TEACHES_LIST (user_data);
  g_autoptr (GError) error = NULL;
  ObsTeachers *teachers
      = obs_store_call_finish (OBS_STORE (source), result, obs_teaches_list_show, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->box == NULL)
    {
      obs_teachers_free (teachers);
      return;
    }
  g_clear_pointer (&self->teachers, obs_teachers_free);
  self->teachers = teachers;
  if (teachers != NULL)
    fill (self);
  else
    {
      obs_page_clear (self->list);
      gtk_label_set_text (GTK_LABEL (self->lead), error->message);
    }
  g_signal_emit (self, signals[LOADED], 0);
}

static void
ask (ObsTeachesList *self)
{
  Question *question = g_new0 (Question, 1);

  question->link = g_strdup (self->link);
  question->area = g_strdup (self->area);
  obs_page_start_reading (&self->cancellable);
  obs_store_call_async (self->store, ask_func, question, question_free,
                        (GDestroyNotify) obs_teachers_free, obs_teaches_list_show,
                        self->cancellable, loaded_cb, g_object_ref (self));
}

static void
add_place (GPtrArray *choices, const ObsJourneys *journeys, const char *code)
{
  const char *name = obs_words_area (journeys, code);

  if (name != NULL && obs_words_choice (choices, code) == NULL)
    obs_figure_add_choice (choices, code, name);
}

void
obs_teaches_list_show (ObsTeachesList *self, const char *link, const char *area,
                       const GPtrArray *pins)
{
  const ObsJourneys *journeys = obs_store_get_journeys (self->store);
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_choice_free);

  g_return_if_fail (OBS_IS_TEACHES_LIST (self));

  if (journeys == NULL)
    return;
  g_free (self->link);
  g_free (self->area);
  self->link = g_strdup (link);
  self->area = g_strdup (area != NULL ? area : journeys->info->place);
  self->all = FALSE;
  add_place (choices, journeys, self->area);
  add_place (choices, journeys, journeys->info->place);
  for (guint i = 0; pins != NULL && i < pins->len; i++)
    add_place (choices, journeys, g_ptr_array_index (pins, i));
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (self->place), choices, self->area);
  gtk_widget_set_visible (self->place, choices->len > 1);
  ask (self);
}

void
obs_teaches_list_set_narrow (ObsTeachesList *self, gboolean narrow)
{
  if (self->narrow == !!narrow)
    return;
  self->narrow = !!narrow;
  if (self->teachers != NULL)
    fill (self);
}

const ObsTeachers *
obs_teaches_list_get_teachers (ObsTeachesList *self)
{
  return self->teachers;
}

static void
place_cb (ObsChoiceButton *button, const char *code, ObsTeachesList *self)
{
  g_free (self->area);
  self->area = g_strdup (code);
  self->all = FALSE;
  ask (self);
}

static void
more_cb (GtkButton *button, ObsTeachesList *self)
{
  GtkWidget *first = NULL;

  self->all = TRUE;
  fill (self);
  /* The button has gone: the keyboard goes to the list. */
  first = gtk_widget_get_first_child (self->list);
  if (first != NULL)
    gtk_widget_child_focus (first, GTK_DIR_TAB_FORWARD);
}

static void
obs_teaches_list_dispose (GObject *object)
{
  ObsTeachesList *self = OBS_TEACHES_LIST (object);

  obs_page_stop_reading (&self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->teachers, obs_teachers_free);
  g_clear_pointer (&self->link, g_free);
  g_clear_pointer (&self->area, g_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (obs_teaches_list_parent_class)->dispose (object);
}

static void
obs_teaches_list_class_init (ObsTeachesListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = obs_teaches_list_dispose;
  obs_page_class_set_up (GTK_WIDGET_CLASS (klass), "obsteaches");
  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
obs_teaches_list_init (ObsTeachesList *self)
{
  const char *title = _ ("Who teaches this near you");
  GtkWidget *head = obs_wrap_new (18, 3);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  self->place = obs_choice_button_new (_ ("Place"));
  self->lead = obs_page_second (_ ("Looking for providers…"), "small");
  self->list = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "margin-top", 6,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Providers"), -1);
  self->more = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (self->more, "link");
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  obs_wrap_append (OBS_WRAP (head), obs_page_heading (title, "heading-3"));
  obs_wrap_append (OBS_WRAP (head), self->place);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->lead);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->more);
  gtk_widget_set_visible (self->more, FALSE);
  obs_page_set_inner (GTK_WIDGET (self), self->box, title);
  g_signal_connect_object (self->place, "chosen", G_CALLBACK (place_cb), self, 0);
  g_signal_connect_object (self->more, "clicked", G_CALLBACK (more_cb), self, 0);
}

GtkWidget *
obs_teaches_list_new (ObsStore *store)
{
  ObsTeachesList *self = g_object_new (OBS_TYPE_TEACHES_LIST, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}
