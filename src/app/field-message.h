/* field-message.h - a sentence under a field: an error, or a remark
 *
 * Seen (icon, colour and text), and heard: the sentence becomes the field's accessible
 * description, and an error is an alert for screen readers. Hidden while there is nothing to say.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CS_TYPE_FIELD_MESSAGE (cs_field_message_get_type ())
G_DECLARE_FINAL_TYPE (CsFieldMessage, cs_field_message, CS, FIELD_MESSAGE, GtkBox)

/* @field: the entry, combo box or button that it is about. @text: NULL takes the message away. */
void cs_field_message_set_error (CsFieldMessage *message, GtkWidget *field, const char *text);
void cs_field_message_set_warning (CsFieldMessage *message, GtkWidget *field, const char *text);
gboolean cs_field_message_is_error (CsFieldMessage *message);

G_END_DECLS
