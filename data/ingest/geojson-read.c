/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/geojson-private.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* JSON (RFC 8259) read in one pass into points, without a tree: json-glib would need some hundred
 * bytes for each number, and has no limit of depth at Debian 12's version. */

/* What a member's value is put into, as deep as FeatureCollection goes. */
typedef struct
{
  ObsGeojson *geo;
  const char *text;
  const char *p;
  const char *end;
  guint depth;
  char **crs;
  GCancellable *cancellable;
  GError **error;
} Reader;

/* Coordinates of a geometry before its type is known. */
typedef struct
{
  int levels;    /* of lists around a position; 0: not known */
  guint polygon; /* present */
  GArray *rings; /* of ObsGeoSpan, closed */
} Coordinates;

static gboolean
fault (Reader *self, const char *what)
{
  guint line = 1;

  /* The first fault is the one to tell. */
  if (self->error != NULL && *self->error != NULL)
    return FALSE;
  for (const char *q = self->text; q < self->p && q < self->end; q++)
    line += *q == '\n';
  /* Translators: file, line, number of the feature in the file, and a sentence on what is wrong. */
  g_set_error (self->error, OBS_ERROR, OBS_ERROR_INPUT, _ ("%s, line %u (feature %u): %s"),
               self->geo->name, line, self->geo->features->len, what);
  return FALSE;
}

static gboolean
fault_syntax (Reader *self)
{
  return fault (self, _ ("this is no proper JSON. Fetch the file again, or export it as GeoJSON."));
}

static void
skip_blanks (Reader *self)
{
  while (self->p < self->end && strchr (" \t\r\n", *self->p) != NULL && *self->p != '\0')
    self->p++;
}

/* Takes @c where it comes next. */
static gboolean
take (Reader *self, char c)
{
  skip_blanks (self);
  if (self->p >= self->end || *self->p != c)
    return FALSE;
  self->p++;
  return TRUE;
}

static gboolean
read_hex (Reader *self, gunichar *c)
{
  *c = 0;
  for (int i = 0; i < 4; i++)
    {
      if (self->p >= self->end || !g_ascii_isxdigit (*self->p))
        return FALSE;
      *c = *c << 4 | (gunichar) g_ascii_xdigit_value (*self->p++);
    }
  return TRUE;
}

static gboolean
read_escape (Reader *self, GString *text)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *found;
  gunichar c, low;

  if (self->p >= self->end || *self->p == '\0')
    return FALSE;
  found = strchr (from, *self->p);
  if (found != NULL)
    {
      self->p++;
      g_string_append_c (text, to[found - from]);
      return TRUE;
    }
  if (*self->p++ != 'u' || !read_hex (self, &c))
    return FALSE;
  if (c >= 0xd800 && c < 0xdc00)
    {
      if (self->end - self->p < 6 || self->p[0] != '\\' || self->p[1] != 'u')
        return FALSE;
      self->p += 2;
      if (!read_hex (self, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  if (c == 0 || (c >= 0xdc00 && c <= 0xdfff))
    return FALSE;
  g_string_append_unichar (text, c);
  return TRUE;
}

/* (transfer full): NULL with the error set. The whole file was checked to be UTF-8. */
static char *
read_string (Reader *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!take (self, '"'))
    {
      fault_syntax (self);
      return NULL;
    }
  while (self->p < self->end && (guchar) *self->p >= 0x20)
    {
      char c = *self->p++;

      if (c == '"')
        return g_string_free (g_steal_pointer (&text), FALSE);
      if (c != '\\')
        g_string_append_c (text, c);
      else if (!read_escape (self, text))
        break;
    }
  fault_syntax (self);
  return NULL;
}

/* Length of the number that comes next by the grammar of JSON, 0 for none. */
static gsize
number_length (const Reader *self)
{
  const char *p = self->p, *end = self->end, *digits;

  if (p < end && *p == '-')
    p++;
  digits = p;
  while (p < end && g_ascii_isdigit (*p))
    p++;
  if (p == digits || (*digits == '0' && p > digits + 1))
    return 0;
  if (p < end && *p == '.')
    {
      digits = ++p;
      while (p < end && g_ascii_isdigit (*p))
        p++;
      if (p == digits)
        return 0;
    }
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < end && (*p == '+' || *p == '-'))
        p++;
      digits = p;
      while (p < end && g_ascii_isdigit (*p))
        p++;
      if (p == digits)
        return 0;
    }
  return (gsize) (p - self->p);
}

