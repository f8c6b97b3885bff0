/* A file that appears whole or not at all: written under another name beside its place, then renamed. Or one
   that grows in its place. */
#define _XOPEN_SOURCE 700 /* realpath */

#include "base/output.h"
#include "base/alloc.h"
#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ANY_MODE 0666 /* as the umask restricts it */

static bool same(int file, const struct stat *place)
{
    struct stat here;
    return !fstat(file, &here) && here.st_dev == place->st_dev && here.st_ino == place->st_ino;
}

/* Opening it again would begin at its start and overwrite what is there. */
static FILE *open_already(const struct stat *place)
{
    return same(STDOUT_FILENO, place) ? stdout : same(STDERR_FILENO, place) ? stderr : NULL;
}

/* Opens a new file beside out->path, under a name that no one has. */
static int create_beside(bn_output *out)
{
    const char *slash = strrchr(out->path, '/');
    size_t folder = slash ? (size_t)(slash - out->path) + 1 : 0, room = folder + 64;
    out->temporary = bn_array(room, 1);
    if (!out->temporary)
        return -1;
    memcpy(out->temporary, out->path, folder);
    for (unsigned attempt = 0;; attempt++) {
        snprintf(out->temporary + folder, room - folder, ".banach-%ld-%u", (long)getpid(), attempt);
        int file = open(out->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, ANY_MODE);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
}

/* Where path leads. place: the file that is there already, or NULL. */
static bool resolve(bn_output *out, const char *path, const struct stat *place)
{
    out->path = place ? realpath(path, NULL) : bn_array(strlen(path) + 1, 1);
    if (out->path && !place)
        strcpy(out->path, path);
    return out->path;
}

/* out->file stays NULL on failure. */
static void write_beside(bn_output *out, const char *path, const struct stat *place)
{
    if ((place && access(path, W_OK)) || !resolve(out, path, place))
        return;
    int file = create_beside(out);
    if (file < 0)
        return;
    if (!place || !fchmod(file, place->st_mode & 0777))
        out->file = fdopen(file, "w");
    if (!out->file) {
        int code = errno;
        close(file);
        unlink(out->temporary);
        errno = code;
    }
}

static void write_in_place(bn_output *out, const char *path, const struct stat *place)
{
    if (!resolve(out, path, place))
        return;
    int file = open(out->path, O_RDWR | O_CREAT | O_CLOEXEC, ANY_MODE);
    out->file = file < 0 ? NULL : fdopen(file, "r+");
    out->grows = out->file;
    out->made = !place;
    if (file >= 0 && !out->file)
        close(file);
}

static void forget(bn_output *out)
{
    free(out->path);
    free(out->temporary);
    *out = (bn_output){ .name = out->name };
}

/* regular opens a regular file, or one that does not exist yet. */
static bn_status open_by(void (*regular)(bn_output *, const char *, const struct stat *), bn_output *out,
                         const char *path, bn_error *err)
{
    struct stat place, link;
    *out = (bn_output){ .name = bn_path_name(path, "standard output") };
    if (!strcmp(path, "-")) {
        out->file = stdout;
        return BN_OK;
    }
    bool there = !stat(path, &place), dangling = !there && !lstat(path, &link);
    out->file = there ? open_already(&place) : NULL;
    if (!out->file && (dangling || (there && !S_ISREG(place.st_mode))))
        out->file = fopen(path, "w");
    else if (!out->file)
        regular(out, path, there ? &place : NULL);
    if (out->file)
        return BN_OK;
    bn_status status = bn_fail_system(err, BN_CANNOT_WRITE, out->name, errno);
    forget(out);
    return status;
}

bool bn_path_ends(const char *path, const char *ending)
{
    const size_t length = strlen(path), tail = strlen(ending);
    return length > tail && !strcmp(path + length - tail, ending);
}

bn_status bn_output_open(bn_output *out, const char *path, bn_error *err)
{
    return open_by(write_beside, out, path, err);
}

bn_status bn_output_continue(bn_output *out, const char *path, bn_error *err)
{
    return open_by(write_in_place, out, path, err);
}

static void note(bn_output *out, bool failed)
{
    if (failed && !out->error)
        out->error = errno ? errno : EIO;
}

void bn_output_put(bn_output *out, const void *bytes, size_t count)
{
    if (!out->error)
        note(out, fwrite(bytes, 1, count, out->file) < count);
}

void bn_output_text(bn_output *out, const char *text)
{
    bn_output_put(out, text, strlen(text));
}

bool bn_output_cut(bn_output *out, uint64_t size)
{
    struct stat now;
    if (!out->grows)
        return true;
    if (fstat(fileno(out->file), &now) || (uint64_t)now.st_size < size)
        return false;
    note(out, ftruncate(fileno(out->file), (off_t)size) || fseeko(out->file, (off_t)size, SEEK_SET));
    return true;
}

uint64_t bn_output_sync(bn_output *out)
{
    if (!out->grows)
        return 0;
    note(out, fflush(out->file) || fsync(fileno(out->file)));
    return (uint64_t)ftello(out->file);
}

/* A name is safe only with the folder that it is in. Where folders cannot be synced, or not even read, the
   system has to do. */
static void sync_folder(bn_output *out)
{
    char *slash = strrchr(out->temporary, '/'); /* the other name in the same folder, which is free now */
    if (slash)
        slash[1] = '\0';
    const int folder = open(slash ? out->temporary : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    note(out, fsync(folder) && errno != EINVAL);
    close(folder);
}

bn_status bn_output_close(bn_output *out, bn_status status, bn_error *err)
{
    note(out, fflush(out->file) != 0);
    const bool empty = out->grows && ftello(out->file) == 0;
    if (ferror(out->file) && !out->error) /* of a write past bn_output_put */
        out->error = EIO;
    if (out->temporary || out->grows) /* some disks say only now that they are full */
        note(out, fsync(fileno(out->file)) != 0);
    if (out->file != stdout && out->file != stderr)
        note(out, fclose(out->file) != 0);
    if (out->temporary && !status && !out->error)
        note(out, rename(out->temporary, out->path) != 0);
    if (out->temporary && (status || out->error))
        unlink(out->temporary);
    else if (out->temporary)
        sync_folder(out);
    if (out->made && empty)
        unlink(out->path);
    if (!status && out->error)
        status = bn_fail_system(err, BN_CANNOT_WRITE, out->name, out->error);
    forget(out);
    return status;
}
