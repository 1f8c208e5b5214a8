/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/descriptor-private.h"

#include "data/error.h"
#include "data/ingest/blocks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The groups of a descriptor, and which keys they know. A word that nobody reads would be a check
 * that nobody makes, so unknown ones are refused. */

#define MAX_SIZE (256 * 1024)

static const struct
{
  const char *group; /* "measure " stands for all groups that begin so */
  const char *keys;  /* separated by blanks; NULL: any */
} known[] = {
  { "source", "id use title publisher publication class licence attribution tier url method caveat "
              "coverage period released" },
  { "get", NULL },
  { "release", "calendar next grace dead" },
  { "table", "kind cube title note format encoding delimiter sheet header only sum detail list "
             "quote repeats split shares" },
  { "blocks", "start heading parts part-names column" },
  { "limits", "rows areas empty future" },
  { "missing", NULL },
  { "flags", NULL },
  { "columns", NULL },
  { "kinds", NULL },
  { "keys", NULL },
  { "parents", NULL },
  { "fixed", NULL },
  { "lists", NULL },
  { "otherwise", NULL },
  { "values ", NULL },
  { "scheme", "id title version url" },
  { "share", "by measure only among" },
  { "area", "kind kind-from kinds only" },
  { "json", "rows" },
  { "change ", "area successor since text" },
  { "dimension ", "from fixed title list codes total labels aliases otherwise by kind kind-from "
                  "kinds months" },
  { "measure ", "from when title unit units low high plus-minus base range scale rounding note" },
  { "total ", "dimension within parts whole part where tolerance level" },
  { "break ", "text measure" },
  { "caveat ", "text measure" },
};

void
obs_descriptor_fault (ObsDescriptor *self, GPtrArray *faults, const char *group, const char *key,
                      const char *rule, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, rule);
  what = g_strdup_vprintf (rule, args);
  va_end (args);
  if (key != NULL)
    g_ptr_array_add (
        faults, g_strdup_printf (_ ("%s, group [%s], key %s: %s"), self->name, group, key, what));
  else
    g_ptr_array_add (faults, g_strdup_printf (_ ("%s, group [%s]: %s"), self->name, group, what));
}

static int
find_group (const char *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      gsize length = strlen (known[i].group);

      if (known[i].group[length - 1] == ' ' ? g_str_has_prefix (group, known[i].group)
                                            : g_str_equal (group, known[i].group))
        return (int) i;
    }
  return -1;
}

static void
check_words (ObsDescriptor *self, GPtrArray *faults)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      int at = find_group (groups[i]);
      g_auto (GStrv) keys = g_key_file_get_keys (self->file, groups[i], NULL, NULL);
      g_auto (GStrv) allowed = NULL;

      if (at < 0)
        {
          obs_descriptor_fault (self, faults, groups[i], NULL,
                                _ ("there is no such group. Correct its name, or remove it."));
          continue;
        }
      if (known[at].keys == NULL)
        continue;
      allowed = g_strsplit (known[at].keys, " ", -1);
      for (guint j = 0; keys != NULL && keys[j] != NULL; j++)
        if (!g_strv_contains ((const char *const *) allowed, keys[j]))
          obs_descriptor_fault (self, faults, groups[i], keys[j],
                                _ ("there is no such key. Use one of: %s."), known[at].keys);
    }
}

static gboolean
has_bad_escape (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    if (*at == '\\' && (*++at == '\0' || strchr ("sntr\\", *at) == NULL))
      return TRUE;
  return FALSE;
}

gboolean
obs_descriptor_bad_escape (GKeyFile *file, char **group, char **key)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (file, groups[i], NULL, NULL);

      for (guint j = 0; keys != NULL && keys[j] != NULL; j++)
        {
          g_autofree char *value = g_key_file_get_value (file, groups[i], keys[j], NULL);

          if (value == NULL || !has_bad_escape (value))
            continue;
          *group = g_strdup (groups[i]);
          *key = g_strdup (keys[j]);
          return TRUE;
        }
    }
  return FALSE;
}

