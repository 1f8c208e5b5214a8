/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/command/command.h"

#include "data/engine/view.h"

G_BEGIN_DECLS

/* What `answer` and `figure` are asked: the same options, the same rules. */

typedef struct
{
  char *perspective;
  char *data;
  char *ksb;
  char *sort;
  char *edition;
  char **filters;
} ObsViewOptions;

#define OBS_COMMAND_VIEW(options)                                                                  \
  { "perspective",                                                                                 \
    'p',                                                                                           \
    0,                                                                                             \
    G_OPTION_ARG_STRING,                                                                           \
    &options.perspective,                                                                          \
    N_ ("Whose question it is"),                                                                   \
    N_ ("PERSPECTIVE") },                                                                          \
      { "filter",                                                                                  \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_STRING_ARRAY,                                                                 \
        &options.filters,                                                                          \
        N_ ("Narrow it: sector, place or size; may be given again"),                               \
        N_ ("KEY=VALUE") },                                                                        \
      { "data",                                                                                    \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &options.data,                                                                             \
        N_ ("Where the figures come from"),                                                        \
        "published|panel|official|market" },                                                       \
      { "ksb",  0, 0, G_OPTION_ARG_STRING, &options.ksb, N_ ("Knowledge, skills or behaviours"),   \
        "K|S|B" },                                                                                 \
      { "sort", 0, 0, G_OPTION_ARG_STRING, &options.sort, N_ ("Order of the rows"), N_ ("KEY") },  \
      OBS_COMMAND_EDITION (options.edition)

/* Answers @question, a key or an address, as @options say. Says what is wrong and sets @status
 * where it cannot. */
ObsFigure *obs_command_answer_view (const char *question, const ObsViewOptions *options,
                                    gboolean *ranges, ObsExit *status) G_GNUC_WARN_UNUSED_RESULT;

/* Keys of all questions in all journeys, each once, in order (of char *). (transfer full) */
GPtrArray *obs_command_question_keys (const ObsJourneys *journeys) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
