#include "delivery/candidates.h"

static CsTarget *
target_at (const CsCandidates *candidates, guint index)
{
  return candidates->targets->pdata[index];
}

const CsTarget *
cs_candidates_next (CsCandidates *candidates)
{
  return candidates->next < candidates->targets->len ? target_at (candidates, candidates->next++)
                                                     : NULL;
}

static gboolean
is_same_host (const CsTarget *target, const CsTarget *other)
{
  return g_str_equal (target->host_name, other->host_name) && target->port == other->port
         && target->is_smart_host == other->is_smart_host;
}

/* Behind the last of the host that is being tried. */
static guint
end_of_host (const CsCandidates *candidates)
{
  const CsTarget *tried = target_at (candidates, candidates->next - 1);
  guint end = candidates->next;

  while (end < candidates->targets->len && is_same_host (tried, target_at (candidates, end)))
    end++;
  return end;
}

GPtrArray *
cs_candidates_further (const CsCandidates *candidates)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = candidates->next; i < end_of_host (candidates); i++)
    g_ptr_array_add (addresses, g_object_ref (target_at (candidates, i)->address));
  return addresses;
}

const CsTarget *
cs_candidates_settle (CsCandidates *candidates, const GSocketAddress *answered)
{
  guint first = candidates->next - 1;
  guint end = end_of_host (candidates);
  CsTarget *tried = target_at (candidates, first);

  if (answered == NULL)
    {
      candidates->next = end;
      return tried;
    }
  for (guint i = first; i < end; i++)
    {
      CsTarget *target = target_at (candidates, i);

      if (target->address != answered)
        continue;
      candidates->targets->pdata[i] = tried;
      candidates->targets->pdata[first] = target;
      return target;
    }
  return tried;
}
