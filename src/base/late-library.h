/* late-library.h - libraries that are loaded when they are first needed
 *
 * Each library costs the start of every program that is linked with it, with all
 * those that it needs itself, whether they are used or not. What only a few runs
 * of a program need (a name server, a login) is loaded by then, and never closed
 * again. The programs are built against the library's own header, so the types of
 * the functions are its own.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* of the function or the variable */
  gsize offset; /* of the pointer to it in the structure that is filled */
} CsLateSymbol;

/* @member: of the structure @type, for the function or variable @symbol */
#define CS_LATE_SYMBOL(symbol, type, member)                                                       \
  {                                                                                                \
    symbol, G_STRUCT_OFFSET (type, member)                                                         \
  }

/**
 * cs_late_library_load:
 * @is_loaded: (inout): static and 0 at first; nothing is done the next time
 * @file_name: with the version of its interface: "libunbound.so.8"
 * @symbols: (array length=n_symbols): what is needed of it
 * @n_symbols: how many
 * @pointers: a structure of pointers, which are filled in
 *
 * From any thread. Ends the program with a message when the library or one of the symbols is
 * missing, as the dynamic loader would at the start: the programs are not installed without it.
 */
void cs_late_library_load (gsize *is_loaded, const char *file_name, const CsLateSymbol *symbols,
                           gsize n_symbols, gpointer pointers);

G_END_DECLS
