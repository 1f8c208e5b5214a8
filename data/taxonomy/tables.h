/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What training taught: tables of words for the type (K, S or B), for the areas, for words of one
 * meaning, and for the confidence. They are data files (tables/, made by "observatory train"), read
 * once and then never changed, so several threads may use them. */
typedef struct _ObsTables ObsTables;

/**
 * obs_tables_load:
 * @folder: (nullable): with type.tsv, areas.tsv, words.tsv, ranking.tsv, calibration.tsv; NULL: the
 *   tables that come with the program
 *
 * Returns: (transfer full): NULL with %OBS_ERROR_INPUT (file and line) or %OBS_ERROR_NOT_FOUND
 */
ObsTables *obs_tables_load (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
ObsTables *obs_tables_ref (ObsTables *tables);
void obs_tables_unref (ObsTables *tables);

/* Adds word vectors: a file as in data/taxonomy/README.md, with its list of words beside it. */
gboolean obs_tables_load_vectors (ObsTables *tables, const char *file, GError **error);

/* Version of method and tables together, for the edition's table of methods. */
const char *obs_tables_version (const ObsTables *tables);

/**
 * obs_tables_type:
 * @text: a cleaned sentence
 * @probability: (out) (optional): of the type that is returned, 0 to 1
 *
 * Multinomial logistic regression over words and characters.
 *
 * Returns: 'K', 'S' or 'B'
 */
char obs_tables_type (const ObsTables *tables, const char *text, double *probability);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTables, obs_tables_unref)

G_END_DECLS
