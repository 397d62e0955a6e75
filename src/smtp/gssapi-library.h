/* gssapi-library.h - GSSAPI, loaded for the first challenge/response login
 *
 * Each pointer is the function gss_… of that name (RFC 2744), or the variable GSS_C_….
 */
#pragma once

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>

typedef struct
{
  __typeof__ (GSS_C_NT_HOSTBASED_SERVICE) *nt_hostbased_service;
  __typeof__ (GSS_C_NT_USER_NAME) *nt_user_name;
  __typeof__ (gss_acquire_cred_from) *acquire_cred_from;
  __typeof__ (gss_delete_sec_context) *delete_sec_context;
  __typeof__ (gss_display_status) *display_status;
  __typeof__ (gss_import_name) *import_name;
  __typeof__ (gss_init_sec_context) *init_sec_context;
  __typeof__ (gss_inquire_sec_context_by_oid) *inquire_sec_context_by_oid;
  __typeof__ (gss_release_buffer) *release_buffer;
  __typeof__ (gss_release_buffer_set) *release_buffer_set;
  __typeof__ (gss_release_cred) *release_cred;
  __typeof__ (gss_release_name) *release_name;
} CsGssapiLibrary;

/* From any thread. */
const CsGssapiLibrary *cs_gssapi_library (void);
