/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/offer.h"

#include "data/edition/edition.h"
#include "data/error.h"
#include "data/sync/address.h"
#include "data/sync/content/chunk.h"
#include "data/sync/digest.h"
#include "data/sync/names.h"
#include "data/sync/tuf/json.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zstd.h>

#define MAX_NOTES 20000
#define MAX_LICENCE 200
#define MAX_REMOVED 10000
#define MAX_MIRRORS 8
#define MAX_NAME 80

static void
file_clear (ObsOfferFile *file)
{
  g_free (file->path);
}

static void
pack_free (ObsOfferPack *pack)
{
  file_clear (&pack->file);
  g_free (pack->from_state);
  g_free (pack->to_state);
  g_free (pack);
}

static void
table_free (ObsOfferTable *table)
{
  g_free (table->name);
  g_free (table->sha256);
  g_free (table);
}

void
obs_offer_free (ObsOffer *offer)
{
  g_free (offer->origin_id);
  g_free (offer->series);
  g_free (offer->date);
  g_free (offer->title);
  g_free (offer->data_to);
  g_free (offer->min_app);
  g_free (offer->licence);
  g_free (offer->notes);
  g_free (offer->state);
  g_clear_pointer (&offer->tables, g_ptr_array_unref);
  file_clear (&offer->list);
  g_clear_pointer (&offer->packs, g_ptr_array_unref);
  file_clear (&offer->old_packs);
  g_strfreev (offer->removed);
  g_strfreev (offer->mirrors);
  g_free (offer->audit_sha256);
  g_free (offer);
}

/* Members */

static char *
dup_string (const ObsJson *object, const char *name)
{
  return g_strdup (obs_json_string (obs_json_member (object, name)));
}

/* A whole number from @least to @most. */
static gboolean
read_number (const ObsJson *object, const char *name, gint64 least, gint64 most, gint64 *value)
{
  return obs_json_integer (obs_json_member (object, name), value) && *value >= least
         && *value <= most;
}

static gboolean
read_size (const ObsJson *object, const char *name, guint64 least, guint64 most, guint64 *value)
{
  gint64 number;

  if (!read_number (object, name, (gint64) least, (gint64) most, &number))
    return FALSE;
  *value = (guint64) number;
  return TRUE;
}

/* TRUE where every member has one of the @names; how many there have to be is seen one by one. */
static gboolean
has_only (const ObsJson *object, const char *const *names)
{
  if (obs_json_kind (object) != OBS_JSON_OBJECT)
    return FALSE;
  for (guint i = 0; i < obs_json_length (object); i++)
    if (!g_strv_contains (names, obs_json_name (object, i)))
      return FALSE;
  return TRUE;
}

/* "observatory/FOLDER/<16 hex digits>.zst" and nothing else. */
static gboolean
is_chunk_path (const char *path, const char *folder)
{
  g_autofree char *head = g_strdup_printf ("observatory/%s/", folder);
  gsize n = strlen (head);

  return path != NULL && strlen (path) == n + 16 + 4 && g_str_has_prefix (path, head)
         && strspn (path + n, "0123456789abcdef") == 16 && strcmp (path + n + 16, ".zst") == 0;
}

static gboolean
read_file (const ObsJson *object, const char *folder, ObsOfferFile *file)
{
  file->path = dup_string (object, "path");
  /* What does not shrink grows by a few bytes when it is packed. */
  return is_chunk_path (file->path, folder)
         && read_size (object, "length", 1, OBS_CHUNK_MOST + 64 * 1024, &file->length)
         && read_size (object, "plain", 1, OBS_CHUNK_MOST, &file->plain);
}

static gboolean
read_pack (const ObsJson *object, ObsOfferPack *pack)
{
  static const char *const names[]
      = { "path", "length", "plain", "from", "to", "from_state", "to_state", "segments", NULL };

  pack->from_state = dup_string (object, "from_state");
  pack->to_state = dup_string (object, "to_state");
  return has_only (object, names) && read_file (object, "packs", &pack->file)
         && read_number (object, "from", 1, OBS_OFFER_VERSION, &pack->from)
         && read_number (object, "to", pack->from + 1, OBS_OFFER_VERSION, &pack->to)
         && (obs_json_member (object, "segments") == NULL
             || read_size (object, "segments", 0, OBS_OFFER_PLAIN, &pack->segments))
         && obs_digest_is_hex (pack->from_state) && obs_digest_is_hex (pack->to_state);
}

