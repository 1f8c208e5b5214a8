/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/answer.h"

G_BEGIN_DECLS

/* Small texts of the window that are made from values. All (transfer full). */

/* "2022-02-11" -> "11 Feb 2022"; the text itself where it is no date. */
char *obs_words_date (const char *iso) G_GNUC_WARN_UNUSED_RESULT;

/* "2026-11-22T10:05:00Z" -> "22 Nov 2026, 10:05" in local time. */
char *obs_words_time (const char *iso) G_GNUC_WARN_UNUSED_RESULT;

/* Age of an edition of that date in words: "today", "3 days old", "9 months old". */
char *obs_words_age (const char *iso, GDateTime *now) G_GNUC_WARN_UNUSED_RESULT;

/* "E1 What matters most", or what else a view shows. */
char *obs_words_place (const ObsJourneys *journeys, const ObsView *view) G_GNUC_WARN_UNUSED_RESULT;

/* Name of a change of the view for undo: "Filter: Logistics". @key as in the address. */
char *obs_words_change (const ObsJourneys *journeys, const char *key,
                        const char *value) G_GNUC_WARN_UNUSED_RESULT;

/* Label of a sector or area code; NULL where the edition does not know it. (transfer none) */
const char *obs_words_choice (GPtrArray *choices, const char *key);

/* Name of an area of the edition, or NULL. (transfer none) */
const char *obs_words_area (const ObsJourneys *journeys, const char *code);

const ObsPerspective *obs_words_perspective (const ObsJourneys *journeys, const char *key);
const ObsJourneyQuestion *obs_words_question (const ObsPerspective *perspective, const char *key);

G_END_DECLS
