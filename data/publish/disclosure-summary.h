/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/tuf/json.h"

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The summary of protection that goes from the builder to the publisher and, signed, to everybody:
 * how many figures of real businesses were asked for, shown and withheld. It belongs to the one
 * edition that it was made with:
 *
 *   {"format": 1, "edition_sha256": "<64 hex>",  the edition's file
 *    "cells": …, "open": …, "withheld": {…}, …,  data/disclosure/report.h; 0 where none was real
 *    "sha256": "<64 hex>"}                       canonical JSON of all the other members
 *
 * No attacker is kept out by that last hash; a slip of the hand is. */

/* The text of the file for the edition at @edition. @counts: what obs_build_report_disclosure()
 * says of its build; NULL: it holds no figures of real businesses. (transfer full) */
char *obs_disclosure_summary_text (const char *counts, const char *edition,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the file at @path. OBS_ERROR_INPUT where it is no such summary, was changed, is of another
 * edition than that with the hash @edition_sha256, does not add up, or counts other figures than
 * @db (that edition) holds. (transfer full) */
ObsJson *obs_disclosure_summary_read (const char *path, const char *edition_sha256, sqlite3 *db,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
