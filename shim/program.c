// The life of the program: started by the runtime, reaped, its state deleted by the runtime.
#include "runtime.h"
#include "task.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#define START_TIMEOUT_MS 120000
#define DRAIN_TIMEOUT_MS 2000
#define DELETE_TIMEOUT_MS 10000
#define LAST_WORDS_TIMEOUT_MS 3000
#define FETCH_TIMEOUT_MS 5000
#define MAX_ARGUMENTS (MAX_LIST + 24)
#define LOG_TAIL_BYTES 8192

struct arguments {
  const char *list[MAX_ARGUMENTS];
  size_t count;
  char console[64];
};

static void add(struct arguments *arguments, const char *value) {
  arguments->list[arguments->count++] = value;
}

static void add_pair(struct arguments *arguments, const char *name, const char *value) {
  add(arguments, name);
  add(arguments, value);
}

static void add_common(const struct task *task, struct arguments *arguments) {
  const struct options *options = &task->options;
  add(arguments, options->runtime);
  for (size_t i = 0; i < options->runtime_argument_count; i++)
    add(arguments, options->runtime_arguments[i]);
  add_pair(arguments, "--root", options->state);
  add_pair(arguments, "--log", task->runtime_log);
  add_pair(arguments, "--log-format", options->runtime_log_format);
}

static void add_start(struct task *task, struct arguments *arguments, const char *process) {
  const struct options *options = &task->options;
  add(arguments, options->exec ? "exec" : "run");
  add(arguments, "--detach");
  add_pair(arguments, "--pid-file", task->pid_file);
  if (options->exec)
    add_pair(arguments, "--process", process);
  else
    add_pair(arguments, "--bundle", options->directory);
  if (options->tty) {
    snprintf(arguments->console, sizeof(arguments->console), "/proc/%d/fd/%d/console.sock", getpid(), task->directory);
    if (options->exec)
      add(arguments, "--tty");
    add_pair(arguments, "--console-socket", arguments->console);
  }
  add(arguments, options->id);
}

static void close_option_fd(long *option) {
  int fd = (int)*option;
  close_fd(&fd);
  *option = -1;
}

// What only the runtime needs. The runtime's configuration names the network namespace as /proc/PID/fd/N of this
// process.
static void close_starting_fds(struct task *task) {
  close_option_fd(&task->options.rootfs_fd);
  close_option_fd(&task->options.netns_fd);
}

static pid_t spawn(struct task *task, struct arguments *arguments, bool starting, struct err *err) {
  add(arguments, NULL);
  struct runtime_call call = {.options = &task->options,
                              .arguments = (char *const *)arguments->list,
                              .stdin_fd = starting ? task->child_stdin : -1,
                              .stdout_fd = starting ? task->child_stdout : -1,
                              .stderr_fd = starting ? task->child_stderr : -1,
                              .rootfs_fd = starting ? (int)task->options.rootfs_fd : -1,
                              .log = task->runtime_log,
                              .tidying = task->phase == DELETING && task->failure_text == NULL};
  return runtime_spawn(&call, err);
}

static void kill_children(void) {
  char path[64], pids[4096];
  snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
  cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, pids, sizeof(pids) - 1);
  if (length <= 0)
    return;
  pids[length] = 0;
  char *rest = NULL;
  for (char *pid = strtok_r(pids, " ", &rest); pid != NULL; pid = strtok_r(NULL, " ", &rest))
    kill((pid_t)strtol(pid, NULL, 10), SIGKILL);
}

static void release(struct task *task) {
  run_files_remove(task);
  log_finish(&task->log);
  links_send(task, MESSAGE_RELEASED, NULL, 0, NULL);
  clients_close(task);
  task_enter(task, LINGERING, FETCH_TIMEOUT_MS);
}

static void refuse(struct task *task) {
  struct message_failed message = {.stage = task->failure.text[0] != 0 ? STAGE_SHIM : STAGE_RUNTIME};
  kill_children();
  run_files_remove(task);
  links_send(task, MESSAGE_FAILED, &message, sizeof(message), task->failure_text);
  task->fetched = true;
  task_enter(task, REFUSED, LAST_WORDS_TIMEOUT_MS);
}

// Has the runtime remove what it keeps of the container; what follows is decided by deleted().
static void delete_state(struct task *task) {
  struct arguments arguments = {0};
  struct err err;
  task_enter(task, DELETING, DELETE_TIMEOUT_MS);
  add_common(task, &arguments);
  add(&arguments, "delete");
  add(&arguments, "--force");
  add(&arguments, task->options.id);
  if (!task->options.exec)
    task->runtime = spawn(task, &arguments, false, &err);
  if (task->runtime <= 0)
    task->failure_text == NULL ? release(task) : refuse(task);
}

static void deleted(struct task *task) {
  task->failure_text == NULL ? release(task) : refuse(task);
}

