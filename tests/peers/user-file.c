#include <string.h>

#include "user-file.h"

typedef gboolean (*Matches) (const char *listed, gconstpointer sought);

typedef struct
{
  const char *domain;
  const char *user;
} NtName;

static char *
find (const char *path, Matches matches, gconstpointer sought)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      char *colon = strchr (*line, ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      if (matches (*line, sought))
        return g_strdup (colon + 1);
    }
  return NULL;
}

static gboolean
same_account (const char *listed, gconstpointer sought)
{
  return strcmp (listed, sought) == 0;
}

static gboolean
equal_folded (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return strcmp (folded_a, folded_b) == 0;
}

static gboolean
same_nt_name (const char *listed, gconstpointer sought)
{
  const NtName *name = sought;
  const char *backslash = strchr (listed, '\\');
  g_autofree char *domain = NULL;

  if (backslash == NULL)
    return equal_folded (listed, name->user);

  domain = g_strndup (listed, backslash - listed);
  return equal_folded (backslash + 1, name->user)
         && (*name->domain == '\0' || equal_folded (domain, name->domain));
}

char *
user_file_password (const char *path, const char *account)
{
  return find (path, same_account, account);
}

char *
user_file_nt_password (const char *domain, const char *user, gpointer user_data)
{
  NtName name = { domain, user };

  return find (user_data, same_nt_name, &name);
}
