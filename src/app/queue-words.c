#include "app/queue-words.h"

#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "admin/words.h"
#include "base/domain.h"
#include "model/pattern.h"

/* With separators of thousands, where the language has them. */
char *
cs_queue_words_number (guint64 number)
{
  return g_strdup_printf ("%'" PRIu64, number);
}

char *
cs_queue_words_totals (const CsQueueTotals *totals)
{
  g_autofree char *queued = cs_queue_words_number (totals->queued);
  g_autofree char *active = cs_queue_words_number (totals->active);
  g_autofree char *deferred = cs_queue_words_number (totals->deferred);
  g_autofree char *held = cs_queue_words_number (totals->held);

  /* Translators: how many recipients of messages there are in each state. Queued: is to be sent as
   * soon as possible; active: is being sent; deferred: will be tried again later by itself; held:
   * waits for a person */
  return g_strdup_printf (_ ("Queued %1$s · Active %2$s · Deferred %3$s · Held %4$s"), queued,
                          active, deferred, held);
}

/* --- rows --- */

static const char *
text_of (GVariant *row, const char *key)
{
  const char *text = "";

  g_variant_lookup (row, key, "&s", &text);
  return text;
}

static gboolean
has_state (GVariant *row, const char *state)
{
  return g_str_equal (text_of (row, "state"), state);
}

char *
cs_queue_words_address (GVariant *row, const char *key)
{
  const char *address = text_of (row, key);
  const char *at = strrchr (address, '@');
  g_autofree char *domain = NULL;

  if (*address == '\0')
    return g_strdup ("<>");
  if (at == NULL || strstr (at, "xn--") == NULL)
    return g_strdup (address);
  domain = cs_domain_to_display (at + 1);
  return g_strdup_printf ("%.*s@%s", (int)(at - address), address, domain);
}

char *
cs_queue_words_entry (GVariant *row)
{
  const char *name = text_of (row, "entry");
  g_autoptr (CsPattern) pattern = NULL;

  if (g_str_equal (name, "site"))
    /* Translators: the settings of the whole site apply, not those of a remote domain */
    return g_strdup (_ ("Site"));
  if (strstr (name, "xn--") != NULL)
    pattern = cs_pattern_parse (name, -1, NULL);
  return pattern != NULL ? cs_pattern_to_display (pattern) : g_strdup (name);
}

const char *
cs_queue_words_state (GVariant *row)
{
  if (has_state (row, "queued"))
    return C_ ("recipient", "Queued");
  if (has_state (row, "active"))
    return C_ ("recipient", "Active");
  if (has_state (row, "deferred"))
    return C_ ("recipient", "Deferred");
  if (has_state (row, "held"))
    return C_ ("recipient", "Held");
  return text_of (row, "state");
}

char *
cs_queue_words_next_try (GVariant *row, gint64 now_s)
{
  gint64 next_s = 0;

  if (has_state (row, "active") || has_state (row, "queued"))
    /* Translators: when a message is tried next */
    return g_strdup (_ ("now"));
  if (has_state (row, "deferred") && g_variant_lookup (row, "next-attempt", "x", &next_s))
    return next_s <= now_s ? g_strdup (_ ("now")) : cs_words_when (next_s, now_s);
  return g_strdup ("–");
}

CsCause
cs_queue_words_cause (GVariant *row)
{
  CsCause cause = CS_CAUSE_NONE;

  cs_cause_from_name (text_of (row, "cause"), &cause);
  return cause;
}

char *
cs_queue_words_why (GVariant *row)
{
  const char *cause = cs_words_cause (cs_queue_words_cause (row));
  const char *text = text_of (row, "text");

  if (*cause == '\0' || *text == '\0')
    return g_strdup (*cause != '\0' ? cause : text);
  /* Translators: why a message waits, then what the server said */
  return g_strdup_printf (_ ("%1$s: %2$s"), cause, text);
}

char *
cs_queue_words_subject (GVariant *row)
{
  return g_strdup (text_of (row, "subject"));
}

static void
append_line (GString *markup, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (*text != '\0')
    g_string_append_printf (markup, "%s%s", markup->len > 0 ? "\n" : "", escaped);
}

