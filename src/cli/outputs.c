/* Before a command begins: can everything be written that it is told to write? */
#include "cli/outputs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096 };

enum { READS = 1, WRITES = 2 }; /* both: first the one, then the other */

typedef struct user {
    const char *who, *path; /* an option, or the command itself; NULL: no file */
    unsigned does;
} user;

/* Standard output may take several; a device or a pipe is no file that could be lost. */
static bool is_file(const char *path, struct stat *found)
{
    return strcmp(path, "-") && !stat(path, found) && S_ISREG(found->st_mode);
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The folder that it is in. */
static const char *folder_of(char out[PATH], const char *path)
{
    const int length = (int)(name_of(path) - path);
    snprintf(out, PATH, "%.*s", length ? length : 1, length ? path : ".");
    return out;
}

static bool same_place(const struct stat *one, const struct stat *two)
{
    return one->st_dev == two->st_dev && one->st_ino == two->st_ino;
}

/* Two files that are one, or would become one: of the same name in the same folder. */
static bool same(const char *one, const char *two)
{
    char folder[PATH];
    struct stat first, second;
    const bool there = is_file(one, &first), also = is_file(two, &second);
    if (there && also)
        return same_place(&first, &second);
    return !there && !also && strcmp(one, "-") && access(one, F_OK) && !strcmp(name_of(one), name_of(two)) &&
           !stat(folder_of(folder, one), &first) && !stat(folder_of(folder, two), &second) &&
           same_place(&first, &second);
}

/* Can a file be made or replaced at path, as far as permissions tell? errno says why not. */
static bool writable(const char *path)
{
    char folder[PATH];
    struct stat place;
    if (stat(path, &place))
        return errno == ENOENT && *name_of(path) && access(folder_of(folder, path), W_OK) == 0;
    if (!S_ISDIR(place.st_mode))
        return access(path, W_OK) == 0;
    errno = EISDIR;
    return false;
}

/* w against those before it in the table. Who reads first says by itself what is wrong with the file. */
static bn_status check(const user *all, const user *w, bn_error *err)
{
    if (!(w->does & READS) && !writable(w->path))
        return cli_fail(err, BN_CANNOT_WRITE, "%.300s: cannot write: %s", w->path, strerror(errno));
    for (const user *other = all; other < w; other++)
        if (other->path && same(w->path, other->path))
            return cli_fail(err, BN_BAD_ARGUMENT, "%s %.300s: %s %s this file, expected another", w->who,
                            w->path, other->who, other->does & WRITES ? "writes" : "reads");
    return BN_OK;
}

bn_status cli_outputs_check(const cli_command *command, const cli_settings *s, bn_error *err)
{
    const bool words = command == &cli_generate; /* operands that are no files */
    const user all[] = {
        { command->name, words ? NULL : s->operand[0], READS },
        { command->name, words ? NULL : s->operand[1], READS },
        { "--data", s->data, READS },
        { "--point", s->point, READS },
        { "--costs", s->costs, READS },
        { "--model", s->model, WRITES },
        { "--certificate", s->certificate, WRITES },
        { "--trace", s->trace, WRITES },
        { "--trace-points", s->trace_points, WRITES },
        { s->checkpoint ? "--checkpoint" : "--resume", s->checkpoint ? s->checkpoint : s->resume,
          s->checkpoint ? WRITES : READS | WRITES },
        { "--plot", s->plot, WRITES },
        { "--optimum", s->optimum, WRITES },
        { "--out", s->out, WRITES },
    };
    bn_status status = BN_OK;
    for (const user *w = all; w < all + sizeof all / sizeof *all && !status; w++)
        if (w->does & WRITES && w->path && strcmp(w->path, "-"))
            status = check(all, w, err);
    return status;
}
