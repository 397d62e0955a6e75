/* notices.h - the sentences of the notice bar: warnings of the file, and why an apply did not work
 */
#pragma once

#include "app/notice-bar.h"
#include "app/sheet.h"

G_BEGIN_DECLS

enum
{
  CS_NOTICE_RELOAD = 1,
  CS_NOTICE_OVERWRITE,
  CS_NOTICE_AGAIN,
};

void cs_notices_show_warnings (CsNoticeBar *bar, CsSheet *sheet); /* nothing if there are none */
void cs_notices_show_changed_on_disk (CsNoticeBar *bar);
void cs_notices_show_apply_error (CsNoticeBar *bar, const GError *error);

G_END_DECLS
