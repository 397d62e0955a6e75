#include "smtp/gssapi-library.h"

#include "base/late-library.h"

#define SYMBOL(name, pointer) CS_LATE_SYMBOL (name, CsGssapiLibrary, pointer)

const CsGssapiLibrary *
cs_gssapi_library (void)
{
  static const CsLateSymbol symbols[] = {
    SYMBOL ("GSS_C_NT_HOSTBASED_SERVICE", nt_hostbased_service),
    SYMBOL ("GSS_C_NT_USER_NAME", nt_user_name),
    SYMBOL ("gss_acquire_cred_from", acquire_cred_from),
    SYMBOL ("gss_delete_sec_context", delete_sec_context),
    SYMBOL ("gss_display_status", display_status),
    SYMBOL ("gss_import_name", import_name),
    SYMBOL ("gss_init_sec_context", init_sec_context),
    SYMBOL ("gss_inquire_sec_context_by_oid", inquire_sec_context_by_oid),
    SYMBOL ("gss_release_buffer", release_buffer),
    SYMBOL ("gss_release_buffer_set", release_buffer_set),
    SYMBOL ("gss_release_cred", release_cred),
    SYMBOL ("gss_release_name", release_name),
  };
  static CsGssapiLibrary library;
  static gsize is_loaded;

  cs_late_library_load (&is_loaded, "libgssapi_krb5.so.2", symbols, G_N_ELEMENTS (symbols),
                        &library);
  return &library;
}
