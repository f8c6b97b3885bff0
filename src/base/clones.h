/* CLONES before a function: compiled once per vector width of this kind of processor, the right one chosen
   when the program is loaded. For loops over elements that compilers vectorize by themselves. Bits do not
   depend on the width: no sum is reordered and nothing is contracted (-ffp-contract=off). Even a static one
   needs a name of its own in the library: clang's resolvers are global. */
#ifndef BN_BASE_CLONES_H
#define BN_BASE_CLONES_H

/* ThreadSanitizer is not ready yet when the choice is made. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define BN_SANITIZES_THREADS
#endif
#elif defined(__SANITIZE_THREAD__)
#define BN_SANITIZES_THREADS
#endif

#if defined(BN_HAVE_CLONES) && !defined(BN_SANITIZES_THREADS)
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

/* What such a function is made of: has to end up inside it to be cloned with it. */
#ifdef __GNUC__
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

/* Asks for the cache line at p, which may be anywhere. In a function that does little else, make it INLINE:
   gcc sees no effect in it, and drops calls of functions without one. */
#ifdef __GNUC__
#define PREFETCH(p) __builtin_prefetch(p)
#else
#define PREFETCH(p) ((void)(p))
#endif

#endif
