/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/command/command.h"
#include "app/command/tour-page.h"

#include "data/engine/view.h"
#include "data/error.h"
#include "ui/export/figure-file.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* Every question of every perspective as pictures, with a page that shows them all. */

static char *edition_file;
static gboolean force;

static const GOptionEntry options[] = {
  OBS_COMMAND_EDITION (edition_file),
  { "force", 'f', 0, G_OPTION_ARG_NONE, &force,
    N_ ("Write into a folder that holds other things too"), NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct
{
  ObsEdition *edition;
  const char *folder;
  GString *page;
  guint n;
} Tour;

/* Size in CSS pixels of a picture at twice their density, from its header. */
static void
picture_size (GBytes *bytes, guint *width, guint *height)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint32 sides[2] = { 0, 0 };

  if (size >= 24)
    memcpy (sides, data + 16, sizeof sides);
  *width = GUINT32_FROM_BE (sides[0]) / 2;
  *height = GUINT32_FROM_BE (sides[1]) / 2;
}

static gboolean
draw (Tour *tour, ObsFigure *figure, const char *title, gboolean first, GError **error)
{
  g_autofree char *tail
      = *figure->ksb != '\0'
            ? g_strdup_printf ("%s-%s-%s", figure->question, figure->ksb, figure->data)
            : g_strdup_printf ("%s-%s", figure->question, figure->data);
  g_autofree char *name = g_strdup_printf ("%s/%s.png", figure->perspective, tail);
  g_autofree char *path = g_build_filename (tour->folder, name, NULL);
  g_autoptr (GBytes) bytes = NULL;
  guint width, height;

  if (g_cancellable_set_error_if_cancelled (obs_command_cancellable (), error))
    return FALSE;
  bytes = obs_figure_to_bytes (figure, OBS_FILE_PNG, TRUE, error);
  if (bytes == NULL)
    return FALSE;
  if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL),
                                 (gssize) g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT,
                                 0644, error))
    return FALSE;
  picture_size (bytes, &width, &height);
  obs_tour_page_figure (tour->page, figure, title, name, width, height, first);
  tour->n++;
  return TRUE;
}

static const ObsChoice *
find_choice (const GPtrArray *choices, const char *key)
{
  for (guint i = 0; i < choices->len; i++)
    {
      const ObsChoice *choice = g_ptr_array_index (choices, i);

      if (g_strcmp0 (choice->key, key) == 0)
        return choice;
    }
  return NULL;
}

/* "Published 2022 · Skills" of the figure that opens first; NULL where there is nothing to choose.
 */
static char *
first_title (const ObsFigure *figure)
{
  const ObsChoice *data = find_choice (figure->data_choices, figure->data);
  const ObsChoice *ksb = find_choice (figure->ksb_choices, figure->ksb);

  if (data == NULL || figure->data_choices->len + figure->ksb_choices->len < 2)
    return NULL;
  return ksb != NULL ? g_strdup_printf ("%s · %s", data->label, ksb->label)
                     : g_strdup (data->label);
}

/* The figure with one choice of data and letter, drawn. */
static gboolean
draw_choice (Tour *tour, const ObsView *base, const ObsChoice *data, const ObsChoice *ksb,
             gboolean first, GError **error)
{
  g_autoptr (ObsView) view = obs_view_copy (base);
  g_autoptr (ObsFigure) figure = NULL;
  g_autofree char *title = NULL;

  obs_view_set (view, "src", data->key);
  obs_view_set (view, "ksb", ksb != NULL ? ksb->key : NULL);
  figure = obs_answer (tour->edition, view, obs_command_cancellable (), error);
  if (figure == NULL)
    return FALSE;
  title
      = ksb != NULL ? g_strdup_printf ("%s · %s", data->label, ksb->label) : g_strdup (data->label);
  return draw (tour, figure, title, first, error);
}

/* All letters of one choice of data: the tabs of the other data need not be the same. */
static gboolean
draw_data (Tour *tour, const ObsView *base, const ObsChoice *data, const char *first_ksb,
           gboolean main_one, GError **error)
{
  g_autoptr (ObsView) view = obs_view_copy (base);
  g_autoptr (ObsFigure) figure = NULL;

  obs_view_set (view, "src", data->key);
  figure = obs_answer (tour->edition, view, obs_command_cancellable (), error);
  if (figure == NULL)
    return FALSE;
  if (figure->ksb_choices->len == 0)
    return main_one || draw_choice (tour, base, data, NULL, FALSE, error);
  for (guint i = 0; i < figure->ksb_choices->len; i++)
    {
      const ObsChoice *ksb = g_ptr_array_index (figure->ksb_choices, i);

      if (main_one && strcmp (ksb->key, first_ksb) == 0)
        continue;
      if (!draw_choice (tour, base, data, ksb, FALSE, error))
        return FALSE;
    }
  return TRUE;
}

