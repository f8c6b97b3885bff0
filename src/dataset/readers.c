/* The table of readers, from the registry. */
#include "dataset/reader.h"

#include <string.h>

#define READER(name) extern const bn_reader bn_reader_##name;
#include <banach/readers.def>
#undef READER

const bn_reader *const *bn_readers(void)
{
#define READER(name) &bn_reader_##name,
    static const bn_reader *const readers[] = {
#include <banach/readers.def>
        NULL
    };
#undef READER
    return readers;
}

const bn_reader *bn_reader_find(const char *name)
{
    const bn_reader *const *reader = bn_readers();
    while (*reader && strcmp((*reader)->name, name))
        reader++;
    return *reader;
}

const char *bn_reader_name(const bn_reader *reader)
{
    return reader->name;
}

const char *bn_reader_summary(const bn_reader *reader)
{
    return reader->summary;
}
