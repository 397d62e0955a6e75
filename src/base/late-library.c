#include "base/late-library.h"

#include <dlfcn.h>

static void
load (const char *file_name, const CsLateSymbol *symbols, gsize n_symbols, gpointer pointers)
{
  void *library = dlopen (file_name, RTLD_NOW | RTLD_LOCAL);

  if (library == NULL)
    g_error ("%s", dlerror ());

  for (gsize i = 0; i < n_symbols; i++)
    {
      gpointer found = dlsym (library, symbols[i].name);

      if (found == NULL)
        g_error ("%s: no %s", file_name, symbols[i].name);
      G_STRUCT_MEMBER (gpointer, pointers, symbols[i].offset) = found;
    }
}

void
cs_late_library_load (gsize *is_loaded, const char *file_name, const CsLateSymbol *symbols,
                      gsize n_symbols, gpointer pointers)
{
  if (!g_once_init_enter (is_loaded))
    return;

  load (file_name, symbols, n_symbols, pointers);
  g_once_init_leave (is_loaded, 1);
}
