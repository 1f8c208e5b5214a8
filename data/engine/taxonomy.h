/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/edition/edition.h"
#include "data/engine/figure.h"

G_BEGIN_DECLS

/* What the taxonomy browser shows: the tree of concepts with how often both sides use them, one
 * concept in full, search over all words for a concept, and the areas that every job asks for.
 *
 * A statement counts for a concept where one of its matches is matched, confirmed or corrected;
 * unsure ones are told apart and never counted. Facets, areas and splits count matches of the level
 * "area", groups and concepts those of the level "concept"; each counts what lies below it too,
 * every statement once. */

typedef enum
{
  OBS_TEXT_SUPPLY,
  OBS_TEXT_DEMAND,
  OBS_TEXT_SURVEY,
  OBS_N_TEXT_SIDES
} ObsTextSide;

typedef enum
{
  OBS_CONCEPT_FACET,
  OBS_CONCEPT_AREA,
  OBS_CONCEPT_SPLIT,
  OBS_CONCEPT_GROUP,
  OBS_CONCEPT_CONCEPT,
  OBS_CONCEPT_SCHEME, /* no concept: those of a scheme that stand below no other */
} ObsConceptKind;

typedef struct
{
  char *code; /* "K01", "esco:…"; "scheme:esco" */
  char *label;
  char *ksb; /* "K", "S", "B" or "" */
  ObsConceptKind kind;
  guint scheme;     /* number in ObsTaxonomy.schemes */
  int broader;      /* number of the first node above it, -1: none */
  GArray *narrower; /* of guint: numbers of nodes, in order */
  guint statements[OBS_N_TEXT_SIDES];
  guint unsure[OBS_N_TEXT_SIDES]; /* statements that may belong here, not counted */
} ObsConceptNode;

typedef struct
{
  char *id, *title, *version, *url; /* url: "" where there is none */
} ObsScheme;

/* The whole tree of an edition. Built once, then immutable and safe to share between threads. */
typedef struct
{
  GPtrArray *schemes;  /* of ObsScheme * */
  GPtrArray *nodes;    /* of ObsConceptNode * */
  GHashTable *by_code; /* code -> number + 1 */
  GArray *roots;       /* of guint */
  guint documents[OBS_N_TEXT_SIDES];
  guint statements[OBS_N_TEXT_SIDES]; /* all of the side */
  guint tied[OBS_N_TEXT_SIDES];       /* those that count for an area */
  gatomicrefcount refs;
} ObsTaxonomy;