/* A text without blanks around it, or NULL where the key is missing or empty. */
char *
obs_descriptor_text (const ObsDescriptor *self, const char *group, const char *key)
{
  char *text = g_key_file_get_string (self->file, group, key, NULL);

  if (text != NULL && *g_strstrip (text) == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* Where the part ends that begins here: at a semicolon that stands in no quotation marks. */
static const char *
end_of_part (const char *at)
{
  const char *close;

  for (; *at != '\0' && *at != ';'; at++)
    if (*at == '"' && (close = strchr (at + 1, '"')) != NULL)
      at = close;
  return at;
}

/* The texts of a list; empty where the key is missing. */
char **
obs_descriptor_list (const ObsDescriptor *self, const char *group, const char *key)
{
  g_autofree char *text = obs_descriptor_text (self, group, key);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (const char *at = text != NULL ? text : ""; *at != '\0';)
    {
      const char *end = end_of_part (at);
      char *part = g_strstrip (g_strndup (at, (gsize) (end - at)));

      if (*part != '\0')
        g_ptr_array_add (list, part);
      else
        g_free (part);
      at = *end == ';' ? end + 1 : end;
    }
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

double
obs_descriptor_number (ObsDescriptor *self, GPtrArray *faults, const char *group, const char *key,
                       double least, double fallback)
{
  g_autofree char *text = obs_descriptor_text (self, group, key);
  char *end = NULL;
  double value;

  if (text == NULL)
    return fallback;
  value = g_ascii_strtod (text, &end);
  if (end != NULL && *end == '%')
    end++;
  if (end != text && *end == '\0' && isfinite (value) && value >= least)
    return value;
  obs_descriptor_fault (self, faults, group, key, _ ("“%s” is not a number of at least %g."), text,
                        least);
  return fallback;
}

/* A whole number. */
static guint
read_count (ObsDescriptor *self, GPtrArray *faults, const char *group, const char *key, guint least,
            guint most, guint fallback)
{
  g_autofree char *text = obs_descriptor_text (self, group, key);
  guint64 value;

  if (text == NULL)
    return fallback;
  if (g_ascii_string_to_unsigned (text, 10, least, most, &value, NULL))
    return (guint) value;
  obs_descriptor_fault (self, faults, group, key, _ ("“%s” is not a whole number from %u to %u."),
                        text, least, most);
  return fallback;
}

/* One of "a|b|c"; its place in the list. */
guint
obs_descriptor_choice (ObsDescriptor *self, GPtrArray *faults, const char *group, const char *key,
                       const char *choices, guint fallback)
{
  g_autofree char *text = obs_descriptor_text (self, group, key);
  g_auto (GStrv) words = g_strsplit (choices, "|", -1);

  if (text == NULL)
    return fallback;
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], text))
      return i;
  obs_descriptor_fault (self, faults, group, key, _ ("“%s” is not one of %s."), text, choices);
  return fallback;
}

static void
only_free (gpointer data)
{
  ObsOnly *only = data;

  g_free (only->column);
  g_strfreev (only->texts);
  g_free (only);
}

/* "column: text, text; column: text". A text in quotation marks may hold commas. */
GPtrArray *
obs_descriptor_only (ObsDescriptor *self, GPtrArray *faults, const char *group, const char *key)
{
  g_auto (GStrv) parts = obs_descriptor_list (self, group, key);
  GPtrArray *all = g_ptr_array_new_with_free_func (only_free);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *colon = strchr (parts[i], ':');
      ObsOnly *only;
      g_autoptr (GPtrArray) texts = g_ptr_array_new ();
      const char *at;

      if (colon == NULL || colon == parts[i])
        {
          obs_descriptor_fault (self, faults, group, key,
                                _ ("“%s” is not of the form “column: text, text”."), parts[i]);
          continue;
        }
      *colon = '\0';
      for (at = colon + 1; *at != '\0';)
        {
          const char *end;
          g_autofree char *text = NULL;

          while (*at == ' ' || *at == ',')
            at++;
          if (*at == '"' && (end = strchr (at + 1, '"')) != NULL)
            {
              text = g_strndup (at + 1, (gsize) (end - at - 1));
              at = end + 1;
            }
          else
            {
              end = at + strcspn (at, ",");
              text = g_strchomp (g_strndup (at, (gsize) (end - at)));
              at = end;
              if (*text == '\0')
                continue;
            }
          g_ptr_array_add (texts, g_steal_pointer (&text));
        }
      g_ptr_array_add (texts, NULL);
      only = g_new0 (ObsOnly, 1);
      only->column = g_strdup (g_strstrip (parts[i]));
      only->texts = (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
      g_ptr_array_add (all, only);
    }
  return all;
}

/* "text: word; text: word", with the texts as they stand. */
GHashTable *
obs_descriptor_map (ObsDescriptor *self, GPtrArray *faults, const char *group, const char *key)
{
  g_auto (GStrv) parts = obs_descriptor_list (self, group, key);
  GHashTable *map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *colon = strrchr (parts[i], ':');

      if (colon == NULL)
        {
          obs_descriptor_fault (self, faults, group, key,
                                _ ("“%s” is not of the form “text: word”."), parts[i]);
          continue;
        }
      *colon = '\0';
      g_hash_table_replace (map, g_strdup (g_strstrip (parts[i])),
                            g_strdup (g_strstrip (colon + 1)));
    }
  return map;
}

