/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/descriptor-private.h"

#include "data/ingest/area-index.h"
#include "data/taxonomy/sentences.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What descriptors say of tables of texts and concepts: the words of their groups, and what
 * becomes of a cell. */

#define KIND(kind) (1u << (OBS_TABLE_##kind))

/* The keys, the kinds of tables that may have them and those that must. */
static const struct
{
  const char *name;
  guint may, must;
  const char *separators; /* of a list */
} keys[OBS_N_TEXT_KEYS] = {
  [OBS_TEXT_CODE] = { "code", 0, KIND (CONCEPTS) | KIND (DOCUMENTS) },
  [OBS_TEXT_LABEL] = { "label", 0, KIND (CONCEPTS) | KIND (LABELS), "\n|" },
  [OBS_TEXT_KIND] = { "kind", KIND (CONCEPTS) | KIND (LABELS), KIND (DOCUMENTS) },
  [OBS_TEXT_KSB] = { "ksb", KIND (CONCEPTS) | KIND (STATEMENTS), 0 },
  [OBS_TEXT_DESCRIPTION] = { "description", KIND (CONCEPTS) | KIND (DOCUMENTS), 0 },
  [OBS_TEXT_URL] = { "url", KIND (CONCEPTS) | KIND (DOCUMENTS), 0 },
  [OBS_TEXT_BROADER] = { "broader", KIND (CONCEPTS), KIND (BROADER), " \n|" },
  [OBS_TEXT_ALTERNATIVES] = { "alternatives", KIND (CONCEPTS), 0, "\n|" },
  [OBS_TEXT_CONCEPT] = { "concept", 0, KIND (LABELS) | KIND (BROADER) | KIND (LINKS) },
  [OBS_TEXT_TARGET] = { "target", 0, KIND (LINKS) },
  [OBS_TEXT_RELATION] = { "relation", KIND (LINKS), 0 },
  [OBS_TEXT_SIDE] = { "side", 0, KIND (DOCUMENTS) },
  [OBS_TEXT_TITLE] = { "title", KIND (WEIGHTS), KIND (DOCUMENTS) },
  [OBS_TEXT_TITLES] = { "titles", KIND (DOCUMENTS), KIND (TITLES), "\n|" },
  [OBS_TEXT_LEVEL] = { "level", KIND (DOCUMENTS), 0 },
  [OBS_TEXT_ROUTE] = { "route", KIND (DOCUMENTS), 0 },
  [OBS_TEXT_SECTOR] = { "sector", KIND (DOCUMENTS), 0 },
  [OBS_TEXT_AREA] = { "area", KIND (DOCUMENTS), KIND (WEIGHTS) | KIND (SHARES) },
  [OBS_TEXT_PERIOD] = { "period", KIND (DOCUMENTS), KIND (WEIGHTS) | KIND (SHARES) },
  [OBS_TEXT_SOC] = { "soc", KIND (DOCUMENTS) | KIND (WEIGHTS), 0 },
  [OBS_TEXT_SOC_EDITION] = { "soc-edition", KIND (DOCUMENTS), 0 },
  [OBS_TEXT_PROVIDER] = { "provider", KIND (DOCUMENTS) | KIND (WEIGHTS), KIND (SHARES) },
  [OBS_TEXT_PROVIDER_NAME] = { "provider-name", KIND (DOCUMENTS), 0 },
  [OBS_TEXT_TEXTS] = { "texts", KIND (DOCUMENTS), 0 },
  [OBS_TEXT_KEY] = { "key", KIND (DOCUMENTS) | KIND (STATEMENTS), 0 },
  [OBS_TEXT_DOCUMENT] = { "document", KIND (STATEMENTS) | KIND (WEIGHTS), KIND (TITLES) },
  [OBS_TEXT_TEXT] = { "text", 0, KIND (STATEMENTS) },
  [OBS_TEXT_NUMBER] = { "number", KIND (STATEMENTS), 0 },
  [OBS_TEXT_MENTIONS] = { "mentions", KIND (STATEMENTS), 0 },
  [OBS_TEXT_SHARE] = { "share", KIND (STATEMENTS), 0 },
  [OBS_TEXT_SHARE_LESS] = { "share-less", KIND (STATEMENTS), 0 },
  [OBS_TEXT_MEASURE] = { "measure", 0, KIND (WEIGHTS) },
  [OBS_TEXT_VALUE] = { "value", 0, KIND (WEIGHTS) | KIND (SHARES) },
};