static gboolean
read_number (Reader *self, double *value)
{
  char buffer[128];
  gsize length;

  skip_blanks (self);
  length = number_length (self);
  if (length == 0 || length >= sizeof buffer)
    return fault_syntax (self);
  memcpy (buffer, self->p, length);
  buffer[length] = '\0';
  *value = g_ascii_strtod (buffer, NULL);
  if (!isfinite (*value))
    return fault (self, _ ("the number is too large. Correct the coordinates."));
  self->p += length;
  return TRUE;
}

static gboolean
enter (Reader *self)
{
  if (++self->depth <= OBS_GEOJSON_MAX_DEPTH)
    return TRUE;
  return fault (self, _ ("the lists are nested too deeply for boundaries. Export the file again."));
}

static gboolean
take_word (Reader *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->p) < length || memcmp (self->p, word, length) != 0)
    return FALSE;
  self->p += length;
  return TRUE;
}

static gboolean skip_value (Reader *self);

typedef gboolean (*MemberFunc) (Reader *self, const char *name, gpointer data);

/* An object; @member has to read the value of each. Names may not come twice. */
static gboolean
read_object (Reader *self, MemberFunc member, gpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!take (self, '{'))
    return fault_syntax (self);
  if (!enter (self))
    return FALSE;
  if (!take (self, '}'))
    do
      {
        char *name = read_string (self);

        if (name == NULL)
          return FALSE;
        if (!g_hash_table_add (seen, name))
          return fault (self, _ ("a name comes twice in one object. Export the file again."));
        if (!take (self, ':'))
          return fault_syntax (self);
        if (!member (self, name, data))
          return FALSE;
      }
    while (take (self, ','));
  else
    self->p--;
  self->depth--;
  return take (self, '}') || fault_syntax (self);
}

static gboolean
skip_member (Reader *self, const char *name, gpointer data)
{
  return skip_value (self);
}

typedef gboolean (*ItemFunc) (Reader *self, gpointer data);

static gboolean
read_list (Reader *self, ItemFunc item, gpointer data)
{
  if (!take (self, '['))
    return fault_syntax (self);
  if (!enter (self))
    return FALSE;
  if (!take (self, ']'))
    {
      do
        if (!item (self, data))
          return FALSE;
      while (take (self, ','));
      if (!take (self, ']'))
        return fault_syntax (self);
    }
  self->depth--;
  return TRUE;
}

static gboolean
skip_item (Reader *self, gpointer data)
{
  return skip_value (self);
}

static gboolean
skip_value (Reader *self)
{
  double number;

  skip_blanks (self);
  if (self->p >= self->end)
    return fault_syntax (self);
  switch (*self->p)
    {
    case '{':
      return read_object (self, skip_member, NULL);
    case '[':
      return read_list (self, skip_item, NULL);
    case '"':
      {
        g_autofree char *text = read_string (self);

        return text != NULL;
      }
    default:
      return take_word (self, "null") || take_word (self, "true") || take_word (self, "false")
             || read_number (self, &number);
    }
}

