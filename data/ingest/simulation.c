/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/simulation.h"

#include "data/error.h"
#include "data/ingest/draw.h"
#include "data/ingest/panel-parameters.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One question on one day in one sector, while its answers are made. */
typedef struct
{
  const ObsPanelParameters *parameters;
  const ObsPanelWave *wave;
  guint sector;
  GArray *who;   /* of guint: index of the businesses that answer */
  GArray *cells; /* of Cell: what is shown, in order */
  int *values;   /* cells × who */
} Sheet;

typedef struct
{
  const ObsPanelItem *item;
  const ObsPanelTarget *target; /* NULL for choices */
} Cell;

typedef struct
{
  const ObsPanelParameters *parameters;
  ObsPanel *panel;
  GArray *first; /* of guint: index of the first business of a sector */
  GHashTable
      *carries; /* "question|part" or "question|item" -> int[]: rounding still to be put right */
} Simulation;

/* --- Businesses ------------------------------------------------------------------------------- */

static void
business_free (ObsBusiness *business)
{
  g_free (business->id);
  g_free (business->sector);
  g_free (business->size);
  g_free (business->area);
  g_free (business->role);
  g_free (business->group);
  g_free (business);
}

/* Every code as often as the mix says, in an order of chance. The codes are the mix's. */
static const char **
spread_mix (const ObsPanelParameters *parameters, const ObsPanelSector *sector, int trait)
{
  g_autofree char *label = g_strdup_printf ("mix|%s|%d", sector->code, trait);
  g_autofree guint *order = g_new (guint, sector->businesses);
  const char **codes = g_new (const char *, sector->businesses);
  const GArray *mix = sector->mix[trait];
  guint at = 0;
  ObsDraw draw;

  for (guint i = 0; i < sector->businesses; i++)
    order[i] = i;
  obs_draw_init_label (&draw, parameters->seed, label);
  obs_draw_shuffle (&draw, order, sector->businesses);
  for (guint i = 0; i < mix->len; i++)
    for (guint k = 0; k < g_array_index (mix, ObsPanelMix, i).businesses; k++)
      codes[order[at++]] = g_array_index (mix, ObsPanelMix, i).code;
  return codes;
}

static void
add_businesses (Simulation *self, const ObsPanelSector *sector)
{
  g_autofree const char **size = spread_mix (self->parameters, sector, OBS_PANEL_SIZE);
  g_autofree const char **area = spread_mix (self->parameters, sector, OBS_PANEL_AREA);
  g_autofree const char **role = spread_mix (self->parameters, sector, OBS_PANEL_ROLE);

  g_array_append_val (self->first, self->panel->businesses->len);
  for (guint i = 0; i < sector->businesses; i++)
    {
      ObsBusiness *business = g_new0 (ObsBusiness, 1);

      business->id = g_strdup_printf ("%s%02u", sector->letter, i + 1);
      business->sector = g_strdup (sector->code);
      business->size = g_strdup (size[i]);
      business->area = g_strdup (area[i]);
      business->role = g_strdup (role[i]);
      g_ptr_array_add (self->panel->businesses, business);
    }
}

/* --- Who answers ------------------------------------------------------------------------------ */

typedef struct
{
  guint business;
  guint64 reluctance;
} Reluctant;

static int
compare_reluctance (gconstpointer a, gconstpointer b)
{
  const Reluctant *one = a;
  const Reluctant *two = b;

  if (one->reluctance != two->reluctance)
    return one->reluctance < two->reluctance ? -1 : 1;
  return one->business < two->business ? -1 : one->business > two->business;
}

static int
compare_index (gconstpointer a, gconstpointer b)
{
  guint one = *(const guint *) a;
  guint two = *(const guint *) b;

  return one < two ? -1 : one > two;
}

static guint32
draw_once (const Simulation *self, const char *what, const char *key)
{
  g_autofree char *label = g_strdup_printf ("%s|%s", what, key);
  ObsDraw draw;

  obs_draw_init_label (&draw, self->parameters->seed, label);
  return obs_draw_next (&draw);
}

/* As many as the base allows; those who seldom answer, and those who have no time that day, are
 * the ones that are missing. */
