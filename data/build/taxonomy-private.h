/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/build/build-private.h"
#include "data/taxonomy/layer.h"
#include "data/taxonomy/matcher.h"
#include "data/taxonomy/tables.h"

#include <math.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/* For the parts of the builder that write the taxonomy: the layer of areas, what stands under them,
 * and the matches of statements. */

#define OBS_TAXONOMY_SCHEME "areas"     /* scheme of the layer */
#define OBS_TAXONOMY_SOURCE "ksb-areas" /* its entry in the register */
#define OBS_TAXONOMY_AREAS "areas-1"    /* methods, as in the edition's table "method" */
#define OBS_TAXONOMY_CONCEPTS "concepts-1"

/* A matcher with the hash of its labels. */
typedef struct
{
  ObsMatcher *matcher;
  EVP_MD_CTX *digest; /* NULL once it is finished */
  char *hash;         /* 64 hex digits, once it is finished */
} ObsTaxonomyLabels;

typedef struct
{
  ObsBuild *build;
  ObsLayer *layer;
  ObsTables *tables;
  ObsTaxonomyLabels areas;    /* areas of the layer */
  ObsTaxonomyLabels concepts; /* of all other schemes; without labels where there are none */
  GHashTable *routes;         /* code of a document to the code of its route, where it is known */
  GHashTable *corrections;    /* hash of a text to a GPtrArray of ObsCorrectionRow *, by concept */
} ObsTaxonomy;

/* taxonomy-labels.c: matchers, and the ranking of texts with the cache. */

void obs_taxonomy_labels_init (ObsTaxonomyLabels *labels, ObsTables *tables);
void obs_taxonomy_labels_clear (ObsTaxonomyLabels *labels);
void obs_taxonomy_labels_add (ObsTaxonomyLabels *labels, const ObsMatchLabel *label);
void obs_taxonomy_labels_finish (ObsTaxonomyLabels *labels);
/* All areas of the layer, in order of their codes. */
void obs_taxonomy_label_areas (ObsTaxonomy *self);
/* All concepts of the kind "concept", in order of their codes. */
void obs_taxonomy_label_concepts (ObsTaxonomy *self);

/**
 * obs_taxonomy_rank:
 * @texts: with room for @top matches each; texts that are equal may stand there once only
 * @task: what for: part of the key of the cache
 * @n_taken: (out): how many came from the cache
 *
 * As obs_match_all(). Returns: FALSE where the build was cancelled
 */
gboolean obs_taxonomy_rank (ObsTaxonomy *self, const ObsTaxonomyLabels *labels, const char *task,
                            ObsMatchText *texts, guint n, guint top, guint *n_taken);

/* taxonomy-layer.c: the layer as rows, and routes and sectors of documents. */

/* FALSE after a fault that leaves nothing to match with. */
gboolean obs_taxonomy_write_layer (ObsTaxonomy *self);
void obs_taxonomy_write_methods (ObsTaxonomy *self);
void obs_taxonomy_route_documents (ObsTaxonomy *self);

/* taxonomy-places.c: concepts of other schemes under areas. */
void obs_taxonomy_place_concepts (ObsTaxonomy *self);

/* taxonomy-statements.c: types and matches of statements. */
void obs_taxonomy_predict_types (ObsTaxonomy *self);
void obs_taxonomy_match_statements (ObsTaxonomy *self);

/* taxonomy-corrections.c */

/* A row of the builder's file: what was decided of one text and concept. */
typedef struct
{
  char *hash;
  char *level;
  char *concept;
  gboolean is; /* decided: it is; else: it is not */
  guint row;
  gboolean used; /* a statement has this text */
} ObsCorrectionRow;

/* A match on its way into the edition. */
typedef struct
{
  const char *concept;
  double score, margin, confidence;
  const char *status;
} ObsMatchRow;

/* As an edition has it: no more digits than mean anything, and the same ones on every machine. */
static inline double
obs_match_rounded (double value)
{
  return round (value * 1e6) / 1e6;
}

/* Reads taxonomy/corrections.csv of all folders, checks it and writes match_override. */
void obs_taxonomy_read_corrections (ObsTaxonomy *self);
/* Changes the matches (of ObsMatchRow) of a statement with this text as people decided: at most
 * @top stay, or as many as they decided on. @route: of its document, or NULL. */
void obs_taxonomy_correct (ObsTaxonomy *self, const char *hash, const char *level,
                           const char *route, guint top, GArray *rows);
/* Tells how many corrections no statement has asked for. */
void obs_taxonomy_tell_unused (ObsTaxonomy *self);

G_END_DECLS
