/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An edition file: opened read-only and immutable, its header and schema checked first. One
 * connection; belongs to one thread at a time. */

#define OBS_APPLICATION_ID 0x4f627345 /* "ObsE" */
#define OBS_SCHEMA_VERSION 4

typedef struct _ObsEdition ObsEdition;

typedef struct
{
  char *id;
  char *date; /* YYYY-MM-DD */
  char *title;
  char *place; /* area code */
  char *place_name;
  char *publisher;
  char *licence;
  char *language;
  char *notes;
} ObsEditionInfo;

ObsEditionInfo *obs_edition_info_copy (const ObsEditionInfo *info) G_GNUC_WARN_UNUSED_RESULT;
void obs_edition_info_free (ObsEditionInfo *info);

/* Does the head of the file say that it is an edition, of whichever schema? */
gboolean obs_edition_is_file (const char *path);

ObsEdition *obs_edition_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_edition_close (ObsEdition *edition);

const char *obs_edition_get_path (ObsEdition *edition);
const ObsEditionInfo *obs_edition_get_info (ObsEdition *edition);

/* What was worked out of the edition once and is asked for again: freed when it is closed. @key: a
 * text of the program's own. */
void obs_edition_keep (ObsEdition *edition, const char *key, gpointer value,
                       GDestroyNotify destroy);
/* NULL where nothing is kept under @key. (transfer none) */
gpointer obs_edition_kept (ObsEdition *edition, const char *key);

/* All checks: header, schema, integrity, keys, values, chart specifications. Each fault is one
 * sentence in @faults (transfer full, of char *). TRUE if there is none. */
gboolean obs_edition_check (const char *path, GPtrArray **faults, GCancellable *cancellable,
                            GError **error);

/* What need not be read again when an edition was made out of one that passed. */
typedef struct
{
  const char *table;
  const GArray *rows; /* of two gint64 each, first and last number of rows that may differ; NULL: no
                       * row does. For cubes of facts; other tables are read whole or not at all */
} ObsCheckedTable;

/* The same for an update: of the @n tables @checked (nullable) only what may differ is read. */
gboolean obs_edition_check_changed (const char *path, const ObsCheckedTable *checked, guint n,
                                    GPtrArray **faults, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsEdition, obs_edition_close)

G_END_DECLS