/* "set data-set=" waits for its value: see obs_feed_parse(). */
static void
read_get (ObsDescriptor *self)
{
  g_auto (GStrv) keys = g_key_file_get_keys (self->file, "get", NULL, NULL);
  g_autofree char *url = obs_descriptor_text (self, "get", "url");

  self->files = obs_descriptor_list (self, "get", "file");
  for (guint i = 0; url != NULL && keys != NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], "set "))
      {
        g_autofree char *value = obs_descriptor_text (self, "get", keys[i]);

        self->unfilled |= value == NULL;
      }
}

static void
read_source (ObsDescriptor *self, GPtrArray *faults)
{
  static const char *const needed[] = { "title", "publisher", "licence", "attribution" };
  g_autofree char *use = obs_descriptor_text (self, "source", "use");

  self->id = use != NULL ? g_strdup (use) : obs_descriptor_text (self, "source", "id");
  self->further = use != NULL;
  if (self->id == NULL
      || !g_regex_match_simple ("^[a-z][a-z0-9-]{0,62}$", self->id, G_REGEX_DOLLAR_ENDONLY, 0))
    obs_descriptor_fault (self, faults, "source", use != NULL ? "use" : "id",
                          _ ("give the source an id of small letters, digits and hyphens."));
  if (!self->further)
    for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
      {
        g_autofree char *text = obs_descriptor_text (self, "source", needed[i]);

        if (text == NULL)
          obs_descriptor_fault (self, faults, "source", needed[i],
                                _ ("this is missing. Every source needs it."));
      }
  obs_descriptor_choice (self, faults, "source", "class", "published|secondary|primary|simulated",
                         0);
  obs_descriptor_choice (self, faults, "release", "calendar",
                         "monthly|quarterly|yearly|irregular|once", 0);
  self->calendar = obs_descriptor_text (self, "release", "calendar");
  self->next_release = obs_descriptor_text (self, "release", "next");
  self->grace = read_count (self, faults, "release", "grace", 0, 3660, 14);
  self->dead = read_count (self, faults, "release", "dead", 1, 36600, 365);
  read_get (self);
}

/* NULL where the list is empty. */
static char **
list_or_none (ObsDescriptor *self, const char *group, const char *key)
{
  char **list = obs_descriptor_list (self, group, key);

  if (*list == NULL)
    g_clear_pointer (&list, g_strfreev);
  return list;
}

static void
read_blocks (ObsDescriptor *self, GPtrArray *faults)
{
  ObsBlocksTable *blocks;
  guint n_parts, n_names;

  if (!g_key_file_has_group (self->file, "blocks"))
    return;
  blocks = self->blocks = g_new0 (ObsBlocksTable, 1);
  blocks->start = obs_descriptor_text (self, "blocks", "start");
  blocks->heading = obs_descriptor_text (self, "blocks", "heading");
  blocks->column = obs_descriptor_text (self, "blocks", "column");
  blocks->parts = list_or_none (self, "blocks", "parts");
  blocks->part_names = list_or_none (self, "blocks", "part-names");
  n_parts = blocks->parts != NULL ? g_strv_length (blocks->parts) : 1;
  n_names = blocks->part_names != NULL ? g_strv_length (blocks->part_names) : 0;
  if (blocks->start == NULL || blocks->heading == NULL)
    obs_descriptor_fault (self, faults, "blocks", blocks->start == NULL ? "start" : "heading",
                          _ ("this is missing. Blocks need their first label (“start”) and the "
                             "first cell of their headings (“heading”)."));
  if (n_parts > OBS_BLOCKS_MAX_PARTS)
    obs_descriptor_fault (self, faults, "blocks", "parts", _ ("a group has at most %d parts."),
                          OBS_BLOCKS_MAX_PARTS);
  else if (blocks->part_names != NULL ? n_names != n_parts : n_parts > OBS_BLOCKS_USUAL_PARTS)
    obs_descriptor_fault (self, faults, "blocks", "part-names",
                          _ ("give each of the %u parts a name."), n_parts);
  if (self->header > 1)
    obs_descriptor_fault (self, faults, "table", "header",
                          _ ("the headings of blocks are found by “heading”. Remove one of the "
                             "two."));
}

