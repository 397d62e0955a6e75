/* Our judge against gss-ntlmssp as the client: two independent readings of MS-NLMP must agree,
 * also on the odd servers that the policies play. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gssapi/gssapi_ext.h>
#include <string.h>

#include "ntlm-server.h"

#define PASSWORD "p\303\244ssword"
#define REQUIRED_FLAG_MISSING 1314127886u /* the client wanted SIGN, the server grants none */

static gss_OID_desc ntlm_oid = { 10, (void *)"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" };
static gss_OID_desc require_mic_oid
    = { 11, (void *)"\x2b\x06\x01\x04\x01\xb7\x7d\x85\x0f\x01\x02" };

typedef struct
{
  const char *name;
  const char *policy;
  const char *server_binding;
  const char *client_binding;
  OM_uint32 flags;
  OM_uint32 client_fault; /* routine error of the second step; 0: it answers */
  NtlmVerdict verdict;
} Case;

static const Case cases[] = {
  { "plain", "", NULL, NULL, 0, 0, NTLM_ACCEPTED },
  { "mic", "mic", NULL, NULL, GSS_C_INTEG_FLAG, 0, NTLM_ACCEPTED },
  { "mic-not-sent", "mic", NULL, NULL, 0, 0, NTLM_NO_MIC },
  { "mic-without-time", "mic no-time", NULL, NULL, GSS_C_INTEG_FLAG, 0, NTLM_NO_MIC },
  { "bound", "mic binding", "one", "one", GSS_C_INTEG_FLAG, 0, NTLM_ACCEPTED },
  { "bound-elsewhere", "binding", "one", "two", 0, 0, NTLM_WRONG_BINDING },
  { "not-bound", "binding", "one", NULL, 0, 0, NTLM_NO_BINDING },
  { "no-sign", "no-sign", NULL, NULL, GSS_C_INTEG_FLAG, GSS_S_FAILURE, 0 },
  { "no-sign-not-asked", "no-sign", NULL, NULL, 0, 0, NTLM_ACCEPTED },
  { "no-target-info", "no-target-info", NULL, "one", 0, GSS_S_BAD_BINDINGS, 0 },
  { "old-time", "old-time", NULL, NULL, 0, GSS_S_CONTEXT_EXPIRED, 0 },
};

static char *users_path;

/* By hash and not by password: the library's own hashing leaks inside OpenSSL. */
static char *
nt_hash_hex (void)
{
  GString *hex = g_string_new (NULL);
  guint8 hash[NTLM_KEY_SIZE];

  ntlm_nt_hash (PASSWORD, hash);
  for (gsize i = 0; i < sizeof hash; i++)
    g_string_append_printf (hex, "%02x", hash[i]);
  return g_string_free (hex, FALSE);
}

static gss_cred_id_t
acquire (void)
{
  g_autofree char *hash = nt_hash_hex ();
  gss_key_value_element_desc elements[]
      = { { "ntlmssp_domain", "CORP" }, { "ntlmssp_nthash", hash } };
  gss_key_value_set_desc store = { G_N_ELEMENTS (elements), elements };
  gss_OID_set_desc mechanisms = { 1, &ntlm_oid };
  gss_buffer_desc user = { 5, (void *)"alice" };
  gss_cred_id_t credential = GSS_C_NO_CREDENTIAL;
  gss_name_t name;
  OM_uint32 minor;

  g_assert_cmpuint (gss_import_name (&minor, &user, GSS_C_NT_USER_NAME, &name), ==, 0);
  g_assert_cmpuint (gss_acquire_cred_from (&minor, name, 0, &mechanisms, GSS_C_INITIATE, &store,
                                           &credential, NULL, NULL),
                    ==, 0);
  gss_release_name (&minor, &name);
  return credential;
}

static gss_name_t
target (void)
{
  gss_buffer_desc text = { 13, (void *)"SMTPSVC@relay" };
  gss_name_t name;
  OM_uint32 minor;

  g_assert_cmpuint (gss_import_name (&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name), ==, 0);
  return name;
}

