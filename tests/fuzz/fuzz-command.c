/* No value becomes a second command. Parts between '|': sender, recipient, ENVID, ORCPT, RET. */
#include "fuzz.h"

#include <string.h>

#include "smtp/command.h"

#define N_PARTS 5

static void
assert_one_line (const char *line)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize size_bytes = strlen (line);

  g_assert_null (strpbrk (line, "\r\n"));
  if (cs_command_append (out, line, size_bytes, CS_COMMAND_ENVELOPE_MAX_BYTES))
    g_assert_cmpuint (out->len, ==, size_bytes + 2);
}

/* Of "MAIL FROM:<…> A=b C=d": nothing but the parameters that we make, each once. */
static void
assert_parameters (const char *line, const char *verb, const CsAddress *address,
                   const char *const *allowed)
{
  g_autofree char *path = g_strdup_printf ("%s:<%s>", verb, cs_address_text (address));
  g_auto (GStrv) words = g_strsplit (line + strlen (path), " ", -1);

  g_assert_true (g_str_has_prefix (line, path));

  for (char **word = words; *word != NULL; word++)
    {
      gsize name_bytes = strcspn (*word, "=");
      g_autofree char *name = g_strndup (*word, name_bytes);

      g_assert_true (**word == '\0' || g_strv_contains (allowed, name));
      for (char **other = word + 1; **word != '\0' && *other != NULL; other++)
        g_assert_false (g_str_has_prefix (*other, name) && (*other)[name_bytes] == '=');
    }
}

static void
check (CsAddress *sender, CsAddress *address, char **parts)
{
  static const char *const of_mail[] = { "SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", NULL };
  static const char *const of_rcpt[] = { "NOTIFY", "ORCPT", NULL };
  CsSendRequest request = { .sender = sender, .envelope_id = parts[2], .dsn_return = parts[4] };
  CsSendRecipient *recipient = cs_send_recipient_new (address);
  CsMailParameters parameters = { .features = (CsFeatureFlags)~0, .is_8bit = TRUE };
  g_autofree char *mail = cs_command_mail (&request, &parameters);
  g_autofree char *rcpt = NULL;

  recipient->original_recipient = g_strdup (parts[3]);
  recipient->notify = CS_NOTIFY_FAILURE;
  rcpt = cs_command_recipient (recipient, &parameters);
  assert_one_line (mail);
  assert_one_line (rcpt);
  assert_parameters (mail, "MAIL FROM", sender, of_mail);
  assert_parameters (rcpt, "RCPT TO", address, of_rcpt);
  cs_send_recipient_free (recipient);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes)
{
  g_autofree char *text = g_strndup ((const char *)bytes, size_bytes);
  g_auto (GStrv) parts = g_strsplit (text, "|", N_PARTS);
  g_autoptr (CsAddress) sender = NULL;
  g_autoptr (CsAddress) recipient = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  if (cs_command_append (out, (const char *)bytes, size_bytes, 512))
    g_assert_cmpuint (out->len, ==, size_bytes + 2);
  if (g_strv_length (parts) < N_PARTS)
    return 0;

  sender = cs_address_parse (parts[0], -1, CS_ADDRESS_ALLOW_NULL, NULL, NULL);
  recipient = cs_address_parse (parts[1], -1, CS_ADDRESS_DEFAULT, NULL, NULL);
  if (sender != NULL && recipient != NULL)
    check (sender, recipient, parts);
  return 0;
}
