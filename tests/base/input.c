/* A file is read to its end whatever interrupts, and is refused when it is not the file that was opened. */
#include "base/input.h"
#include "base/digest.h"
#include "base/fields.h"
#include "base/folder.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

TestSuite(input, .init = folder_make, .fini = folder_remove);

static bn_error err;

static void hear(int signal)
{
    (void)signal;
}

/* A child that writes text into the pipe, a byte every few milliseconds. */
static pid_t dribble(const char *pipe, const char *text)
{
    pid_t child = fork();
    if (child)
        return child;
    FILE *to = fopen(pipe, "w");
    for (; to && *text; text++) {
        nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
        fputc(*text, to);
        fflush(to);
    }
    _exit(0);
}

/* Signals once a millisecond, with a handler that does not ask for calls to be done again. */
static void interrupt(bool how)
{
    struct timeval millisecond = { .tv_usec = how ? 1000 : 0 };
    sigaction(SIGALRM, &(struct sigaction){ .sa_handler = hear }, NULL);
    setitimer(ITIMER_REAL, &(struct itimerval){ millisecond, millisecond }, NULL);
}

Test(input, what_signals_interrupt_is_read_all_the_same)
{
    const char *pipe = folder_path("pipe");
    char seen[100] = "";
    bn_input in;
    cr_assert_eq(mkfifo(pipe, 0600), 0);
    pid_t child = dribble(pipe, "one two three");
    interrupt(true);
    cr_assert(!bn_input_open(&in, pipe, &err), "%s", err.message);
    for (size_t size = 0, got; (got = bn_input_take(&in, seen + size, sizeof seen - 1 - size)); size += got)
        ;
    cr_assert(!bn_input_close(&in, BN_OK, &err), "%s", err.message);
    interrupt(false);
    cr_expect_str_eq(seen, "one two three");
    waitpid(child, NULL, 0);

    bn_fields f;
    child = dribble(pipe, "{\"a\": \"b\"}");
    interrupt(true);
    bn_fields_open(&f, pipe, &err);
    interrupt(false);
    cr_assert(!f.status, "%s", err.message);
    cr_expect_str_eq(bn_field_text(&f, f.root, "a"), "b");
    bn_fields_close(&f);
    waitpid(child, NULL, 0);
}

Test(input, a_file_that_changes_while_it_is_read_is_refused)
{
    static const struct {
        const char *what, *becomes;
    } cases[] = { { "it shrinks", "1," },
                  { "it grows", "1,2\n3,4\n5" },
                  { "it is overwritten", "9,2\n3,4\n" } };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        bn_input in;
        char byte;
        folder_put("a", "1,2\n3,4\n");
        cr_assert(!bn_input_open(&in, folder_path("a"), &err));
        cr_assert_eq(bn_input_take(&in, &byte, 1), 1);
        nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL); /* the clock of files is coarse */
        folder_put("a", cases[k].becomes);
        cr_expect_eq(bn_input_close(&in, BN_OK, &err), BN_CANNOT_READ, "%s", cases[k].what);
        cr_expect(strstr(err.message, "/a: cannot read: it changed meanwhile"), "%s", err.message);
    }
}

Test(input, what_cannot_be_read_is_a_sentence)
{
    char digest[BN_DIGEST_TEXT] = "as before";
    bn_fields f;
    cr_expect_eq(bn_digest_file(digest, folder_path("none"), &err), BN_CANNOT_READ);
    cr_expect(strstr(err.message, "none: cannot read: No such file"), "%s", err.message);
    cr_expect_eq(bn_digest_file(digest, folder_path("."), &err), BN_CANNOT_READ);
    cr_expect(strstr(err.message, "cannot read: Is a directory"), "%s", err.message);
    cr_expect_str_eq(digest, "as before");
    bn_fields_open(&f, folder_path("."), &err);
    cr_expect(f.status == BN_CANNOT_READ && !f.root && strstr(err.message, "Is a directory"), "%s",
              err.message);
    bn_fields_close(&f);
}