/* The tree of @edition, read when it is asked for first. (transfer full) */
ObsTaxonomy *obs_taxonomy_load (ObsEdition *edition, GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
ObsTaxonomy *obs_taxonomy_ref (ObsTaxonomy *taxonomy);
void obs_taxonomy_unref (ObsTaxonomy *taxonomy);
const ObsConceptNode *obs_taxonomy_node (const ObsTaxonomy *taxonomy, guint number);
/* Number of the node of @code, -1 where there is none. */
int obs_taxonomy_find (const ObsTaxonomy *taxonomy, const char *code);
/* @number and what is counted with it, each once. (transfer full): of guint */
GArray *obs_taxonomy_below (const ObsTaxonomy *taxonomy, guint number) G_GNUC_WARN_UNUSED_RESULT;
/* Numbers from the root down to @number, itself last. (transfer full): of guint */
GArray *obs_taxonomy_path (const ObsTaxonomy *taxonomy, guint number) G_GNUC_WARN_UNUSED_RESULT;
/* "Skills › Storing and moving goods": what stands above @number, "" for a root. (transfer full) */
char *obs_taxonomy_path_words (const ObsTaxonomy *taxonomy, guint number) G_GNUC_WARN_UNUSED_RESULT;
/* Share of the side's statements that count for no area, 0 to 1; NAN for a side without any. */
double obs_taxonomy_untied (const ObsTaxonomy *taxonomy, ObsTextSide side);

const char *obs_text_side_key (ObsTextSide side);
/* FALSE where @key is no side. */
gboolean obs_text_side_from_key (const char *key, ObsTextSide *side);
/* "Area", "Group" …, translated */
const char *obs_concept_kind_words (ObsConceptKind kind);
/* "Standard", "Course" …, translated; @kind itself where it is another. */
const char *obs_taxonomy_document_words (const char *kind);

/* --- one concept --------------------------------------------------------------------------- */

typedef struct
{
  char *relation;                          /* exact | close | related */
  char *code, *label, *ksb, *scheme, *url; /* scheme: its title; url: "" none */
} ObsConceptLink;

typedef struct
{
  char *code, *title, *kind, *source; /* source: its title */
  gboolean simulated;
  guint statements; /* that count for the concept */
} ObsConceptDocument;

typedef struct
{
  guint statements, unsure;
  guint n_documents;    /* with a statement that counts */
  GPtrArray *documents; /* of ObsConceptDocument *: at most OBS_CONCEPT_DOCUMENTS, most first */
  gboolean simulated;   /* some of them are */
} ObsConceptUse;

#define OBS_CONCEPT_DOCUMENTS 200

typedef struct
{
  char *code, *label, *description, *url, *term; /* url, term: "" none */
  GPtrArray *labels;                             /* of char *: other words for it */
  GPtrArray *seeds;                              /* of char *: words that point to it */
  GPtrArray *also_under; /* of ObsChoice *: broader ones that are not on its path */
  GPtrArray *links;      /* of ObsConceptLink * */
  ObsConceptUse use[OBS_N_TEXT_SIDES];
} ObsConcept;

/* %OBS_ERROR_NOT_FOUND where the edition has no such concept. (transfer full) */
ObsConcept *obs_concept_load (ObsEdition *edition, const char *code, GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_concept_free (ObsConcept *concept);

typedef struct
{
  gint64 id;
  char *text, *number, *ksb, *document, *document_title;
  ObsTextSide side;
  double confidence; /* 0 to 1 */
  gboolean unsure;   /* not counted */
  gboolean simulated;
} ObsConceptStatement;

typedef struct
{
  GPtrArray *rows; /* of ObsConceptStatement *: surest first, unsure ones last */
  guint total;     /* how many there are without paging */
} ObsConceptStatements;

/* @side: OBS_N_TEXT_SIDES for all. (transfer full) */
ObsConceptStatements *obs_concept_statements (ObsEdition *edition, const char *code,
                                              ObsTextSide side, guint offset, guint limit,
                                              GCancellable *cancellable,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_concept_statements_free (ObsConceptStatements *statements);

/* --- search -------------------------------------------------------------------------------- */

typedef struct
{
  char *code, *label, *ksb, *scheme; /* scheme: its title */
  ObsConceptKind kind;
  char *matched; /* the other word for it that was found, NULL: its label or its description */
  gboolean by_description;
  char *path; /* what it stands below, in words */
  guint statements[OBS_N_TEXT_SIDES];
} ObsConceptHit;

/* At most @limit concepts whose label, other words or description hold the words of @text, best
 * first; words may be unfinished, and one wrong letter is forgiven. Where no text holds all of
 * them, those that hold half. (transfer full): of ObsConceptHit * */
GPtrArray *obs_concept_search (ObsEdition *edition, const char *text, guint limit,
                               GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_concept_hit_free (ObsConceptHit *hit);

/* --- what every job asks for --------------------------------------------------------------- */

/* Ways in which the documents of the demand side are divided. */
typedef enum
{
  OBS_CROSS_SECTORS,
  OBS_CROSS_ROUTES,
  OBS_CROSS_KINDS,
  OBS_N_CROSS
} ObsCrossBy;

typedef struct
{
  char *code, *label, *ksb;
  guint groups[OBS_N_CROSS]; /* how many of them have a document that asks for it */
  guint documents;           /* that ask for it */
  double share;              /* of all documents of the side, 0 to 1 */
  double evenly;             /* the same, each group of the ranking counting alike */
  char *least;               /* group that asks for it least, "" where all are alike */
  double least_share;
} ObsCrossRow;

typedef struct
{
  GPtrArray *rows;           /* of ObsCrossRow *: those asked for most widely first */
  guint groups[OBS_N_CROSS]; /* how many sectors, routes and kinds of documents there are */
  ObsCrossBy by;             /* the division that ranks: the first with two groups or more */
  guint documents;           /* of the demand side, with statements */
  double untied;             /* share of its statements that count for no area; NAN: none */
  gboolean simulated;
} ObsCross;

/* Every area, asked for or not. (transfer full) */
ObsCross *obs_cross_cutting (ObsEdition *edition, GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_cross_free (ObsCross *cross);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTaxonomy, obs_taxonomy_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsConcept, obs_concept_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsConceptStatements, obs_concept_statements_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCross, obs_cross_free)

G_END_DECLS
