#include "dns/unbound-library.h"

#include "base/late-library.h"

#define SYMBOL(name)                                                                               \
  {                                                                                                \
    "ub_" #name, G_STRUCT_OFFSET (CsUnboundLibrary, name)                                          \
  }

const CsUnboundLibrary *
cs_unbound_library (void)
{
  static const CsLateSymbol symbols[] = {
    SYMBOL (cancel),         SYMBOL (ctx_add_ta),     SYMBOL (ctx_add_ta_file),
    SYMBOL (ctx_async),      SYMBOL (ctx_create),     SYMBOL (ctx_delete),
    SYMBOL (ctx_hosts),      SYMBOL (ctx_resolvconf), SYMBOL (ctx_set_fwd),
    SYMBOL (ctx_set_option), SYMBOL (ctx_zone_add),   SYMBOL (fd),
    SYMBOL (process),        SYMBOL (resolve_async),  SYMBOL (resolve_free),
    SYMBOL (strerror),
  };
  static CsUnboundLibrary library;
  static gsize is_loaded;

  if (g_once_init_enter (&is_loaded))
    {
      cs_late_library_load ("libunbound.so.8", symbols, G_N_ELEMENTS (symbols), &library);
      g_once_init_leave (&is_loaded, 1);
    }
  return &library;
}
