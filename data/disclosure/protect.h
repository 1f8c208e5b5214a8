/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/disclosure/earlier.h"
#include "data/disclosure/policy.h"
#include "data/disclosure/report.h"
#include "data/disclosure/tables.h"

G_BEGIN_DECLS

/* What may be published of the tables. */
typedef struct
{
  GArray *rows; /* of ObsProtectedRow, in order of their codes, means before shares */
  ObsDisclosureReport report;
} ObsProtected;

/**
 * obs_disclosure_protect:
 * @tables: what is to be published, with those who answered
 * @policy: the rules
 * @earlier: (nullable): earlier editions
 *
 * Withholds and rounds by the rules of README.md, then plays the attacker against the result.
 *
 * Returns: (transfer full): the rows, or NULL: the tables cannot be used, or the attack found a
 *   withheld figure (the sentence names table and cell); nothing may then be published
 */
ObsProtected *obs_disclosure_protect (const ObsPanelTables *tables, const ObsPolicy *policy,
                                      const ObsEarlier *earlier, GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_protected_free (ObsProtected *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsProtected, obs_protected_free)

G_END_DECLS