static gboolean
read_packs (const ObsJson *list, GPtrArray *packs)
{
  if (obs_json_kind (list) != OBS_JSON_ARRAY || obs_json_length (list) > OBS_OFFER_PACKS)
    return FALSE;
  for (guint i = 0; i < obs_json_length (list); i++)
    {
      ObsOfferPack *pack = g_new0 (ObsOfferPack, 1);

      g_ptr_array_add (packs, pack);
      if (!read_pack (obs_json_element (list, i), pack))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_tables (const ObsJson *list, GPtrArray *tables)
{
  static const char *const names[] = { "name", "rows", "sha256", NULL };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (obs_json_kind (list) != OBS_JSON_ARRAY || obs_json_length (list) == 0
      || obs_json_length (list) > OBS_OFFER_TABLES)
    return FALSE;
  for (guint i = 0; i < obs_json_length (list); i++)
    {
      const ObsJson *object = obs_json_element (list, i);
      ObsOfferTable *table = g_new0 (ObsOfferTable, 1);

      g_ptr_array_add (tables, table);
      table->name = dup_string (object, "name");
      table->sha256 = dup_string (object, "sha256");
      if (!has_only (object, names) || table->name == NULL || strlen (table->name) > MAX_NAME
          || strspn (table->name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen (table->name)
          || !read_size (object, "rows", 0, OBS_OFFER_VERSION, &table->rows)
          || !obs_digest_is_hex (table->sha256) || !g_hash_table_add (seen, table->name))
        return FALSE;
    }
  return TRUE;
}

/* "table:…", "area:…", "rows:…"; a list that is not there is an empty one. */
static gboolean
read_removed (const ObsJson *list, ObsOffer *offer)
{
  static const char *const kinds[] = { "table:", "area:", "rows:" };
  g_autoptr (GPtrArray) removed = g_ptr_array_new_with_free_func (g_free);

  if (list != NULL
      && (obs_json_kind (list) != OBS_JSON_ARRAY || obs_json_length (list) > MAX_REMOVED))
    return FALSE;
  for (guint i = 0; list != NULL && i < obs_json_length (list); i++)
    {
      const char *text = obs_json_string (obs_json_element (list, i));
      gboolean known = FALSE;

      if (!obs_name_is_title (text))
        return FALSE;
      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        known |= g_str_has_prefix (text, kinds[k]) && strlen (text) > strlen (kinds[k]);
      if (!known)
        return FALSE;
      g_ptr_array_add (removed, g_strdup (text));
    }
  g_ptr_array_add (removed, NULL);
  offer->removed = (char **) g_ptr_array_free (g_steal_pointer (&removed), FALSE);
  return TRUE;
}

static gboolean
read_mirrors (const ObsJson *list, ObsOffer *offer)
{
  g_autoptr (GPtrArray) mirrors = g_ptr_array_new_with_free_func (g_free);

  if (list != NULL
      && (obs_json_kind (list) != OBS_JSON_ARRAY || obs_json_length (list) > MAX_MIRRORS))
    return FALSE;
  for (guint i = 0; list != NULL && i < obs_json_length (list); i++)
    {
      const char *text = obs_json_string (obs_json_element (list, i));
      char *address = text == NULL ? NULL : obs_address_parse (text, NULL);

      if (address == NULL)
        return FALSE;
      g_ptr_array_add (mirrors, address);
    }
  g_ptr_array_add (mirrors, NULL);
  offer->mirrors = (char **) g_ptr_array_free (g_steal_pointer (&mirrors), FALSE);
  return TRUE;
}

static gboolean
is_version (const char *text)
{
  gsize length = text == NULL ? 0 : strlen (text);

  return length > 0 && length <= 40 && g_ascii_isdigit (text[0])
         && strspn (text, "0123456789.") == length && strstr (text, "..") == NULL;
}

int
obs_offer_compare_versions (const char *a, const char *b)
{
  while (*a != '\0' || *b != '\0')
    {
      char *end;
      guint64 one = g_ascii_strtoull (a, &end, 10), two;

      a = *end == '.' ? end + 1 : end + strlen (end);
      two = g_ascii_strtoull (b, &end, 10);
      b = *end == '.' ? end + 1 : end + strlen (end);
      if (one != two)
        return one < two ? -1 : 1;
    }
  return 0;
}

static gboolean
is_month (const char *text)
{
  g_autofree char *date = NULL;

  if (text == NULL || *text == '\0')
    return text != NULL;
  date = strlen (text) == 7 ? g_strconcat (text, "-01", NULL) : g_strdup (text);
  return obs_name_is_date (date);
}

/* Returns: the first member that is missing or not as it should be, or NULL */
static const char *
read_words (const ObsJson *root, ObsOffer *offer)
{
  g_autofree char *published = dup_string (root, "published");

  offer->origin_id = dup_string (root, "origin_id");
  offer->series = dup_string (root, "series");
  offer->date = dup_string (root, "date");
  offer->title = dup_string (root, "title");
  offer->data_to = dup_string (root, "data_to");
  offer->min_app = dup_string (root, "min_app");
  offer->licence = dup_string (root, "licence");
  offer->notes = dup_string (root, "notes");
  offer->state = dup_string (root, "state");
  offer->audit_sha256 = dup_string (root, "audit_sha256");
  if (!obs_name_is_origin (offer->origin_id))
    return "origin_id";
  if (!obs_name_is_series (offer->series))
    return "series";
  if (!obs_name_is_date (offer->date))
    return "date";
  if (!obs_name_is_title (offer->title))
    return "title";
  if (!obs_name_is_time (published, &offer->published))
    return "published";
  if (!is_month (offer->data_to))
    return "data_to";
  if (!is_version (offer->min_app))
    return "min_app";
  if (!obs_name_is_text (offer->licence, MAX_LICENCE))
    return "licence";
  if (!obs_name_is_text (offer->notes, MAX_NOTES))
    return "notes";
  if (!obs_digest_is_hex (offer->state))
    return "state";
  if (!obs_digest_is_hex (offer->audit_sha256))
    return "audit_sha256";
  return NULL;
}

static const char *
read_rest (const ObsJson *root, ObsOffer *offer)
{
  static const char *const file_names[] = { "path", "length", "plain", NULL };
  const ObsJson *list = obs_json_member (root, "list");
  const ObsJson *old = obs_json_member (root, "old_packs");
  gint64 schema;

  if (!read_number (root, "edition", 1, OBS_OFFER_VERSION, &offer->edition))
    return "edition";
  if (!read_number (root, "schema", 1, 1000000, &schema))
    return "schema";
  offer->schema = (int) schema;
  if (!read_size (root, "rows", 0, OBS_OFFER_VERSION, &offer->rows))
    return "rows";
  if (!read_size (root, "plain_length", 1, OBS_OFFER_PLAIN, &offer->plain_length))
    return "plain_length";
  if (!read_size (root, "segments_length", 1, OBS_OFFER_PLAIN, &offer->segments_length))
    return "segments_length";
  if (!read_tables (obs_json_member (root, "tables"), offer->tables))
    return "tables";
  if (!has_only (list, file_names) || !read_file (list, "lists", &offer->list))
    return "list";
  if (!read_packs (obs_json_member (root, "packs"), offer->packs))
    return "packs";
  if (old != NULL && (!has_only (old, file_names) || !read_file (old, "lists", &offer->old_packs)))
    return "old_packs";
  if (!read_removed (obs_json_member (root, "removed"), offer))
    return "removed";
  if (!read_mirrors (obs_json_member (root, "mirrors"), offer))
    return "mirrors";
  return NULL;
}

/* Sentences */

static gboolean
set_unusable (const char *where, const char *why, GError **error)
{
  g_set_error (error, OBS_ERROR, OBS_ERROR_CORRUPT,
               /* Translators: the first is a host, the second a reason */
               _ ("The list of what %s offers cannot be used: %s. Tell its publisher. The edition "
                  "on this computer stays in use."),
               where, why);
  return FALSE;
}

static gboolean
set_wrong_member (const char *where, const char *member, GError **error)
{
  g_autofree char *why = g_strdup_printf (_ ("“%s” is missing or wrong in it"), member);

  return set_unusable (where, why, error);
}

static gboolean
set_too_new (const char *date, GError **error)
{
  if (date != NULL)
    g_set_error (
        error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW,
        _ ("The edition of %s needs a newer version of this program. Install it, then sync "
           "again. The edition on this computer stays in use."),
        date);
  else
    g_set_error_literal (error, OBS_ERROR, OBS_ERROR_SCHEMA_TOO_NEW,
                         _ ("The newest edition needs a newer version of this program. Install it, "
                            "then sync again. The edition on this computer stays in use."));
  return FALSE;
}

static gboolean
is_too_new (gint64 format, gint64 schema, const char *min_app)
{
  return format > OBS_OFFER_FORMAT || schema > OBS_SCHEMA_VERSION
         || (is_version (min_app) && obs_offer_compare_versions (min_app, OBS_VERSION) > 0);
}

/* One frame, whole, with a length that it tells itself. */
static ObsJson *
unpack_json (GBytes *packed, const char *where, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (packed, &length);
  unsigned long long plain = ZSTD_getFrameContentSize (data, length);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) local = NULL;
  ObsJson *json = NULL;

  if (plain == ZSTD_CONTENTSIZE_UNKNOWN || plain == ZSTD_CONTENTSIZE_ERROR || plain < 1
      || plain > OBS_OFFER_MOST)
    {
      set_unusable (where, _ ("it is not packed as it should be"), error);
      return NULL;
    }
  text = obs_chunk_unpack (packed, (gsize) plain, &local);
  if (text != NULL)
    {
      data = g_bytes_get_data (text, &length);
      json = obs_json_read (data, length, &local);
    }
  if (json == NULL)
    set_unusable (where, local->message, error);
  return json;
}

ObsOffer *
obs_offer_read (GBytes *packed, const char *where, GError **error)
{
  static const char *const names[]
      = { "format",  "origin_id",       "series",       "edition", "date",
          "title",   "schema",          "published",    "data_to", "min_app",
          "licence", "notes",           "state",        "rows",    "tables",
          "list",    "segments_length", "plain_length", "packs",   "old_packs",
          "removed", "mirrors",         "audit_sha256", NULL };
  g_autoptr (ObsOffer) offer = g_new0 (ObsOffer, 1);
  g_autoptr (ObsJson) root = unpack_json (packed, where, error);
  const char *fault = NULL;
  gint64 format = 0, schema = 0;

  if (root == NULL)
    return NULL;
  obs_json_integer (obs_json_member (root, "format"), &format);
  obs_json_integer (obs_json_member (root, "schema"), &schema);
  if (is_too_new (format, schema, obs_json_string (obs_json_member (root, "min_app"))))
    {
      const char *date = obs_json_string (obs_json_member (root, "date"));

      set_too_new (obs_name_is_date (date) ? date : NULL, error);
      return NULL;
    }
  offer->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) table_free);
  offer->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) pack_free);
  if (format != OBS_OFFER_FORMAT || !has_only (root, names))
    fault = "format";
  else
    fault = read_words (root, offer);
  if (fault == NULL)
    fault = read_rest (root, offer);
  if (fault != NULL)
    {
      set_wrong_member (where, fault, error);
      return NULL;
    }
  return g_steal_pointer (&offer);
}

