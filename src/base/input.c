/* A file that is read from its beginning to its end. */
#include "base/input.h"
#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A pipe is waited for, and a signal may end the wait. */
static int open_patiently(const char *path)
{
    int file;
    do
        file = open(path, O_RDONLY | O_CLOEXEC);
    while (file < 0 && errno == EINTR);
    return file;
}

bn_status bn_input_open(bn_input *in, const char *path, bn_error *err)
{
    *in = (bn_input){ .name = bn_path_name(path, "standard input"), .ours = strcmp(path, "-") != 0 };
    in->file = in->ours ? open_patiently(path) : STDIN_FILENO;
    if (in->file < 0 || fstat(in->file, &in->before))
        in->error = errno;
    if (!in->error)
        return BN_OK;
    if (in->ours && in->file >= 0)
        close(in->file);
    return bn_fail_system(err, BN_CANNOT_READ, in->name, in->error);
}

size_t bn_input_take(bn_input *in, void *bytes, size_t room)
{
    ssize_t got = 0;
    while (!in->error && (got = read(in->file, bytes, room)) < 0)
        in->error = errno == EINTR ? 0 : errno;
    return in->error ? 0 : (size_t)got;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool changed(const bn_input *in)
{
    struct stat now;
    return S_ISREG(in->before.st_mode) && !fstat(in->file, &now) &&
           (now.st_size != in->before.st_size || !same_time(now.st_mtim, in->before.st_mtim));
}

bn_status bn_input_close(bn_input *in, bn_status status, bn_error *err)
{
    if (!status && in->error)
        status = bn_fail_system(err, BN_CANNOT_READ, in->name, in->error);
    if (!status && changed(in))
        status = bn_fail(err, BN_CANNOT_READ, "%s: cannot read: it changed meanwhile", in->name);
    if (in->ours)
        close(in->file);
    return status;
}
