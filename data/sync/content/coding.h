/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/content/integers.h"

G_BEGIN_DECLS

/* A column as what stands before its stream, one number (code) a row, NULL being one of them, and
 * what stands behind. Of this folder only. */

typedef enum
{
  OBS_FORM_DIRECT,     /* integers; reals by their bits; texts: codes are lengths, texts behind */
  OBS_FORM_DECIMAL,    /* reals: whole numbers of 10^-digits, and a few exceptions */
  OBS_FORM_DICTIONARY, /* texts: numbers in a sorted list of the different ones */
} ObsForm;

#define OBS_FORM_NULLS 0x80 /* bit: there are NULLs, and their code follows */
#define OBS_DIGITS_MOST 15

typedef struct
{
  guint n;
  GByteArray *head;
  gint64 *codes;
  GByteArray *tail;
} ObsCoding;

ObsCoding *obs_coding_new (const ObsColumn *column) G_GNUC_WARN_UNUSED_RESULT;
void obs_coding_free (ObsCoding *coding);
/* @starts: NULL, or where groups begin (integers.h). Returns about how many bytes zstd will leave
 * of the stream of codes. */
gsize obs_coding_encode (const ObsCoding *coding, const guint8 *starts, GByteArray *out);

/* Decoding. @codes: @n of them, left for whoever looks where groups begin. @starts: NULL, or where
 * they begin by now. */
ObsColumn *obs_coding_decode (ObsCursor *in, ObsColumnKind kind, guint n, gboolean nullable,
                              const guint8 *starts, gint64 *codes, gsize most, GError **error);

/* The dictionary of texts. */
typedef struct
{
  guint n;
  guint32 *ends;
  GByteArray *text;
} ObsTextDictionary;

#define OBS_DICTIONARY_ENTRY 20 /* bytes of memory besides its text, while it is being read */
gsize obs_text_dictionary_memory (const ObsTextDictionary *dictionary);
/* @most: bytes of memory */
ObsTextDictionary *obs_text_dictionary_decode (ObsCursor *in, gsize most, GError **error);
void obs_text_dictionary_free (ObsTextDictionary *dictionary);
/* Writes a dictionary into @head, numbers into @codes (not where @column is NULL). */
void obs_text_dictionary_encode (const ObsColumn *column, GByteArray *head, gint64 *codes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsTextDictionary, obs_text_dictionary_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsCoding, obs_coding_free)

G_END_DECLS
