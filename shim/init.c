// `docker-init -- COMMAND ARGUMENT…`: starts the command, passes signals on, reaps, and ends as the command does.
#include "base.h"
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

static void own_terminal(void) {
  signal(SIGTTOU, SIG_IGN);
  signal(SIGTTIN, SIG_IGN);
  tcsetpgrp(0, getpgrp());
  signal(SIGTTOU, SIG_DFL);
  signal(SIGTTIN, SIG_DFL);
}

static _Noreturn void run_command(char **command, const sigset_t *former) {
  setpgid(0, 0);
  own_terminal();
  sigprocmask(SIG_SETMASK, former, NULL);
  execvp(command[0], command);
  int code = errno == ENOENT ? 127 : 126;
  dprintf(2, "[FATAL docker-init] exec %s failed: %s\n", command[0], strerror(errno));
  _exit(code);
}

// Reaps what has ended; true when the command is among it.
static bool reap(pid_t command, int *code) {
  int status;
  pid_t pid;
  bool ended = false;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    if (pid != command)
      continue;
    ended = true;
    *code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
  return ended;
}

int init_main(int argc, char **argv) {
  int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1, code = 0;
  sigset_t all, former;
  if (first >= argc) {
    dprintf(2, "docker-init: usage: docker-init -- COMMAND ARGUMENT...\n");
    return 1;
  }
  sigfillset(&all);
  const int kept[] = {SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGABRT, SIGTRAP, SIGSYS, SIGTTIN, SIGTTOU};
  for (size_t i = 0; i < COUNT(kept); i++)
    sigdelset(&all, kept[i]);
  sigprocmask(SIG_SETMASK, &all, &former);
  pid_t command = fork();
  if (command == 0)
    run_command(argv + first, &former);
  while (command > 0) {
    siginfo_t information;
    int number = sigwaitinfo(&all, &information);
    if (number == SIGCHLD && reap(command, &code))
      return code;
    if (number > 0 && number != SIGCHLD)
      kill(command, number);
  }
  return 1;
}
