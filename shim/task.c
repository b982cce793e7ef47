// Sets a shim up, and waits for what happens next until it is done.
#include "task.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#define CONNECT_TIMEOUT_MS 30000
#define IDLE_MS 200

void task_enter(struct task *task, enum phase phase, int64_t timeout_ms) {
  task->phase = phase;
  task->deadline = timeout_ms < 0 ? INT64_MAX : now_ms() + timeout_ms;
}

static int set_up_process(struct task *task, struct err *err) {
  static const int ignored[] = {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
  sigset_t set;
  setsid();
  umask(022);
  for (size_t i = 0; i < COUNT(ignored); i++)
    signal(ignored[i], SIG_IGN);
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_BLOCK, &set, NULL);
  task->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (task->signal_fd < 0)
    return fail_errno(err, "signalfd");
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
    return fail_errno(err, "become a subreaper");
  return chdir("/") < 0 ? fail_errno(err, "chdir /") : 0;
}

static int take_fd(long fd, struct err *err) {
  if (fd >= 0 && fcntl((int)fd, F_SETFD, FD_CLOEXEC) < 0)
    return fail_errno(err, "fd %ld", fd);
  return 0;
}

int task_set_up(struct task *task, struct err *err) {
  const struct options *options = &task->options;
  task->child_stdin = task->child_stdout = task->child_stderr = -1;
  task->console_fd = task->oom_fd = task->oom_event_fd = task->input.fd = task->log.fd = -1;
  task->streams[0] = (struct stream){.fd = -1, .number = 1};
  task->streams[1] = (struct stream){.fd = -1, .number = 2};
  task->log = (struct log_file){.path = options->log_path,
                                .attributes = options->log_attributes,
                                .fd = -1,
                                .max_size = options->log_max_size,
                                .max_files = options->log_max_files,
                                .compress = options->log_compress};
  task->rows = (uint32_t)options->rows;
  task->columns = (uint32_t)options->columns;
  snprintf(task->runtime_log, sizeof(task->runtime_log), "%s/runtime.log", options->directory);
  snprintf(task->pid_file, sizeof(task->pid_file), "%s/pid", options->directory);
  if (take_fd(options->listen_fd, err) < 0 || take_fd(options->rootfs_fd, err) < 0 ||
      take_fd(options->netns_fd, err) < 0)
    return -1;
  task->directory = open(options->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (task->directory < 0)
    return fail_errno(err, "open %s", options->directory);
  task->scratch = mmap(NULL, SCRATCH_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (task->scratch == MAP_FAILED)
    return fail_errno(err, "map a buffer");
  task_enter(task, WAITING, CONNECT_TIMEOUT_MS);
  return set_up_process(task, err);
}

static void child_ready(void *owner, void *object, short events) {
  struct task *task = owner;
  struct signalfd_siginfo information;
  (void)object, (void)events;
  while (read(task->signal_fd, &information, sizeof(information)) > 0)
    continue;
  program_reap(task);
}

static void trim(struct task *task) {
  task->scratch_used = false;
  madvise(task->scratch, SCRATCH_BYTES, MADV_DONTNEED);
  log_trim(&task->log);
}

// A daemon that goes away before START leaves nothing to be done.
static void end_when_left(struct task *task, bool *had_daemon) {
  bool has_daemon = links_have_daemon(task);
  if (task->phase == WAITING && *had_daemon && !has_daemon)
    task_enter(task, DONE, -1);
  *had_daemon = has_daemon;
}

// Until nothing follows from what has happened.
static void advance(struct task *task) {
  enum phase before;
  do {
    before = task->phase;
    clients_tick(task);
    program_tick(task);
  } while (task->phase != before);
}

void task_loop(struct task *task) {
  bool had_daemon = false;
  while (task->phase != DONE) {
    struct watches *watches = &task->watches;
    watches_clear(watches);
    clients_tick(task);
    watches_add(watches, task->signal_fd, POLLIN, child_ready, NULL);
    links_watch(task);
    streams_watch(task);
    input_watch(task);
    oom_watch(task);
    clients_watch(task);
    watches_wake_at(watches, task->deadline);
    if (task->scratch_used)
      watches_wake_at(watches, now_ms() + IDLE_MS);
    if (watches_wait(watches, task) == 0 && task->scratch_used)
      trim(task);
    end_when_left(task, &had_daemon);
    links_sweep(task);
    advance(task);
  }
  if (!task->start_asked)
    run_files_remove(task);
}

int task_main(int argc, char **argv) {
  struct err err;
  cleanup_free struct task *task = calloc(1, sizeof(*task));
  if (task == NULL || options_parse(argc, argv, &task->options, &err) < 0 || task_set_up(task, &err) < 0) {
    dprintf(2, "gantry-shim: %s\n", task == NULL ? "no memory" : err.text);
    return 1;
  }
  task_loop(task);
  return 0;
}