/* [longitude, latitude, height and whatever…]; only the first two are kept. */
static gboolean
read_position (Reader *self)
{
  ObsGeoPoint point;
  double more;

  if (!take (self, '[') || !read_number (self, &point.lon))
    return fault_syntax (self);
  if (!take (self, ',') || !read_number (self, &point.lat))
    return fault (self, _ ("a position needs two numbers. Correct the coordinates."));
  while (take (self, ','))
    if (!read_number (self, &more))
      return FALSE;
  if (!take (self, ']'))
    return fault_syntax (self);
  if (self->geo->points->len >= OBS_GEOJSON_MAX_POINTS)
    return fault (self, _ ("the file has more than 2,000,000 points. Take a more generalised "
                           "version of the boundaries."));
  if (self->geo->points->len % 4096 == 0
      && g_cancellable_set_error_if_cancelled (self->cancellable, self->error))
    return FALSE;
  g_array_append_val (self->geo->points, point);
  return TRUE;
}

static gboolean
item_position (Reader *self, gpointer data)
{
  return read_position (self);
}

/* How many lists stand around the first number. */
static int
count_levels (Reader *self)
{
  int levels = 0;

  for (const char *p = self->p; p < self->end; p++)
    if (*p == '[')
      levels++;
    else if (*p == '\0' || strchr (" \t\r\n", *p) == NULL)
      break;
  return levels;
}

static gboolean
item_ring (Reader *self, gpointer data)
{
  Coordinates *coordinates = data;
  ObsGeoSpan ring = { self->geo->points->len, 0, coordinates->polygon, FALSE };
  guint n = coordinates->rings->len;

  ring.hole
      = n > 0
        && g_array_index (coordinates->rings, ObsGeoSpan, n - 1).polygon == coordinates->polygon;
  if (!read_list (self, item_position, NULL))
    return FALSE;
  ring.n_points = self->geo->points->len - ring.start;
  g_array_append_val (coordinates->rings, ring);
  return TRUE;
}

static gboolean
item_polygon (Reader *self, gpointer data)
{
  Coordinates *coordinates = data;
  guint n = coordinates->rings->len;

  if (!read_list (self, item_ring, coordinates))
    return FALSE;
  if (coordinates->rings->len > n)
    coordinates->polygon++;
  return TRUE;
}

typedef struct
{
  char *type;
  Coordinates coordinates;
  gboolean has_coordinates;
} Geometry;

static gboolean
member_geometry (Reader *self, const char *name, gpointer data)
{
  Geometry *geometry = data;

  if (g_str_equal (name, "type"))
    {
      geometry->type = read_string (self);
      return geometry->type != NULL;
    }
  if (!g_str_equal (name, "coordinates"))
    return skip_value (self);
  geometry->has_coordinates = TRUE;
  skip_blanks (self);
  geometry->coordinates.levels = count_levels (self);
  if (geometry->coordinates.levels == 3)
    return item_polygon (self, &geometry->coordinates);
  if (geometry->coordinates.levels == 4)
    return read_list (self, item_polygon, &geometry->coordinates);
  return skip_value (self);
}

static gboolean
read_geometry (Reader *self, ObsGeoFeature *feature)
{
  Geometry geometry = { .coordinates.rings = feature->rings };
  g_autofree char *type = NULL;
  gboolean good, polygon, multi;

  skip_blanks (self);
  if (take_word (self, "null"))
    return fault (self, _ ("the area has no outline (its geometry is null). Remove the feature, or "
                           "give it one."));
  good = read_object (self, member_geometry, &geometry);
  type = geometry.type;
  if (!good)
    return FALSE;
  polygon = g_strcmp0 (type, "Polygon") == 0;
  multi = g_strcmp0 (type, "MultiPolygon") == 0;
  if (!polygon && !multi)
    return fault (self,
                  _ ("the geometry is neither a Polygon nor a MultiPolygon. Give areas only."));
  if (geometry.coordinates.levels != (multi ? 4 : 3) || feature->rings->len == 0)
    return fault (self, _ ("the coordinates do not fit the kind of geometry, or there are none. "
                           "Export the file again."));
  return TRUE;
}

