/* What a file format is: a name, a way to recognise it, a way to read it. One file per format, ending in
   const bn_reader bn_reader_<name>, and one line in <banach/readers.def>, in the order of probing. */
#ifndef BN_DATASET_READER_H
#define BN_DATASET_READER_H

#include "dataset/table.h"

struct bn_reader {
    const char *name, *summary;

    /* Does the text look like this format? It need not be correct: the reader tells what is wrong. The window
       may grow, and begins where it began. */
    bool (*probe)(bn_text *text);

    /* Fills the empty table. Missing numbers are left as NaN if options->missing allows them. On failure the
       table may be half full; the caller frees it either way. */
    bn_status (*read)(bn_table *out, bn_text *text, const bn_dataset_options *options, bn_error *err);
};

/* NULL when no reader has that name. */
const bn_reader *bn_reader_find(const char *name);

#endif