/* Groups that only tables of texts have, and all that they have. */
static const char *const own_groups[]
    = { "fixed", "lists", "otherwise", "scheme", "share", "area", "json", NULL };
static const char *const common_groups[]
    = { "source", "get", "release", "table", "columns", "missing", NULL };

/* Settings that only some kinds read. */
static const struct
{
  const char *group, *key; /* NULL: the whole group */
  guint kinds;
} settings[] = {
  { "table", "repeats", KIND (CONCEPTS) | KIND (DOCUMENTS) | KIND (STATEMENTS) },
  { "table", "split", KIND (STATEMENTS) },
  { "table", "shares", KIND (SHARES) },
  { "table", "sum", KIND (CUBE) | KIND (WEIGHTS) },
  { "scheme", NULL, KIND (CONCEPTS) },
  { "share", NULL, KIND (WEIGHTS) },
  { "area", NULL, KIND (DOCUMENTS) | KIND (WEIGHTS) | KIND (SHARES) },
};

static const char *const filters[]
    = { "last", "slug", "brackets", "number", "above", "lower", "upper", "clean", "isced", NULL };

const char *
obs_text_key_name (ObsTextKey key)
{
  return keys[key].name;
}

gboolean
obs_text_is_filter (const char *filter)
{
  return g_strv_contains (filters, filter)
         || g_regex_match_simple ("^first [1-9][0-9]?$", filter, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* What stands between the last brackets: "A College (10001234)" is 10001234. */
static char *
in_brackets (const char *text)
{
  const char *open = strrchr (text, '('), *close = open != NULL ? strchr (open, ')') : NULL;

  return close != NULL ? g_strstrip (g_strndup (open + 1, (gsize) (close - open - 1)))
                       : g_strdup ("");
}

/* "C++ & you" is c-and-you. */
static char *
slug_of (const char *text)
{
  return g_strdelimit (obs_area_index_fold (text), " ", '-');
}

static char *
above (const char *text)
{
  const char *dot = strrchr (text, '.');

  return dot != NULL ? g_strndup (text, (gsize) (dot - text)) : g_strdup ("");
}

static char *
behind_last (const char *text)
{
  const char *last = strrchr (text, '/'), *hash = strrchr (text, '#');

  if (hash != NULL && (last == NULL || hash > last))
    last = hash;
  return g_strdup (last != NULL ? last + 1 : text);
}

char *
obs_text_filter (const char *filter, const char *text)
{
  if (g_str_equal (filter, "last"))
    return behind_last (text);
  if (g_str_equal (filter, "slug"))
    return slug_of (text);
  if (g_str_equal (filter, "brackets"))
    return in_brackets (text);
  if (g_str_equal (filter, "number"))
    return g_strndup (text, strspn (text, "0123456789."));
  if (g_str_equal (filter, "above"))
    return above (text);
  if (g_str_equal (filter, "lower"))
    return g_utf8_strdown (text, -1);
  if (g_str_equal (filter, "upper"))
    return g_utf8_strup (text, -1);
  if (g_str_equal (filter, "isced")) /* fields of education are told by a letter before them */
    return g_strconcat (*text != '\0' && text[strspn (text, "0123456789")] == '\0' ? "K" : "", text,
                        NULL);
  if (g_str_equal (filter, "clean"))
    return obs_sentences_clean (text);
  /* "first 10" */
  return g_utf8_substring (text, 0,
                           MIN (g_utf8_strlen (text, -1),
                                (glong) g_ascii_strtoull (filter + strlen ("first "), NULL, 10)));
}

char *
obs_text_fold_title (const char *title)
{
  g_autofree char *folded = obs_area_index_fold (title);
  char *level = strstr (folded, " level ");

  /* "Team leader (level 3)"; "level" elsewhere in a title is a word of it. */
  if (level != NULL && g_ascii_isdigit (level[7]) && level[8] == '\0')
    {
      const char *bracket = strrchr (title, '(');

      if (bracket != NULL && g_ascii_strncasecmp (bracket + 1, "level", 5) == 0)
        *level = '\0';
    }
  return g_steal_pointer (&folded);
}

const char *
obs_text_word (const ObsTextColumn *column, const char *text)
{
  for (guint i = 0; i < column->words->len; i++)
    {
      const ObsTextWord *word = g_ptr_array_index (column->words, i);

      if (g_str_equal (word->pattern, text) || g_pattern_match_simple (word->pattern, text))
        return word->word;
    }
  return NULL;
}

const char *
obs_text_column_name (const ObsTextColumn *column)
{
  for (guint i = 0; column->parts != NULL && i < column->parts->len; i++)
    {
      const ObsTextPart *part = g_ptr_array_index (column->parts, i);

      if (part->column != NULL)
        return part->column;
    }
  return "";
}

static void
part_free (gpointer data)
{
  ObsTextPart *part = data;

  g_free (part->literal);
  g_free (part->column);
  g_strfreev (part->filters);
  g_free (part);
}

static void
word_free (gpointer data)
{
  ObsTextWord *word = data;

  g_free (word->pattern);
  g_free (word->word);
  g_free (word);
}

void
obs_text_table_free (ObsTextTable *self)
{
  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    {
      g_free (self->columns[i].from);
      g_clear_pointer (&self->columns[i].parts, g_ptr_array_unref);
      g_clear_pointer (&self->columns[i].words, g_ptr_array_unref);
      g_free (self->columns[i].separators);
    }
  g_free (self->scheme);
  g_free (self->scheme_title);
  g_free (self->scheme_version);
  g_free (self->scheme_url);
  g_free (self->shares);
  g_free (self->share_by);
  g_free (self->share_measure);
  g_clear_pointer (&self->share_rows, g_ptr_array_unref);
  g_free (self->share_among);
  g_strfreev (self->area_kinds);
  g_free (self->area_kind_from);
  g_clear_pointer (&self->area_words, g_hash_table_unref);
  g_strfreev (self->area_only);
  g_free (self->json_rows);
  g_free (self);
}

static int
find_key (const char *name)
{
  for (int i = 0; i < OBS_N_TEXT_KEYS; i++)
    if (g_str_equal (keys[i].name, name))
      return i;
  return -1;
}

/* The key @name where this kind of table has it; -1 after a fault. */
static int
known_key (ObsDescriptor *self, GPtrArray *faults, const char *group, const char *name)
{
  g_autoptr (GString) allowed = g_string_new (NULL);
  int key = find_key (name);

  if (key >= 0 && ((keys[key].may | keys[key].must) & (1u << self->kind)) != 0)
    return key;
  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    if (((keys[i].may | keys[i].must) & (1u << self->kind)) != 0)
      g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? " " : "", keys[i].name);
  obs_descriptor_fault (self, faults, group, name, _ ("there is no such key. Use one of: %s."),
                        allowed->str);
  return -1;
}

/* "{column|filter}" */
static void
read_part (ObsDescriptor *self, GPtrArray *faults, const char *key, const char *text, gsize length,
           GPtrArray *parts)
{
  g_autofree char *inside = g_strndup (text, length);
  g_auto (GStrv) words = g_strsplit (inside, "|", -1);
  ObsTextPart *part = g_new0 (ObsTextPart, 1);

  part->column = g_strdup (words[0] != NULL ? words[0] : "");
  part->filters = g_strdupv (words[0] != NULL ? words + 1 : words);
  for (guint i = 0; part->filters[i] != NULL; i++)
    if (!obs_text_is_filter (part->filters[i]))
      obs_descriptor_fault (self, faults, "columns", key,
                            _ ("“%s” is not one of last, slug, brackets, number, above, lower, "
                               "upper, clean, isced, first 4."),
                            part->filters[i]);
  g_ptr_array_add (parts, part);
}

/* A column's name, or a text with columns in braces. */
static void
read_column (ObsDescriptor *self, GPtrArray *faults, const char *key, ObsTextColumn *column)
{
  const char *at = column->from;

  column->parts = g_ptr_array_new_with_free_func (part_free);
  if (strchr (at, '{') == NULL)
    {
      ObsTextPart *part = g_new0 (ObsTextPart, 1);

      part->column = g_strdup (at);
      part->filters = g_new0 (char *, 1);
      g_ptr_array_add (column->parts, part);
      return;
    }
  while (*at != '\0')
    {
      const char *open = strchr (at, '{'), *close = open != NULL ? strchr (open, '}') : NULL;
      gsize length = open != NULL ? (gsize) (open - at) : strlen (at);

      if (length > 0)
        {
          ObsTextPart *part = g_new0 (ObsTextPart, 1);

          part->literal = g_strndup (at, length);
          g_ptr_array_add (column->parts, part);
        }
      if (open == NULL)
        return;
      if (close == NULL)
        {
          obs_descriptor_fault (self, faults, "columns", key, _ ("a brace is not closed."));
          return;
        }
      read_part (self, faults, key, open + 1, (gsize) (close - open - 1), column->parts);
      at = close + 1;
    }
}

static guint
count_columns (const ObsTextColumn *column)
{
  guint n = 0;

  for (guint i = 0; column->parts != NULL && i < column->parts->len; i++)
    n += ((const ObsTextPart *) g_ptr_array_index (column->parts, i))->column != NULL;
  return n;
}

static void
read_columns (ObsDescriptor *self, GPtrArray *faults, const char *group, gboolean fixed)
{
  g_auto (GStrv) names = g_key_file_get_keys (self->file, group, NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      int key = known_key (self, faults, group, names[i]);
      ObsTextColumn *column = key >= 0 ? &self->texts->columns[key] : NULL;

      if (column == NULL)
        continue;
      if (column->from != NULL)
        {
          obs_descriptor_fault (self, faults, group, names[i],
                                _ ("a column is named for it already. Remove one of the two."));
          continue;
        }
      column->from = obs_descriptor_text (self, group, names[i]);
      if (column->from == NULL)
        obs_descriptor_fault (self, faults, group, names[i], _ ("this is empty. Fill it in."));
      else if (!fixed)
        read_column (self, faults, names[i], column);
      if (keys[key].separators != NULL && self->kind != OBS_TABLE_CONCEPTS)
        column->separators = g_strdup (keys[key].separators);
      else if (keys[key].separators != NULL && key != OBS_TEXT_LABEL)
        column->separators = g_strdup (keys[key].separators);
      if (column->separators != NULL && count_columns (column) > 1)
        obs_descriptor_fault (self, faults, group, names[i],
                              _ ("a list of several values comes from one column."));
    }
}

/* "blank newline | ;" */
static void
read_lists (ObsDescriptor *self, GPtrArray *faults)
{
  g_auto (GStrv) names = g_key_file_get_keys (self->file, "lists", NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      int key = known_key (self, faults, "lists", names[i]);
      g_autofree char *text = g_key_file_get_string (self->file, "lists", names[i], NULL);
      g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);
      g_autoptr (GString) all = g_string_new (NULL);

      for (guint j = 0; words[j] != NULL; j++)
        if (g_str_equal (words[j], "blank"))
          g_string_append_c (all, ' ');
        else if (g_str_equal (words[j], "newline"))
          g_string_append_c (all, '\n');
        else if (strlen (words[j]) == 1)
          g_string_append (all, words[j]);
        else
          obs_descriptor_fault (self, faults, "lists", names[i],
                                _ ("“%s” is neither “blank”, “newline” nor a single sign."),
                                words[j]);
      if (key < 0)
        continue;
      if (self->texts->columns[key].separators == NULL)
        {
          obs_descriptor_fault (self, faults, "lists", names[i],
                                _ ("this is one value and no list. Remove the key."));
          continue;
        }
      g_free (self->texts->columns[key].separators);
      self->texts->columns[key].separators = g_strdup (all->str);
    }
}

