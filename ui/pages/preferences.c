/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/preferences.h"

#include "data/engine/figure.h"
#include "data/sync/home.h"
#include "ui/pages/origins-list.h"
#include "ui/pages/page-frame.h"
#include "ui/pages/trust-dialog.h"
#include "ui/settings.h"
#include "ui/widgets/choice-button.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/look.h"
#include "ui/widgets/names.h"

#include <glib/gi18n-lib.h>

/* Values of a choice in the order in which they are offered. */
static const char *const themes[] = { "system", "light", "dark", NULL };

gboolean
obs_preferences_check_address (const char *text, char **problem)
{
  g_autofree char *address = NULL;
  g_autofree char *fingerprint = NULL;

  return obs_trust_split (text, &address, &fingerprint, problem);
}

static GtkWidget *
heading (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "margin-top", 12,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, "heading-3");
  return label;
}

static GtkWidget *
note (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "max-width-chars", 52, NULL);

  gtk_widget_add_css_class (label, "note");
  gtk_widget_add_css_class (label, "second");
  return label;
}

/* A name at the left that opens its control at the right. */
static GtkWidget *
line (const char *text, GtkWidget *control)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), control);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), control);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  return box;
}

static void
chosen_cb (ObsChoiceButton *button, const char *value, ObsSettings *settings)
{
  obs_settings_set_string (settings, g_object_get_data (G_OBJECT (button), "obs-key"), value);
}

/* A drop-down of GTK takes the keyboard in a part without a name; this one says what it chooses. */
static GtkWidget *
choice (ObsSettings *settings, const char *key, const char *name, const char *const *values,
        const char *const *labels)
{
  GtkWidget *button = obs_choice_button_new (name);
  g_autofree char *present = obs_settings_get_string (settings, key);
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; values[i] != NULL; i++)
    {
      ObsChoice *choice = g_new0 (ObsChoice, 1);

      choice->key = (char *) values[i];
      choice->label = (char *) labels[i];
      g_ptr_array_add (choices, choice);
    }
  obs_choice_button_set_brief (OBS_CHOICE_BUTTON (button), TRUE);
  obs_choice_button_set_choices (OBS_CHOICE_BUTTON (button), choices, present);
  g_object_set_data (G_OBJECT (button), "obs-key", (gpointer) key);
  g_signal_connect_object (button, "chosen", G_CALLBACK (chosen_cb), settings, 0);
  return button;
}

static void
check_cb (GtkCheckButton *check, ObsSettings *settings)
{
  obs_settings_set_boolean (settings, g_object_get_data (G_OBJECT (check), "obs-key"),
                            gtk_check_button_get_active (check));
}

static GtkWidget *
check (ObsSettings *settings, const char *key, const char *text)
{
  GtkWidget *button = gtk_check_button_new_with_mnemonic (text);
  GtkWidget *words = gtk_widget_get_last_child (button);

  /* Or else the longest of them is the least width of the window. */
  if (GTK_IS_LABEL (words))
    {
      gtk_label_set_wrap (GTK_LABEL (words), TRUE);
      gtk_label_set_xalign (GTK_LABEL (words), 0);
    }
  obs_name_without_mnemonic (button, text);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), obs_settings_get_boolean (settings, key));
  g_object_set_data (G_OBJECT (button), "obs-key", (gpointer) key);
  g_signal_connect_object (button, "toggled", G_CALLBACK (check_cb), settings, 0);
  return button;
}

static void
zoom_cb (GtkSpinButton *spin, gpointer user_data)
{
  obs_look_set_zoom_percent (obs_look_get_default (), gtk_spin_button_get_value_as_int (spin));
}

#define PROBLEM "obs-problem" /* label that says what is wrong with the address */
#define OFFERED "obs-offered" /* set while the entry holds what a link brought */
#define ORIGINS "obs-origins"

static void
show_address_problem (GtkEntry *entry, const char *problem)
{
  GtkWidget *words = g_object_get_data (G_OBJECT (entry), PROBLEM);

  gtk_label_set_text (GTK_LABEL (words), problem != NULL ? problem : "");
  gtk_widget_set_visible (words, problem != NULL);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
      problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  problem != NULL ? problem : "", -1);
}

/* With its fingerprint, where there is one: the first sync pins what has it. */
static void
address_cb (GtkEntry *entry, ObsSettings *settings)
{
  GtkWidget *origins = g_object_get_data (G_OBJECT (entry), ORIGINS);
  g_autofree char *address = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *whole = NULL;

  g_object_set_data (G_OBJECT (entry), OFFERED, NULL);
  if (obs_trust_split (gtk_editable_get_text (GTK_EDITABLE (entry)), &address, &fingerprint,
                       &problem))
    {
      whole = fingerprint != NULL ? g_strconcat (address, "#", fingerprint, NULL)
                                  : g_strdup (address);
      obs_settings_set_string (settings, "origin-url", whole);
      obs_origins_list_reload (OBS_ORIGINS_LIST (origins), address);
    }
  show_address_problem (entry, problem);
}

/* An address that is half typed is no mistake yet: it is looked at when the keyboard leaves. What a
 * link brought is taken only by Enter. */
static void
address_left_cb (GtkEventControllerFocus *focus, GtkEntry *entry)
{
  if (g_object_get_data (G_OBJECT (entry), OFFERED) == NULL)
    address_cb (entry, obs_settings_get_default ());
}

/* Chosen in the list, or removed there. */
static void
origin_used_cb (ObsOriginsList *list, const char *address, GtkEntry *entry)
{
  obs_settings_set_string (obs_settings_get_default (), "origin-url", address);
  gtk_editable_set_text (GTK_EDITABLE (entry), address);
  show_address_problem (entry, NULL);
}

