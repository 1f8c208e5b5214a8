/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "data/ingest/workbook-xml.h"

#include "data/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char DOCTYPE[] = "<!DOCTYPE";

struct _ObsXml
{
  ObsZip *zip;
  ObsZipPart *part;
  char *name;
  xmlTextReader *reader;
  xmlNode *node;
  int type;
  char *root_namespace;
  gsize matched; /* characters of DOCTYPE that the bytes so far end with */
  GError *fault; /* of the bytes; libxml2 only knows that there are none */
};

static void
set_type_definition (ObsXml *self)
{
  g_set_error (&self->fault, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s holds a document type definition in its part “%s”, which no spreadsheet "
                  "program writes. The file is not read; get it from its publisher again."),
               obs_zip_name (self->zip), self->name);
}

static void
set_encoding (ObsXml *self)
{
  g_set_error (&self->fault, OBS_ERROR, OBS_ERROR_INPUT,
               _ ("%s holds a part, “%s”, that is not written in UTF-8. Open the file in a "
                  "spreadsheet program and save it again."),
               obs_zip_name (self->zip), self->name);
}

/* Looks at the bytes before libxml2 does: it would expand entities in attributes before it tells
 * that there was a definition. Since NUL is refused and UTF-8 forced, no other encoding can hide
 * the word. */
static gboolean
check_bytes (ObsXml *self, const char *bytes, gsize n)
{
  if (memchr (bytes, 0, n) != NULL)
    {
      set_encoding (self);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      self->matched = bytes[i] == DOCTYPE[self->matched] ? self->matched + 1 : bytes[i] == '<';
      if (DOCTYPE[self->matched] == '\0')
        {
          set_type_definition (self);
          return FALSE;
        }
    }
  return TRUE;
}

static int
read_cb (void *data, char *buffer, int length)
{
  ObsXml *self = data;
  gssize n;

  if (self->fault != NULL)
    return -1;
  n = obs_zip_part_read (self->part, buffer, (gsize) length, &self->fault);
  return n < 0 || !check_bytes (self, buffer, (gsize) n) ? -1 : (int) n;
}

static void
quiet_cb (void *data, xmlError *error)
{
}

ObsXml *
obs_xml_open (ObsZip *zip, const char *part, GError **error)
{
  g_autoptr (ObsXml) self = g_new0 (ObsXml, 1);

  self->zip = zip;
  self->name = g_strdup (part);
  self->part = obs_zip_part_open (zip, part, error);
  if (self->part == NULL)
    return NULL;
  self->reader = xmlReaderForIO (read_cb, NULL, self, NULL, "UTF-8",
                                 XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOERROR
                                     | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
  if (self->reader == NULL)
    {
      if (self->fault != NULL)
        g_propagate_error (error, g_steal_pointer (&self->fault));
      else
        g_set_error (error, OBS_ERROR, OBS_ERROR_FAILED, _ ("%s cannot be read: no memory."),
                     obs_zip_name (zip));
      return NULL;
    }
  xmlTextReaderSetStructuredErrorHandler (self->reader, quiet_cb, NULL);
  return g_steal_pointer (&self);
}

void
obs_xml_close (ObsXml *self)
{
  if (self == NULL)
    return;
  if (self->reader != NULL)
    xmlFreeTextReader (self->reader);
  obs_zip_part_close (self->part);
  g_clear_error (&self->fault);
  g_free (self->root_namespace);
  g_free (self->name);
  g_free (self);
}

/* Behind the root there may be nothing but blanks; reading them proves the part's checksum. */
static int
finish (ObsXml *self, GError **error)
{
  char buffer[4096];
  gssize n = 1;

  while (self->fault == NULL && n > 0)
    n = obs_zip_part_read (self->part, buffer, sizeof buffer, &self->fault);
  if (self->fault == NULL)
    return 0;
  g_propagate_error (error, g_steal_pointer (&self->fault));
  return -1;
}

int
obs_xml_next (ObsXml *self, GError **error)
{
  int status = xmlTextReaderRead (self->reader);

  if (self->fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->fault));
      return -1;
    }
  if (status == 0)
    return finish (self, error);
  self->type = status > 0 ? xmlTextReaderNodeType (self->reader) : -1;
  if (status < 0 || self->type == XML_READER_TYPE_ENTITY_REFERENCE
      || self->type == XML_READER_TYPE_DOCUMENT_TYPE)
    {
      g_set_error (
          error, OBS_ERROR, OBS_ERROR_INPUT,
          _ ("%s is damaged: its part “%s” is no proper XML at line %d. Fetch it again, or "
             "open it in a spreadsheet program and save it again."),
          obs_zip_name (self->zip), self->name, xmlTextReaderGetParserLineNumber (self->reader));
      return -1;
    }
  self->node = xmlTextReaderCurrentNode (self->reader);
  if (self->root_namespace == NULL && self->type == XML_READER_TYPE_ELEMENT)
    self->root_namespace
        = g_strdup (self->node->ns != NULL ? (const char *) self->node->ns->href : "");
  return 1;
}

gboolean
obs_xml_is_start (ObsXml *self)
{
  return self->type == XML_READER_TYPE_ELEMENT;
}

gboolean
obs_xml_is_end (ObsXml *self)
{
  return self->type == XML_READER_TYPE_END_ELEMENT;
}

gboolean
obs_xml_is_empty (ObsXml *self)
{
  return xmlTextReaderIsEmptyElement (self->reader) == 1;
}

gboolean
obs_xml_is_text (ObsXml *self)
{
  return self->type == XML_READER_TYPE_TEXT || self->type == XML_READER_TYPE_CDATA
         || self->type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE
         || self->type == XML_READER_TYPE_WHITESPACE;
}

int
obs_xml_depth (ObsXml *self)
{
  return xmlTextReaderDepth (self->reader);
}

gboolean
obs_xml_is_of (ObsXml *self, const char *uri, const char *element)
{
  const char *own = self->node->ns != NULL ? (const char *) self->node->ns->href : "";

  return strcmp ((const char *) self->node->name, element) == 0 && strcmp (own, uri) == 0;
}

gboolean
obs_xml_is (ObsXml *self, const char *element)
{
  return obs_xml_is_of (self, self->root_namespace, element);
}

const char *
obs_xml_text (ObsXml *self)
{
  const char *text = (const char *) xmlTextReaderConstValue (self->reader);

  return text != NULL ? text : "";
}

const char *
obs_xml_attribute (ObsXml *self, const char *name)
{
  for (xmlAttr *attribute = self->node->properties; attribute != NULL; attribute = attribute->next)
    if (strcmp ((const char *) attribute->name, name) == 0)
      {
        const xmlNode *value = attribute->children;

        return value != NULL && value->content != NULL ? (const char *) value->content : "";
      }
  return NULL;
}

const char *
obs_xml_attribute_of (ObsXml *self, const char *uri, const char *name)
{
  for (xmlAttr *attribute = self->node->properties; attribute != NULL; attribute = attribute->next)
    if (attribute->ns != NULL && strcmp ((const char *) attribute->name, name) == 0
        && strcmp ((const char *) attribute->ns->href, uri) == 0)
      {
        const xmlNode *value = attribute->children;

        return value != NULL && value->content != NULL ? (const char *) value->content : "";
      }
  return NULL;
}

gboolean
obs_xml_keeps_space (ObsXml *self)
{
  return xmlNodeGetSpacePreserve (self->node) == 1;
}
