/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The tiles of a front page: two in the first line (the first one wide), three in the second, with
 * hairlines between them and no frames. Narrower pages get two columns, then one. */

#define OBS_TYPE_TILES (obs_tiles_get_type ())
G_DECLARE_FINAL_TYPE (ObsTiles, obs_tiles, OBS, TILES, GtkWidget)

GtkWidget *obs_tiles_new (void);
void obs_tiles_append (ObsTiles *self, GtkWidget *tile);
void obs_tiles_clear (ObsTiles *self);

typedef struct
{
  int line; /* 0 … */
  int x, width;
} ObsTilePlace;

/* Where tile @i of @n stands at @width px and text scale @scale; pure, for tests. Returns the
 * number of lines. */
int obs_tiles_place (int width, double scale, int n, ObsTilePlace *places);

G_END_DECLS
