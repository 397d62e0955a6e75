/* unbound-library.h - libunbound, loaded when the first name is looked up
 *
 * Each pointer is the function ub_… of that name, see <unbound.h>.
 */
#pragma once

#include <unbound.h>

typedef struct
{
  __typeof__ (ub_cancel) *cancel;
  __typeof__ (ub_ctx_add_ta) *ctx_add_ta;
  __typeof__ (ub_ctx_add_ta_file) *ctx_add_ta_file;
  __typeof__ (ub_ctx_async) *ctx_async;
  __typeof__ (ub_ctx_create) *ctx_create;
  __typeof__ (ub_ctx_delete) *ctx_delete;
  __typeof__ (ub_ctx_hosts) *ctx_hosts;
  __typeof__ (ub_ctx_resolvconf) *ctx_resolvconf;
  __typeof__ (ub_ctx_set_fwd) *ctx_set_fwd;
  __typeof__ (ub_ctx_set_option) *ctx_set_option;
  __typeof__ (ub_ctx_zone_add) *ctx_zone_add;
  __typeof__ (ub_fd) *fd;
  __typeof__ (ub_process) *process;
  __typeof__ (ub_resolve_async) *resolve_async;
  __typeof__ (ub_resolve_free) *resolve_free;
  __typeof__ (ub_strerror) *strerror;
} CsUnboundLibrary;

/* From any thread. */
const CsUnboundLibrary *cs_unbound_library (void);
