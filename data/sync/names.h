/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What may stand in names, titles and dates that come from elsewhere. Names of files on this
 * computer are made of dates and hashes only. Pure. */

/* TRUE for a date YYYY-MM-DD of the years 2000 to 2199. */
gboolean obs_name_is_date (const char *text);
/* TRUE for lower-case letters, digits and "-", 1 to 64 of them, not "-" first: a series. */
gboolean obs_name_is_series (const char *text);
/* TRUE for a date, "-" and 16 hex digits: the folder of an edition. */
gboolean obs_name_is_edition (const char *text);
/* TRUE for 16 hex digits, lower case: an origin. */
gboolean obs_name_is_origin (const char *text);
/* TRUE for 1 to 200 characters without controls and without marks that turn the direction. */
gboolean obs_name_is_title (const char *text);
/* The same for a text of up to @most bytes that may be empty and have line ends. */
gboolean obs_name_is_text (const char *text, gsize most);
/* UNIX time of "YYYY-MM-DDTHH:MM:SSZ"; FALSE for anything else. */
gboolean obs_name_is_time (const char *text, gint64 *time);

/* Folder of the edition of @date whose file has the hash @sha256. (transfer full) */
char *obs_name_make_edition (const char *date, const char *sha256) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
