/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/engine/statement.h"

G_BEGIN_DECLS

/* The upper part of a statement's page: the sentence, where it stands, its type, its source, and
 * where else it stands.
 *
 * @sentence (out, transfer none): its label, plain; @marked (out, transfer none): says what bold
 * and underlined mean in it, hidden. Returns: (transfer floating) */
GtkWidget *obs_statement_head_new (const ObsStatementSheet *sheet, gboolean narrow,
                                   GtkWidget **sentence,
                                   GtkWidget **marked) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
