/* Targets as they were written, one after the other. */
#include "dataset/labels.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of numbers without a word among them that are worth keeping: more than a million targets. Far fewer
   distinct ones than that could still become classes. */
#define MOST ((size_t)16 << 20)

bool bn_labels_keep(bn_labels *labels, bn_span label)
{
    if (labels->lost)
        return true;
    if (labels->used > MOST && !labels->words) {
        free(labels->bytes);
        *labels = (bn_labels){ .lost = true };
        return true;
    }
    if (labels->room - labels->used <= label.length) {
        const size_t room = 2 * labels->room + label.length + 64;
        char *more = bn_resize(labels->bytes, room, 1);
        if (!more)
            return false;
        labels->bytes = more;
        labels->room = room;
    }
    if (label.length)
        memcpy(labels->bytes + labels->used, label.at, label.length);
    labels->bytes[labels->used + label.length] = 0;
    labels->used += label.length + 1;
    return true;
}

bn_span *bn_labels_list(const bn_labels *labels, size_t count)
{
    bn_span *list = bn_array(count, sizeof *list);
    const char *at = labels->bytes;
    for (size_t i = 0; i < count && list; i++) {
        list[i] = (bn_span){ at, strlen(at) };
        at += list[i].length + 1;
    }
    return list;
}