static void
read_otherwise (ObsDescriptor *self, GPtrArray *faults)
{
  g_auto (GStrv) names = g_key_file_get_keys (self->file, "otherwise", NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      int key = known_key (self, faults, "otherwise", names[i]);
      guint what = obs_descriptor_choice (self, faults, "otherwise", names[i],
                                          "refuse|leave-out|blank", OBS_TEXT_REFUSE);

      if (key < 0)
        continue;
      if (what == OBS_TEXT_BLANK && (keys[key].must & (1u << self->kind)) != 0)
        obs_descriptor_fault (self, faults, "otherwise", names[i],
                              _ ("a row needs this. Use “refuse” or “leave-out”."));
      self->texts->columns[key].otherwise = (ObsTextOtherwise) what;
    }
}

/* "[values ksb]": texts of the cell and what they mean. */
static void
read_words (ObsDescriptor *self, GPtrArray *faults, const char *group)
{
  int key = known_key (self, faults, group, group + strlen ("values "));
  g_auto (GStrv) names = g_key_file_get_keys (self->file, group, NULL, NULL);
  ObsTextColumn *column = key >= 0 ? &self->texts->columns[key] : NULL;

  if (column == NULL)
    return;
  if (column->parts == NULL || column->separators != NULL)
    {
      obs_descriptor_fault (self, faults, group, NULL,
                            _ ("it explains the texts of a column with one value a cell, and there "
                               "is none for this key."));
      return;
    }
  column->words = g_ptr_array_new_with_free_func (word_free);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      ObsTextWord *word = g_new0 (ObsTextWord, 1);
      g_autofree char *value = obs_descriptor_text (self, group, names[i]);

      word->pattern = g_strdup (g_str_equal (names[i], "blank") ? "" : names[i]);
      word->word = g_strdup (value != NULL ? value : "");
      g_ptr_array_add (column->words, word);
    }
}

