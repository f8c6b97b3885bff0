/* Options that are choices, as people write them. */
#include "solver/option_words.h"

#include <stddef.h>

const char *const bn_restart_words[] = { "auto", "never", "always", NULL };
const char *const bn_sampling_words[] = { "uniform", "shuffled", "importance", NULL };
const char *const bn_snapshot_words[] = { "loopless", "random", "average", NULL };
const char *const bn_average_words[] = { "none", "all", "suffix", NULL };
const char *const bn_schedule_words[] = { "constant", "switching", NULL };

const char *bn_option_word(const char *const *words, unsigned place)
{
    while (place > 0 && *words) {
        words++;
        place--;
    }
    return *words ? *words : "unknown";
}
