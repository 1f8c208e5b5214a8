/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pages/trust-dialog.h"

#include "ui/pages/page-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DIGITS 64
#define GROUP 4
#define LINE 16
#define PREFIX "observatory+"

char *
obs_trust_groups (const char *fingerprint)
{
  GString *groups = g_string_new (NULL);

  for (gsize i = 0; fingerprint[i] != '\0'; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (groups, i % LINE == 0 ? '\n' : ' ');
      g_string_append_c (groups, fingerprint[i]);
    }
  return g_string_free (groups, FALSE);
}

/* --- addresses ----------------------------------------------------------------------------- */

static gboolean
is_this_computer (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1");
}

static gboolean
check_address (const char *address, char **problem)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (scheme == NULL || host == NULL || *host == '\0')
    {
      *problem = g_strdup_printf (
          _ ("“%s” is not an address. It should look like https://data.example.org/editions/."),
          address);
      return FALSE;
    }
  if (!g_str_equal (scheme, "https") && !(g_str_equal (scheme, "http") && is_this_computer (host)))
    {
      *problem
          = g_strdup (_ ("The address must begin with https://. Others could be changed on the "
                         "way."));
      return FALSE;
    }
  return TRUE;
}

/* As people copy it: groups with blanks or colons between. */
static char *
clean_fingerprint (const char *text, char **problem)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isxdigit (*c))
      g_string_append_c (digits, g_ascii_tolower (*c));
    else if (*c != ' ' && *c != ':' && *c != '-')
      break;
  if (digits->len == DIGITS && strspn (text, "0123456789abcdefABCDEF :-") == strlen (text))
    return g_string_free (g_steal_pointer (&digits), FALSE);
  *problem = g_strdup_printf (
      _ ("What stands after the # should be a fingerprint of %d digits (0 to 9, a to f). Copy it "
         "whole, or leave it out: it is then shown to be compared."),
      DIGITS);
  return NULL;
}

gboolean
obs_trust_split (const char *text, char **address, char **fingerprint, char **problem)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  const char *start = g_str_has_prefix (trimmed, PREFIX) ? trimmed + strlen (PREFIX) : trimmed;
  const char *sign = strchr (start, '#');
  g_autofree char *place
      = sign != NULL ? g_strndup (start, (gsize) (sign - start)) : g_strdup (start);
  /* A link may have been escaped on its way. */
  g_autofree char *digits = sign != NULL ? g_uri_unescape_string (sign + 1, NULL) : NULL;

  *address = *fingerprint = *problem = NULL;
  if (*place == '\0' && sign == NULL)
    {
      *address = g_strdup ("");
      return TRUE;
    }
  if (!check_address (place, problem))
    return FALSE;
  if (sign != NULL && sign[1] != '\0')
    {
      *fingerprint = clean_fingerprint (digits != NULL ? digits : "", problem);
      if (*fingerprint == NULL)
        return FALSE;
    }
  *address = g_steal_pointer (&place);
  return TRUE;
}

/* Length of the address in @text, without what does not tell two folders apart. */
static gsize
place_length (const char *text)
{
  gsize length = strcspn (text, "#");

  while (length > 0 && text[length - 1] == '/')
    length--;
  return length;
}

gboolean
obs_trust_same_address (const char *a, const char *b)
{
  gsize length = place_length (a);

  return length == place_length (b) && strncmp (a, b, length) == 0;
}

/* --- the question -------------------------------------------------------------------------- */

static GtkWidget *
paragraph (const char *words, const char *css_class)
{
  GtkWidget *label = obs_page_text (words, css_class);

  gtk_label_set_max_width_chars (GTK_LABEL (label), 52);
  gtk_label_set_width_chars (GTK_LABEL (label), 32);
  return label;
}

static void
add_words (GtkBox *box, const char *address, const char *fingerprint)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *title = g_strdup_printf (_ ("Do you trust %s?"), host != NULL ? host : address);
  g_autofree char *groups = obs_trust_groups (fingerprint);
  g_autofree char *name = g_strdup_printf (_ ("Fingerprint: %s"), groups);
  GtkWidget *digits = obs_page_text (groups, "obs-fingerprint");

  g_strdelimit (name, "\n", ' ');
  gtk_label_set_selectable (GTK_LABEL (digits), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (digits), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (box, obs_page_heading (title, "heading-3"));
  gtk_box_append (box, paragraph (_ ("This computer has not fetched editions from there yet. "
                                     "These are the digits of its keys, the fingerprint:"),
                                  NULL));
  gtk_box_append (box, digits);
  gtk_box_append (box, paragraph (_ ("Compare them with the ones that the custodian has given you "
                                     "in another way, on paper or by telephone: all sixteen groups "
                                     "have to be the same."),
                                  NULL));
  gtk_box_append (box, paragraph (address, "note"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (GTK_WIDGET (box)), "second");
}

void
obs_trust_dialog_present (GtkWindow *parent, const char *address, const char *fingerprint,
                          ObsDialogFunc trust, gpointer user_data, GDestroyNotify destroy)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget *accept = gtk_button_new_with_label (_ ("They are the same: trust it"));
  GtkWidget *window;

  gtk_widget_add_css_class (box, "obs-dialog");
  add_words (GTK_BOX (box), address, fingerprint);
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (buttons), accept);
  gtk_box_append (GTK_BOX (buttons), cancel);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_add_css_class (cancel, "main");
  window = obs_dialog_window_new (parent, _ ("First contact with an origin"), box);
  obs_dialog_answers (window, accept, cancel, trust, user_data, destroy);
  /* Whoever presses Enter without reading has trusted nobody. */
  gtk_window_set_default_widget (GTK_WINDOW (window), cancel);
  /* Before it is shown: a label that has the keyboard for a moment has all of it selected. */
  gtk_window_set_focus (GTK_WINDOW (window), cancel);
  gtk_window_present (GTK_WINDOW (window));
}
