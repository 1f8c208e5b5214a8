/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A folder of sources with enough invented firms that an edition shows some of what they said: 90
 * firms, the first five of two holdings, of one to three people each, drawn from a seed. The first
 * @n_away of them, of those without a holding, do not answer; nor do some in the second week.
 * (transfer full) */
char *many_new (unsigned seed, unsigned n_away);
