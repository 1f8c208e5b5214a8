/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"

#include "data/error.h"
#include "data/sync/home.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#ifdef G_OS_UNIX
#include <glib-unix.h>
#endif

static void
write_text (FILE *file, const char *text)
{
  fwrite (text, 1, strlen (text), file);
}

static void
say (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_strchomp (valid);
  write_text (stderr, "observatory: ");
  write_text (stderr, valid);
  write_text (stderr, "\n");
}

void
obs_command_say (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  say (text);
}

ObsExit
obs_command_fail (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    obs_command_say (_ ("Stopped. Nothing was changed."));
  else
    say (error->message);
  return g_error_matches (error, OBS_ERROR, OBS_ERROR_USAGE) ? OBS_EXIT_USAGE : OBS_EXIT_FAILED;
}

ObsExit
obs_command_usage (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  say (text);
  return OBS_EXIT_USAGE;
}

void
obs_command_print (const char *text)
{
  write_text (stdout, text);
}

void
obs_command_printf (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  write_text (stdout, text);
}

void
obs_command_write (GBytes *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  fwrite (data, 1, size, stdout);
}

#ifdef G_OS_UNIX
static gboolean
interrupt_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* The work blocks the first thread, so Ctrl+C is waited for in another. */
static gpointer
watch_thread (gpointer user_data)
{
  g_main_loop_run (user_data);
  return NULL;
}

/* The signal is caught from here on, not only once the thread runs. */
static void
watch_interrupt (GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) interrupt = g_unix_signal_source_new (SIGINT);

  g_source_set_callback (interrupt, interrupt_cb, cancellable, NULL);
  g_source_attach (interrupt, context);
  g_thread_unref (g_thread_new ("interrupt", watch_thread, g_main_loop_new (context, FALSE)));
}
#endif

GCancellable *
obs_command_cancellable (void)
{
  static GCancellable *cancellable;

  if (cancellable == NULL)
    {
      cancellable = g_cancellable_new ();
#ifdef G_OS_UNIX
      watch_interrupt (cancellable);
#endif
    }
  return cancellable;
}

char *
obs_command_home (const char *option)
{
  return option != NULL ? g_canonicalize_filename (option, NULL) : obs_home_default ();
}

ObsEdition *
obs_command_open (const char *file, GError **error)
{
  g_autofree char *home = NULL;
  g_autofree char *path = NULL;

  if (file != NULL)
    return obs_edition_open (file, error);
  home = obs_home_default ();
  path = obs_home_open_path (home, error);
  return path != NULL ? obs_edition_open (path, error) : NULL;
}

gboolean
obs_command_format (const char *text, const char *allowed, ObsFormat *format)
{
  static const char *const names[] = { "table", "json", "csv", "text" };
  g_auto (GStrv) list = g_strsplit (allowed, "|", -1);
  const char *wanted = text != NULL ? text : list[0];
  g_autofree char *known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], wanted) == 0 && g_strv_contains ((const char *const *) list, wanted))
      {
        *format = (ObsFormat) i;
        return TRUE;
      }
  known = g_strjoinv (", ", list);
  obs_command_usage (_ ("“%s” is not a format here; the formats are: %s."), wanted, known);
  return FALSE;
}

char *
obs_choices_words (const GPtrArray *choices)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (choices, i);

      g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", choice->key);
      if (g_ascii_strcasecmp (choice->key, choice->label) != 0)
        g_string_append_printf (words, " (%s)", choice->label);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

gboolean
obs_choices_have (const GPtrArray *choices, const char *key)
{
  for (guint i = 0; i < choices->len; i++)
    if (strcmp (((const ObsChoice *) g_ptr_array_index (choices, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

gboolean
obs_command_may_write (const char *path, gboolean force)
{
  g_autofree char *shown = NULL;

  if (force || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  shown = g_filename_display_name (path);
  obs_command_say (_ ("“%s” exists already. Give another name, or --force to replace it."), shown);
  return FALSE;
}
