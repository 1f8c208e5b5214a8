/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What was found in the files of a source: each with its place, the value that stands there and the
 * rule that it breaks. The first of each kind are kept, all are counted. One thread. */

typedef enum
{
  OBS_ISSUE_NOTICE,  /* as declared: rows left out, an encoding found */
  OBS_ISSUE_WARNING, /* a person should look; stops a strict build */
  OBS_ISSUE_FAULT,   /* stops the build */
} ObsIssueLevel;

typedef struct
{
  ObsIssueLevel level;
  char *source; /* id */
  char *file;   /* base name; "" for the source as a whole */
  guint64 line; /* 0: the file as a whole */
  char *column; /* "" where there is none */
  char *value;  /* as it stands there; "" where there is none */
  char *rule;   /* short key: "code", "number", "range", "key", "total", "jump" … */
  char *words;  /* what is wrong and what to do, a clause in lower case */
} ObsIssue;

typedef struct _ObsIssues ObsIssues;

ObsIssues *obs_issues_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_issues_free (ObsIssues *self);

/* @line 0, @column and @value NULL where there is none. */
void obs_issues_add (ObsIssues *self, ObsIssueLevel level, const char *source, const char *file,
                     guint64 line, const char *column, const char *value, const char *rule,
                     const char *format, ...) G_GNUC_PRINTF (9, 10);

guint64 obs_issues_count (const ObsIssues *self, ObsIssueLevel level);
/* Those kept, in the order found. Of ObsIssue *. */
const GPtrArray *obs_issues_kept (const ObsIssues *self);

/* "areas.csv, line 4, column code: “E6” …" */
char *obs_issue_sentence (const ObsIssue *issue) G_GNUC_WARN_UNUSED_RESULT;

/* How many there are of the rule in the source beyond those kept. */
guint64 obs_issues_beyond (const ObsIssues *self, const ObsIssue *issue);

void obs_issues_to_json (const ObsIssues *self, JsonBuilder *builder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsIssues, obs_issues_free)

G_END_DECLS
