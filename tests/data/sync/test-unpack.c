/* SPDX-License-Identifier: GPL-3.0-or-later */
#undef G_DISABLE_ASSERT
#include "config.h"

#include "data/error.h"
#include "data/sync/unpack.h"
#include "tests/data/sync/fixture.h"
#include "tests/begin.h"

#include <glib/gstdio.h>
#include <string.h>
#include <zstd.h>

#define LENGTH (1024 * 1024)

typedef struct
{
  char *folder;
  char *packed;
  char *out;
  guint8 *plain;
  char *sha256;
} Unpack;

/* Half noise, half zeros. */
static void
set_up (Unpack *self, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  self->folder = fixture_folder ();
  self->packed = g_build_filename (self->folder, "packed", NULL);
  self->out = g_build_filename (self->folder, "out", NULL);
  self->plain = g_malloc0 (LENGTH);
  for (gsize i = 0; i < LENGTH / 2; i++)
    self->plain[i] = (guint8) g_rand_int (random);
  self->sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, self->plain, LENGTH);
}

static void
tear_down (Unpack *self, gconstpointer unused)
{
  fixture_clear (self->folder);
  g_free (self->packed);
  g_free (self->out);
  g_free (self->plain);
  g_free (self->sha256);
}

static GByteArray *
pack (const guint8 *plain, gsize length, gboolean checksum, gboolean size, int window)
{
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  GByteArray *packed = g_byte_array_new ();
  gsize n;

  g_byte_array_set_size (packed, (guint) ZSTD_compressBound (length));
  ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, checksum);
  ZSTD_CCtx_setParameter (context, ZSTD_c_contentSizeFlag, size);
  if (window > 0)
    ZSTD_CCtx_setParameter (context, ZSTD_c_windowLog, window);
  n = ZSTD_compress2 (context, packed->data, packed->len, plain, length);
  g_assert_false (ZSTD_isError (n));
  g_byte_array_set_size (packed, (guint) n);
  ZSTD_freeCCtx (context);
  return packed;
}

static gboolean
unpack (Unpack *self, GByteArray *packed, guint64 length, GError **error)
{
  g_assert_true (
      g_file_set_contents (self->packed, (const char *) packed->data, packed->len, NULL));
  return obs_unpack (self->packed, self->out, length, self->sha256, NULL, NULL, NULL, error);
}

static void
refuse (Unpack *self, GByteArray *packed, guint64 length, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (unpack (self, packed, length, &error));
  g_assert_error (error, OBS_ERROR, code);
  g_assert_nonnull (strstr (error->message, "stays in use"));
  g_assert_false (g_file_test (self->out, G_FILE_TEST_EXISTS));
}

