#include "admin/certificate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"

#define TEXT_MAX_BYTES 300

static char *
clean (const char *text)
{
  return cs_text_clean (text, strlen (text), TEXT_MAX_BYTES);
}

/* The names that it is checked by; without any, what it calls itself. */
static char *
names_of (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = g_tls_certificate_get_dns_names (certificate);
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      gsize size_bytes;
      const char *name = g_bytes_get_data (g_ptr_array_index (names, i), &size_bytes);

      g_string_append (text, i > 0 ? ", " : "");
      g_string_append_len (text, name, size_bytes);
    }
  if (text->len == 0 && subject != NULL)
    g_string_append (text, subject);
  return clean (text->str);
}

static char *
end_of (GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);

  /* Translators: until when a certificate is valid */
  return end != NULL ? g_date_time_format (end, "%Y-%m-%d") : g_strdup (_ ("an unknown day"));
}

/* "AB:CD:…", as other programs show it */
static char *
fingerprint_of (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *digits = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return g_strdup ("");
  digits = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  for (guint i = 0; digits[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (digits[i]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
cs_certificate_in_short (GTlsCertificate *certificate)
{
  g_autofree char *names = names_of (certificate);
  g_autofree char *end = end_of (certificate);

  /* Translators: %1$s are names of a server, %2$s is a day */
  return g_strdup_printf (_ ("Certificate: %1$s, valid until %2$s"), names, end);
}

char *
cs_certificate_in_full (GTlsCertificate *certificate)
{
  g_autofree char *names = names_of (certificate);
  g_autofree char *issuer_name = g_tls_certificate_get_issuer_name (certificate);
  g_autofree char *issuer = clean (issuer_name != NULL ? issuer_name : "");
  g_autofree char *end = end_of (certificate);
  g_autofree char *fingerprint = fingerprint_of (certificate);

  /* Translators: of a server's certificate: %1$s its names, %2$s who has issued it, %3$s a day,
   * %4$s a fingerprint. Keep the line breaks. */
  return g_strdup_printf (_ ("Certificate for %1$s\nIssued by %2$s\nValid until %3$s\n"
                             "SHA-256 fingerprint %4$s"),
                          names, issuer, end, fingerprint);
}