gboolean
obs_offer_add_old_packs (ObsOffer *offer, GBytes *packed, const char *where, GError **error)
{
  static const char *const names[] = { "packs", NULL };
  g_autoptr (ObsJson) root = unpack_json (packed, where, error);
  guint before = offer->packs->len;

  if (root == NULL)
    return FALSE;
  if (has_only (root, names) && read_packs (obs_json_member (root, "packs"), offer->packs))
    return TRUE;
  g_ptr_array_set_size (offer->packs, (int) before);
  return set_wrong_member (where, "old_packs", error);
}

gboolean
obs_offer_check_custom (const char *custom, const char *origin_id, const char *where,
                        gint64 *edition, GError **error)
{
  g_autoptr (ObsJson) root = custom == NULL ? NULL : obs_json_read (custom, strlen (custom), NULL);
  const char *id = obs_json_string (obs_json_member (root, "origin_id"));
  const char *min_app = obs_json_string (obs_json_member (root, "min_app"));
  gint64 format = 0, schema = 0;

  if (!obs_json_integer (obs_json_member (root, "format"), &format) || format < 1)
    return set_wrong_member (where, "format", error);
  if (!obs_json_integer (obs_json_member (root, "schema"), &schema) || schema < 1)
    return set_wrong_member (where, "schema", error);
  if (is_too_new (format, schema, min_app))
    return set_too_new (NULL, error);
  if (!is_version (min_app))
    return set_wrong_member (where, "min_app", error);
  if (g_strcmp0 (id, origin_id) != 0)
    return set_unusable (where, _ ("it was made for another origin"), error);
  return read_number (root, "edition", 1, OBS_OFFER_VERSION, edition)
         || set_wrong_member (where, "edition", error);
}

char *
obs_offer_segment_path (const char *sha256)
{
  return g_strdup_printf ("observatory/segments/%.16s.zst", sha256);
}
