/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A web server on this computer that hands out the files below *@folder, in threads of its own.
 * @folder may point at another one later. @url (out, transfer full): its address. */
GSocketService *site_server_new (char **folder, char **url);
void site_server_free (GSocketService *server);

G_END_DECLS
