/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/* SHA-256 by libcrypto, which is four times as fast as GChecksum on a large file. */

/* Called as the bytes go by; may be NULL. */
typedef void (*ObsBytesFunc) (guint64 done, guint64 total, gpointer user_data);

EVP_MD_CTX *obs_digest_new (void) G_GNUC_WARN_UNUSED_RESULT;
void obs_digest_add (EVP_MD_CTX *digest, gconstpointer data, gsize length);
/* The text with its length, so that no two rows of texts give the same bytes; NULL is no text. */
void obs_digest_text (EVP_MD_CTX *digest, const char *text);
/* A table of text to text, in order of the keys' bytes. */
void obs_digest_table (EVP_MD_CTX *digest, GHashTable *table);
/* 64 hex digits, lower case. (transfer full) */
char *obs_digest_finish (EVP_MD_CTX *digest) G_GNUC_WARN_UNUSED_RESULT;

/* Hash of a whole file; @length (out, may be NULL) the number of bytes that were hashed. */
char *obs_digest_file (const char *path, guint64 *length, ObsBytesFunc progress, gpointer user_data,
                       GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE where @text is 64 hex digits, lower case. */
gboolean obs_digest_is_hex (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)

G_END_DECLS
