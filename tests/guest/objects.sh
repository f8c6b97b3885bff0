#!/bin/sh
# No mutable global in the library, and nothing that reaches out of it: the symbols of its objects, one by one.
#   objects.sh NM ARCHIVE
# Data that are relocated when the program is loaded and read-only from then on (.data.rel.ro: tables of pointers) are
# constant; everything else in .data, .bss and thread-local storage could change, and there is nothing of it.
if [ -n "${BANACH_SANITIZED:-}" ]; then
    echo "skipped: the objects were not searched for globals, of which sanitizers and coverage have their own"
    exit 77
fi
"$1" -A -f sysv "$2" 2>/dev/null | awk -F '|' '
# ARCHIVE:OBJECT:NAME|VALUE|CLASS|TYPE|SIZE|LINE|SECTION
{
    count = split($1, part, ":")
    name = part[count]
    object = part[count - 1]
    sub(/.*\//, "", object)
    gsub(/ /, "", name)
    gsub(/[ \t]/, "", $3)
    symbols++
    objects[object]
    if ($7 ~ /^\.(data|bss|tdata|tbss)/ && $7 !~ /^\.data\.rel\.ro/ || $3 ~ /^[CBbDdGgSs]$/ && $7 !~ /^\.data\.rel\.ro|^\.rodata/) {
        print object ": " name " can change: section " $7
        bad++
    }
    if ($3 == "U")
        wants[name] = wants[name] " " object
}
function forbid(pattern, but, why,    name) {
    for (name in wants)
        if (name ~ "^(" pattern ")$" && wants[name] != but) {
            print wants[name] ": " name ": " why
            bad++
        }
}
END {
    forbid("omp_set_num_threads", " linalg_blas.c.o", "thread settings are the caller'"'"'s, but for a serial call of BLAS")
    forbid("omp_set_.*|openblas_set_.*|goto_set_.*|kmp_set_.*", wants["omp_set_num_threads"], "thread settings are the caller'"'"'s")
    forbid("setenv|unsetenv|putenv|clearenv|getenv|secure_getenv", "", "the environment is the program'"'"'s")
    forbid("signal|sigaction|sigprocmask|raise|kill|alarm|setitimer", "", "signals are the program'"'"'s")
    forbid("abort|exit|_exit|_Exit|quick_exit|atexit", "", "a library does not end a program")
    forbid("setlocale|chdir|umask|srand|rand|srandom|random|fesetround|mpfr_set_default_.*", "", "a setting of the program")
    forbid("puts|printf|vprintf|putchar|perror|__printf_chk|__vprintf_chk", "", "the library does not print")
    forbid("strerror|strtok|localtime|gmtime|ctime|asctime|tmpnam", "", "not safe from several threads")
    for (object in objects)
        files++
    if (files < 50 || symbols < 500) {
        print "the objects of the library were not found"
        bad++
    }
    if (bad) exit 1
    print files " objects, " symbols " symbols, none that can change or reaches out"
}'
