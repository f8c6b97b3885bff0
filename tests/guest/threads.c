/* Many walks at once on one dataset, one OpenMP thread in each: every bit as when a walk is alone. Under
   ThreadSanitizer this is the test of thread safety (a plain main: Criterion's runner does not live with it).
   Without it the walks also run with as many OpenMP threads as there are processors, four times over. */
#include <omp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest/walk.h"
#include "support/support.h"

#if defined(__SANITIZE_THREAD__)
#define WITH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#endif

enum { WALKS = 6 };

static void *take(void *walk)
{
    guest_walk *w = walk;
    omp_set_num_threads((int)w->threads); /* of this thread: data are read by as many too */
    guest_take(w);
    return NULL;
}

/* How many notes of all the walks differ from those of the first, which was alone. */
static size_t at_once(const guest_walk *alone, unsigned threads)
{
    static guest_walk walk[WALKS];
    pthread_t thread[WALKS];
    size_t different = 0;
    for (size_t i = 0; i < WALKS; i++) {
        walk[i] = (guest_walk){ .data = alone->data, .threads = threads, .texts = true };
        if (pthread_create(&thread[i], NULL, take, &walk[i]))
            abort();
    }
    for (size_t i = 0; i < WALKS; i++) {
        char what[60];
        pthread_join(thread[i], NULL);
        snprintf(what, sizeof what, "walk %zu of %d at once, %u OpenMP threads", i + 1, (int)WALKS, threads);
        different += guest_differences(alone, &walk[i], what);
    }
    return different;
}

int main(void)
{
    static guest_walk alone;
    guest_data data;
    size_t different = 0;
    const int repetitions = bn_test_multiplier() > 1 ? (int)bn_test_multiplier() : 1;
    guest_data_make(&data);
    alone = (guest_walk){ .data = &data, .threads = 1, .texts = true };
    take(&alone);
    for (int i = 0; i < repetitions; i++) {
        different += at_once(&alone, 1);
#ifndef WITH_TSAN
        different += at_once(&alone, 4);
#endif
    }
    guest_data_free(&data);
    printf("%zu results of a walk, %d walks at once, %d times: %zu differ\n", alone.count, (int)WALKS,
           repetitions, different);
    return different > 0;
}