static void
check_needed (ObsDescriptor *self, GPtrArray *faults)
{
  const ObsTextTable *texts = self->texts;
  const guint kind = 1u << self->kind;

  for (guint i = 0; i < OBS_N_TEXT_KEYS; i++)
    if ((keys[i].must & kind) != 0 && texts->columns[i].from == NULL)
      obs_descriptor_fault (self, faults, "columns", keys[i].name,
                            _ ("this is missing. Name its column, or say the value in [fixed]."));
  if (self->kind == OBS_TABLE_STATEMENTS
      && (texts->columns[OBS_TEXT_DOCUMENT].from != NULL)
             == (texts->columns[OBS_TEXT_KEY].from != NULL))
    obs_descriptor_fault (self, faults, "columns", "document",
                          _ ("statements name their document by “document” or by “key”."));
  if (self->kind == OBS_TABLE_WEIGHTS
      && (texts->columns[OBS_TEXT_DOCUMENT].from != NULL)
                 + (texts->columns[OBS_TEXT_TITLE].from != NULL)
                 + (texts->columns[OBS_TEXT_SOC].from != NULL)
             != 1)
    obs_descriptor_fault (self, faults, "columns", "document",
                          _ ("weights name their document by one of “document”, “title”, “soc”."));
  if (self->kind == OBS_TABLE_WEIGHTS
      && (texts->columns[OBS_TEXT_SOC].from != NULL) != (texts->share_among != NULL))
    obs_descriptor_fault (self, faults, "share", "among",
                          _ ("weights by “soc” are shared equally among documents of a kind: say "
                             "which."));
  if (texts->share_by != NULL && texts->columns[OBS_TEXT_PROVIDER].from == NULL)
    obs_descriptor_fault (self, faults, "columns", "provider",
                          _ ("what is shared out by provider needs the provider’s column."));
  if (self->kind == OBS_TABLE_CONCEPTS
      && (texts->scheme == NULL
          || !g_regex_match_simple ("^[a-z][a-z0-9-]{0,62}$", texts->scheme, G_REGEX_DOLLAR_ENDONLY,
                                    0)))
    obs_descriptor_fault (self, faults, "scheme", "id",
                          _ ("give the scheme an id of small letters, digits and hyphens."));
  if (self->kind == OBS_TABLE_SHARES && texts->shares == NULL)
    obs_descriptor_fault (self, faults, "table", "shares", _ ("a table of shares needs a name."));
}

