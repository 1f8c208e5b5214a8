/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/engine/figure.h"

G_BEGIN_DECLS

/* What of a job is taught where, and by whom. Only matches that count are used: never the unsure
 * ones. Values; worker threads. */

/* A standard or course, and how much of a job it shares. */
typedef struct
{
  char *code, *kind, *title;
  int level; /* 0: none */
  guint shared_areas, shared_concepts;
  double share; /* 0 to 1: of the job's areas and concepts, rare ones counting more */
  double order; /* what they are sorted by: @share, and up to a half for words of its title */
} ObsTeachingDocument;

typedef struct
{
  guint areas, concepts; /* that the job is about */
  GPtrArray *documents;  /* of ObsTeachingDocument *, the most shared first */
} ObsTeachingDocuments;

/**
 * obs_teaching_documents_load:
 * @document: code of a job profile, advert, standard …
 * @most: how many at most
 *
 * Texts of the supply side that share areas and concepts with @document. Each area or concept
 * weighs ln (1 + all supply texts / those that carry it), so that what nearly everything teaches
 * decides little; @share is the weight of what is shared by that of all.
 */
ObsTeachingDocuments *obs_teaching_documents_load (ObsEdition *edition, const char *document,
                                                   guint most, GCancellable *cancellable,
                                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_teaching_documents_free (ObsTeachingDocuments *documents);
/* "7 of its 9 areas and 4 of its 12 concepts" (transfer full) */
char *obs_teaching_words (const ObsTeachingDocuments *all,
                          const ObsTeachingDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/* Somebody who teaches it in a place. */
typedef struct
{
  char *code;           /* of the provider; "" where its publisher does not say who */
  char *name;           /* for people; "" with an empty code */
  char *kind;           /* college | university | …; "" not known */
  char *place;          /* district of its site or of the course; "" not known */
  GPtrArray *documents; /* of ObsChoice *: code and title of what it teaches */
  double learners;      /* who began, or achieved where only that is known; NAN: no data */
  gboolean achieved;    /* they achieved */
  gboolean estimate;    /* a part of them is shared out from a larger area */
  char *period;         /* of the learners; "" no data */
  gboolean simulated;   /* a source of it is simulated */
} ObsTeacher;

typedef struct
{
  char *area, *area_name;
  GPtrArray *teachers; /* of ObsTeacher *, most learners first, then by name */
  guint n_documents;   /* standards and courses of the edition that carry it, taught here or not */
} ObsTeachers;

/**
 * obs_teachers_load:
 * @link: "taxonomy:K01" or "document:ST0005"
 * @area: code of a place; NULL: that of the edition
 *
 * Who teaches it there. Of a concept: standards and courses with a counted match to it or to what
 * is narrower in its scheme. Of a supply document: that document. Of another: the standards and
 * courses that share most with it. Providers are those with learners in the place or in parts of
 * it, in the latest period that is known, and those whose course is held there.
 */
ObsTeachers *obs_teachers_load (ObsEdition *edition, const char *link, const char *area,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_teachers_free (ObsTeachers *teachers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTeachingDocuments, obs_teaching_documents_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTeachers, obs_teachers_free)

G_END_DECLS
