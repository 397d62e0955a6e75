#include "app/secure-buffer.h"

#include <dlfcn.h>

/* The name by which gcr asks whether one has noticed that its interface is its own. */
#define GCR_API_SUBJECT_TO_CHANGE
#include <gcr/gcr.h>

#define LIBRARY "libgcr-ui-3.so.1"

void
cs_secure_buffer_ensure (void)
{
  /* never closed again: types stay */
  void *library = dlopen (LIBRARY, RTLD_LAZY | RTLD_LOCAL);
  __typeof__ (gcr_secure_entry_buffer_get_type) *get_type = NULL;

  if (library != NULL)
    get_type = (__typeof__ (get_type))dlsym (library, "gcr_secure_entry_buffer_get_type");
  if (get_type == NULL)
    g_error ("%s", dlerror ());
  g_type_ensure (get_type ());
}
