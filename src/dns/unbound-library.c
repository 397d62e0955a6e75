#include "dns/unbound-library.h"

#include "base/late-library.h"

#define SYMBOL(name) CS_LATE_SYMBOL ("ub_" #name, CsUnboundLibrary, name)

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

  cs_late_library_load (&is_loaded, "libunbound.so.8", symbols, G_N_ELEMENTS (symbols), &library);
  return &library;
}
