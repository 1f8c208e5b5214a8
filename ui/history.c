/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/history.h"

/* One change: the view as it was on the other side of it. */
typedef struct
{
  ObsView *view;
  char *name;
} Step;

typedef struct
{
  ObsView *view;
  GPtrArray *undo; /* of Step *, newest last */
  GPtrArray *redo;
} Place;

struct _ObsHistory
{
  GPtrArray *places; /* of Place * */
  guint at;          /* index of the present one */
};

static void
step_free (Step *step)
{
  obs_view_free (step->view);
  g_free (step->name);
  g_free (step);
}

static Step *
step_new (const ObsView *view, const char *name)
{
  Step *step = g_new0 (Step, 1);

  step->view = obs_view_copy (view);
  step->name = g_strdup (name);
  return step;
}

static void
place_free (Place *place)
{
  obs_view_free (place->view);
  g_ptr_array_unref (place->undo);
  g_ptr_array_unref (place->redo);
  g_free (place);
}

static Place *
present (const ObsHistory *self)
{
  return self->places->len > 0 ? g_ptr_array_index (self->places, self->at) : NULL;
}

static void
set_view (Place *place, const ObsView *view)
{
  ObsView *copy = obs_view_copy (view);

  obs_view_free (place->view);
  place->view = copy;
}

ObsHistory *
obs_history_new (void)
{
  ObsHistory *self = g_new0 (ObsHistory, 1);

  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) place_free);
  return self;
}

void
obs_history_free (ObsHistory *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->places);
  g_free (self);
}

gboolean
obs_history_same_place (const ObsView *a, const ObsView *b)
{
  const char *tab_a = a->tab != NULL ? a->tab : "chart";
  const char *tab_b = b->tab != NULL ? b->tab : "chart";

  return g_str_equal (a->perspective, b->perspective) && g_str_equal (a->question, b->question)
         && g_str_equal (tab_a, tab_b);
}

void
obs_history_go (ObsHistory *self, const ObsView *view)
{
  Place *place = g_new0 (Place, 1);

  place->view = obs_view_copy (view);
  place->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  place->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);

  if (self->places->len > 0)
    g_ptr_array_set_size (self->places, (int) self->at + 1);
  g_ptr_array_add (self->places, place);
  if (self->places->len > OBS_HISTORY_PLACES)
    g_ptr_array_remove_index (self->places, 0);
  self->at = self->places->len - 1;
}

void
obs_history_change (ObsHistory *self, const ObsView *view, const char *name)
{
  Place *place = present (self);

  if (place == NULL)
    {
      obs_history_go (self, view);
      return;
    }
  if (obs_view_equal (place->view, view))
    return;
  g_ptr_array_add (place->undo, step_new (place->view, name));
  if (place->undo->len > OBS_HISTORY_CHANGES)
    g_ptr_array_remove_index (place->undo, 0);
  g_ptr_array_set_size (place->redo, 0);
  set_view (place, view);
}

void
obs_history_note (ObsHistory *self, const ObsView *view)
{
  Place *place = present (self);

  if (place != NULL)
    set_view (place, view);
}

const ObsView *
obs_history_get_view (const ObsHistory *self)
{
  Place *place = present (self);

  return place != NULL ? place->view : NULL;
}

const ObsView *
obs_history_peek_back (const ObsHistory *self)
{
  const Place *place;

  if (self->at == 0)
    return NULL;
  place = g_ptr_array_index (self->places, self->at - 1);
  return place->view;
}

const ObsView *
obs_history_peek_forward (const ObsHistory *self)
{
  const Place *place;

  if (self->at + 1 >= self->places->len)
    return NULL;
  place = g_ptr_array_index (self->places, self->at + 1);
  return place->view;
}

gboolean
obs_history_back (ObsHistory *self)
{
  if (obs_history_peek_back (self) == NULL)
    return FALSE;
  self->at--;
  return TRUE;
}

gboolean
obs_history_forward (ObsHistory *self)
{
  if (obs_history_peek_forward (self) == NULL)
    return FALSE;
  self->at++;
  return TRUE;
}

static const char *
last_name (GPtrArray *steps)
{
  const Step *step = steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;

  return step != NULL ? step->name : NULL;
}

const char *
obs_history_get_undo (const ObsHistory *self)
{
  const Place *place = present (self);

  return place != NULL ? last_name (place->undo) : NULL;
}

const char *
obs_history_get_redo (const ObsHistory *self)
{
  const Place *place = present (self);

  return place != NULL ? last_name (place->redo) : NULL;
}

/* Takes the newest step of @from and leaves the way back to the present view in @to. */
static gboolean
take_step (Place *place, GPtrArray *from, GPtrArray *to)
{
  Step *step;

  if (from->len == 0)
    return FALSE;
  step = g_ptr_array_steal_index (from, from->len - 1);
  g_ptr_array_add (to, step_new (place->view, step->name));
  set_view (place, step->view);
  step_free (step);
  return TRUE;
}

gboolean
obs_history_undo (ObsHistory *self)
{
  Place *place = present (self);

  return place != NULL && take_step (place, place->undo, place->redo);
}

gboolean
obs_history_redo (ObsHistory *self)
{
  Place *place = present (self);

  return place != NULL && take_step (place, place->redo, place->undo);
}
