#include "app/help-topics.h"

#include <glib/gi18n.h>

static const CsHelpTopic topics[] = {
  { "general",
    N_ ("General"),
    { N_ ("The site is this machine as a sender of mail. What stands on these pages holds for all "
          "of its mail, unless a remote domain says otherwise."),
      N_ ("Nothing changes before you choose OK or Apply. Cancel leaves everything as it was."),
      N_ ("Receiving servers expect a fully qualified name in the greeting. Leave the field empty "
          "to use the machine’s own.") } },
  { "messages",
    N_ ("Messages"),
    { N_ ("What is larger than the maximum message size is refused where it is handed in. Servers "
          "have limits of their own, so that a larger one here does not mean that it arrives."),
      N_ ("When the queue has reached a limit, or the disk is nearly full, new mail is refused for "
          "the time being, and programs try again later. What waits already is kept."),
      N_ ("Whoever sends gets a report of each message that cannot be delivered. An administrator "
          "who wants to see them, too, has a copy sent to an address of their own."),
      N_ ("The badmail folder keeps what could be neither delivered nor returned, with the reason "
          "in a file beside it. Nothing empties it but you.") } },
  { "delivery",
    N_ ("Delivery"),
    { N_ ("A smart host takes all mail and passes it on. Without one, mail goes straight to the "
          "servers that the DNS names for each domain."),
      N_ ("Most of your mail goes to one server that wants an account: name that server as the "
          "smart host, choose Outbound Security, and enter the account for the whole site. Add "
          "remote domains for the few exceptions."),
      N_ ("Your mail goes to many servers: leave the site at No authentication. When one server "
          "refuses mail because it wants authentication, add a remote domain for it, with the "
          "option that the server asks for."),
      N_ ("Mail that cannot be delivered yet is tried again at the times given under Retry. Mail "
          "that waits because of an account or a password is never thrown back for that reason: "
          "it is held until the settings change, or until it expires.") } },
  { "connections",
    N_ ("Outbound Connections"),
    { N_ ("More connections deliver more mail at a time. Many servers refuse more than a few from "
          "the same sender: Countersign goes down by itself when one does."),
      N_ ("The time-out is how long a server may take to accept a connection. After it the next "
          "server of the same destination is tried.") } },
  { "advanced",
    N_ ("Advanced Delivery"),
    { N_ ("A masquerade domain stands in place of this machine’s own name in the addresses of "
          "senders: root@host7.example.com becomes root@example.com."),
      N_ ("Each server that a message passes through leaves a line in it. A message with more of "
          "them than the maximum hop count goes round in circles, and is returned to its "
          "sender.") } },
  { "remote-domains",
    N_ ("Remote Domains"),
    { N_ ("A remote domain overrides the site for one domain (example.com), for everything below "
          "a domain (*.example.com, which is not example.com itself), or for a single address "
          "(ann@example.com)."),
      N_ ("The closest entry counts: the address itself, then the domain, then the longest "
          "*.domain, then the site."),
      N_ ("An entry uses either all of the site’s outbound security or all of its own, and either "
          "the site’s route or its own.") } },
  { "remote-domain",
    N_ ("Properties of a Remote Domain"),
    { N_ ("Under Route, choose where mail for this domain goes: as the site’s mail does, to the "
          "servers that the DNS names, or to a smart host of its own."),
      N_ ("Outbound Security says which account this domain’s server gets. Use the site’s setting "
          "means: the same as the site."),
      N_ ("HELO is for very old servers that do not understand EHLO. With it there is neither "
          "authentication nor encryption.") } },
  { "queue",
    N_ ("Queue"),
    { N_ ("The queue shows every recipient that a message still has to reach: queued and active "
          "ones are being sent, deferred ones are tried again by themselves at the time shown, "
          "held ones wait for a person. What is done here is done at once, without Apply."),
      N_ ("Retry tries what waits now. Hold keeps it until you release it. Release lets held mail "
          "go, also where a server has refused the password. Remove deletes it: it is neither sent "
          "nor returned to its sender."),
      N_ ("The story of a message shows each attempt and the dialogue with the server, without "
          "passwords, and so why it waits.") } },
  { "story",
    N_ ("Story of a Message"),
    { N_ ("The story of a message shows each attempt and the dialogue with the server, without "
          "passwords, and so why it waits."),
      N_ ("The dialogue can be copied for the server’s administrator, who knows most of these "
          "answers.") } },
  { "accounts",
    N_ ("Accounts"),
    { N_ ("The list has each account that an entry uses, and each stored password that no entry "
          "uses any more."),
      N_ ("Where a password is missing, the mail that needs it is held. A refused password is "
          "suspended for that server until it is changed, so that the account does not get "
          "locked."),
      N_ ("Passwords that nothing uses can be deleted from the keyring, at once.") } },
  { "presets",
    N_ ("Known Providers"),
    { N_ ("Choose a provider to fill in its server, port, TLS rule and option. No network is "
          "needed. You still type the account and the password, and can change everything."),
      N_ ("Providers can be added in files in the folder /etc/countersign/presets.d.") } },
  { "outbound-security",
    N_ ("Outbound Security"),
    { N_ ("No authentication: mail is handed over without an account. This is right for most "
          "servers that receive mail for their own domain."),
      N_ ("Clear text authentication: the account name and the password themselves are sent to the "
          "server. So they only travel inside TLS with a valid certificate, unless you allow "
          "otherwise here."),
      N_ ("Windows NT Challenge/Response authentication: the password is proved without being "
          "sent. It needs the account’s name, its Windows NT domain and the password. TLS should "
          "stand beside it, since it does not protect the mail itself."),
      N_ ("Choose an option, then Change to enter its account. Which option a server wants, its "
          "administrator knows; what it refuses shows in the queue."),
      N_ ("If the server does not offer the option, the mail waits. Nothing weaker is tried in its "
          "place.") } },
  { "review-changes",
    N_ ("Review Changes"),
    { N_ ("Here stands what Apply would change, and how much of the mail that waits would go "
          "another "
          "way, or with another account, because of it. Nothing has been changed yet."),
      N_ ("Mail that waits and goes another way is tried at once when the changes are "
          "applied.") } },
  { "find-out",
    N_ ("What the Server Wants"),
    { N_ ("This connects to the server, starts TLS where it can, and asks what the server "
          "offers. It needs no account and sends no message."),
      N_ ("A server that offers authentication does not always insist on it. Whether it takes your "
          "mail without, only delivering tells.") } },
  { "test",
    N_ ("Test"),
    { N_ ("The test connects to the server and signs in with what stands in Outbound Security now, "
          "saved or not. It sends no message."),
      N_ ("Each step says what was found: the address, the connection, encryption with its "
          "certificate, what the server offers, and its answer to the account. If the test fails, "
          "its last step is where to look."),
      N_ ("Find Out What the Server Wants needs no account: it stops after asking what the server "
          "offers.") } },
  { "account",
    N_ ("Account on Remote Host"),
    { N_ ("Type the name and the password that the receiving server knows. They are the other "
          "computer’s, not this one’s."),
      N_ ("A Windows NT account also has a domain. It can be typed in its own field, or in front "
          "of the name as DOMAIN\\name."),
      N_ ("Passwords are kept in your keyring, never in the settings file. A stored password is "
          "not shown again: leave the field empty to keep it, or type a new one to replace it."),
      N_ ("Entries that use the same existing account share its password.") } },
};

const CsHelpTopic *
cs_help_topic_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    if (g_strcmp0 (topics[i].name, name) == 0)
      return &topics[i];
  return &topics[0];
}
