/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/taxonomy/linear.h"
#include "data/taxonomy/matcher.h"
#include "data/taxonomy/sparse.h"
#include "data/taxonomy/vectors.h"

G_BEGIN_DECLS

/* For data/taxonomy only: what tables and matcher hold. */

/* Runs of letters have so many letters. */
#define OBS_RUN_LEAST 3
#define OBS_RUN_MOST 5

/* How the parts of a score weigh against each other (ranking.tsv). */
typedef enum
{
  OBS_WEIGHT_NAME_WORDS,  /* cosine of words, the best of a label's names */
  OBS_WEIGHT_NAME_RUNS,   /* cosine of runs of letters */
  OBS_WEIGHT_NAME_RECALL, /* share of a name's words that the text has */
  OBS_WEIGHT_FULL_WORDS,  /* cosine of words with all names and the description together */
  OBS_WEIGHT_FULL_RUNS,   /* the same of runs of letters, where descriptions are long */
  OBS_WEIGHT_NAMES_COUNT, /* labels of many names are asked for more often (logarithm) */
  OBS_WEIGHT_SPREAD,      /* how much words of one meaning count beside the word itself */
  OBS_WEIGHT_PAIR,        /* idf of pairs of words beside that of words */
  OBS_WEIGHT_LONG,        /* words of a description that count as long */
  OBS_WEIGHT_LONG_FULL,   /* factor of the "full" parts where descriptions are long */
  OBS_WEIGHT_LONG_NAME,   /* factor of the "name" parts there */
  OBS_WEIGHT_GROUP_TEXT,  /* the document that the label stands in, as a whole */
  OBS_WEIGHT_GROUP_BEST,  /* the best labels of that document */
  OBS_WEIGHT_AREAS,       /* the trained table of areas */
  OBS_WEIGHT_VECTORS,     /* cosine of mean word vectors, where a table is loaded */
  OBS_WEIGHT_PIVOT,       /* how far long names are made equal to short ones (1: wholly) */
  OBS_N_WEIGHTS,
} ObsWeight;

/* What confidence is worked out from (calibration.tsv). */
typedef enum
{
  OBS_SIGN_ONE,
  OBS_SIGN_SCORE,
  OBS_SIGN_BELOW,    /* score of the best less this one */
  OBS_SIGN_MARGIN,   /* score less that of the next */
  OBS_SIGN_RECALL,   /* share of a name's words that the text has */
  OBS_SIGN_COVERAGE, /* share of the text's words that the label has */
  OBS_SIGN_WORDS,    /* logarithm of the number of words of the text */
  OBS_SIGN_RUNS,     /* cosine of runs of letters */
  OBS_SIGN_SHARE,    /* of all probability, where the score is made into one */
  OBS_SIGN_EXACT,    /* the text is one of the names */
  OBS_SIGN_FIRST,    /* the best of all */
  OBS_SIGN_DOCUMENT, /* how far the document of the label fits as a whole */
  OBS_N_SIGNS,
} ObsSign;

/* Kinds of sets of labels, each with a calibration of its own. */
typedef enum
{
  OBS_LABELS_NAMES,        /* one name each */
  OBS_LABELS_ALTERNATIVES, /* several names each */
  OBS_LABELS_CONCEPTS,     /* names with short descriptions */
  OBS_LABELS_LONG,         /* names with long descriptions */
  OBS_LABELS_TEXTS,        /* whole sentences */
  OBS_LABELS_AREAS,        /* the areas of the taxonomy */
  OBS_N_LABELS_KINDS,
} ObsLabelsKind;

extern const char *const obs_weight_names[OBS_N_WEIGHTS];
extern const char *const obs_sign_names[OBS_N_SIGNS];
extern const char *const obs_labels_kind_names[OBS_N_LABELS_KINDS];

typedef struct
{
  guint64 key; /* of the stem that is meant too */
  float weight;
} ObsMeaning;

