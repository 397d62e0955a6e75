#include "daemon/row-variant.h"

#include "delivery/lane.h"
#include "model/route.h"

static void
add_text (GVariantBuilder *builder, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (text));
}

static void
add_entry (GVariantBuilder *builder, const CsQueueRow *row, CsSettings *settings)
{
  g_autoptr (CsAddress) address = NULL;
  CsRoute route;

  if (settings == NULL)
    return;
  address = cs_address_parse (row->recipient, -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  if (address == NULL)
    return;
  cs_route_find (settings, address, &route);
  add_text (builder, "entry", cs_route_entry_name (&route));
}

GVariant *
cs_row_to_variant (const CsQueueRow *row, CsSettings *settings)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_text (&builder, "id", row->id);
  g_variant_builder_add (&builder, "{sv}", "sender", g_variant_new_string (row->sender));
  add_text (&builder, "recipient", row->recipient);
  add_text (&builder, "state", cs_recipient_state_name (row->state));
  add_text (&builder, "cause", cs_cause_name (row->cause));
  add_text (&builder, "text", row->text);
  add_entry (&builder, row, settings);
  add_text (&builder, "subject", row->subject);
  add_text (&builder, "lane", row->lane);
  add_text (&builder, "credential", row->credential);
  add_text (&builder, "host", row->remote);
  g_variant_builder_add (&builder, "{sv}", "attempts", g_variant_new_uint32 (row->attempts));
  if (row->next_attempt_s != 0)
    g_variant_builder_add (&builder, "{sv}", "next-attempt",
                           g_variant_new_int64 (row->next_attempt_s));
  g_variant_builder_add (&builder, "{sv}", "arrived", g_variant_new_int64 (row->arrived_s));
  g_variant_builder_add (&builder, "{sv}", "size-bytes", g_variant_new_uint64 (row->size_bytes));
  return g_variant_builder_end (&builder);
}

GVariant *
cs_rows_to_variant (GPtrArray *rows, CsSettings *settings)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < rows->len; i++)
    g_variant_builder_add_value (&builder, cs_row_to_variant (rows->pdata[i], settings));
  return g_variant_builder_end (&builder);
}

static GVariant *
attempt_to_variant (const CsQueueAttempt *attempt)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&builder, "{sv}", "recipient", g_variant_new_uint32 (attempt->recipient));
  g_variant_builder_add (&builder, "{sv}", "number", g_variant_new_uint32 (attempt->number));
  g_variant_builder_add (&builder, "{sv}", "when", g_variant_new_int64 (attempt->when_s));
  add_text (&builder, "state", cs_recipient_state_name (attempt->state));
  add_text (&builder, "cause", cs_cause_name (attempt->cause));
  add_text (&builder, "text", attempt->text);
  add_text (&builder, "host", attempt->remote);
  add_text (&builder, "protection", attempt->protection);
  return g_variant_builder_end (&builder);
}

static GVariant *
texts_to_variant (GPtrArray *texts)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < texts->len; i++)
    g_variant_builder_add (&builder, "s", texts->pdata[i]);
  return g_variant_builder_end (&builder);
}

static GVariant *
attempts_to_variant (GPtrArray *attempts)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < attempts->len; i++)
    g_variant_builder_add_value (&builder, attempt_to_variant (attempts->pdata[i]));
  return g_variant_builder_end (&builder);
}

GVariant *
cs_story_to_variant (const CsQueueStory *story, CsSettings *settings)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_text (&builder, "id", story->id);
  add_text (&builder, "origin", story->origin);
  g_variant_builder_add (&builder, "{sv}", "header", g_variant_new_string (story->header));
  g_variant_builder_add (&builder, "{sv}", "recipients",
                         g_variant_new_uint32 (story->n_recipients));
  g_variant_builder_add (&builder, "{sv}", "rows", cs_rows_to_variant (story->rows, settings));
  g_variant_builder_add (&builder, "{sv}", "attempts", attempts_to_variant (story->attempts));
  g_variant_builder_add (&builder, "{sv}", "transcripts", texts_to_variant (story->transcripts));
  return g_variant_builder_end (&builder);
}

/* --- destinations ------------------------------------------------------------------------- */

static void
add_number (GVariantBuilder *builder, const char *key, guint64 number)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_uint64 (number));
}

static void
add_time (GVariantBuilder *builder, const char *key, gint64 when_s)
{
  if (when_s != 0)
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_int64 (when_s));
}

static GVariant *
lane_to_variant (const CsQueueLane *lane, CsEngine *engine)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autofree char *name = cs_lane_display_name (lane->name);
  CsDestinationFigures figures;

  cs_engine_get_destination (engine, lane->name, &figures);
  add_text (&builder, "lane", lane->name);
  add_text (&builder, "name", name);
  add_number (&builder, "queued", lane->queued);
  add_number (&builder, "active", lane->active);
  add_number (&builder, "deferred", lane->deferred);
  add_number (&builder, "held", lane->held);
  g_variant_builder_add (&builder, "{sv}", "connections",
                         g_variant_new_uint32 (figures.connections));
  g_variant_builder_add (&builder, "{sv}", "connection-limit",
                         g_variant_new_uint32 (figures.most_connections));
  add_time (&builder, "resting-until", figures.rests_until_s);
  add_text (&builder, "cause", cs_cause_name (lane->cause));
  add_text (&builder, "text", lane->text);
  add_text (&builder, "host", lane->remote);
  add_time (&builder, "failed", lane->failed_s);
  return g_variant_builder_end (&builder);
}

GVariant *
cs_lanes_to_variant (GPtrArray *lanes, CsEngine *engine)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < lanes->len; i++)
    g_variant_builder_add_value (&builder, lane_to_variant (lanes->pdata[i], engine));
  return g_variant_builder_end (&builder);
}
