/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/taxonomy/matcher.h"

G_BEGIN_DECLS

/**
 * obs_matcher_add_edition:
 * @level: "area" or "concept"
 *
 * Adds the concepts of an edition's own taxonomy at @level, with their other labels, seed words and
 * descriptions: the labels that the statements of the edition were matched with.
 *
 * Returns: FALSE with %OBS_ERROR_NOT_FOUND where the edition has none, or another error
 */
gboolean obs_matcher_add_edition (ObsMatcher *matcher, ObsEdition *edition, const char *level,
                                  GError **error);

G_END_DECLS
