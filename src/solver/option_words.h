/* Options that are choices, as people write them: reports and checkpoints say them so. */
#ifndef BN_SOLVER_OPTION_WORDS_H
#define BN_SOLVER_OPTION_WORDS_H

/* In the order of their enumerations; NULL after the last. */
extern const char *const bn_restart_words[];
extern const char *const bn_sampling_words[];
extern const char *const bn_snapshot_words[];
extern const char *const bn_average_words[];
extern const char *const bn_schedule_words[];

/* The one at this place, "unknown" beyond the last: what a caller gave may be no choice. */
const char *bn_option_word(const char *const *words, unsigned place);

#endif