/* One step of the client. Returns the routine error. */
static OM_uint32
step (gss_ctx_id_t *context, const Case *c, GBytes *input, GBytes **output)
{
  gss_cred_id_t credential = acquire ();
  gss_name_t name = target ();
  gss_buffer_desc in = { input ? g_bytes_get_size (input) : 0,
                         input ? (void *)g_bytes_get_data (input, NULL) : NULL };
  gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
  struct gss_channel_bindings_struct binding = { 0 };
  OM_uint32 minor, status, ignored;

  if (c->client_binding != NULL)
    binding.application_data
        = (gss_buffer_desc){ strlen (c->client_binding), (void *)c->client_binding };
  status = gss_init_sec_context (&minor, credential, context, name, &ntlm_oid, c->flags, 0,
                                 c->client_binding ? &binding : GSS_C_NO_CHANNEL_BINDINGS, &in,
                                 NULL, &out, NULL, NULL);
  if (status == GSS_S_FAILURE)
    g_assert_cmpuint (minor, ==, REQUIRED_FLAG_MISSING);
  *output = g_bytes_new (out.value, out.length);
  gss_release_buffer (&ignored, &out);
  gss_release_name (&ignored, &name);
  gss_release_cred (&ignored, &credential);
  return GSS_ROUTINE_ERROR (status);
}

static void
ask_for_mic (gss_ctx_id_t context)
{
  gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
  OM_uint32 minor;

  gss_inquire_sec_context_by_oid (&minor, context, &require_mic_oid, &set);
  gss_release_buffer_set (&minor, &set);
}

static void
test_exchange (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (NtlmServerSide) side = ntlm_server_side_new (c->policy, "CORP", users_path, NULL);
  g_autoptr (GBytes) negotiate = NULL, challenge = NULL, authenticate = NULL;
  g_autoptr (NtlmOutcome) outcome = NULL;
  gss_ctx_id_t context = GSS_C_NO_CONTEXT;
  OM_uint32 minor;

  if (c->server_binding != NULL)
    {
      g_autoptr (GBytes) binding
          = g_bytes_new_static (c->server_binding, strlen (c->server_binding));

      ntlm_server_side_set_binding (side, binding);
    }
  g_assert_cmpuint (step (&context, c, NULL, &negotiate), ==, 0);
  if (c->flags & GSS_C_INTEG_FLAG)
    ask_for_mic (context);
  challenge = ntlm_server_side_challenge (side, negotiate);
  g_assert_nonnull (challenge);
  g_assert_cmpuint (step (&context, c, challenge, &authenticate), ==, c->client_fault);
  gss_delete_sec_context (&minor, &context, GSS_C_NO_BUFFER);
  if (c->client_fault != 0)
    return;

  outcome = ntlm_server_side_judge (side, authenticate);
  g_assert_cmpstr (ntlm_verdict_text (outcome->verdict), ==, ntlm_verdict_text (c->verdict));
  g_assert_cmpstr (outcome->account, ==, "CORP\\alice");
  g_assert_cmpstr (outcome->target_name, ==, "SMTPSVC/relay");
}

static void
test_flipped_mic (void)
{
  static const Case mic = { "", "mic", NULL, NULL, GSS_C_INTEG_FLAG };
  g_autoptr (NtlmServerSide) side = ntlm_server_side_new ("mic", "CORP", users_path, NULL);
  g_autoptr (GBytes) negotiate = NULL, challenge = NULL, authenticate = NULL, flipped = NULL;
  g_autoptr (NtlmOutcome) outcome = NULL;
  gss_ctx_id_t context = GSS_C_NO_CONTEXT;
  guint8 *copy;
  OM_uint32 minor;

  step (&context, &mic, NULL, &negotiate);
  ask_for_mic (context);
  challenge = ntlm_server_side_challenge (side, negotiate);
  step (&context, &mic, challenge, &authenticate);
  gss_delete_sec_context (&minor, &context, GSS_C_NO_BUFFER);

  copy = g_memdup2 (g_bytes_get_data (authenticate, NULL), g_bytes_get_size (authenticate));
  copy[NTLM_MIC_OFFSET] ^= 1;
  flipped = g_bytes_new_take (copy, g_bytes_get_size (authenticate));
  outcome = ntlm_server_side_judge (side, flipped);
  g_assert_cmpstr (ntlm_verdict_text (outcome->verdict), ==, ntlm_verdict_text (NTLM_WRONG_MIC));
}

static void
write_users (void)
{
  static const char users[] = "CORP\\alice:" PASSWORD "\n";
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("countersign-users-XXXXXX", &users_path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (users_path, users, -1, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("NETBIOS_COMPUTER_NAME", "COUNTERSIGN", TRUE);
  g_setenv ("NETBIOS_DOMAIN_NAME", "WORKGROUP", TRUE);
  g_unsetenv ("LM_COMPAT_LEVEL");
  g_test_init (&argc, &argv, NULL);
  write_users ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/ntlm-gss/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_exchange);
    }
  g_test_add_func ("/ntlm-gss/flipped-mic", test_flipped_mic);
  result = g_test_run ();
  g_unlink (users_path);
  g_free (users_path);
  return result;
}
