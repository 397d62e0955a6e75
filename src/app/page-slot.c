#include "app/page-slot.h"

struct _CsPageSlot
{
  GtkBox parent;
  char *page_class;
  CsPage *page; /* NULL: not built yet */
  CsSheet *sheet; /* to be shown; NULL: nothing new */
};

G_DEFINE_TYPE (CsPageSlot, cs_page_slot, GTK_TYPE_BOX)

enum
{
  PROP_PAGE_CLASS = 1,
};

static void
cs_page_slot_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_PAGE_CLASS)
    CS_PAGE_SLOT (object)->page_class = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
cs_page_slot_dispose (GObject *object)
{
  g_clear_object (&CS_PAGE_SLOT (object)->sheet);
  G_OBJECT_CLASS (cs_page_slot_parent_class)->dispose (object);
}

static void
cs_page_slot_finalize (GObject *object)
{
  g_free (CS_PAGE_SLOT (object)->page_class);
  G_OBJECT_CLASS (cs_page_slot_parent_class)->finalize (object);
}

static void
cs_page_slot_class_init (CsPageSlotClass *class)
{
  G_OBJECT_CLASS (class)->set_property = cs_page_slot_set_property;
  G_OBJECT_CLASS (class)->dispose = cs_page_slot_dispose;
  G_OBJECT_CLASS (class)->finalize = cs_page_slot_finalize;
  g_object_class_install_property (
      G_OBJECT_CLASS (class), PROP_PAGE_CLASS,
      g_param_spec_string ("page-class", NULL, NULL, NULL,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
cs_page_slot_init (CsPageSlot *slot)
{
}

gboolean
cs_page_slot_build (CsPageSlot *slot)
{
  if (slot->page != NULL)
    return FALSE;

  /* Nothing is seen of it before its fields have been filled in. */
  slot->page = g_object_new (g_type_from_name (slot->page_class), NULL);
  gtk_box_pack_start (GTK_BOX (slot), GTK_WIDGET (slot->page), TRUE, TRUE, 0);
  return TRUE;
}

CsPage *
cs_page_slot_get (CsPageSlot *slot)
{
  cs_page_slot_build (slot);
  return slot->page;
}

void
cs_page_slot_take (CsPageSlot *slot, CsSheet *sheet)
{
  g_set_object (&slot->sheet, sheet);
}

void
cs_page_slot_show (CsPageSlot *slot)
{
  g_autoptr (CsSheet) sheet = g_steal_pointer (&slot->sheet);

  if (sheet == NULL)
    return;
  cs_page_show (cs_page_slot_get (slot), sheet);
  gtk_widget_show (GTK_WIDGET (slot->page));
}

GtkWidget *
cs_page_slot_first_error (CsPageSlot *slot)
{
  if (slot->page == NULL || slot->sheet != NULL)
    return NULL;
  return cs_page_first_error (slot->page);
}
