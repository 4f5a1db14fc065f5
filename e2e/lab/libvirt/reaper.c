/*
 * reaper PROGRAM [ARGUMENTS]
 *
 * Runs a daemon and reaps what it leaves to the system: QEMU becomes a daemon of its own, and libvirt waits until an ended
 * one has vanished from the process table. Where PID 1 reaps late, every probe and every "destroy" would take seconds.
 * Passes SIGTERM, SIGINT and SIGHUP on; ends with the daemon, with its status.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t daemon_pid;

static void pass_on(int signal)
{
    if (daemon_pid > 0) kill(daemon_pid, signal);
}

int main(int argc, char **argv)
{
    static const int passed[] = { SIGTERM, SIGINT, SIGHUP };
    struct sigaction action = { .sa_handler = pass_on, .sa_flags = SA_RESTART };
    sigset_t held, before;

    if (argc < 2) { fprintf(stderr, "usage: %s PROGRAM [ARGUMENTS]\n", argv[0]); return 2; }
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) { perror("PR_SET_CHILD_SUBREAPER"); return 1; }

    /* A signal between fork and the assignment must wait for the number it is passed to. */
    sigemptyset(&held);
    for (unsigned i = 0; i < 3; i++) sigaddset(&held, passed[i]);
    sigprocmask(SIG_BLOCK, &held, &before);
    pid_t child = fork();
    if (child < 0) { perror("fork"); return 1; }
    if (child == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    daemon_pid = child;
    for (unsigned i = 0; i < 3; i++) sigaction(passed[i], &action, NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);

    for (;;) {
        int status;
        pid_t ended = wait(&status);
        if (ended < 0 && errno != EINTR) return 1;
        if (ended == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
}
