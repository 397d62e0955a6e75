#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/domain.h"

struct _CsAddress
{
  gatomicrefcount references;
  guint8 is_literal;
  guint8 needs_smtputf8;
  const char *domain; /* inside text */
  const char *local; /* behind text, in the same block */
  char text[];
};

/* What is being read: position and end, over bytes that are valid UTF-8 without controls. */
typedef struct
{
  const char *text; /* where positions count from */
  const char *next;
  const char *end;
  gboolean in_brackets;
  GError **error;
} Input;

G_DEFINE_QUARK (cs - address - error - quark, cs_address_error)

static gboolean
fail_at (const Input *input, const char *at, CsAddressError code, const char *message)
{
  g_set_error (input->error, CS_ADDRESS_ERROR, code, "%s (at byte %" G_GSIZE_FORMAT ")", message,
               (gsize)(at - input->text) + 1);
  return FALSE;
}

static gboolean
fail (const Input *input, CsAddressError code, const char *message)
{
  return fail_at (input, input->next, code, message);
}

/* Controls, and marks that make a line show in another order than it is stored. */
static gboolean
is_forbidden (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || c == 0x061c || c == 0x200e
         || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
check_characters (const Input *input)
{
  const char *at = input->next;

  while (at < input->end)
    {
      gunichar c = g_utf8_get_char_validated (at, input->end - at);

      if (*at == '\0' || c == (gunichar)-1 || c == (gunichar)-2)
        return fail_at (input, at, CS_ADDRESS_ERROR_CHARACTER, "this byte is not UTF-8 text");
      if (is_forbidden (c))
        return fail_at (input, at, CS_ADDRESS_ERROR_CHARACTER,
                        "a control character cannot be in an address");
      at = g_utf8_next_char (at);
    }

  return TRUE;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static void
trim (Input *input)
{
  while (input->next < input->end && is_blank (*input->next))
    input->next++;
  while (input->end > input->next && is_blank (input->end[-1]))
    input->end--;
}

/* RFC 5321 section 4.1.2 atext, a dot, or a character of RFC 6531 that is not white space. */
static gboolean
is_local_character (const char *at)
{
  if (*at & 0x80)
    return !g_unichar_isspace (g_utf8_get_char (at));

  return g_ascii_isalnum (*at) || (*at != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~.", *at) != NULL);
}

static gboolean
needs_quotes (const char *local)
{
  gsize size = strlen (local);

  if (size == 0 || local[0] == '.' || local[size - 1] == '.' || strstr (local, "..") != NULL)
    return TRUE;

  for (const char *at = local; *at != '\0'; at = g_utf8_next_char (at))
    if (!is_local_character (at))
      return TRUE;

  return FALSE;
}

/* One writing for each local part: quotes only where RFC 5321 section 4.1.2 demands them. */
static char *
quote (const char *local)
{
  GString *quoted;

  if (!needs_quotes (local))
    return g_strdup (local);

  quoted = g_string_new ("\"");
  for (const char *c = local; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

static gboolean
read_quoted (Input *input, GString *local)
{
  const char *start = input->next++;

  while (input->next < input->end && *input->next != '"')
    {
      if (*input->next == '\\' && ++input->next == input->end)
        break;
      g_string_append_c (local, *input->next++);
    }

  if (input->next == input->end)
    return fail_at (input, start, CS_ADDRESS_ERROR_LOCAL, "the closing quote is missing");

  input->next++;
  return TRUE;
}

static gboolean
read_dotted (Input *input, GString *local)
{
  while (input->next < input->end && is_local_character (input->next))
    {
      const char *after = g_utf8_next_char (input->next);

      g_string_append_len (local, input->next, after - input->next);
      input->next = after;
    }

  return local->len > 0 || fail (input, CS_ADDRESS_ERROR_LOCAL, "the local part is missing");
}

static gboolean
at_end (const Input *input)
{
  return input->next == input->end || (input->in_brackets && *input->next == '>');
}

/* Reads up to the @ or the end; *@wire is the local part as it goes on the wire. */
static gboolean
read_local (Input *input, char **wire)
{
  const char *start = input->next;
  g_autoptr (GString) local = g_string_new (NULL);
  gboolean is_good = input->next < input->end && *input->next == '"' ? read_quoted (input, local)
                                                                     : read_dotted (input, local);

  if (!is_good)
    return FALSE;
  if (!at_end (input) && is_blank (*input->next))
    return fail (input, CS_ADDRESS_ERROR_TRAILING, "something follows the address");
  if (!at_end (input) && *input->next != '@')
    return fail (input, CS_ADDRESS_ERROR_LOCAL, "this character cannot stand before the @");

  *wire = quote (local->str);
  if (strlen (*wire) > CS_ADDRESS_LOCAL_MAX_BYTES)
    return fail_at (input, start, CS_ADDRESS_ERROR_LOCAL_TOO_LONG,
                    "what stands before the @ is longer than 64 bytes");
  return TRUE;
}

/* RFC 5321 section 4.1.3: [192.0.2.7] or [IPv6:2001:db8::7], in one writing. */
static char *
canonical_literal (const char *text, gsize size_bytes)
{
  g_autofree char *inside = g_strndup (text + 1, size_bytes - 2);
  char canonical[INET6_ADDRSTRLEN];
  guint8 binary[sizeof (struct in6_addr)];

  if (inet_pton (AF_INET, inside, binary) == 1)
    {
      inet_ntop (AF_INET, binary, canonical, sizeof canonical);
      return g_strdup_printf ("[%s]", canonical);
    }

  if (g_ascii_strncasecmp (inside, "IPv6:", 5) == 0
      && inet_pton (AF_INET6, inside + 5, binary) == 1)
    {
      inet_ntop (AF_INET6, binary, canonical, sizeof canonical);
      return g_strdup_printf ("[IPv6:%s]", canonical);
    }

  return NULL;
}

static gboolean
normalize_domain (const Input *input, const char *start, char **domain)
{
  g_autoptr (GError) why = NULL;
  gsize size = input->next - start;

  if (size >= 2 && start[0] == '[' && start[size - 1] == ']')
    {
      *domain = canonical_literal (start, size);
      return *domain != NULL
             || fail_at (input, start, CS_ADDRESS_ERROR_DOMAIN, "this is not an address literal");
    }

  *domain = cs_domain_normalize (start, size, &why);
  return *domain != NULL || fail_at (input, start, CS_ADDRESS_ERROR_DOMAIN, why->message);
}

static gboolean
read_domain (Input *input, char **domain)
{
  const char *start = input->next;

  while (!at_end (input) && !is_blank (*input->next))
    input->next++;

  return normalize_domain (input, start, domain);
}

/* "@a,@b:" in front of the address: checked for form and dropped, RFC 5321 appendix C. */
static gboolean
skip_source_route (Input *input)
{
  if (input->next == input->end || *input->next != '@')
    return TRUE;

  do
    {
      const char *start = ++input->next;
      g_autofree char *domain = NULL;

      while (!at_end (input) && *input->next != ',' && *input->next != ':')
        input->next++;
      if (at_end (input))
        return fail_at (input, start - 1, CS_ADDRESS_ERROR_LOCAL, "the local part is missing");
      if (!normalize_domain (input, start, &domain))
        return FALSE;
    }
  while (*input->next++ == ',' && !at_end (input) && *input->next == '@');

  return input->next[-1] == ':'
         || fail (input, CS_ADDRESS_ERROR_DOMAIN, "this is not a source route");
}

static gboolean
is_ascii (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (*c & 0x80)
      return FALSE;

  return TRUE;
}

static CsAddress *
new_address (const char *local, const char *domain)
{
  gsize local_size = strlen (local);
  gsize text_size = *domain == '\0' ? 0 : local_size + 1 + strlen (domain);
  CsAddress *address = g_malloc (sizeof (CsAddress) + text_size + 1 + local_size + 1);
  char *behind = address->text + text_size + 1;

  g_atomic_ref_count_init (&address->references);
  address->is_literal = *domain == '[';
  address->needs_smtputf8 = !is_ascii (local);
  if (text_size > 0)
    g_snprintf (address->text, text_size + 1, "%s@%s", local, domain);
  else
    address->text[0] = '\0';
  address->domain = text_size > 0 ? address->text + local_size + 1 : address->text;
  address->local = memcpy (behind, local, local_size + 1);
  return address;
}

static gboolean
read_brackets (Input *input)
{
  input->in_brackets = input->next < input->end && *input->next == '<';
  if (input->in_brackets)
    input->next++;

  return TRUE;
}

static gboolean
read_end (Input *input)
{
  if (input->in_brackets && (input->next == input->end || *input->next != '>'))
    return fail (input,
                 input->next == input->end ? CS_ADDRESS_ERROR_DOMAIN : CS_ADDRESS_ERROR_TRAILING,
                 "the closing > is missing");
  if (input->in_brackets)
    input->next++;

  return input->next == input->end
         || fail (input, CS_ADDRESS_ERROR_TRAILING, "something follows the address");
}

static gboolean
read_mailbox (Input *input, CsAddressFlags flags, const char *mail_domain, char **local,
              char **domain)
{
  if (!skip_source_route (input) || !read_local (input, local))
    return FALSE;

  if (!at_end (input))
    {
      input->next++; /* the @ */
      return read_domain (input, domain);
    }

  if ((flags & CS_ADDRESS_ALLOW_BARE) == 0 || mail_domain == NULL)
    return fail (input, CS_ADDRESS_ERROR_NO_DOMAIN, "@ and a domain are missing");

  *domain = g_strdup (mail_domain);
  return TRUE;
}

static CsAddress *
parse (Input *input, CsAddressFlags flags, const char *mail_domain)
{
  g_autofree char *local = NULL;
  g_autofree char *domain = NULL;

  trim (input);
  if (!check_characters (input) || !read_brackets (input))
    return NULL;

  if (at_end (input))
    {
      if ((flags & CS_ADDRESS_ALLOW_NULL) == 0)
        fail (input, CS_ADDRESS_ERROR_EMPTY, "the address is empty");
      else if (read_end (input))
        return new_address ("", "");
      return NULL;
    }

  if (!read_mailbox (input, flags, mail_domain, &local, &domain) || !read_end (input))
    return NULL;
  if (strlen (local) + 1 + strlen (domain) > CS_ADDRESS_MAX_BYTES)
    {
      fail_at (input, input->text, CS_ADDRESS_ERROR_TOO_LONG,
               "the address is longer than 254 bytes");
      return NULL;
    }

  return new_address (local, domain);
}

CsAddress *
cs_address_parse (const char *text, gssize size_bytes, CsAddressFlags flags,
                  const char *mail_domain, GError **error)
{
  gsize size = size_bytes < 0 ? strlen (text) : (gsize)size_bytes;
  Input input = { .text = text, .next = text, .end = text + size, .error = error };

  return parse (&input, flags, mail_domain);
}

CsAddress *
cs_address_ref (CsAddress *address)
{
  g_atomic_ref_count_inc (&address->references);
  return address;
}

void
cs_address_unref (CsAddress *address)
{
  if (address != NULL && g_atomic_ref_count_dec (&address->references))
    g_free (address);
}

gboolean
cs_address_is_null (const CsAddress *address)
{
  return address->text[0] == '\0';
}

const char *
cs_address_local (const CsAddress *address)
{
  return address->local;
}

const char *
cs_address_domain (const CsAddress *address)
{
  return address->domain;
}

gboolean
cs_address_is_literal (const CsAddress *address)
{
  return address->is_literal;
}

gboolean
cs_address_needs_smtputf8 (const CsAddress *address)
{
  return address->needs_smtputf8;
}

const char *
cs_address_text (const CsAddress *address)
{
  return address->text;
}

gboolean
cs_address_equal (const CsAddress *a, const CsAddress *b)
{
  g_autofree char *folded_a = NULL;
  g_autofree char *folded_b = NULL;

  if (strcmp (a->domain, b->domain) != 0)
    return FALSE;
  if (!a->needs_smtputf8 && !b->needs_smtputf8)
    return g_ascii_strcasecmp (a->local, b->local) == 0;

  folded_a = g_utf8_casefold (a->local, -1);
  folded_b = g_utf8_casefold (b->local, -1);
  return strcmp (folded_a, folded_b) == 0;
}