static GArray *
choose_who (const Simulation *self, const ObsPanelWave *wave, guint s)
{
  const ObsPanelSector *sector = self->parameters->sectors->pdata[s];
  g_autofree char *label
      = g_strdup_printf ("base|%s|%s|%s", wave->day, wave->question->id, sector->code);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Reluctant));
  GArray *who = g_array_new (FALSE, FALSE, sizeof (guint));
  int habit = self->parameters->habit;
  ObsDraw draw;
  guint n;

  obs_draw_init_label (&draw, self->parameters->seed, label);
  n = wave->fewest[s] + obs_draw_below (&draw, wave->most[s] - wave->fewest[s] + 1);
  for (guint i = 0; i < sector->businesses; i++)
    {
      Reluctant key = { g_array_index (self->first, guint, s) + i, 0 };
      const ObsBusiness *business = self->panel->businesses->pdata[key.business];
      g_autofree char *today = g_strdup_printf ("%s|%s", wave->day, business->id);

      key.reluctance = (guint64) habit * draw_once (self, "habit", business->id)
                       + (guint64) (100 - habit) * draw_once (self, "day", today);
      g_array_append_val (keys, key);
    }
  g_array_sort (keys, compare_reluctance);
  for (guint i = 0; i < n; i++)
    g_array_append_val (who, g_array_index (keys, Reluctant, i).business);
  g_array_sort (who, compare_index);
  return who;
}

/* --- Answers ---------------------------------------------------------------------------------- */

static int
draw_effect (const Simulation *self, const char *label)
{
  ObsDraw draw;

  obs_draw_init_label (&draw, self->parameters->seed, label);
  return obs_draw_normal (&draw);
}

/* How high each business that answers stands on a cell, compared with the others. */
static int *
tendencies (const Simulation *self, const Sheet *sheet, const char *item, const char *horizon)
{
  const ObsPanelQuestion *question = sheet->wave->question;
  int *tendency = g_new (int, sheet->who->len);

  for (guint i = 0; i < sheet->who->len; i++)
    {
      const ObsBusiness *business
          = self->panel->businesses->pdata[g_array_index (sheet->who, guint, i)];
      g_autofree char *mood = g_strdup_printf ("mood|%s", business->id);
      g_autofree char *view = g_strdup_printf ("view|%s|%s", question->id, business->id);
      g_autofree char *detail = g_strdup_printf ("detail|%s|%s|%s|%s|%s", sheet->wave->day,
                                                 question->id, item, horizon, business->id);

      tendency[i] = question->weights.business * draw_effect (self, mood)
                    + question->weights.question * draw_effect (self, view)
                    + question->weights.item * draw_effect (self, detail);
    }
  return tendency;
}

static void
draw_for_cell (const Simulation *self, const Sheet *sheet, const char *item, const char *horizon,
               ObsDraw *draw)
{
  const ObsPanelSector *sector = self->parameters->sectors->pdata[sheet->sector];
  g_autofree char *label = g_strdup_printf ("cell|%s|%s|%s|%s|%s", sheet->wave->day,
                                            sheet->wave->question->id, item, horizon, sector->code);

  obs_draw_init_label (draw, self->parameters->seed, label);
}

static void
answer_rated (const Simulation *self, Sheet *sheet)
{
  const ObsPanelQuestion *question = sheet->wave->question;
  guint n = sheet->who->len;

  for (guint c = 0; c < sheet->cells->len; c++)
    {
      const Cell *cell = &g_array_index (sheet->cells, Cell, c);
      int mean = cell->target->mean[sheet->sector] + sheet->wave->shift[sheet->sector];
      ObsScale scale = { CLAMP (mean, 1000 * question->low, 1000 * question->high),
                         cell->target->sd[sheet->sector],
                         question->low,
                         question->high,
                         question->step,
                         self->parameters->bell };
      g_autofree int *tendency = tendencies (self, sheet, cell->item->item, cell->target->horizon);
      ObsDraw draw;

      draw_for_cell (self, sheet, cell->item->item, cell->target->horizon, &draw);
      obs_draw_scores (&draw, &scale, tendency, n, sheet->values + (gsize) c * n);
    }
}

/* What rounding still owes the options of a question; kept from sector to sector and day to day. */
static int *
carry_for (Simulation *self, const char *question, const char *part, guint n)
{
  g_autofree char *key = g_strdup_printf ("%s|%s", question, part);
  int *carry = g_hash_table_lookup (self->carries, key);

  if (carry == NULL)
    {
      carry = g_new0 (int, n);
      g_hash_table_insert (self->carries, g_steal_pointer (&key), carry);
    }
  return carry;
}

