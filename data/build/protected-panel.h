/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/build-private.h"

#include "data/ingest/simulation.h"

G_BEGIN_DECLS

/* For data/build only: the cubes of a panel of real businesses. Answers are gathered by
 * enterprise group, protected by data/disclosure, and only what comes out of that is written. */

typedef struct _ObsProtectedPanel ObsProtectedPanel;

/* Neither @panel nor @forms (question to its form) is taken; both must last. */
ObsProtectedPanel *obs_protected_panel_new (ObsBuild *build, const ObsPanel *panel,
                                            GHashTable *forms) G_GNUC_WARN_UNUSED_RESULT;
void obs_protected_panel_free (ObsProtectedPanel *self);

/* One answer of a business to one thing in a period ("all" or a week); once each. */
void obs_protected_panel_add (ObsProtectedPanel *self, const ObsBusiness *business,
                              const char *question, const char *item, const char *horizon,
                              const char *period, double mean, double last);

/* Writes cube_panel_score and cube_panel_share. Where a withheld figure could be found, that is a
 * fault, and nothing is written. */
void obs_protected_panel_write (ObsProtectedPanel *self);

/* TRUE where the answers of @source are those of real businesses. */
gboolean obs_panel_is_real (ObsBuild *build, const char *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsProtectedPanel, obs_protected_panel_free)

G_END_DECLS