static void refused(struct task *task, const char *text) {
  free(task->failure_text);
  task->failure_text = strdup(text);
  streams_close_child_ends(task);
  close_starting_fds(task);
  close_fd(&task->streams[0].fd);
  close_fd(&task->streams[1].fd);
  close_fd(&task->console_fd);
  kill_children();
  delete_state(task);
}

void program_start(struct task *task) {
  struct arguments arguments = {0};
  char process[PATH_MAX + 16];
  snprintf(process, sizeof(process), "%s/process.json", task->options.directory);
  task_enter(task, STARTING, START_TIMEOUT_MS);
  if (log_open(&task->log, &task->failure) < 0 || streams_open(task, &task->failure) < 0) {
    refused(task, task->failure.text);
    return;
  }
  add_common(task, &arguments);
  add_start(task, &arguments, process);
  task->runtime = spawn(task, &arguments, true, &task->failure);
  if (task->runtime < 0)
    refused(task, task->failure.text);
}

static int read_pid(const struct task *task, pid_t *pid) {
  char text[32];
  cleanup_fd int fd = open(task->pid_file, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
  if (length <= 0)
    return -1;
  text[length] = 0;
  *pid = (pid_t)strtol(text, NULL, 10);
  return *pid > 0 ? 0 : -1;
}

// The end of what the runtime has logged; without anything, its exit status.
static void read_runtime_log(const struct task *task, int status, char *text, size_t size) {
  cleanup_fd int fd = open(task->runtime_log, O_RDONLY | O_CLOEXEC);
  off_t end = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
  off_t from = end > (off_t)size - 1 ? end - (off_t)(size - 1) : 0;
  ssize_t length = fd < 0 ? 0 : pread(fd, text, size - 1, from);
  if (length > 0)
    text[length] = 0;
  else if (WIFSIGNALED(status))
    snprintf(text, size, "the runtime was ended by signal %d", WTERMSIG(status));
  else
    snprintf(text, size, "the runtime ended with exit code %d", WEXITSTATUS(status));
}

static void runtime_ended(struct task *task, int status) {
  task->runtime = 0;
  if (task->phase == DELETING) {
    deleted(task);
    return;
  }
  if (task->phase != STARTING)
    return;
  if (status != 0 || read_pid(task, &task->program) < 0) {
    char text[LOG_TAIL_BYTES];
    read_runtime_log(task, status, text, sizeof(text));
    refused(task, text);
    return;
  }
  streams_console_arrived(task);
  streams_close_child_ends(task);
  close_starting_fds(task);
  task_enter(task, RUNNING, -1);
  oom_open(task);
  struct message_started message = {.pid = (uint32_t)task->program};
  links_send(task, MESSAGE_STARTED, &message, sizeof(message), NULL);
}

static void program_ended(struct task *task, int status) {
  task->exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  task->finished_at = now_ns();
  task->program = 0;
  task_enter(task, DRAINING, DRAIN_TIMEOUT_MS);
}

void program_reap(struct task *task) {
  int status;
  if (task->phase == STARTING && task->runtime > 0) {
    if (waitpid(task->runtime, &status, WNOHANG) != task->runtime)
      return;
    runtime_ended(task, status);
  }
  pid_t pid;
  while (task->phase != STARTING && (pid = waitpid(-1, &status, WNOHANG)) > 0) {
    if (pid == task->program)
      program_ended(task, status);
    else if (pid == task->runtime)
      runtime_ended(task, status);
  }
}

void program_exit(struct task *task) {
  streams_end(task);
  oom_count(task);
  exit_record_write(task);
  message_exit_all(task);
  clients_close(task);
  delete_state(task);
}

void program_cancel(struct task *task) {
  if (task->phase == WAITING)
    task_enter(task, DONE, -1);
  if (task->phase == STARTING && task->runtime > 0)
    kill(task->runtime, SIGKILL);
}

// Deadlines, and what follows from all being done.
void program_tick(struct task *task) {
  bool late = now_ms() >= task->deadline;
  if (task->phase == WAITING && task->start_asked && (late || task->attaches >= task->attaches_wanted))
    program_start(task);
  else if (task->phase == WAITING && late)
    task_enter(task, DONE, -1);
  else if (task->phase == STARTING && late)
    program_cancel(task);
  else if (task->phase == DRAINING && (late || streams_ended(task)))
    program_exit(task);
  else if (task->phase == DELETING && late && task->runtime > 0)
    kill(task->runtime, SIGKILL);
  else if (task->phase == REFUSED && (late || task->clients == NULL || !links_have_daemon(task))) {
    clients_close(task);
    task_enter(task, LINGERING, 0);
  } else if (task->phase == LINGERING && task->clients == NULL && (late || task->fetched || !links_have_daemon(task)))
    task_enter(task, DONE, -1);
}
