/* fuzz.h - what a fuzz target is: one function that any bytes may be given to
 *
 * It ends the process (g_assert) where something that must always be true is not.
 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size_bytes);
