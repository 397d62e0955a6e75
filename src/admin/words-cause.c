#include "admin/words.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *cause;
  const char *advice;
} Words;

/* clang-format off */
static const Words words[] = {
  /* Translators: from here on, why a message waits: a short phrase; then what a person can do. */
  [CS_CAUSE_NONE] = { "", "" },
  [CS_CAUSE_AUTHENTICATION_REFUSED]
    = { N_("the server refused the account or its password"),
        N_("Check the account name, then choose Change… and type the password again. Mail goes out as soon as it has changed.") },
  [CS_CAUSE_AUTHENTICATION_REQUIRED]
    = { N_("the server wants authentication"),
        N_("Add a remote domain for the address, or change the site, and choose the authentication that the server offers.") },
  [CS_CAUSE_AUTHENTICATION_NOT_OFFERED]
    = { N_("the server does not offer this authentication"),
        N_("Find out what the server wants, and choose one of the options that it offers.") },
  [CS_CAUSE_AUTHENTICATION_TOO_WEAK]
    = { N_("the server wants a stronger authentication"),
        N_("Choose another authentication option, or a password that the server's administrator has made for mail programs.") },
  [CS_CAUSE_TLS_NOT_OFFERED]
    = { N_("the server does not offer TLS, which is required"),
        N_("Ask the server's administrator about TLS, try another port, or change the TLS rule.") },
  [CS_CAUSE_TLS_REQUIRED]
    = { N_("the password or the mail is not sent without verified TLS"),
        N_("Use a port where the server offers TLS with a valid certificate, usually 587 or 465, or install the certificate of its authority on this machine. --allow-unencrypted-password sends the password all the same.") },
  [CS_CAUSE_TLS_FAILED]
    = { N_("the encrypted connection could not be trusted"),
        N_("Choose Test… to see what is wrong with the certificate; it must be valid for the name of the host, and its authority must be installed on this machine.") },
  [CS_CAUSE_DOWNGRADE]
    = { N_("the server offers less protection than before"),
        N_("Somebody may be listening in between. Release the mail if the server has really changed.") },
  [CS_CAUSE_CREDENTIAL_MISSING]
    = { N_("no password is stored"), N_("Choose Change… and type the password.") },
  [CS_CAUSE_CREDENTIAL_INVALID]
    = { N_("what is stored cannot be used as a password"),
        N_("Choose Change… and type the password again.") },
  [CS_CAUSE_CREDENTIAL_LOCKED]
    = { N_("the keyring is locked"), N_("Unlock the keyring, for instance by signing in to the desktop; mail goes out by itself then.") },
  [CS_CAUSE_CREDENTIAL_STORE_UNAVAILABLE]
    = { N_("the keyring is not running"),
        N_("Sign in to the desktop or start a keyring service; mail goes out by itself then.") },
  [CS_CAUSE_UNREACHABLE]
    = { N_("the server cannot be reached"),
        N_("It is tried again by itself. Check the network, the host and the port if it stays so.") },
  [CS_CAUSE_DNS]
    = { N_("the server cannot be looked up"),
        N_("It is tried again by itself. Check the domain's name and the DNS if it stays so.") },
  [CS_CAUSE_PROTOCOL]
    = { N_("the server does not speak as it should"),
        N_("It is tried again by itself. The dialogue shows what happened.") },
  [CS_CAUSE_REFUSED_FOR_NOW]
    = { N_("the server refused for now"), N_("It is tried again by itself.") },
  [CS_CAUSE_LOOP]
    = { N_("the mail comes back to this machine"),
        N_("Check the smart host and the MX records of the domain.") },
  [CS_CAUSE_FULL]
    = { N_("there is no room left"), N_("Make room on the disk; mail goes on by itself then.") },
  [CS_CAUSE_SETTINGS]
    = { N_("the settings do not allow it"), N_("Correct the settings of the entry.") },
  [CS_CAUSE_ADMINISTRATOR]
    = { N_("held by an administrator"), N_("Release it when it may go.") },
};

static const char *const secrets_words[] = {
  [CS_SECRETS_ERROR_MISSING] = N_("There is no such password in the keyring"),
  [CS_SECRETS_ERROR_LOCKED] = N_("The keyring is locked; unlock it, for instance by signing in to the desktop, and try again"),
  [CS_SECRETS_ERROR_DISMISSED] = N_("The question of the keyring was closed; nothing has changed"),
  [CS_SECRETS_ERROR_UNAVAILABLE] = N_("There is no keyring service for passwords; install one, such as gnome-keyring, or use the system's worker (--system)"),
  [CS_SECRETS_ERROR_TIMED_OUT] = N_("The keyring does not answer"),
  [CS_SECRETS_ERROR_INVALID] = N_("This cannot be used as a password: it is empty, too long, not text, or has a line break"),
  [CS_SECRETS_ERROR_READ_ONLY] = N_("Passwords of the system service cannot be stored from here"),
  [CS_SECRETS_ERROR_NOT_STORED] = N_("The keyring did not keep the password"),
  [CS_SECRETS_ERROR_FAILED] = N_("The keyring refused"),
};
/* clang-format on */

const char *
cs_words_cause (CsCause cause)
{
  g_return_val_if_fail ((guint)cause < G_N_ELEMENTS (words), "");

  return cause == CS_CAUSE_NONE ? "" : _ (words[cause].cause);
}

const char *
cs_words_advice (CsCause cause)
{
  g_return_val_if_fail ((guint)cause < G_N_ELEMENTS (words), "");

  return cause == CS_CAUSE_NONE ? "" : _ (words[cause].advice);
}

const char *
cs_words_secrets_error (CsSecretsError code)
{
  g_return_val_if_fail ((guint)code < G_N_ELEMENTS (secrets_words), "");

  return _ (secrets_words[code]);
}
