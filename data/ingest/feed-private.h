/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/feed.h"

G_BEGIN_DECLS

/* "set NAME=value; value" of the group "get". */
typedef struct
{
  char *name;
  char **values;
} ObsFeedVariable;

G_END_DECLS
