/* A file appears whole or not at all; what is not a regular file is written through. */
#include "base/output.h"
#include "base/folder.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(output, .init = folder_make, .fini = folder_remove);

static bn_error err;

static bn_status write_text(const char *path, const char *text, bn_status how)
{
    bn_output out;
    bn_status status = bn_output_open(&out, path, &err);
    if (status)
        return status;
    bn_output_text(&out, text);
    return bn_output_close(&out, how, &err);
}

static void refused(const char *path, const char *fragment)
{
    cr_assert_eq(write_text(path, "new", BN_OK), BN_CANNOT_WRITE);
    cr_assert(strstr(err.message, "cannot write") && strstr(err.message, fragment), "%s", err.message);
}

Test(output, a_new_file_appears_when_it_is_closed)
{
    bn_output out;
    cr_assert_eq(bn_output_open(&out, folder_path("a"), &err), BN_OK);
    bn_output_text(&out, "one ");
    bn_output_text(&out, "two");
    cr_assert_neq(access(folder_path("a"), F_OK), 0);
    cr_assert_eq(bn_output_close(&out, BN_OK, &err), BN_OK);
    folder_has("a", "one two");
    cr_assert_eq(folder_count(), 1);
}

Test(output, a_file_is_replaced_and_keeps_its_mode)
{
    struct stat now;
    folder_put("a", "old");
    chmod(folder_path("a"), 0640);
    cr_assert_eq(write_text(folder_path("a"), "new", BN_OK), BN_OK);
    folder_has("a", "new");
    stat(folder_path("a"), &now);
    cr_assert_eq(now.st_mode & 0777, 0640);
    cr_assert_eq(folder_count(), 1);
}

Test(output, a_failure_of_the_writer_leaves_what_was_there)
{
    folder_put("a", "old");
    cr_assert_eq(write_text(folder_path("a"), "new", BN_UNSUPPORTED), BN_UNSUPPORTED);
    folder_has("a", "old");
    cr_assert_eq(write_text(folder_path("b"), "new", BN_UNSUPPORTED), BN_UNSUPPORTED);
    cr_assert_eq(folder_count(), 1);
}

Test(output, a_link_stays_a_link)
{
    struct stat link;
    folder_put("a", "old");
    cr_assert_eq(symlink("a", folder_path("b")), 0);
    cr_assert_eq(write_text(folder_path("b"), "new", BN_OK), BN_OK);
    cr_assert(!lstat(folder_path("b"), &link) && S_ISLNK(link.st_mode));
    folder_has("a", "new");
    cr_assert_eq(symlink("later", folder_path("c")), 0);
    cr_assert_eq(write_text(folder_path("c"), "through", BN_OK), BN_OK);
    folder_has("later", "through");
}

Test(output, what_cannot_be_written_is_a_sentence)
{
    refused(folder_path("no/such/folder"), "No such file");
    refused(folder_path("."), "Is a directory");
    refused("", "No such file");
    if (!access("/dev/full", W_OK))
        refused("/dev/full", "No space left");
    cr_assert_eq(folder_count(), 0);
}

/* A limit on the size of files stands in for a full disk. */
Test(output, a_full_disk_leaves_what_was_there)
{
    static char much[1 << 16];
    memset(much, 'x', sizeof much - 1);
    folder_put("a", "old");
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 4096, 4096 });
    cr_assert_eq(write_text(folder_path("a"), much, BN_OK), BN_CANNOT_WRITE);
    cr_assert(strstr(err.message, "too large"), "%s", err.message);
    folder_has("a", "old");
    cr_assert_eq(folder_count(), 1);
}

Test(output, a_device_or_a_pipe_is_written_through)
{
    struct stat place;
    cr_assert_eq(write_text("/dev/null", "gone", BN_OK), BN_OK);
    cr_assert(!stat("/dev/null", &place) && S_ISCHR(place.st_mode));

    char got[8] = "";
    cr_assert_eq(mkfifo(folder_path("pipe"), 0600), 0);
    int reader = open(folder_path("pipe"), O_RDONLY | O_NONBLOCK);
    cr_assert_eq(write_text(folder_path("pipe"), "flow", BN_OK), BN_OK);
    cr_assert_eq(read(reader, got, sizeof got - 1), 4);
    cr_assert_str_eq(got, "flow");
    close(reader);
    cr_assert_eq(folder_count(), 1);
}

/* Standard output is a regular file here, as in "command > file", and something is in it already. */
Test(output, standard_output_is_continued_under_any_name)
{
    fflush(stdout);
    int before = dup(STDOUT_FILENO), file = open(folder_path("out"), O_WRONLY | O_CREAT, 0600);
    dup2(file, STDOUT_FILENO);
    close(file);
    printf("one ");
    bool written = !write_text("-", "two ", BN_OK) && !write_text("/dev/stdout", "three ", BN_OK) &&
                   !write_text(folder_path("out"), "four", BN_OK);
    dup2(before, STDOUT_FILENO);
    close(before);
    cr_assert(written);
    folder_has("out", "one two three four");
}