static void
read_settings (ObsDescriptor *self, GPtrArray *faults)
{
  ObsTextTable *texts = self->texts;

  texts->scheme = obs_descriptor_text (self, "scheme", "id");
  texts->scheme_title = obs_descriptor_text (self, "scheme", "title");
  texts->scheme_version = obs_descriptor_text (self, "scheme", "version");
  texts->scheme_url = obs_descriptor_text (self, "scheme", "url");
  texts->repeats = obs_descriptor_choice (self, faults, "table", "repeats", "no|yes", 0) == 1;
  texts->split = obs_descriptor_choice (self, faults, "table", "split", "no|yes", 0) == 1;
  texts->shares = obs_descriptor_text (self, "table", "shares");
  texts->share_by = obs_descriptor_text (self, "share", "by");
  texts->share_measure = obs_descriptor_text (self, "share", "measure");
  texts->share_rows = obs_descriptor_only (self, faults, "share", "only");
  texts->share_among = obs_descriptor_text (self, "share", "among");
  texts->area_kinds = obs_descriptor_list (self, "area", "kind");
  texts->area_kind_from = obs_descriptor_text (self, "area", "kind-from");
  texts->area_words = obs_descriptor_map (self, faults, "area", "kinds");
  texts->area_only = obs_descriptor_list (self, "area", "only");
  texts->json_rows = obs_descriptor_text (self, "json", "rows");
  if (texts->share_by != NULL && texts->share_measure == NULL)
    texts->share_measure = g_strdup ("starts");
}