static void
read_table (ObsDescriptor *self, GPtrArray *faults)
{
  g_autofree char *delimiter = obs_descriptor_text (self, "table", "delimiter");

  self->kind = (ObsTableKind) obs_descriptor_choice (self, faults, "table", "kind",
                                                     "cube|areas|boundaries|codes|concepts|labels|"
                                                     "broader|links|documents|titles|statements|"
                                                     "weights|shares",
                                                     OBS_TABLE_CUBE);
  self->cube = obs_descriptor_text (self, "table", "cube");
  self->title = obs_descriptor_text (self, "table", "title");
  self->note = obs_descriptor_text (self, "table", "note");
  self->format = obs_descriptor_text (self, "table", "format");
  self->encoding = obs_descriptor_text (self, "table", "encoding");
  self->sheet = obs_descriptor_text (self, "table", "sheet");
  if (delimiter != NULL)
    {
      if (g_str_equal (delimiter, "tab"))
        self->delimiter = '\t';
      else if (strlen (delimiter) == 1 && strchr (",;|", *delimiter) != NULL)
        self->delimiter = *delimiter;
      else
        obs_descriptor_fault (self, faults, "table", "delimiter",
                              _ ("“%s” is not one of , ; | tab."), delimiter);
    }
  self->header = read_count (self, faults, "table", "header", 1, 10000, 1);
  read_blocks (self, faults);
  self->unquoted = obs_descriptor_choice (self, faults, "table", "quote", "usual|none", 0) == 1;
  self->sum = obs_descriptor_choice (self, faults, "table", "sum", "no|yes", 0) == 1;
  self->only = obs_descriptor_only (self, faults, "table", "only");
  self->rows_jump = obs_descriptor_number (self, faults, "limits", "rows", 0, 20);
  self->areas_jump = obs_descriptor_number (self, faults, "limits", "areas", 0, 0);
  self->may_be_empty = obs_descriptor_choice (self, faults, "limits", "empty", "no|yes", 0) == 1;
  self->future = obs_descriptor_choice (self, faults, "limits", "future", "no|yes", 0) == 1;
  if (self->kind == OBS_TABLE_CUBE
      && (self->cube == NULL
          || !g_regex_match_simple ("^[a-z][a-z0-9_]{0,56}$", self->cube, G_REGEX_DOLLAR_ENDONLY,
                                    0)))
    obs_descriptor_fault (self, faults, "table", "cube",
                          _ ("name the cube with small letters, digits and underscores."));
}

ObsDescriptor *
obs_descriptor_parse (const char *name, const char *text, gsize length, GPtrArray *faults,
                      GError **error)
{
  g_autoptr (ObsDescriptor) self = g_new0 (ObsDescriptor, 1);
  g_autoptr (GError) reason = NULL;
  g_autofree char *group = NULL;
  g_autofree char *key = NULL;
  guint before = faults->len;

  self->name = g_strdup (name);
  self->file = g_key_file_new ();
  if (length > MAX_SIZE || memchr (text, '\0', length) != NULL
      || !g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          _ ("%s is not a source descriptor: it must be text in UTF-8 of at most 256 KiB."), name);
      return NULL;
    }
  /* Otherwise keys such as "title[de]" would be dropped without a word. */
  if (!g_key_file_load_from_data (self->file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS, &reason))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s is not a source descriptor: %s."),
                   name, reason->message);
      return NULL;
    }
  check_words (self, faults);
  if (obs_descriptor_bad_escape (self->file, &group, &key))
    {
      obs_descriptor_fault (self, faults, group, key,
                            _ ("a backslash stands here alone. Write it twice, “\\\\”."));
      g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT, g_ptr_array_index (faults, before));
      return NULL;
    }
  read_source (self, faults);
  read_table (self, faults);
  obs_descriptor_read_parts (self, faults);
  obs_descriptor_read_texts (self, faults);
  if (faults->len == before)
    return g_steal_pointer (&self);
  g_set_error_literal (error, OBS_ERROR, OBS_ERROR_INPUT, g_ptr_array_index (faults, before));
  return NULL;
}

ObsDescriptor *
obs_descriptor_load (const char *path, GPtrArray *faults, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (GError) reason = NULL;
  ObsDescriptor *self;

  if (!g_file_get_contents (path, &text, &length, &reason))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_NOT_FOUND, _ ("%s cannot be read: %s."), name,
                   reason->message);
      return NULL;
    }
  self = obs_descriptor_parse (name, text, length, faults, error);
  if (self != NULL)
    {
      self->path = g_strdup (path);
      self->folder = g_path_get_dirname (path);
    }
  return self;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_folder (const char *folder, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".source"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
}

GPtrArray *
obs_descriptors_in (const char *folder, GPtrArray *faults)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) obs_descriptor_free);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *below = g_build_filename (folder, "sources", NULL);

  list_folder (folder, paths);
  list_folder (below, paths);
  g_ptr_array_sort (paths, compare_paths);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      guint before = faults->len;
      ObsDescriptor *one = obs_descriptor_load (g_ptr_array_index (paths, i), faults, &error);

      if (one != NULL)
        g_ptr_array_add (all, one);
      else if (faults->len == before)
        g_ptr_array_add (faults, g_strdup (error->message));
    }
  return all;
}

char *
obs_descriptor_source_text (const ObsDescriptor *self, const char *key)
{
  return obs_descriptor_text (self, "source", key);
}