struct _ObsTables
{
  gatomicrefcount refs;
  char *version;
  ObsLinear *type, *areas;
  GPtrArray *area_labels;   /* of char *: name of each class of the areas */
  ObsTerms stems;           /* that have others of one meaning */
  GArray *meanings_start;   /* of guint32, by stem; one more than stems */
  GArray *meanings;         /* of ObsMeaning */
  GPtrArray *meaning_words; /* of char *: the stem of each of them, for explanations */
  double weights[OBS_N_WEIGHTS];
  double signs[OBS_N_LABELS_KINDS][OBS_N_SIGNS];
  ObsVectors *vectors; /* or NULL */
};

/* The others of one meaning with the stem of @key; @n of them. */
const ObsMeaning *obs_tables_meanings (const ObsTables *tables, guint64 key, guint *n);

struct _ObsMatcher
{
  ObsTables *tables;
  gboolean finished;
  ObsWords *reader; /* while labels are added */
  GStringChunk *strings;
  GArray *labels; /* of ObsLabelText */
  GArray *owners; /* of guint32: label of each name */
  GArray *first;  /* of guint32: first name of each label; one more than labels */
  ObsTerms words, runs;
  GArray *is_pair; /* of guint8, by word term */
  float *word_idf, *run_idf;
  ObsSparse name_words, name_runs, full_words, full_runs;
  ObsSparse *names_by_word, *names_by_run, *labels_by_word;
  ObsLabelsKind kind;
  double description_words, name_length; /* means */
  double full_factor, name_factor;
  gboolean use_full, use_full_runs;
  GArray *groups; /* of guint32: document of each label; empty: none */
  guint n_groups;
  GArray *group_starts, *group_labels; /* of guint32: labels of each document */
  ObsSparse group_words;
  ObsSparse *groups_by_word;
  int *class_of;       /* class of the table of areas for each label, or NULL */
  float *name_vectors; /* names x dimension, or NULL */
};

typedef struct
{
  const char *id, *label, *text;
  char ksb;
} ObsLabelText;

/* Everything that is known of one label for one text. */
typedef struct
{
  guint32 label;
  guint32 name; /* the best of its names */
  float first;  /* rough score that made it a candidate */
  float name_words, name_runs, recall, full_words, full_runs, vectors;
  double score;
} ObsCandidate;

struct _ObsMatchRun
{
  const ObsMatcher *matcher;
  ObsWords *words;
  float *plain, *spread, *runs;                   /* the text, by term */
  GArray *plain_terms, *spread_terms, *run_terms; /* of guint32: those that are not 0 */
  float *by_name, *by_label;
  GArray *names, *labels; /* of guint32: those that are not 0 */
  float *group_score;
  GArray *candidates;     /* of ObsCandidate */
  GArray *values, *level; /* of float, of ObsCandidate: while the best are looked for */
  double *classes;        /* probabilities of the areas, or NULL */
  float *vector;
  char *cleaned;
  double text_weight, unknown_weight;
};

/* Values by number of which most are 0: those that are not are listed. */
static inline void
obs_match_forget (float *values, GArray *which)
{
  for (guint i = 0; i < which->len; i++)
    values[g_array_index (which, guint32, i)] = 0;
  g_array_set_size (which, 0);
}

static inline void
obs_match_add (float *values, GArray *which, guint32 at, float value)
{
  if (values[at] == 0)
    g_array_append_val (which, at);
  values[at] += value;
}

/* Candidates for any text, at least. */
#define OBS_CANDIDATES_LEAST 400

/* match-text.c: the text as vectors. */
void obs_match_run_read (ObsMatchRun *run, const char *text);
/* candidates.c: fills run->candidates with the @most best by a rough score. */
void obs_match_run_find (ObsMatchRun *run, char ksb, guint most);

/* Fills run->candidates, the best first, at least @most of them where so many fit. */
void obs_match_run_rank (ObsMatchRun *run, const char *text, char ksb, guint most);
/* The signs of the candidate at @place. */
void obs_match_run_signs (const ObsMatchRun *run, guint place, double *signs);
double obs_tables_confidence (const ObsTables *tables, ObsLabelsKind kind, const double *signs);

G_END_DECLS
