/* The walk of a guest: every call of the library but the pure arithmetic of theory.h, on small problems, with
   a note of what came out, bit by bit. Two walks over the same data are the same, whatever goes on around
   them. */
#ifndef TESTS_GUEST_WALK_H
#define TESTS_GUEST_WALK_H

#include <banach/banach.h>

/* Loaded once, shared by all walks. */
typedef struct guest_data {
    bn_dataset *numbers, *classes, *table; /* for squared loss, logistic loss, a quadratic */
    bn_model *model;                       /* of classes */
} guest_data;

typedef struct guest_note {
    char call[60];
    uint64_t digest;
} guest_note;

enum { GUEST_NOTES = 2000 };

typedef struct guest_walk {
    const guest_data *data;
    unsigned threads; /* of each objective */
    bool texts;       /* note reports for people too: they speak the language of the program */
    /* Called after each call of the library; NULL: not. */
    void (*after)(const char *call, void *context);
    void *context;
    char folder[60]; /* for its files, made and removed by the walk */
    size_t count;
    guest_note note[GUEST_NOTES];
} guest_walk;

void guest_data_make(guest_data *data);
void guest_data_free(guest_data *data);

/* Everything. Prints and aborts if a call fails that should not, or does not that should. */
void guest_take(guest_walk *w);

/* How many notes differ; prints the first few, with what says what the second walk is. */
size_t guest_differences(const guest_walk *a, const guest_walk *b, const char *what);

/* ---- What the parts of a walk use ------------------------------------------------------------ */

void guest_walk_data(guest_walk *w);
void guest_walk_objective(guest_walk *w, bn_objective *f);
void guest_walk_solve(guest_walk *w, bn_objective *f);
void guest_walk_advice(guest_walk *w, bn_objective *f);
void guest_walk_report(guest_walk *w, bn_objective *f);

/* A call is done: it must have succeeded, or failed with wanted. */
void guest_done(guest_walk *w, const char *call, bn_status status, bn_status wanted, const bn_error *err);

/* Notes what a call gave: numbers, text, or a file of the folder, which is removed (call NULL: not noted). */
void guest_numbers(guest_walk *w, const char *call, size_t n, const double *x);
void guest_text(guest_walk *w, const char *call, const char *text);
void guest_file(guest_walk *w, const char *call, const char *name);

/* The path of a file in the folder. */
typedef struct guest_path {
    char text[100];
} guest_path;
guest_path guest_place(const guest_walk *w, const char *name);

#endif
