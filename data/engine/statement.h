/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/engine/figure.h"
#include "data/workspace/corrections.h"

G_BEGIN_DECLS

/* A sentence of a document, and what it is about. Values; worker threads where an edition is read.
 */

typedef enum
{
  OBS_MATCHED_COUNTED,   /* by the matcher, sure enough to be counted */
  OBS_MATCHED_UNSURE,    /* by the matcher, shown but not counted */
  OBS_MATCHED_CONFIRMED, /* a person of the custodian says that it is right */
  OBS_MATCHED_CORRECTED, /* put there by a person of the custodian */
} ObsMatchedStatus;

typedef struct
{
  char *level; /* "area" or "concept" */
  int rank;    /* 1 is the best */
  char *concept;
  char *label;
  double score, margin, confidence; /* 0 to 1 */
  ObsMatchedStatus status;
  char *method; /* title of its page */
} ObsStatementMatch;

typedef struct
{
  gint64 id;
  char *document; /* code */
  char *document_title;
  char *document_kind; /* key */
  char *number;        /* its publisher's number ("K3"); "" none */
  char *ksb;           /* K, S or B */
  gboolean declared;   /* its publisher says whether K, S or B */
  double probability;  /* of the predicted type; NAN: declared, or not known */
  char *text;
  char *hash;
  double mentions;    /* how many of the document's texts carry it; NAN: it is one text */
  GPtrArray *matches; /* of ObsStatementMatch *, areas first, by rank */
} ObsStatement;

void obs_statement_free (ObsStatement *statement);

/* A match as it stands after the person's own corrections. */
typedef struct
{
  const ObsStatementMatch *match;  /* of the edition; NULL: only the person's */
  const ObsCorrection *correction; /* the person's; NULL: none */
  const char *concept, *label;
} ObsMatchView;

/* What is known of a statement at @level: the edition's matches by rank, then the concepts that
 * only the person named. (transfer full): of ObsMatchView *, good as long as both arguments */
GPtrArray *obs_statement_views (const ObsStatement *statement, const char *level,
                                const GPtrArray *corrections) G_GNUC_WARN_UNUSED_RESULT;
/* The one that holds: what the person says it is, else the edition's best that was not called
 * wrong. FALSE: none is left, or there never was one. */
gboolean obs_statement_best (const ObsStatement *statement, const char *level,
                             const GPtrArray *corrections, ObsMatchView *best);

/* What a person of the custodian decided about a text, as the edition holds it. */
typedef struct
{
  char *level, *concept, *label, *reason, *author, *decided;
  gboolean is;
} ObsOverride;

typedef struct _ObsDocument ObsDocument;

/* All that the page of a statement shows. */
typedef struct
{
  ObsStatement *statement;
  ObsDocument *document; /* without its statements */
  GPtrArray *overrides;  /* of ObsOverride * */
  guint n_others;        /* further documents with the same text */
  GPtrArray *others;     /* of ObsChoice *: code and title of the first of them */
} ObsStatementSheet;

/* Returns: (transfer full): NULL with %OBS_ERROR_NOT_FOUND where the edition has no such statement
 */
ObsStatementSheet *obs_statement_sheet_load (ObsEdition *edition, gint64 id,
                                             GCancellable *cancellable,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_statement_sheet_free (ObsStatementSheet *page);

/* A concept to choose from. */
typedef struct
{
  char *code, *label, *description;
  char *ksb; /* or "" */
} ObsConceptChoice;

/* Areas or concepts in whose label or other labels every word of @text stands; those that begin
 * with it first. "" finds the first @most in their order. (transfer full): of ObsConceptChoice * */
GPtrArray *obs_concepts_find (ObsEdition *edition, const char *level, const char *text, guint most,
                              GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_concept_choice_free (ObsConceptChoice *choice);

/* "about 7 in 10 matches like this are right" (transfer full) */
char *obs_confidence_words (double confidence) G_GNUC_WARN_UNUSED_RESULT;
/* "counted", "unsure, not counted" … */
const char *obs_matched_status_words (ObsMatchedStatus status);

/* The statements of @document with all their matches, in order. (transfer full): of ObsStatement *
 */
GPtrArray *obs_statements_of (ObsEdition *edition, const char *document, GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsStatementSheet, obs_statement_sheet_free)

G_END_DECLS
