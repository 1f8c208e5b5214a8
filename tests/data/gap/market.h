/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/db.h"

G_BEGIN_DECLS

/* A market so small that every figure can be worked out by hand: one place P of two districts D1
 * and D2, a region R around it that has a third district D3, all in the country E. */

sqlite3 *market_open (void) G_GNUC_WARN_UNUSED_RESULT;
void market_run (sqlite3 *db, const char *sql);
/* Works the gap out; the test fails where that has faults. */
void market_build_gap (sqlite3 *db);

double market_number (sqlite3 *db, const char *sql);
char *market_text (sqlite3 *db, const char *sql) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
