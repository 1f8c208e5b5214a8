/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/descriptor.h"

G_BEGIN_DECLS

/* For the files of the descriptor only: reading keys, with faults gathered. */

/* "NAME.source, group [measure people], key range: " and the rule. */
void obs_descriptor_fault (ObsDescriptor *self, GPtrArray *faults, const char *group,
                           const char *key, const char *rule, ...) G_GNUC_PRINTF (5, 6);
/* (transfer full) for all of these. */
char *obs_descriptor_text (const ObsDescriptor *self, const char *group, const char *key);
char **obs_descriptor_list (const ObsDescriptor *self, const char *group, const char *key);
double obs_descriptor_number (ObsDescriptor *self, GPtrArray *faults, const char *group,
                              const char *key, double least, double fallback);
guint obs_descriptor_choice (ObsDescriptor *self, GPtrArray *faults, const char *group,
                             const char *key, const char *choices, guint fallback);
GPtrArray *obs_descriptor_only (ObsDescriptor *self, GPtrArray *faults, const char *group,
                                const char *key);
GHashTable *obs_descriptor_map (ObsDescriptor *self, GPtrArray *faults, const char *group,
                                const char *key);

/* descriptor-parts.c: dimensions, measures, markers, totals, breaks and caveats. */
void obs_descriptor_read_parts (ObsDescriptor *self, GPtrArray *faults);

/* text-table.c: what a table of texts or concepts says of itself. */
void obs_descriptor_read_texts (ObsDescriptor *self, GPtrArray *faults);

G_END_DECLS
