/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/engine/statement.h"

G_BEGIN_DECLS

/* A text that statements stand in: a standard, course, advert or job profile, or many summed up.
 * Values; worker threads where an edition is read. */

/* How much a document counts: learners, adverts or people at work, at one place and time. */
typedef struct
{
  char *measure; /* starts | achievements | vacancies | employment */
  char *area, *area_name;
  char *provider; /* name; "" all together */
  char *period;
  double value;
  gboolean estimate; /* shared out from a larger area by the builder of the edition */
  char *source;      /* title */
} ObsDocumentWeight;

struct _ObsDocument
{
  char *code, *kind, *side, *title, *description;
  int level;                                                /* 0: none */
  char *route, *sector, *area, *period, *soc, *soc_edition; /* sector and area as names; "" none */
  char *provider;                                           /* name; "" not one provider */
  double texts; /* how many texts it sums up; NAN: it is one */
  char *url;
  char *source, *source_title; /* key and title in the register */
  ObsSourceClass source_class;
  GPtrArray *titles;     /* of char *: further titles */
  GPtrArray *weights;    /* of ObsDocumentWeight *: latest first, wider places first */
  GPtrArray *statements; /* of ObsStatement *, in order; empty in ObsStatementSheet */
};

/* Returns: (transfer full): NULL with %OBS_ERROR_NOT_FOUND where the edition has no such document
 */
ObsDocument *obs_document_load (ObsEdition *edition, const char *code, GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same without weights, titles and statements. */
ObsDocument *obs_document_load_brief (ObsEdition *edition, const char *code,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_document_free (ObsDocument *document);

/* "Apprenticeship standard", "Job advert" …; the key itself where it is another. */
const char *obs_document_kind_words (const char *kind);
/* "Learners who began", "Vacancies" …; the key itself where it is another. */
const char *obs_document_measure_words (const char *measure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsDocument, obs_document_free)

G_END_DECLS
