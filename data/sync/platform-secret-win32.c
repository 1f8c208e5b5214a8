/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written from the system's documentation with care, but neither compiled nor run on Windows so
 * far: run tests/data/publish-site there before relying on it. */
#include "config.h"

#include "data/sync/platform-secret.h"

#include "data/error.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <io.h>
#include <openssl/crypto.h>
#include <string.h>
#include <windows.h>

struct _ObsNoCore
{
  UINT before;
};

ObsNoCore *
obs_platform_no_core (void)
{
  ObsNoCore *self = g_new0 (ObsNoCore, 1);

  /* No box and no dump by the error reporting of the system. */
  self->before = SetErrorMode (SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  return self;
}

void
obs_platform_end_no_core (ObsNoCore *self)
{
  SetErrorMode (self->before);
  g_free (self);
}

char *
obs_platform_read_private (const char *path, gsize most, gsize *length, GError **error)
{
  /* Who may read it is what the folder of the person's profile hands down. */
  int fd = g_open (path, _O_RDONLY | _O_BINARY | _O_NOINHERIT, 0);
  char *text;
  gsize done = 0;

  if (fd < 0)
    {
      obs_platform_set_error (errno, path, error);
      return NULL;
    }
  text = OPENSSL_zalloc (most + 1);
  while (text != NULL && done < most)
    {
      int n = _read (fd, text + done, (unsigned) MIN (most - done, 1u << 20));

      if (n <= 0)
        break;
      done += (gsize) n;
    }
  _close (fd);
  *length = done;
  return text;
}

char *
obs_platform_read_line (int fd)
{
  char *line = obs_secret_new ();
  gsize n = 0;

  while (n < OBS_SECRET_MOST && _read (fd, line + n, 1) == 1)
    {
      if (line[n] == '\n')
        {
          line[n] = '\0';
          if (n > 0 && line[n - 1] == '\r')
            line[n - 1] = '\0';
          return line;
        }
      n++;
    }
  if (n > 0 && n < OBS_SECRET_MOST)
    return line;
  obs_secret_free (line);
  return NULL;
}

/* The console gives UTF-16; it is wiped like the text that is made of it. */
static char *
read_console (HANDLE in)
{
  wchar_t typed[OBS_SECRET_MOST / 4 + 1] = { 0 };
  char *secret = NULL;
  DWORD n = 0;

  if (ReadConsoleW (in, typed, OBS_SECRET_MOST / 4, &n, NULL) && n > 0)
    {
      while (n > 0 && (typed[n - 1] == L'\n' || typed[n - 1] == L'\r'))
        typed[--n] = 0;
      secret = obs_secret_new ();
      if (n == 0
          || WideCharToMultiByte (CP_UTF8, 0, typed, -1, secret, OBS_SECRET_MOST, NULL, NULL) == 0)
        g_clear_pointer (&secret, obs_secret_free);
    }
  OPENSSL_cleanse (typed, sizeof typed);
  return secret;
}

char *
obs_platform_ask_secret (const char *prompt)
{
  HANDLE in = CreateFileW (L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL,
                           OPEN_EXISTING, 0, NULL);
  char *secret = NULL;
  DWORD before;

  if (in == INVALID_HANDLE_VALUE)
    return NULL;
  if (GetConsoleMode (in, &before)
      && SetConsoleMode (in, (before & ~(DWORD) ENABLE_ECHO_INPUT) | ENABLE_LINE_INPUT))
    {
      g_printerr ("%s", prompt);
      secret = read_console (in);
      SetConsoleMode (in, before);
      g_printerr ("\n");
    }
  CloseHandle (in);
  return secret;
}