static void
origin_removed_cb (ObsOriginsList *list, const char *address, GtkEntry *entry)
{
  g_autofree char *present = obs_settings_get_string (obs_settings_get_default (), "origin-url");

  if (obs_trust_same_address (present, address))
    origin_used_cb (list, "", entry);
}

static GtkWidget *
origins_part (GtkWidget *entry, const char *address)
{
  g_autofree char *home = obs_home_default ();
  GtkWidget *origins = obs_origins_list_new (home, address);

  g_object_set_data_full (G_OBJECT (entry), ORIGINS, g_object_ref (origins), g_object_unref);
  g_signal_connect_object (origins, "use", G_CALLBACK (origin_used_cb), entry, 0);
  g_signal_connect_object (origins, "removed", G_CALLBACK (origin_removed_cb), entry, 0);
  return origins;
}

/* What a link brought: it stands in the entry, and nothing else happens. */
static void
offer_address (GtkEntry *entry, const char *offered)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), offered);
  g_object_set_data (G_OBJECT (entry), OFFERED, GINT_TO_POINTER (TRUE));
  show_address_problem (entry, _ ("This address came with a link. Press Enter here to use it; it "
                                  "is left alone otherwise."));
}

static GtkWidget *
address_part (ObsSettings *settings, GtkWidget **entry)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Address of the origin"));
  GtkWidget *problem = note ("");
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_autofree char *url = obs_settings_get_string (settings, "origin-url");

  *entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (*entry), url);
  gtk_entry_set_placeholder_text (GTK_ENTRY (*entry), "https://");
  gtk_entry_set_input_purpose (GTK_ENTRY (*entry), GTK_INPUT_PURPOSE_URL);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), *entry);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (*entry), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  gtk_widget_remove_css_class (problem, "second");
  gtk_widget_set_visible (problem, FALSE);
  g_object_set_data (G_OBJECT (*entry), PROBLEM, problem);
  g_signal_connect_object (*entry, "activate", G_CALLBACK (address_cb), settings, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (address_left_cb), *entry, 0);
  gtk_widget_add_controller (*entry, focus);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), *entry);
  gtk_box_append (GTK_BOX (box), problem);
  gtk_box_append (GTK_BOX (box),
                  note (_ ("Editions are fetched from there, checked and kept. Nothing of yours is "
                           "ever sent. An address may end in # and a fingerprint; without it the "
                           "first sync shows the fingerprint, so that you can compare it.")));
  gtk_box_append (GTK_BOX (box), origins_part (*entry, url));
  return box;
}

static void
reset_now (gpointer data)
{
  GtkWindow *preferences = GTK_WINDOW (data);

  obs_settings_reset (obs_settings_get_default ());
  gtk_window_close (preferences);
}

static void
reset_cb (GtkButton *button, gpointer user_data)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button)));

  obs_dialog_ask (
      window, _ ("Reset everything?"),
      _ ("This puts colours, contrast, motion, text size, the address of the origin, the "
         "size of the window and the last view back to how they came. Editions and "
         "files stay."),
      _ ("Reset everything"), reset_now, g_object_ref (window), g_object_unref);
}

static GtkWidget *
zoom_spin (void)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (80, 300, 10);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin),
                             obs_look_get_zoom_percent (obs_look_get_default ()));
  g_signal_connect (spin, "value-changed", G_CALLBACK (zoom_cb), NULL);
  return spin;
}

void
obs_preferences_present (GtkWindow *parent, gboolean address, const char *offered)
{
  ObsSettings *settings = obs_settings_get_default ();
  const char *theme_labels[] = { _ ("As the system"), _ ("Light"), _ ("Dark"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *scroller = obs_page_scroller_around (box);
  GtkWidget *reset = gtk_button_new_with_label (_ ("Reset everything…"));
  GtkWidget *entry;
  GtkWidget *window;

  gtk_box_append (GTK_BOX (box), heading (_ ("Reading")));
  gtk_widget_set_margin_top (gtk_widget_get_first_child (box), 0);
  gtk_box_append (GTK_BOX (box),
                  line (_ ("_Colours"),
                        choice (settings, "colour-scheme", _ ("Colours"), themes, theme_labels)));
  gtk_box_append (GTK_BOX (box), check (settings, "high-contrast", _ ("High c_ontrast")));
  gtk_box_append (GTK_BOX (box), line (_ ("_Text in figures, per cent"), zoom_spin ()));
  gtk_box_append (GTK_BOX (box), check (settings, "reduce-motion", _ ("Less _motion")));
  gtk_box_append (GTK_BOX (box), check (settings, "show-tables", _ ("Show all charts as ta_bles")));
  gtk_box_append (GTK_BOX (box), heading (_ ("Updates")));
  gtk_box_append (GTK_BOX (box), address_part (settings, &entry));
  gtk_box_append (GTK_BOX (box), check (settings, "check-at-start",
                                        _ ("_Look for a new edition when the program starts")));
  gtk_widget_set_halign (reset, GTK_ALIGN_START);
  gtk_widget_set_margin_top (reset, 12);
  g_signal_connect (reset, "clicked", G_CALLBACK (reset_cb), NULL);
  gtk_box_append (GTK_BOX (box), reset);
  if (!obs_settings_are_kept (settings))
    gtk_box_append (GTK_BOX (box), note (_ ("The program is not installed: these last until it "
                                            "is closed.")));
  gtk_widget_add_css_class (box, "obs-form");

  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  window = obs_dialog_window_new (parent, _ ("Preferences"), scroller);
  obs_name_inner_parts (window);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, -1);
  gtk_window_present (GTK_WINDOW (window));
  if (address || offered != NULL)
    gtk_widget_grab_focus (entry);
  if (offered != NULL)
    offer_address (GTK_ENTRY (entry), offered);
}
