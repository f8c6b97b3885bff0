/* A comparison as a picture, by gnuplot. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/output.h"
#include "report/compare.h"

extern char **environ;

/* gnuplot from script to picture, both open files. 0, or the error of the system. */
static int start_gnuplot(pid_t *child, int script, int picture)
{
    char name[] = "gnuplot", defaults[] = "-d", *arguments[] = { name, defaults, NULL };
    posix_spawn_file_actions_t streams;
    int failed = posix_spawn_file_actions_init(&streams);
    if (failed)
        return failed;
    failed = posix_spawn_file_actions_adddup2(&streams, script, STDIN_FILENO);
    if (!failed)
        failed = posix_spawn_file_actions_adddup2(&streams, picture, STDOUT_FILENO);
    if (!failed)
        failed = posix_spawnp(child, name, &streams, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&streams);
    return failed;
}

/* What it draws passes through our hands: it does not notice a full disk, bn_output_put does. */
static void pass_on(bn_output *out, int picture)
{
    char bytes[4096];
    ssize_t got;
    while ((got = read(picture, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            bn_output_put(out, bytes, (size_t)got);
}

static bool ended_well(pid_t child)
{
    int ended;
    while (waitpid(child, &ended, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
}

static bn_status run_gnuplot(bn_output *out, int script, bn_error *err)
{
    int ends[2];
    pid_t child;
    if (pipe(ends))
        return bn_fail_system(err, BN_CANNOT_WRITE, out->name, errno);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    const int failed = start_gnuplot(&child, script, ends[1]);
    close(ends[1]);
    if (!failed)
        pass_on(out, ends[0]);
    close(ends[0]);
    if (failed == ENOENT)
        return bn_fail(err, BN_UNSUPPORTED, "%s: gnuplot, which would draw it, is not installed", out->name);
    if (failed)
        return bn_fail_system(err, BN_CANNOT_WRITE, out->name, failed);
    return ended_well(child) ? BN_OK
                             : bn_fail(err, BN_CANNOT_WRITE, "%s: gnuplot could not draw it", out->name);
}

static bn_status draw(bn_output *out, const char *terminal, const bn_comparison *what, bn_error *err)
{
    FILE *script = tmpfile();
    if (!script)
        return bn_fail_system(err, BN_CANNOT_WRITE, "a script for gnuplot", errno);
    bn_gnuplot_script(script, terminal, what);
    const bool written = !fflush(script) && !ferror(script) && !fseek(script, 0, SEEK_SET);
    bn_status status = written ? run_gnuplot(out, fileno(script), err)
                               : bn_fail_system(err, BN_CANNOT_WRITE, "a script for gnuplot", errno);
    fclose(script);
    return status;
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
    if (bn_path_ends(path, ".gp"))
        bn_gnuplot_script(out.file, "svg", what);
    else
        status = draw(&out, bn_path_ends(path, ".png") ? "pngcairo" : "svg", what, err);
    return bn_output_close(&out, status, err);
}
