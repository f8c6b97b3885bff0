/* Ctrl-C and SIGTERM end a run after the step that it is in. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = { SIGINT, SIGTERM };
enum { SIGNALS = sizeof signals / sizeof *signals };

static volatile sig_atomic_t asked;
static bool listening;

static void handle(int number, void (*handler)(int))
{
    struct sigaction now, wanted = { .sa_handler = handler, .sa_flags = SA_RESTART };
    sigemptyset(&wanted.sa_mask);
    if (!sigaction(number, NULL, &now) && now.sa_handler != SIG_IGN)
        sigaction(number, &wanted, NULL);
}

static void hear(int number)
{
    (void)number;
    asked = 1;
    cli_interrupt_close();
}

/* Nothing here that a signal handler may not do. */
void cli_interrupt_close(void)
{
    for (size_t i = 0; i < SIGNALS; i++)
        handle(signals[i], SIG_DFL);
}

bool cli_interrupted(void *context)
{
    (void)context;
    for (size_t i = 0; i < SIGNALS && !listening; i++)
        handle(signals[i], hear);
    listening = true;
    return asked;
}
