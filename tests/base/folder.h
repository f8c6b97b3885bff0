/* A folder of its own for a test that writes files. */
#ifndef TESTS_BASE_FOLDER_H
#define TESTS_BASE_FOLDER_H

#include <stddef.h>

/* For TestSuite(name, .init = folder_make, .fini = folder_remove); the latter asks for leaks too. */
void folder_make(void);
void folder_remove(void);

/* The path of a file in it; the strings of the last eight calls stay valid. */
const char *folder_path(const char *name);

/* How many files are in it. */
size_t folder_count(void);

void folder_put(const char *name, const char *text);

/* The bytes of a file, with a 0 after them. free() them. size may be NULL. */
char *folder_get(const char *name, size_t *size);

/* Fails the test unless the file is text. */
void folder_has(const char *name, const char *text);

#endif
