#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "demo-mailbox.h"

static gboolean
make_folders (const char *maildir, GError **error)
{
  static const char *const names[] = { "tmp", "new", "cur" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folder = g_build_filename (maildir, names[i], NULL);

      if (g_mkdir_with_parents (folder, 0700) != 0)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder,
                       g_strerror (errno));
          return FALSE;
        }
    }
  return TRUE;
}

char *
demo_mailbox_keep (const char *maildir, GString *message, GError **error)
{
  static gint counter = 0;
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".%d_%06d.demo", g_get_real_time (),
                                           (int)getpid (), g_atomic_int_add (&counter, 1));
  g_autofree char *temporary = g_build_filename (maildir, "tmp", name, NULL);
  g_autofree char *final = g_build_filename (maildir, "new", name, NULL);

  if (!make_folders (maildir, error)
      || !g_file_set_contents_full (temporary, message->str, message->len, G_FILE_SET_CONTENTS_NONE,
                                    0600, error))
    return NULL;
  if (g_rename (temporary, final) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", final,
                   g_strerror (errno));
      return NULL;
    }
  return g_steal_pointer (&final);
}
