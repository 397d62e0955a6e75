#include <json-glib/json-glib.h>
#include <stdio.h>

#include "demo-event.h"

void
demo_event (const char *event, GVariant *details)
{
  static GMutex mutex;
  g_autoptr (GVariant) members = details != NULL ? g_variant_ref_sink (details) : NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (members);
  g_autoptr (GVariant) all = NULL;
  g_autofree char *text = NULL;

  g_variant_dict_insert (&dict, "event", "s", event);
  all = g_variant_ref_sink (g_variant_dict_end (&dict));
  text = json_gvariant_serialize_data (all, NULL);

  g_mutex_lock (&mutex);
  puts (text);
  fflush (stdout);
  g_mutex_unlock (&mutex);
}