static guint *
option_counts (Simulation *self, const Sheet *sheet)
{
  guint n_options = sheet->cells->len;
  guint n = sheet->who->len;
  int *carry = carry_for (self, sheet->wave->question->id, sheet->wave->part, n_options);
  guint *counts = g_new (guint, n_options);
  g_autofree int *shares = g_new (int, n_options);

  for (guint c = 0; c < n_options; c++)
    shares[c] = g_array_index (sheet->cells, Cell, c).item->share[sheet->sector];
  obs_share_counts (n, shares, n_options, carry, counts);
  return counts;
}

/* One option each: along the order of the tendencies, so that the options of a scale follow them.
 */
static void
answer_choice (Simulation *self, Sheet *sheet)
{
  g_autofree guint *counts = option_counts (self, sheet);
  g_autofree int *tendency = tendencies (self, sheet, "", "");
  g_autofree guint *order = g_new (guint, sheet->who->len);
  guint n = sheet->who->len;
  guint at = n;

  obs_order_by_tendency (tendency, n, order);
  for (guint c = 0; c < sheet->cells->len; c++)
    for (guint k = 0; k < counts[c]; k++)
      sheet->values[(gsize) c * n + order[--at]] = 1;
}

/* Any number of options: each is taken by those whose tendency towards it is highest. */
static void
answer_choices (Simulation *self, Sheet *sheet)
{
  guint n = sheet->who->len;
  g_autofree guint *order = g_new (guint, n);

  for (guint c = 0; c < sheet->cells->len; c++)
    {
      const ObsPanelItem *item = g_array_index (sheet->cells, Cell, c).item;
      g_autofree int *tendency = tendencies (self, sheet, item->item, "");
      guint count;

      obs_share_counts (n, &item->share[sheet->sector], 1,
                        carry_for (self, sheet->wave->question->id, item->item, 1), &count);
      obs_order_by_tendency (tendency, n, order);
      for (guint k = 0; k < count; k++)
        sheet->values[(gsize) c * n + order[k]] = 1;
    }
}

static void
answer_top3 (Simulation *self, Sheet *sheet)
{
  guint n_options = sheet->cells->len;
  guint n = sheet->who->len;
  g_autofree guint *counts = option_counts (self, sheet);
  g_autofree guint8 *chosen = g_new (guint8, (gsize) n * n_options);
  ObsDraw draw;

  draw_for_cell (self, sheet, "", "", &draw);
  obs_draw_deal (&draw, n, counts, n_options, chosen);
  for (guint c = 0; c < n_options; c++)
    for (guint i = 0; i < n; i++)
      sheet->values[(gsize) c * n + i] = chosen[(gsize) i * n_options + c];
}

/* --- Waves ------------------------------------------------------------------------------------ */

static GArray *
cells_of_part (const ObsPanelWave *wave)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (Cell));

  for (guint i = 0; i < wave->question->items->len; i++)
    {
      const ObsPanelItem *item = wave->question->items->pdata[i];
      Cell cell = { item, NULL };

      if (item->part != wave->part)
        continue;
      if (item->targets->len == 0)
        g_array_append_val (cells, cell);
      for (guint t = 0; t < item->targets->len; t++)
        {
          cell.target = item->targets->pdata[t];
          g_array_append_val (cells, cell);
        }
    }
  return cells;
}

static void
add_responses (Simulation *self, const Sheet *sheet)
{
  guint n = sheet->who->len;

  for (guint i = 0; i < n; i++)
    for (guint c = 0; c < sheet->cells->len; c++)
      {
        const Cell *cell = &g_array_index (sheet->cells, Cell, c);
        ObsResponse response = {
          g_array_index (sheet->who, guint, i),
          (char *) sheet->wave->question->id,
          (char *) cell->item->item,
          (char *) (cell->target != NULL ? cell->target->horizon : g_intern_static_string ("")),
          (char *) sheet->wave->day,
          sheet->wave->week,
          sheet->values[(gsize) c * n + i],
        };

        g_array_append_val (self->panel->responses, response);
      }
}

static void
ask (Simulation *self, const ObsPanelWave *wave, guint sector)
{
  g_autoptr (GArray) who = choose_who (self, wave, sector);
  g_autoptr (GArray) cells = cells_of_part (wave);
  g_autofree int *values = g_new0 (int, (gsize) who->len * cells->len);
  Sheet sheet = { self->parameters, wave, sector, who, cells, values };

  if (who->len == 0)
    return;
  switch (wave->question->form)
    {
    case OBS_PANEL_SCORE:
    case OBS_PANEL_PERCENT:
      answer_rated (self, &sheet);
      break;
    case OBS_PANEL_LIKERT:
    case OBS_PANEL_CHOICE:
      answer_choice (self, &sheet);
      break;
    case OBS_PANEL_CHOICES:
      answer_choices (self, &sheet);
      break;
    case OBS_PANEL_TOP3:
      answer_top3 (self, &sheet);
      break;
    }
  add_responses (self, &sheet);
}

