/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/faults/nginx.h"

#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

struct _Nginx
{
  char *folder;
  char *authority;
  guint16 ports[NGINX_N_PORTS];
  GSubprocess *process;
};

static const char *const certificates[NGINX_N_PORTS]
    = { NULL, "good", "other-host", "expired", "self-signed", "good" };

static guint16
free_port (void)
{
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, any, TRUE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
write_pem (const char *folder, const char *name, X509 *certificate, EVP_PKEY *key)
{
  g_autofree char *crt_name = g_strconcat (name, ".crt", NULL);
  g_autofree char *key_name = g_strconcat (name, ".key", NULL);
  g_autofree char *crt_path = g_build_filename (folder, crt_name, NULL);
  g_autofree char *key_path = g_build_filename (folder, key_name, NULL);
  FILE *file = fopen (crt_path, "w");

  PEM_write_X509 (file, certificate);
  fclose (file);
  file = fopen (key_path, "w");
  PEM_write_PrivateKey (file, key, NULL, NULL, 0, NULL, NULL);
  fclose (file);
}

static void
add_extension (X509 *certificate, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx_nodb (&context);
  X509V3_set_ctx (&context, certificate, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
}

/* @issuer NULL: signed by itself. @host NULL: an authority. */
static X509 *
make_certificate (const char *host, long serial, gboolean expired, EVP_PKEY *key, X509 *issuer,
                  EVP_PKEY *issuer_key)
{
  X509 *certificate = X509_new ();
  X509_NAME *name = X509_get_subject_name (certificate);
  const char *subject = host != NULL ? host : "Test authority";
  long day = 24 * 60 * 60;

  X509_set_version (certificate, 2);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), serial);
  X509_gmtime_adj (X509_getm_notBefore (certificate), expired ? -20 * day : -day);
  X509_gmtime_adj (X509_getm_notAfter (certificate), expired ? -10 * day : 10 * day);
  X509_set_pubkey (certificate, key);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guchar *) subject, -1, -1, 0);
  X509_set_issuer_name (certificate, issuer != NULL ? X509_get_subject_name (issuer) : name);
  if (host == NULL)
    add_extension (certificate, NID_basic_constraints, "critical,CA:TRUE");
  else
    {
      g_autofree char *names = g_strconcat ("DNS:", host, NULL);

      add_extension (certificate, NID_subject_alt_name, names);
    }
  g_assert_cmpint (X509_sign (certificate, issuer_key != NULL ? issuer_key : key, EVP_sha256 ()), >,
                   0);
  return certificate;
}

static void
make_certificates (const char *folder)
{
  static const struct
  {
    const char *name, *host;
    gboolean expired, own;
  } leaves[] = {
    { "good", "localhost", FALSE, FALSE },
    { "other-host", "elsewhere.example", FALSE, FALSE },
    { "expired", "localhost", TRUE, FALSE },
    { "self-signed", "localhost", FALSE, TRUE },
  };
  EVP_PKEY *authority_key = EVP_EC_gen ("P-256");
  X509 *authority = make_certificate (NULL, 1, FALSE, authority_key, NULL, NULL);

  write_pem (folder, "authority", authority, authority_key);
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      EVP_PKEY *key = EVP_EC_gen ("P-256");
      X509 *leaf = make_certificate (leaves[i].host, i + 2, leaves[i].expired, key,
                                     leaves[i].own ? NULL : authority,
                                     leaves[i].own ? NULL : authority_key);

      write_pem (folder, leaves[i].name, leaf, key);
      X509_free (leaf);
      EVP_PKEY_free (key);
    }
  X509_free (authority);
  EVP_PKEY_free (authority_key);
}

static void
add_plain_server (Nginx *self, GString *conf)
{
  g_string_append_printf (conf,
                          "  server { listen 127.0.0.1:%u; server_name localhost;\n"
                          "    location /site/ { alias %s/site/; }\n"
                          "    location /slow/ { alias %s/site/; limit_rate 200k; }\n"
                          "    location /moved/ { rewrite ^/moved/(.*)$ /site/$1 redirect; }\n"
                          "    location /loop/ { rewrite ^(.*)$ $1 redirect; }\n"
                          "    location /away/ { return 302 http://127.0.0.1:%u/site$uri; }\n"
                          "    location /paged/ { root %s/site; rewrite ^/paged/(.*)$ "
                          "/$1.$arg_RecordOffset$arg_page break; }\n"
                          "    location /broken/ { return 500; } }\n",
                          self->ports[NGINX_PLAIN], self->folder, self->folder,
                          self->ports[NGINX_GOOD], self->folder);
}