/* What nobody would read is refused. */
static void
check_groups (ObsDescriptor *self, GPtrArray *faults)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->file, NULL);
  const gboolean texts = self->kind >= OBS_TABLE_CONCEPTS;

  for (guint i = 0; groups[i] != NULL; i++)
    {
      const gboolean own
          = g_strv_contains (own_groups, groups[i]) || g_str_has_prefix (groups[i], "values ");

      if (own && !texts)
        obs_descriptor_fault (self, faults, groups[i], NULL,
                              _ ("only tables of texts and concepts have this group."));
      else if (!own && texts && !g_strv_contains (common_groups, groups[i]))
        obs_descriptor_fault (self, faults, groups[i], NULL,
                              _ ("tables of texts and concepts do not have this group."));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if ((settings[i].kinds & (1u << self->kind)) == 0
        && (settings[i].key != NULL
                ? g_key_file_has_key (self->file, settings[i].group, settings[i].key, NULL)
                : texts && g_key_file_has_group (self->file, settings[i].group)))
      obs_descriptor_fault (self, faults, settings[i].group, settings[i].key,
                            _ ("tables of this kind do not have it."));
}

void
obs_descriptor_read_texts (ObsDescriptor *self, GPtrArray *faults)
{
  g_auto (GStrv) groups = g_key_file_get_groups (self->file, NULL);

  check_groups (self, faults);
  if (self->kind < OBS_TABLE_CONCEPTS)
    return;
  self->texts = g_new0 (ObsTextTable, 1);
  read_settings (self, faults);
  read_columns (self, faults, "columns", FALSE);
  read_columns (self, faults, "fixed", TRUE);
  read_lists (self, faults);
  read_otherwise (self, faults);
  for (guint i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], "values "))
      read_words (self, faults, groups[i]);
  check_needed (self, faults);
}
