#include "secrets/deadline.h"

struct _CsDeadline
{
  GCancellable object;
  GCancellable *parent;
  gulong parent_handler;
  CsPrompt prompt;
  guint limit_ms;
  GSource *timer; /* NULL: stopped */
  gboolean has_expired;
};

G_DEFINE_FINAL_TYPE (CsDeadline, cs_deadline, G_TYPE_CANCELLABLE)

static void
cs_deadline_dispose (GObject *object)
{
  cs_deadline_close (CS_DEADLINE (object));
  G_OBJECT_CLASS (cs_deadline_parent_class)->dispose (object);
}

static void
cs_deadline_class_init (CsDeadlineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cs_deadline_dispose;
}

static void
cs_deadline_init (CsDeadline *self)
{
}

static void
on_parent_cancelled (GCancellable *parent, gpointer self)
{
  g_cancellable_cancel (G_CANCELLABLE (self));
}

CsDeadline *
cs_deadline_new (GCancellable *parent, CsPrompt prompt, guint limit_ms)
{
  CsDeadline *self = g_object_new (CS_TYPE_DEADLINE, NULL);

  self->prompt = prompt;
  self->limit_ms = limit_ms;
  if (parent != NULL)
    {
      self->parent = g_object_ref (parent);
      self->parent_handler
          = g_cancellable_connect (parent, G_CALLBACK (on_parent_cancelled), self, NULL);
    }
  cs_deadline_resume (self);
  return self;
}

CsPrompt
cs_deadline_prompt (CsDeadline *deadline)
{
  return deadline->prompt;
}

static gboolean
on_time_out (gpointer user_data)
{
  CsDeadline *self = user_data;

  self->has_expired = TRUE;
  g_cancellable_cancel (G_CANCELLABLE (self));
  return G_SOURCE_REMOVE;
}

void
cs_deadline_pause (CsDeadline *deadline)
{
  if (deadline->timer == NULL)
    return;
  g_source_destroy (deadline->timer);
  g_clear_pointer (&deadline->timer, g_source_unref);
}

void
cs_deadline_resume (CsDeadline *deadline)
{
  cs_deadline_pause (deadline);
  deadline->timer = g_timeout_source_new (deadline->limit_ms);
  g_source_set_callback (deadline->timer, on_time_out, deadline, NULL);
  g_source_attach (deadline->timer, g_main_context_get_thread_default ());
}

gboolean
cs_deadline_has_expired (CsDeadline *deadline)
{
  return deadline->has_expired;
}

void
cs_deadline_close (CsDeadline *deadline)
{
  cs_deadline_pause (deadline);
  if (deadline->parent == NULL)
    return;
  g_cancellable_disconnect (deadline->parent, deadline->parent_handler);
  g_clear_object (&deadline->parent);
}
