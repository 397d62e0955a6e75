/* exit-status.h - how the worker ends, sysexits.h
 */
#pragma once

#define CS_EXIT_USAGE 64 /* wrong arguments */
#define CS_EXIT_UNAVAILABLE 69 /* another worker is there */
#define CS_EXIT_TRY_LATER 75 /* something waits, or storage fails */
#define CS_EXIT_BAD_SETTINGS 78