/* What columns may be too narrow for. */
char *
cs_queue_words_tooltip (GVariant *row)
{
  g_autofree char *recipient = cs_queue_words_address (row, "recipient");
  g_autofree char *why = cs_queue_words_why (row);
  GString *markup = g_string_new (NULL);

  append_line (markup, recipient);
  append_line (markup, text_of (row, "subject"));
  append_line (markup, why);
  return g_string_free (markup, FALSE);
}

/* --- below the list --- */

char *
cs_queue_words_count (guint64 n_selected, guint64 n_listed, gboolean is_all)
{
  g_autofree char *selected = cs_queue_words_number (n_selected);
  g_autofree char *listed = cs_queue_words_number (n_listed);

  if (n_selected > 0 && is_all)
    /* Translators: how many of all recipients in the list are selected */
    return g_strdup_printf (_ ("%1$s of %2$s recipients selected"), selected, listed);
  if (n_selected > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s recipient selected",
                                         "%s recipients selected", n_selected),
                            selected);
  if (is_all && n_listed > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%s recipient", "%s recipients", n_listed), listed);
  return g_strdup ("");
}

/* With the number as %s. What is translated stands in full: a macro would hide it from xgettext. */
static const char *
done_format (CsQueueDeed deed, guint64 n)
{
  switch (deed)
    {
    case CS_QUEUE_DEED_RETRY:
      return g_dngettext (GETTEXT_PACKAGE, "%s recipient will be tried now.",
                          "%s recipients will be tried now.", n);
    case CS_QUEUE_DEED_HOLD:
      return g_dngettext (GETTEXT_PACKAGE, "%s recipient is held until you release it.",
                          "%s recipients are held until you release them.", n);
    case CS_QUEUE_DEED_RELEASE:
      return g_dngettext (GETTEXT_PACKAGE, "%s recipient is released and will be tried now.",
                          "%s recipients are released and will be tried now.", n);
    case CS_QUEUE_DEED_REMOVE:
    default:
      return g_dngettext (GETTEXT_PACKAGE, "%s recipient has been removed.",
                          "%s recipients have been removed.", n);
    }
}

static const char *
doing_format (CsQueueDeed deed, guint64 n)
{
  switch (deed)
    {
    case CS_QUEUE_DEED_RETRY:
      return g_dngettext (GETTEXT_PACKAGE, "Making %s recipient due…", "Making %s recipients due…",
                          n);
    case CS_QUEUE_DEED_HOLD:
      return g_dngettext (GETTEXT_PACKAGE, "Holding %s recipient…", "Holding %s recipients…", n);
    case CS_QUEUE_DEED_RELEASE:
      return g_dngettext (GETTEXT_PACKAGE, "Releasing %s recipient…", "Releasing %s recipients…",
                          n);
    case CS_QUEUE_DEED_REMOVE:
    default:
      return g_dngettext (GETTEXT_PACKAGE, "Removing %s recipient…", "Removing %s recipients…", n);
    }
}

/* @format: has %s for the number, or none where a language says it in words */
static char *
with_number (const char *format, guint64 n)
{
  g_autofree char *number = cs_queue_words_number (n);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  return g_strjoinv (number, parts);
}

char *
cs_queue_words_done (CsQueueDeed deed, guint64 n, gboolean kept)
{
  g_autofree char *words = NULL;

  if (n == 0 && !kept)
    return g_strdup (_ ("Nothing had to be changed."));
  words = with_number (done_format (deed, n), n);
  if (!kept)
    return g_steal_pointer (&words);
  /* Translators: what was done to mail in the queue, and why some of it was left alone */
  return g_strdup_printf (_ ("%s What waits because a server has refused the password stays held: "
                             "change the password, or choose Release."),
                          words);
}

char *
cs_queue_words_doing (CsQueueDeed deed, guint64 n)
{
  return with_number (doing_format (deed, n), n);
}

char *
cs_queue_words_ask_to_remove (guint64 n)
{
  return with_number (g_dngettext (GETTEXT_PACKAGE, "Remove %s recipient from the queue?",
                                   "Remove %s recipients from the queue?", n),
                      n);
}
