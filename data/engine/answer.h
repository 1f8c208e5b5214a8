/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/engine/areas.h"
#include "data/engine/figure.h"
#include "data/engine/view.h"

G_BEGIN_DECLS

/* Answers a view from an edition: a pure function of both. Worker threads only. Never fails for
 * lack of data: it then answers with a figure that says what is missing (form TB, no rows). */
ObsFigure *obs_answer (ObsEdition *edition, const ObsView *view, GCancellable *cancellable,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The five tiles of a perspective's home page, in order (of ObsFigure *). */
GPtrArray *obs_answer_home (ObsEdition *edition, const ObsView *view, GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The provenance card of one row of a figure, or of the figure (row -1). */
typedef struct
{
  char *label; /* "Grade"; "" for a paragraph across both columns */
  char *value;
  char *link; /* what a click opens, or NULL (see ObsFigureRow.link) */
} ObsCardLine;

typedef struct
{
  char *heading;    /* "Where this comes from" */
  GPtrArray *lines; /* of ObsCardLine * */
} ObsCardPart;

typedef struct
{
  char *title; /* "Customer service" */
  char *kind;  /* "Skill", "District, E07000130" … or "" */
  char *ksb;   /* letter chip or NULL */
  gboolean simulated;
  char *big;         /* big number ("−52"), or NULL */
  char *big_words;   /* beside it */
  GPtrArray *parts;  /* of ObsCardPart * */
  int histogram[10]; /* answers 1 … 10, all -1 where there are none to show */
  char *histogram_title;
  char *citation; /* text to copy */
} ObsCard;

ObsCard *obs_answer_card (ObsEdition *edition, const ObsView *view, const ObsFigure *figure,
                          int row, GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_card_free (ObsCard *card);

/* What the window needs to lay itself out: perspectives, their questions, filters. Immutable. */
typedef struct
{
  char *key, *label, *text, *action;
  int group;
} ObsJourneyQuestion;

typedef struct
{
  char *key, *label, *description, *heading, *subheading;
  gboolean in_header;
  GPtrArray *groups;    /* of char * */
  GPtrArray *questions; /* of ObsJourneyQuestion *, in order */
} ObsPerspective;

typedef struct
{
  ObsEditionInfo *info;     /* copy */
  GPtrArray *perspectives;  /* of ObsPerspective * */
  GPtrArray *sectors;       /* of ObsChoice *, 'all' left out */
  GPtrArray *areas;         /* of ObsChoice *: the edition's place and its districts */
  GPtrArray *places;        /* of ObsArea *: all areas of the edition, as the picker lists them */
  GHashTable *counterparts; /* "E8 educator" -> "C8" */
} ObsJourneys;

ObsJourneys *obs_journeys_load (ObsEdition *edition, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_journeys_free (ObsJourneys *journeys);
/* Question to open when a view at @question switches to @perspective: itself, its counterpart, or
 * "home". */
const char *obs_journeys_counterpart (const ObsJourneys *journeys, const char *question,
                                      const char *perspective);

/* Search over questions, findings, terms, recommendations, areas, sectors, glossary. */
typedef struct
{
  char *group; /* "Questions", "Findings", … translated */
  char *title;
  char *detail; /* second line, or "" */
  char *link;   /* as ObsFigureRow.link */
} ObsHit;

/* At most 8 hits a group (of ObsHit *), best first; one wrong letter is forgiven. */
GPtrArray *obs_search (ObsEdition *edition, const char *text, const char *perspective,
                       GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_hit_free (ObsHit *hit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCard, obs_card_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsJourneys, obs_journeys_free)

G_END_DECLS
