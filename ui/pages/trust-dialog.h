/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/widgets/dialog.h"

G_BEGIN_DECLS

/* First contact with an origin: who is asked, and the fingerprint of its keys to compare. */

/* @fingerprint: 64 hex digits. Nothing happens on Cancel, which is the default, and on Escape. */
void obs_trust_dialog_present (GtkWindow *parent, const char *address, const char *fingerprint,
                               ObsDialogFunc trust, gpointer user_data, GDestroyNotify destroy);

/* In groups of four with blanks between, four groups a line. (transfer full) */
char *obs_trust_groups (const char *fingerprint) G_GNUC_WARN_UNUSED_RESULT;

/* Divides what a person typed or a link carries, "https://host/path#<64 hex>", also with
 * "observatory+" before it: @address (out, transfer full) without the fingerprint, @fingerprint
 * (out, nullable, transfer full) in small letters, NULL where there is none. FALSE, with one
 * sentence in @problem (transfer full), where it is no address that may be used or the fingerprint
 * is not whole. "" is an address: none. */
gboolean obs_trust_split (const char *text, char **address, char **fingerprint, char **problem);

/* TRUE where both texts lead to the same folder, whatever fingerprint stands behind them. */
gboolean obs_trust_same_address (const char *a, const char *b);

G_END_DECLS
