/* A comparison as a picture, by gnuplot. */
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/output.h"
#include "report/compare.h"

extern char **environ;

enum { NOT_FOUND = 127 };

/* gnuplot from script to picture, both open files. 0, NOT_FOUND, or what it ended with; -1: it was not to be
   started, or not to be waited for. */
static int run_gnuplot(int script, int picture)
{
    char name[] = "gnuplot", defaults[] = "-d", *arguments[] = { name, defaults, NULL };
    posix_spawn_file_actions_t streams;
    pid_t child;
    int ended;
    if (posix_spawn_file_actions_init(&streams))
        return -1;
    int failed = posix_spawn_file_actions_adddup2(&streams, script, STDIN_FILENO);
    if (!failed)
        failed = posix_spawn_file_actions_adddup2(&streams, picture, STDOUT_FILENO);
    if (!failed)
        failed = posix_spawnp(&child, name, &streams, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&streams);
    if (failed)
        return failed == ENOENT ? NOT_FOUND : -1;
    while (waitpid(child, &ended, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
}

static bn_status draw(bn_output *out, const char *terminal, const bn_comparison *what, bn_error *err)
{
    FILE *script = tmpfile();
    if (!script)
        return bn_fail_system(err, BN_CANNOT_WRITE, "a script for gnuplot", errno);
    bn_gnuplot_script(script, terminal, what);
    const bool written =
        !fflush(script) && !ferror(script) && !fseek(script, 0, SEEK_SET) && !fflush(out->file);
    const int ended = written ? run_gnuplot(fileno(script), fileno(out->file)) : -1;
    fclose(script);
    if (ended == NOT_FOUND)
        return bn_fail(err, BN_UNSUPPORTED, "%s: gnuplot, which would draw it, is not installed", out->name);
    return ended ? bn_fail(err, BN_CANNOT_WRITE, "%s: gnuplot could not draw it", out->name) : BN_OK;
}

static bool ends(const char *path, const char *ending)
{
    const size_t length = strlen(path), tail = strlen(ending);
    return length >= tail && !strcmp(path + length - tail, ending);
}

bn_status bn_plot_comparison(const char *path, const bn_comparison *what, bn_error *err)
{
    bn_output out;
    if (!(bn_frame_of(what).gap_high > 0))
        return bn_fail(err, BN_NUMERICAL,
                       "%s: no method knows a bound of f - f*, so there is nothing to draw", path);
    bn_status status = bn_output_open(&out, path, err);
    if (status)
        return status;
    if (ends(path, ".gp"))
        bn_gnuplot_script(out.file, "svg", what);
    else
        status = draw(&out, ends(path, ".png") ? "pngcairo" : "svg", what, err);
    if (!out.error && ferror(out.file))
        out.error = EIO;
    return bn_output_close(&out, status, err);
}
