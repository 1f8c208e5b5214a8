/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Why a sentence was matched: which of its words met which words of a label. The index of an
 * edition's labels is made when it is first asked for and kept, so one of these serves a window. It
 * works in threads of its own. */
typedef struct _ObsExplainer ObsExplainer;

ObsExplainer *obs_explainer_new (void) G_GNUC_WARN_UNUSED_RESULT;
ObsExplainer *obs_explainer_ref (ObsExplainer *explainer);
void obs_explainer_unref (ObsExplainer *explainer);

/**
 * obs_explainer_ask_async:
 * @edition: path of the edition whose labels are used
 * @level: "area" or "concept"
 * @text: the sentence
 * @ksb: 'K', 'S', 'B' or 0
 * @concepts: codes of the matched concepts
 */
void obs_explainer_ask_async (ObsExplainer *explainer, const char *edition, const char *level,
                              const char *text, char ksb, const char *const *concepts,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
/* (transfer full): for each of the concepts, in order, a GPtrArray of ObsMatchWord *, the strongest
 * word first; empty where no word decided or the edition has no such label. NULL with @error. */
GPtrArray *obs_explainer_ask_finish (GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ObsExplainer, obs_explainer_unref)

G_END_DECLS
