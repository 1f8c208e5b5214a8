/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* What a target defines, as libFuzzer wants it: reads @data as bad input and aborts where the
 * program under test breaks a promise. Returns 0. Keeps nothing from one call to the next. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* As g_assert(), but there in every build, and by the signal that a fuzzer keeps the input for. */
#define FUZZ_CHECK(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!(condition))                                                                              \
      {                                                                                            \
        g_printerr ("%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition);                \
        abort ();                                                                                  \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END
