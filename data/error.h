/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ObsError:
 * @OBS_ERROR_FAILED: something else; the message says what
 * @OBS_ERROR_OFFLINE: the network or the host cannot be reached
 * @OBS_ERROR_HTTP: the host answered with a status that is not a success
 * @OBS_ERROR_TOO_LARGE: more bytes than promised or allowed
 * @OBS_ERROR_NOT_MODIFIED: the host has nothing newer; what is held stays
 * @OBS_ERROR_CHECKSUM: the bytes are not the ones that were promised
 * @OBS_ERROR_CORRUPT: not a file of ours, or a damaged one
 * @OBS_ERROR_SCHEMA_TOO_NEW: made by a newer program
 * @OBS_ERROR_SCHEMA_TOO_OLD: made by an older program that we no longer read
 * @OBS_ERROR_NOT_FOUND: no such edition, question, row or file
 * @OBS_ERROR_NO_SPACE: the disk is full or would be
 * @OBS_ERROR_INPUT: bad input: the message names file, row, column and what to do
 * @OBS_ERROR_USAGE: called with wrong arguments (exit status 2)
 * @OBS_ERROR_SPEC: a chart specification that must not be drawn
 * @OBS_ERROR_BUSY: another program is doing the same in the same place
 * @OBS_ERROR_UNTRUSTED: not signed by the keys that were trusted for this origin
 * @OBS_ERROR_EXPIRED: signed, but no longer confirmed as the newest
 * @OBS_ERROR_UNKNOWN_ORIGIN: an origin whose keys nobody has confirmed yet
 * @OBS_ERROR_UNANNOUNCED: an edition that lost more than its publisher announced
 * @OBS_ERROR_SUSPECT: an edition that ended the program twice; another one is opened
 *
 * Codes of the domain %OBS_ERROR. Messages are whole, translated sentences for people.
 */
typedef enum
{
  OBS_ERROR_FAILED,
  OBS_ERROR_OFFLINE,
  OBS_ERROR_HTTP,
  OBS_ERROR_TOO_LARGE,
  OBS_ERROR_NOT_MODIFIED,
  OBS_ERROR_CHECKSUM,
  OBS_ERROR_CORRUPT,
  OBS_ERROR_SCHEMA_TOO_NEW,
  OBS_ERROR_SCHEMA_TOO_OLD,
  OBS_ERROR_NOT_FOUND,
  OBS_ERROR_NO_SPACE,
  OBS_ERROR_INPUT,
  OBS_ERROR_USAGE,
  OBS_ERROR_SPEC,
  OBS_ERROR_BUSY,
  OBS_ERROR_UNTRUSTED,
  OBS_ERROR_EXPIRED,
  OBS_ERROR_UNKNOWN_ORIGIN,
  OBS_ERROR_UNANNOUNCED,
  OBS_ERROR_SUSPECT,
} ObsError;

#define OBS_ERROR (obs_error_quark ())
GQuark obs_error_quark (void);

G_END_DECLS
