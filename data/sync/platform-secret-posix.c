/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/sync/platform-secret.h"

#include "data/error.h"
#include "data/sync/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

struct _ObsNoCore
{
  struct rlimit before;
  int dumpable;
};

ObsNoCore *
obs_platform_no_core (void)
{
  ObsNoCore *self = g_new0 (ObsNoCore, 1);
  struct rlimit none;

  getrlimit (RLIMIT_CORE, &self->before);
  none = self->before;
  none.rlim_cur = 0;
  setrlimit (RLIMIT_CORE, &none);
#ifdef __linux__
  /* A limit of 0 does not keep a core from a program that collects cores through a pipe. */
  self->dumpable = prctl (PR_GET_DUMPABLE, 0, 0, 0, 0);
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
  return self;
}

void
obs_platform_end_no_core (ObsNoCore *self)
{
#ifdef __linux__
  if (self->dumpable == 1)
    prctl (PR_SET_DUMPABLE, 1, 0, 0, 0);
#endif
  setrlimit (RLIMIT_CORE, &self->before);
  g_free (self);
}

static gboolean
is_private (int fd, const char *path, struct stat *st, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (fstat (fd, st) != 0)
    {
      obs_platform_set_error (errno, path, error);
      return FALSE;
    }
  if (!S_ISREG (st->st_mode) || (st->st_uid != geteuid () && st->st_uid != 0))
    {
      g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                   _ ("“%s” is not used because it is not a plain file of yours. Name the file "
                      "itself, not a link to it."),
                   name);
      return FALSE;
    }
  if ((st->st_mode & 077) == 0)
    return TRUE;
  g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("“%s” is not used because others may read or change it. If nobody had access to "
                  "it so far, close it to them (chmod 600) and try again; otherwise replace it."),
               name);
  return FALSE;
}

/* Reads to the end, or up to @most bytes. Sets errno: 0 where all went well. */
static gsize
read_all (int fd, char *into, gsize most)
{
  gsize done = 0;

  errno = 0;
  while (done < most)
    {
      ssize_t n = read (fd, into + done, most - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      errno = 0;
      done += (gsize) n;
    }
  return done;
}

char *
obs_platform_read_private (const char *path, gsize most, gsize *length, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat st;
  char *text = NULL;

  if (fd < 0)
    {
      if (errno == ELOOP)
        {
          g_autofree char *name = g_filename_display_name (path);

          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("“%s” is not used because it is not a plain file of yours. Name the file "
                          "itself, not a link to it."),
                       name);
        }
      else if (errno == EACCES)
        {
          g_autofree char *name = g_filename_display_name (path);

          g_set_error (error, OBS_ERROR, OBS_ERROR_INPUT,
                       _ ("“%s” cannot be read: you are not allowed to."), name);
        }
      else
        obs_platform_set_error (errno, path, error);
      return NULL;
    }
  if (is_private (fd, path, &st, error))
    {
      text = OPENSSL_zalloc (most + 1);
      *length = text != NULL ? read_all (fd, text, most) : 0;
      if (text != NULL && errno != 0)
        {
          obs_platform_set_read_error (errno, path, error);
          OPENSSL_clear_free (text, most + 1);
          text = NULL;
        }
    }
  close (fd);
  return text;
}

char *
obs_platform_read_line (int fd)
{
  char *line = obs_secret_new ();
  gsize n = 0;

  while (n < OBS_SECRET_MOST)
    {
      if (read_all (fd, line + n, 1) == 0)
        break;
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

char *
obs_platform_ask_secret (const char *prompt)
{
  int fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  struct termios before, silent;
  char *secret = NULL;

  if (fd < 0)
    return NULL;
  if (tcgetattr (fd, &before) == 0)
    {
      silent = before;
      /* Signals go to nobody meanwhile: Ctrl+C would leave the terminal without echo. */
      silent.c_lflag &= ~(tcflag_t) (ECHO | ECHONL | ISIG);
      if (tcsetattr (fd, TCSAFLUSH, &silent) == 0)
        {
          obs_platform_write (fd, "/dev/tty", prompt, strlen (prompt), NULL);
          secret = obs_platform_read_line (fd);
          tcsetattr (fd, TCSAFLUSH, &before);
          obs_platform_write (fd, "/dev/tty", "\n", 1, NULL);
        }
    }
  close (fd);
  /* Ctrl+C came as a letter; nobody's pass-phrase has it. An empty line means giving up too. */
  if (secret != NULL && (secret[0] == '\0' || strchr (secret, '\003') != NULL))
    g_clear_pointer (&secret, obs_secret_free);
  return secret;
}
