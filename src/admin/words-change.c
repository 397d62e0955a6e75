#include "admin/words.h"

#include <string.h>

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *key;
  const char *name;
} KeyName;

/* What is not an option of the site (option.h) and has no sentence of its own below. */
static const KeyName names[] = {
  /* Translators: from here on, names of settings as they stand in "…: NAME changed from … to …" */
  { "name", N_ ("name") },
  { "domain", N_ ("domain") },
  { "route", N_ ("route") },
  { "smart-host", N_ ("smart host") },
  { "helo", N_ ("HELO instead of EHLO") },
  { "authentication", N_ ("authentication") },
  { "nt-domain", N_ ("Windows NT domain") },
  { "account", N_ ("account") },
  { "tls", N_ ("TLS") },
  { "allow-unencrypted-password", N_ ("password without TLS") },
  { "retry-intervals", N_ ("retry intervals") },
  { "delay-notice-after", N_ ("delay notice after") },
  { "expire-after", N_ ("expiration after") },
  { "fully-qualified-domain-name", N_ ("fully qualified domain name") },
  { "masquerade-domain", N_ ("masquerade domain") },
  { "mail-domain", N_ ("mail domain") },
  { "local-recipients", N_ ("address for local recipients") },
  { "try-direct-delivery-first", N_ ("direct delivery first") },
  { "maximum-hop-count", N_ ("maximum hop count") },
  { "maximum-message-size", N_ ("maximum message size") },
  { "maximum-recipients-per-transaction", N_ ("maximum recipients per transaction") },
  { "maximum-messages-per-connection", N_ ("maximum messages per connection") },
  { "maximum-connections", N_ ("maximum connections") },
  { "maximum-connections-per-destination", N_ ("maximum connections per destination") },
  { "connection-timeout", N_ ("connection time-out") },
  { "report-copy-to", N_ ("copy of delivery reports") },
  { "report-language", N_ ("language of delivery reports") },
  { "submission-port", N_ ("submission port") },
  { "maximum-queued-messages", N_ ("maximum number of messages in the queue") },
  { "maximum-queued-bytes", N_ ("maximum size of the queue") },
  { "minimum-free-disk-bytes", N_ ("room that stays free on the disk") },
};

static const char *
name_of (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].key, key) == 0)
      return _ (names[i].name);
  return key;
}

static char *
entry_words (const char *entry)
{
  g_autoptr (CsPattern) pattern = NULL;

  if (strcmp (entry, "site") == 0)
    return g_strdup (_ ("Site"));
  pattern = cs_pattern_parse (entry, -1, NULL);
  return pattern != NULL ? cs_pattern_to_display (pattern) : g_strdup (entry);
}

static char *
interval_words (const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ", ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) durations = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *duration = cs_words_duration (g_ascii_strtoll (parts[i], NULL, 10));

      g_strv_builder_add (builder, duration);
    }
  durations = g_strv_builder_end (builder);
  /* Translators: between the parts of a list */
  return g_strjoinv (C_ ("list", ", "), durations);
}

static char *
option_words (const CsOptionInfo *info, const char *value)
{
  gint64 number = g_ascii_strtoll (value, NULL, 10);

  if (info->type == CS_OPTION_TYPE_INTERVALS)
    return interval_words (value);
  if (info->unit == CS_UNIT_SECONDS)
    return cs_words_duration (number);
  if (info->unit == CS_UNIT_BYTES)
    return cs_words_size (number);
  return g_strdup (value);
}

/* @value as a person reads it: 43200 is "12 hours", true is "yes". */
static char *
value_words (const char *key, const char *value)
{
  CsAuthentication authentication;
  CsTlsRule tls;
  CsOption option;

  if (strcmp (key, "authentication") == 0 && cs_authentication_from_name (value, &authentication))
    return g_strdup (cs_words_authentication (authentication));
  if (strcmp (key, "tls") == 0 && cs_tls_rule_from_name (value, &tls))
    return g_strdup (cs_words_tls (tls));
  if (strcmp (value, "true") == 0)
    return g_strdup (_ ("yes"));
  if (strcmp (value, "false") == 0)
    return g_strdup (_ ("no"));
  if (cs_option_from_name (key, &option))
    return option_words (cs_option_info (option), value);
  return g_strdup (value);
}

static char *
credential_words (const char *entry, const CsChange *change)
{
  if (change->before != NULL && change->after != NULL)
    return g_strdup_printf (_ ("%s: password changed"), entry);
  if (change->after != NULL)
    return g_strdup_printf (_ ("%s: password set"), entry);
  return g_strdup_printf (_ ("%s: password no longer used"), entry);
}

static char *
value_change_words (const char *entry, const CsChange *change)
{
  const char *name = name_of (change->key);
  g_autofree char *before
      = change->before != NULL ? value_words (change->key, change->before) : NULL;
  g_autofree char *after = change->after != NULL ? value_words (change->key, change->after) : NULL;

  /* Translators: of these three sentences, %1$s is the site or a domain, %2$s the setting */
  if (before == NULL)
    return g_strdup_printf (_ ("%1$s: %2$s set to %3$s"), entry, name, after);
  if (after == NULL)
    return g_strdup_printf (_ ("%1$s: %2$s is not set any more (it was %3$s)"), entry, name,
                            before);
  return g_strdup_printf (_ ("%1$s: %2$s changed from %3$s to %4$s"), entry, name, before, after);
}

char *
cs_words_change (const CsChange *change)
{
  g_autofree char *entry = entry_words (change->entry);

  if (change->kind == CS_CHANGE_DOMAIN_ADDED)
    return g_strdup_printf (_ ("Remote domain %s added"), entry);
  if (change->kind == CS_CHANGE_DOMAIN_REMOVED)
    return g_strdup_printf (_ ("Remote domain %s removed"), entry);
  if (strcmp (change->key, "credential") == 0)
    return credential_words (entry, change);
  if (strcmp (change->key, "outbound-security") == 0)
    return g_strdup_printf (strcmp (change->after, "own") == 0
                                ? _ ("%s: has its own outbound security now")
                                : _ ("%s: uses the site's outbound security now"),
                            entry);
  return value_change_words (entry, change);
}