static gboolean
member_property (Reader *self, const char *name, gpointer data)
{
  ObsGeoFeature *feature = data;
  const char *start;
  char *text = NULL;

  skip_blanks (self);
  start = self->p;
  if (self->p < self->end && *self->p == '"')
    {
      text = read_string (self);
      if (text == NULL)
        return FALSE;
    }
  else if (!skip_value (self))
    return FALSE;
  else if (*start == 'n')
    text = g_strdup ("");
  else if (*start != '{' && *start != '[')
    text = g_strndup (start, (gsize) (self->p - start));
  if (text != NULL)
    g_hash_table_insert (feature->properties, g_strdup (name), text);
  return TRUE;
}

typedef struct
{
  ObsGeoFeature *feature;
  gboolean has_geometry;
  gboolean is_feature;
} FeatureState;

static gboolean
member_feature (Reader *self, const char *name, gpointer data)
{
  FeatureState *state = data;

  if (g_str_equal (name, "geometry"))
    {
      state->has_geometry = TRUE;
      return read_geometry (self, state->feature);
    }
  if (g_str_equal (name, "properties"))
    {
      skip_blanks (self);
      return take_word (self, "null") || read_object (self, member_property, state->feature);
    }
  if (g_str_equal (name, "type"))
    {
      g_autofree char *type = read_string (self);

      state->is_feature = g_strcmp0 (type, "Feature") == 0;
      return type != NULL;
    }
  return skip_value (self);
}

static gboolean
item_feature (Reader *self, gpointer data)
{
  FeatureState state = { .feature = obs_geojson_add (self->geo) };

  if (!read_object (self, member_feature, &state))
    return FALSE;
  if (!state.is_feature || !state.has_geometry)
    return fault (self, _ ("an item of the collection is no Feature with a geometry. Export the "
                           "file again."));
  return TRUE;
}

static gboolean
member_crs_name (Reader *self, const char *name, gpointer data)
{
  if (!g_str_equal (name, "name") || *self->crs != NULL)
    return skip_value (self);
  *self->crs = read_string (self);
  return *self->crs != NULL;
}

static gboolean
member_crs (Reader *self, const char *name, gpointer data)
{
  if (g_str_equal (name, "properties"))
    return read_object (self, member_crs_name, NULL);
  return skip_value (self);
}

typedef struct
{
  gboolean is_collection;
  gboolean has_features;
} CollectionState;

static gboolean
member_collection (Reader *self, const char *name, gpointer data)
{
  CollectionState *state = data;

  if (g_str_equal (name, "features"))
    {
      state->has_features = TRUE;
      return read_list (self, item_feature, NULL);
    }
  if (g_str_equal (name, "type"))
    {
      g_autofree char *type = read_string (self);

      state->is_collection = g_strcmp0 (type, "FeatureCollection") == 0;
      return type != NULL;
    }
  if (g_str_equal (name, "crs"))
    {
      skip_blanks (self);
      if (take_word (self, "null"))
        return TRUE;
      if (!read_object (self, member_crs, NULL))
        return FALSE;
      /* A reference system that is named in another way is not known. */
      if (*self->crs == NULL)
        *self->crs = g_strdup ("?");
      return TRUE;
    }
  return skip_value (self);
}

gboolean
obs_geojson_read (ObsGeojson *self, const char *text, gsize length, char **crs,
                  GCancellable *cancellable, GError **error)
{
  Reader reader = { .geo = self,
                    .text = text,
                    .p = text,
                    .end = text + length,
                    .crs = crs,
                    .cancellable = cancellable,
                    .error = error };
  CollectionState state = { FALSE, FALSE };

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    reader.p += 3;
  if (!g_utf8_validate_len (text, length, &reader.p))
    return fault (&reader, _ ("this is not UTF-8. Export the file again."));
  reader.p = text + (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
  if (!read_object (&reader, member_collection, &state))
    return FALSE;
  skip_blanks (&reader);
  if (reader.p < reader.end)
    return fault_syntax (&reader);
  if (!state.is_collection || !state.has_features)
    return fault (&reader, _ ("this is no FeatureCollection. Export the areas as one."));
  return TRUE;
}