/**
 * obs_panel_simulate:
 * @folder: folder of the parameter files
 * @error: return location for an error, or NULL
 *
 * Reads and checks the parameters, and draws the businesses and their answers. The answers are
 * sorted by day, question, business and item. The means of a sector are met within half a step of
 * the scale divided by its base, the shares of all sectors together within one answer, by the
 * allocation described in draw.h; chance decides who gives which answer.
 *
 * Returns: (transfer full): the panel, or NULL with OBS_ERROR_INPUT and a sentence that names file,
 *   line and column
 */
ObsPanel *
obs_panel_simulate (const char *folder, GError **error)
{
  g_autoptr (ObsPanelParameters) parameters = NULL;
  g_autoptr (ObsPanel) panel = NULL;
  g_autoptr (GArray) first = NULL;
  g_autoptr (GHashTable) carries = NULL;
  Simulation self;

  parameters = obs_panel_parameters_load (folder, error);
  if (parameters == NULL)
    return NULL;
  panel = g_new0 (ObsPanel, 1);
  panel->businesses = g_ptr_array_new_with_free_func ((GDestroyNotify) business_free);
  panel->responses = g_array_new (FALSE, FALSE, sizeof (ObsResponse));
  panel->sha256 = g_strdup (parameters->sha256);
  first = g_array_new (FALSE, FALSE, sizeof (guint));
  carries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self = (Simulation){ parameters, panel, first, carries };

  for (guint s = 0; s < parameters->sectors->len; s++)
    add_businesses (&self, parameters->sectors->pdata[s]);
  for (guint w = 0; w < parameters->waves->len; w++)
    for (guint s = 0; s < parameters->sectors->len; s++)
      ask (&self, parameters->waves->pdata[w], s);
  return g_steal_pointer (&panel);
}

void
obs_panel_free (ObsPanel *panel)
{
  if (panel == NULL)
    return;
  g_ptr_array_unref (panel->businesses);
  g_array_unref (panel->responses);
  g_free (panel->sha256);
  g_free (panel);
}

/* A cell and the comma after it, in quotation marks where RFC 4180 wants them. */
static void
append_cell (GString *text, const char *cell)
{
  if (strpbrk (cell, ",\"\r\n") != NULL)
    {
      g_auto (GStrv) pieces = g_strsplit (cell, "\"", -1);
      g_autofree char *doubled = g_strjoinv ("\"\"", pieces);

      g_string_append_printf (text, "\"%s\",", doubled);
    }
  else
    g_string_append_printf (text, "%s,", cell);
}

/**
 * obs_panel_write_csv:
 * @panel: the panel
 * @path: file to write; replaced where it exists
 * @error: return location for an error, or NULL
 *
 * Writes one line per answer, so that anybody can look at the answers or work with them elsewhere.
 * Values are whole numbers: a score, per cent, or 1 (chosen) and 0 (shown, not chosen).
 *
 * Returns: FALSE with OBS_ERROR_FAILED or OBS_ERROR_NO_SPACE where the file cannot be written
 */
gboolean
obs_panel_write_csv (const ObsPanel *panel, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new ("business,sector,size,area,role,day,week,question,item,"
                                           "horizon,value\n");
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (panel != NULL && path != NULL, FALSE);
  for (guint i = 0; i < panel->responses->len; i++)
    {
      const ObsResponse *response = &g_array_index (panel->responses, ObsResponse, i);
      const ObsBusiness *business = panel->businesses->pdata[response->business];
      g_autofree char *week = g_strdup_printf ("%d", response->week);
      const char *cells[] = { business->id,   business->sector, business->size, business->area,
                              business->role, response->day,    week,           response->question,
                              response->item, response->horizon };

      for (guint c = 0; c < G_N_ELEMENTS (cells); c++)
        append_cell (text, cells[c]);
      g_string_append_printf (text, "%d\n", (int) response->value);
    }
  if (g_file_set_contents (path, text->str, (gssize) text->len, &local))
    return TRUE;
  g_set_error (error, OBS_ERROR,
               g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? OBS_ERROR_NO_SPACE
                                                                         : OBS_ERROR_FAILED,
               _ ("The answers cannot be written to %s: %s"), path, local->message);
  return FALSE;
}
