/* apply-fixture.h - an instance in a temporary folder, and applying to it
 */
#pragma once

#include "admin/apply.h"
#include "secrets/memory.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  CsInstance instance;
  CsMemoryStore *memory;
  CsSecretStore *store;
  GMainLoop *loop;
  GAsyncResult *result;
} Fixture;

void apply_fixture_set_up (Fixture *f, gconstpointer data);
void apply_fixture_tear_down (Fixture *f, gconstpointer data);

void apply_fixture_write (Fixture *f, const char *text);
/* What the file holds; NULL if there is none. (transfer full) */
char *apply_fixture_read (Fixture *f);
gboolean apply_fixture_has_journal (Fixture *f);

void apply_fixture_done (GObject *source, GAsyncResult *result, gpointer fixture);
GAsyncResult *apply_fixture_wait (Fixture *f);

CsDraft *apply_fixture_load (Fixture *f); /* fails the test if it cannot */
gboolean apply_fixture_apply (Fixture *f, CsDraft *draft, CsApplyFlags flags, GError **error);
gboolean apply_fixture_recover (Fixture *f, GError **error);

/* Clear text with @account and a new typed password for the site. Returns its UUID, which the
 * settings own. */
const char *apply_fixture_type (CsDraft *draft, const char *account, const char *password);
/* The same for a remote domain. */
const char *apply_fixture_type_for (CsDraft *draft, const char *domain, const char *account,
                                    const char *password);

gboolean apply_fixture_is_stored (Fixture *f, const char *uuid);
guint apply_fixture_count (Fixture *f);
void apply_fixture_store (Fixture *f, const char *uuid);

G_END_DECLS
