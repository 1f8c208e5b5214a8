/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * obs_bank_holiday:
 * @day: a valid day, 1978 or later
 *
 * Bank holidays of England and Wales by the rules of the Banking and Financial Dealings Act 1971
 * and the proclamations that moved or added one (1995 to 2023). Easter by the Gregorian computus
 * (J.-M. Oudin, 1940).
 *
 * Returns: (nullable): its name, translated; NULL on any other day
 */
const char *obs_bank_holiday (const GDate *day);

G_END_DECLS
