/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Addresses of origins. HTTPS only; plain HTTP for this computer itself (127.0.0.0/8, ::1,
 * localhost), for trials. No name, password, query or fragment in them, but for a fingerprint. */

/* Reads what a person typed: the scheme may be left out (https), "index.json" at the end too.
 * Returns: (transfer full): the address of the folder, with "/" at its end; OBS_ERROR_INPUT */
char *obs_address_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for an address that may carry the fingerprint of the origin's first root: "#" and 64 hex
 * digits behind it, "observatory+" before its scheme, or as a link of the program,
 * "skills-observatory:origin/https://…#…". @fingerprint (out, transfer full): lower case, NULL
 * where there is none. */
char *obs_address_parse_origin (const char *text, char **fingerprint,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "observatory+https://…#…", what one person gives another. (transfer full) */
char *obs_address_with_fingerprint (const char *address,
                                    const char *fingerprint) G_GNUC_WARN_UNUSED_RESULT;

/* A fingerprint as people compare it: in groups of four digits. (transfer full) */
char *obs_address_group_digits (const char *fingerprint) G_GNUC_WARN_UNUSED_RESULT;

/* A fingerprint as people type it, groups or not, either case; NULL where it is none. */
char *obs_address_read_fingerprint (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Host, with the port where the address names one; for sentences. (transfer full) */
char *obs_address_host (const char *address) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE where scheme, host and port are the same and @other holds no name or password. */
gboolean obs_address_same_place (const char *address, const char *other);

/* TRUE where both addresses are HTTPS and @other holds no name or password. */
gboolean obs_address_is_safe (const char *address, const char *other);

/* TRUE where the address is plain HTTP (which the rules allow on this computer only). */
gboolean obs_address_is_plain (const char *address);

/* TRUE where the host is this computer itself. */
gboolean obs_address_is_this_computer (const char *address);

G_END_DECLS
