/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an edition may show of businesses. The defaults are public; a policy file (README.md) may
 * make them stricter, and may loosen only the threshold, from 10 to no less than 5. */
typedef struct
{
  guint threshold;   /* enterprise groups in a base, a category, and its complement */
  double p_percent;  /* the second largest must not know the largest better than this */
  double dominance1; /* most that the largest may hold of a total, per cent */
  double dominance2; /* most that the two largest may hold of it, per cent */
  guint rounding;    /* counts and bases become multiples of this */
  double decimals;   /* step that means and spreads are rounded to */
  guint width;       /* least width of the interval that an attacker can find for a count */
  guint leavers;     /* two populations differ by none or by this many groups */
  guint editions;    /* earlier editions that are looked back at */
  gboolean bands;    /* “under 10 %” and “over 90 %” may be shown */
} ObsPolicy;

ObsPolicy *obs_policy_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* The policy in an INI file; %OBS_ERROR_INPUT names file, key, value and what to do. */
ObsPolicy *obs_policy_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_policy_free (ObsPolicy *policy);

/* @n to the multiple of the policy's rounding base, and the interval of counts that become it. */
guint obs_policy_round (const ObsPolicy *policy, guint n);
void obs_policy_interval (const ObsPolicy *policy, guint rounded, guint *least, guint *greatest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsPolicy, obs_policy_free)

G_END_DECLS