static void
write_configuration (Nginx *self, const char *path)
{
  static const char *const bodies[] = { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" };
  g_autoptr (GString) conf = g_string_new (NULL);

  /* An nginx started by root would read as somebody else. */
  if (geteuid () == 0)
    g_string_append (conf, "user root;\n");
  g_string_append_printf (
      conf,
      "daemon off; worker_processes 1; pid %s/nginx.pid;\n"
      "error_log %s/error.log;\nevents { worker_connections 64; }\nhttp {\n"
      "  log_format wire '$request_method $uri $status $bytes_sent "
      "c=$http_cookie a=$http_authorization u=$http_user_agent q=$args "
      "b=$body_bytes_sent n=$http_if_none_match';\n  access_log %s/wire.log wire;\n",
      self->folder, self->folder, self->folder);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_string_append_printf (conf, "  %s_temp_path %s/tmp;\n", bodies[i], self->folder);
  add_plain_server (self, conf);
  for (int i = NGINX_GOOD; i < NGINX_N_PORTS; i++)
    g_string_append_printf (
        conf,
        "  server { listen 127.0.0.1:%u ssl; server_name localhost; root %s/site;\n"
        "    ssl_certificate %s/%s.crt; ssl_certificate_key %s/%s.key; %s }\n",
        self->ports[i], self->folder, self->folder, certificates[i], self->folder, certificates[i],
        i == NGINX_OLD_TLS ? "ssl_protocols TLSv1 TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;" : "");
  g_string_append (conf, "}\n");
  g_assert_true (g_file_set_contents (path, conf->str, -1, NULL));
}

static gboolean
wait_for (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  for (int i = 0; i < 200; i++)
    {
      g_autoptr (GSocketConnection) connection
          = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);

      if (connection != NULL)
        return TRUE;
      g_usleep (20000);
    }
  return FALSE;
}

/* A test that fails leaves no server behind. */
static void
die_with_parent (gpointer unused)
{
#ifdef __linux__
  prctl (PR_SET_PDEATHSIG, SIGTERM);
#endif
}

Nginx *
nginx_new (const char *folder, const char **why)
{
  g_autofree char *program = g_find_program_in_path ("nginx");
  g_autofree char *conf = g_build_filename (folder, "nginx.conf", NULL);
  g_autofree char *log = g_build_filename (folder, "error.log", NULL);
  g_autofree char *tmp = g_build_filename (folder, "tmp", NULL);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  Nginx *self;

  if (program == NULL && g_file_test ("/usr/sbin/nginx", G_FILE_TEST_IS_EXECUTABLE))
    program = g_strdup ("/usr/sbin/nginx");
  if (program == NULL)
    {
      *why = "nginx is not installed";
      return NULL;
    }
  self = g_new0 (Nginx, 1);
  self->folder = g_strdup (folder);
  self->authority = g_build_filename (folder, "authority.crt", NULL);
  for (int i = 0; i < NGINX_N_PORTS; i++)
    self->ports[i] = free_port ();
  g_mkdir (tmp, 0700);
  make_certificates (folder);
  write_configuration (self, conf);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, NULL, program, "-p", folder, "-e", log,
                                               "-c", conf, NULL);
  if (self->process != NULL && wait_for (self->ports[NGINX_PLAIN]))
    return self;
  *why = "nginx does not start here";
  nginx_free (self);
  return NULL;
}

void
nginx_free (Nginx *self)
{
  if (self->process != NULL)
    {
      g_subprocess_send_signal (self->process, SIGTERM);
      g_subprocess_wait (self->process, NULL, NULL);
      g_object_unref (self->process);
    }
  g_free (self->folder);
  g_free (self->authority);
  g_free (self);
}

char *
nginx_address (Nginx *self, NginxPort port, const char *path)
{
  return port == NGINX_PLAIN ? g_strdup_printf ("http://127.0.0.1:%u/%s", self->ports[port], path)
                             : g_strdup_printf ("https://localhost:%u/%s", self->ports[port], path);
}

const char *
nginx_authority (Nginx *self)
{
  return self->authority;
}

char *
nginx_log (Nginx *self)
{
  g_autofree char *path = g_build_filename (self->folder, "wire.log", NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text != NULL ? text : g_strdup ("");
}
