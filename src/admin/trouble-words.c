#include <glib/gi18n-lib.h>
#include <string.h>

#include "admin/offer.h"
#include "admin/trouble.h"
#include "admin/words.h"

static const char *
host_of (const CsTrouble *trouble)
{
  const char *at = strrchr (trouble->recipient, '@');

  if (trouble->host != NULL)
    return trouble->host;
  return at != NULL ? at + 1 : trouble->recipient;
}

static char *
clear_text_words (const CsTrouble *trouble)
{
  const char *host = host_of (trouble);

  /* Translators: in all of these %s is the name of a server, which wants people to sign in */
  if (!trouble->is_encrypted)
    return g_strdup_printf (_ ("%s wants clear text authentication, and offers no TLS."), host);
  if (!trouble->is_verified)
    return g_strdup_printf (
        _ ("%s wants clear text authentication over TLS, but its certificate is not trusted."),
        host);
  return g_strdup_printf (_ ("%s wants clear text authentication over TLS."), host);
}

static char *
challenge_words (const CsTrouble *trouble)
{
  const char *host = host_of (trouble);

  if (!trouble->is_encrypted)
    return g_strdup_printf (_ ("%s wants Windows NT Challenge/Response authentication."), host);
  return g_strdup_printf (_ ("%s wants Windows NT Challenge/Response authentication over TLS."),
                          host);
}

static char *
wanted_words (const CsTrouble *trouble)
{
  const char *const *offered = (const char *const *)trouble->offered;
  gboolean is_safe = trouble->is_encrypted && trouble->is_verified;
  g_autofree char *list = NULL;
  CsAuthentication option;

  if (offered == NULL || *offered == NULL)
    return g_strdup_printf (_ ("%s wants authentication."), host_of (trouble));
  if (cs_offer_suggest (offered, is_safe, &option))
    return option == CS_AUTHENTICATION_CLEAR_TEXT ? clear_text_words (trouble)
                                                  : challenge_words (trouble);
  list = g_strjoinv (", ", trouble->offered);
  /* Translators: the name of a server, and technical names of what it offers */
  return g_strdup_printf (_ ("%1$s wants authentication that cannot be set up here (%2$s)."),
                          host_of (trouble), list);
}

/* (transfer full): "CORP\mailer"; NULL: not known */
static char *
account_of (const CsTrouble *trouble)
{
  if (trouble->account == NULL)
    return NULL;
  if (trouble->nt_domain != NULL)
    return g_strdup_printf ("%s\\%s", trouble->nt_domain, trouble->account);
  return g_strdup (trouble->account);
}

#define WORDS(with_account, without)                                                               \
  (account != NULL ? g_strdup_printf (with_account, host, account)                                 \
                   : g_strdup_printf (without, host))

char *
cs_trouble_words (const CsTrouble *trouble)
{
  g_autofree char *account = account_of (trouble);
  const char *host = host_of (trouble);

  /* Translators: in all of these %1$s is the name of a server, %2$s that of an account */
  switch (trouble->cause)
    {
    case CS_CAUSE_AUTHENTICATION_REQUIRED:
      return wanted_words (trouble);
    case CS_CAUSE_AUTHENTICATION_REFUSED:
      return WORDS (_ ("%1$s refused the account %2$s or its password."),
                    _ ("%1$s refused the account or its password."));
    case CS_CAUSE_CREDENTIAL_MISSING:
      return WORDS (_ ("There is no password for the account %2$s on %1$s."),
                    _ ("There is no password for the account on %1$s."));
    case CS_CAUSE_CREDENTIAL_INVALID:
      return WORDS (_ ("The stored password of the account %2$s on %1$s cannot be used."),
                    _ ("The stored password of the account on %1$s cannot be used."));
    case CS_CAUSE_AUTHENTICATION_TOO_WEAK:
      return WORDS (_ ("%1$s wants a stronger authentication of the account %2$s."),
                    _ ("%1$s wants a stronger authentication."));
    case CS_CAUSE_AUTHENTICATION_NOT_OFFERED:
      return WORDS (
          _ ("%1$s does not offer the authentication that is set up for the account %2$s."),
          _ ("%1$s does not offer the authentication that is set up."));
    case CS_CAUSE_TLS_REQUIRED:
      return WORDS (_ ("The password of the account %2$s is not sent to %1$s without verified "
                       "TLS."),
                    _ ("%1$s wants encrypted mail."));
    default:
      /* Translators: the name of a server, then why mail for it waits: a short phrase */
      return g_strdup_printf (_ ("%1$s: %2$s."), host, cs_words_cause (trouble->cause));
    }
}

char *
cs_trouble_waiting_words (const CsTrouble *trouble)
{
  guint n = (guint)MIN (trouble->messages, (guint64)G_MAXUINT);

  if (trouble->is_more)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "At least %u message waits.",
                                         "At least %u messages wait.", n),
                            n);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u message waits.", "%u messages wait.", n), n);
}

char *
cs_trouble_words_in_full (const CsTrouble *trouble)
{
  g_autofree char *what = cs_trouble_words (trouble);
  g_autofree char *waiting = cs_trouble_waiting_words (trouble);

  /* Translators: two sentences: what a server wants, and how much mail waits for that */
  return g_strdup_printf (_ ("%1$s %2$s"), what, waiting);
}
