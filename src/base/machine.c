/* machine.c - the machine's name; a file of its own, since programs that only need paths
 * must not load libidn2
 */
#include "base/instance.h"

#include <netdb.h>
#include <string.h>
#include <unistd.h>

#include "base/domain.h"

#define HOST_NAME_BYTES 256

/* Canonical @name if it has a dot: a greeting with a bare host name is refused by many servers. */
static char *
qualified (const char *name)
{
  g_autofree char *canonical = cs_domain_normalize (name, -1, NULL);

  if (canonical == NULL || strchr (canonical, '.') == NULL)
    return NULL;

  return g_steal_pointer (&canonical);
}

static char *
resolved_name (const char *host_name)
{
  struct addrinfo hints = { .ai_flags = AI_CANONNAME, .ai_family = AF_UNSPEC };
  struct addrinfo *found = NULL;
  char *name = NULL;

  if (getaddrinfo (host_name, NULL, &hints, &found) != 0)
    return NULL;

  if (found->ai_canonname != NULL)
    name = qualified (found->ai_canonname);
  freeaddrinfo (found);
  return name;
}

char *
cs_instance_machine_name (void)
{
  char host_name[HOST_NAME_BYTES] = "";
  char *name;

  if (gethostname (host_name, sizeof host_name - 1) != 0)
    return g_strdup ("localhost.localdomain");

  name = resolved_name (host_name);
  if (name == NULL)
    name = qualified (host_name);

  return name != NULL ? name : g_strdup ("localhost.localdomain");
}
