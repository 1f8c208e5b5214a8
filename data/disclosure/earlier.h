/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A row of a cube as it is published. */
typedef struct
{
  gboolean shares; /* of panel_share, else of panel_score */
  gboolean people; /* of the cube of the same name with _people */
  char *codes[8];  /* one a dimension, then NULL; interned */
  char *missing;   /* "c", "lt10", "gt90": interned; NULL: the figures stand */
  gint64 n, k;
  double sum, sum2;
} ObsProtectedRow;

/* What earlier editions have shown, the latest first. */
typedef struct _ObsEarlier ObsEarlier;

ObsEarlier *obs_earlier_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_earlier_free (ObsEarlier *earlier);

/* Reads the panel's cubes of an edition; those added first are the later ones. */
gboolean obs_earlier_add_edition (ObsEarlier *earlier, const char *path, GCancellable *cancellable,
                                  GError **error);
/* Takes rows (of ObsProtectedRow) as those of an edition. */
void obs_earlier_add_rows (ObsEarlier *earlier, const GArray *rows);

guint obs_earlier_n_editions (const ObsEarlier *earlier);
/* The row with the same codes, or NULL. */
const ObsProtectedRow *obs_earlier_find (const ObsEarlier *earlier, guint edition, gboolean shares,
                                         const char *const *codes);
/* The same of the cubes that count people. */
const ObsProtectedRow *obs_earlier_find_people (const ObsEarlier *earlier, guint edition,
                                                gboolean shares, const char *const *codes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsEarlier, obs_earlier_free)

G_END_DECLS
