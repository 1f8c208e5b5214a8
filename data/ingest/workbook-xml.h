/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/ingest/workbook-zip.h"

#include <libxml/xmlreader.h>

G_BEGIN_DECLS

/* One XML part of a workbook, read node by node: UTF-8 only, no document type definition, no
 * entities but the five of XML, nothing fetched from anywhere, libxml2's own limits on depth and
 * lengths kept. */
typedef struct _ObsXml ObsXml;

ObsXml *obs_xml_open (ObsZip *zip, const char *part, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void obs_xml_close (ObsXml *self);

/* Returns: 1 when there is a next node, 0 at the end of the part, -1 with @error set */
int obs_xml_next (ObsXml *self, GError **error);

/* Whether the node is the beginning (or the end) of an element. */
gboolean obs_xml_is_start (ObsXml *self);
gboolean obs_xml_is_end (ObsXml *self);
gboolean obs_xml_is_empty (ObsXml *self); /* <a/> has no end */
gboolean obs_xml_is_text (ObsXml *self);
int obs_xml_depth (ObsXml *self);

/* Whether it is the element of the root's own namespace, or of that with @uri. */
gboolean obs_xml_is (ObsXml *self, const char *element);
gboolean obs_xml_is_of (ObsXml *self, const char *uri, const char *element);
const char *obs_xml_text (ObsXml *self);

/* Of the present element, by name without prefix, whatever its namespace; NULL where there is none.
 * Valid until the next node. */
const char *obs_xml_attribute (ObsXml *self, const char *name);
const char *obs_xml_attribute_of (ObsXml *self, const char *uri, const char *name);
gboolean obs_xml_keeps_space (ObsXml *self); /* xml:space here or above */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsXml, obs_xml_close)

G_END_DECLS