/* The figure that opens first, then every other choice of data and letter. */
static gboolean
draw_question (Tour *tour, const char *perspective, const ObsJourneyQuestion *question,
               GError **error)
{
  g_autoptr (ObsView) view = obs_view_new (perspective, question->key);
  g_autoptr (ObsFigure) figure
      = obs_answer (tour->edition, view, obs_command_cancellable (), error);
  g_autofree char *title = NULL;

  if (figure == NULL)
    return FALSE;
  title = first_title (figure);
  obs_tour_page_question (tour->page, question, figure);
  if (!draw (tour, figure, title, TRUE, error))
    return FALSE;
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < figure->data_choices->len; i++)
      {
        const ObsChoice *data = g_ptr_array_index (figure->data_choices, i);
        gboolean main_one = strcmp (data->key, figure->data) == 0;

        if (main_one == (pass == 0) && !draw_data (tour, view, data, figure->ksb, main_one, error))
          return FALSE;
      }
  obs_tour_page_question_end (tour->page);
  return TRUE;
}

static gboolean
draw_perspective (Tour *tour, const ObsPerspective *perspective, GError **error)
{
  g_autofree char *folder = g_build_filename (tour->folder, perspective->key, NULL);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED,
                   _ ("The folder “%s” cannot be made. Name another one."), folder);
      return FALSE;
    }
  obs_tour_page_perspective (tour->page, perspective);
  for (guint i = 0; i < perspective->questions->len; i++)
    if (!draw_question (tour, perspective->key, g_ptr_array_index (perspective->questions, i),
                        error))
      return FALSE;
  obs_tour_page_perspective_end (tour->page);
  return TRUE;
}

/* An empty folder, a new one, or an earlier tour. */
static gboolean
may_fill (const char *folder)
{
  g_autofree char *index = g_build_filename (folder, "index.html", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  if (force)
    return TRUE;
  if (g_file_test (folder, G_FILE_TEST_EXISTS) && !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      obs_command_say (_ ("“%s” is not a folder. Name another one."), folder);
      return FALSE;
    }
  if (dir == NULL || g_dir_read_name (dir) == NULL)
    return TRUE;
  if (g_file_get_contents (index, &text, NULL, NULL) && strstr (text, OBS_TOUR_MARK) != NULL)
    return TRUE;
  obs_command_say (_ ("“%s” holds other things already. Name an empty folder, or give --force."),
                   folder);
  return FALSE;
}

static ObsExit
run_tour (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ObsEdition) edition = NULL;
  g_autoptr (ObsJourneys) journeys = NULL;
  g_autoptr (GString) page = g_string_new (NULL);
  g_autofree char *index = g_build_filename (words[0], "index.html", NULL);
  Tour tour = { .folder = words[0], .page = page };

  if (!may_fill (words[0]))
    return OBS_EXIT_FAILED;
  edition = obs_command_open (edition_file, &error);
  if (edition != NULL)
    journeys = obs_journeys_load (edition, &error);
  if (journeys == NULL)
    return obs_command_fail (error);
  tour.edition = edition;
  obs_tour_page_head (page, journeys);
  for (guint i = 0; i < journeys->perspectives->len; i++)
    if (!draw_perspective (&tour, g_ptr_array_index (journeys->perspectives, i), &error))
      {
        if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
          return obs_command_fail (error);
        obs_command_say (ngettext ("Stopped after %u figure; the page was not written.",
                                   "Stopped after %u figures; the page was not written.", tour.n),
                         tour.n);
        return OBS_EXIT_FAILED;
      }
  obs_tour_page_end (page, journeys);
  if (tour.n == 0)
    {
      obs_command_say (_ ("This edition has no questions, so there is nothing to show."));
      return OBS_EXIT_FAILED;
    }
  if (!g_file_set_contents_full (index, page->str, (gssize) page->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error))
    return obs_command_fail (error);
  obs_command_printf (
      ngettext ("Rendered %u figure to %s\n", "Rendered %u figures to %s\n", tour.n), tour.n,
      words[0]);
  return OBS_EXIT_OK;
}

const ObsCommand obs_command_tour = {
  .name = "tour",
  .words = N_ ("DIR"),
  .summary = N_ ("Draw every question of every perspective, with a page that shows them all"),
  .details = N_ ("Open index.html in the folder afterwards. It needs no network."),
  .options = options,
  .least = 1,
  .most = 1,
  .run = run_tour,
};
