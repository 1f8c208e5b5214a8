/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A real nginx on free ports of loopback, with its folder and its configuration of its own.
 *   PLAIN/site/     DIR/site      PLAIN/slow/  the same, 200 KiB/s
 *   PLAIN/moved/    redirects to PLAIN/site/      PLAIN/loop/   redirects to itself
 *   PLAIN/away/     redirects to another port     PLAIN/broken/ 500
 *   PLAIN/paged/F?RecordOffset=N or ?page=N       DIR/site/F.N
 * and by TLS, DIR/site at "/": good, other host's name, expired, signed by nobody, TLS 1.1. */
typedef enum
{
  NGINX_PLAIN,
  NGINX_GOOD,
  NGINX_OTHER_HOST,
  NGINX_EXPIRED,
  NGINX_SELF_SIGNED,
  NGINX_OLD_TLS,
  NGINX_N_PORTS
} NginxPort;

typedef struct _Nginx Nginx;

/* NULL, with a reason to skip in @why, where there is no nginx or it does not start. */
Nginx *nginx_new (const char *folder, const char **why);
void nginx_free (Nginx *nginx);

/* (transfer full): with "/" at the end of @path */
char *nginx_address (Nginx *nginx, NginxPort port, const char *path);

/* PEM file of the authority that signed the good certificates. */
const char *nginx_authority (Nginx *nginx);

/* (transfer full): one line a request: method, path, status, bytes, cookie, authorization, agent,
 * query, condition */
char *nginx_log (Nginx *nginx);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Nginx, nginx_free)

G_END_DECLS