static void
test_good (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = pack (self->plain, LENGTH, TRUE, TRUE, 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  g_assert_true (unpack (self, packed, LENGTH, &error));
  g_assert_no_error (error);
  found = fixture_sha256 (self->out);
  g_assert_cmpstr (found, ==, self->sha256);
}

static void
test_cut (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = pack (self->plain, LENGTH, TRUE, TRUE, 0);

  for (guint length = packed->len; length-- > 0; length -= MIN (length, length > 40 ? 20011 : 0))
    {
      g_autoptr (GByteArray) cut = g_byte_array_new ();

      g_byte_array_append (cut, packed->data, length);
      refuse (self, cut, LENGTH, OBS_ERROR_CORRUPT);
    }
}

static void
test_flips (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = pack (self->plain, LENGTH, TRUE, TRUE, 0);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (int n = 0; n < 200; n++)
    {
      guint at = n < 20 ? (guint) n : (guint) g_rand_int_range (random, 0, (gint32) packed->len);
      g_autoptr (GError) error = NULL;

      packed->data[at] ^= (guint8) (1 << (n % 8));
      /* A changed bit is found, or (in the header) changes nothing that comes out. */
      if (unpack (self, packed, LENGTH, &error))
        {
          g_autofree char *found = fixture_sha256 (self->out);

          g_assert_cmpstr (found, ==, self->sha256);
        }
      else
        g_assert_true (error->domain == OBS_ERROR);
      packed->data[at] ^= (guint8) (1 << (n % 8));
    }
}

static void
test_wrong_size (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = pack (self->plain, LENGTH, TRUE, TRUE, 0);

  refuse (self, packed, LENGTH - 1, OBS_ERROR_CORRUPT);
  refuse (self, packed, LENGTH + 1, OBS_ERROR_CORRUPT);
  refuse (self, packed, 1, OBS_ERROR_CORRUPT);
}

static void
test_no_checksum (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = pack (self->plain, LENGTH, FALSE, TRUE, 0);

  refuse (self, packed, LENGTH, OBS_ERROR_CORRUPT);
}

static void
test_no_size (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = pack (self->plain, LENGTH, TRUE, FALSE, 0);

  refuse (self, packed, LENGTH, OBS_ERROR_CORRUPT);
}

static void
test_other_content (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = NULL;

  self->plain[7] ^= 1;
  packed = pack (self->plain, LENGTH, TRUE, TRUE, 0);
  refuse (self, packed, LENGTH, OBS_ERROR_CHECKSUM);
}

static void
test_behind (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = pack (self->plain, LENGTH, TRUE, TRUE, 0);
  g_autoptr (GByteArray) twice = g_byte_array_new ();

  g_byte_array_append (twice, packed->data, packed->len);
  g_byte_array_append (twice, packed->data, packed->len);
  refuse (self, twice, LENGTH, OBS_ERROR_CORRUPT);
  g_byte_array_append (packed, (const guint8 *) "x", 1);
  refuse (self, packed, LENGTH, OBS_ERROR_CORRUPT);
}

/* A frame that says a megabyte and holds a gigabyte of zeros: no byte beyond the promise. */
static void
test_bomb (Unpack *self, gconstpointer unused)
{
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  g_autofree guint8 *zeros = g_malloc0 (LENGTH);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  guint8 block[4096];
  gsize left = 1;

  ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setPledgedSrcSize (context, G_GUINT64_CONSTANT (64) * LENGTH);
  for (int i = 0; i < 64 || left != 0; i++)
    {
      ZSTD_inBuffer in = { zeros, i < 64 ? LENGTH : 0, 0 };

      do
        {
          ZSTD_outBuffer out = { block, sizeof block, 0 };

          left = ZSTD_compressStream2 (context, &out, &in, i < 63 ? ZSTD_e_continue : ZSTD_e_end);
          g_assert_false (ZSTD_isError (left));
          g_byte_array_append (packed, block, (guint) out.pos);
        }
      while (in.pos < in.size);
    }
  ZSTD_freeCCtx (context);
  refuse (self, packed, LENGTH, OBS_ERROR_CORRUPT);

  /* The same with a header that lies about the size: bytes 6 to 9 hold it for a frame this large.
   */
  g_assert_cmpuint (packed->data[4] >> 6, ==, 2);
  packed->data[6] = 0;
  packed->data[7] = 0;
  packed->data[8] = 0x10;
  packed->data[9] = 0;
  refuse (self, packed, LENGTH, OBS_ERROR_CORRUPT);
}

static void
test_large_window (Unpack *self, gconstpointer unused)
{
  gsize length = G_GUINT64_CONSTANT (40) << 20;
  g_autofree guint8 *plain = g_malloc0 (length);
  g_autoptr (GByteArray) packed = pack (plain, length, TRUE, TRUE, 27);

  /* Single-segment frames take their window from the size; both are over the limit of memory. */
  refuse (self, packed, length, OBS_ERROR_CORRUPT);
}

static void
test_not_zstd (Unpack *self, gconstpointer unused)
{
  static const char *const texts[]
      = { "", "x", "<html>", "SQLite format 3", "\x1f\x8b\x08", "(\xb5/\xfd" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GByteArray) packed = g_byte_array_new ();

      g_byte_array_append (packed, (const guint8 *) texts[i], (guint) strlen (texts[i]));
      refuse (self, packed, LENGTH, OBS_ERROR_CORRUPT);
    }
}

static void
test_cancel (Unpack *self, gconstpointer unused)
{
  g_autoptr (GByteArray) packed = pack (self->plain, LENGTH, TRUE, TRUE, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_true (
      g_file_set_contents (self->packed, (const char *) packed->data, packed->len, NULL));
  g_assert_false (
      obs_unpack (self->packed, self->out, LENGTH, self->sha256, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (self->out, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Unpack *self, gconstpointer unused);
  } tests[] = {
    { "/unpack/good", test_good },
    { "/unpack/cut", test_cut },
    { "/unpack/flips", test_flips },
    { "/unpack/wrong-size", test_wrong_size },
    { "/unpack/no-checksum", test_no_checksum },
    { "/unpack/no-size", test_no_size },
    { "/unpack/other-content", test_other_content },
    { "/unpack/behind", test_behind },
    { "/unpack/bomb", test_bomb },
    { "/unpack/large-window", test_large_window },
    { "/unpack/not-zstd", test_not_zstd },
    { "/unpack/cancel", test_cancel },
  };

  test_begin (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Unpack, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
