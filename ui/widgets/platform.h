/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the desktop says about how programs should look, apart from what GTK knows itself. One file
 * for each kind of desktop; platform-none.c where there is nothing to ask. */

typedef enum
{
  OBS_WISH_NONE, /* the desktop has no opinion, or has not answered yet */
  OBS_WISH_YES,
  OBS_WISH_NO,
} ObsWish;

typedef struct
{
  ObsWish dark;
  ObsWish contrast;
} ObsPlatformWishes;

typedef void (*ObsPlatformFunc) (const ObsPlatformWishes *wishes, gpointer user_data);

/* Asks without waiting and goes on listening; @func is called on the main thread with each answer.
 */
void obs_platform_watch (ObsPlatformFunc func, gpointer user_data);

G_END_DECLS
