// OOM kills of the container's memory cgroup: v1 by memory.oom_control and an eventfd, v2 by memory.events.
#include "task.h"
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>

static int open_in(const char *directory, const char *name, int flags) {
  char path[PATH_MAX];
  snprintf(path, sizeof(path), "%s/%s", directory, name);
  return open(path, flags | O_CLOEXEC);
}

static void listen_v1(struct task *task) {
  char line[64];
  cleanup_fd int control = open_in(task->options.oom_directory, "cgroup.event_control", O_WRONLY);
  task->oom_event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int length = snprintf(line, sizeof(line), "%d %d", task->oom_event_fd, task->oom_fd);
  if (control < 0 || task->oom_event_fd < 0 || write(control, line, (size_t)length) < 0)
    close_fd(&task->oom_event_fd);
}

void oom_open(struct task *task) {
  const char *directory = task->options.oom_directory;
  if (directory == NULL)
    return;
  task->oom_fd = open_in(directory, task->options.oom_v2 ? "memory.events" : "memory.oom_control", O_RDONLY);
  if (task->oom_fd < 0)
    return;
  if (!task->options.oom_v2)
    listen_v1(task);
  oom_count(task);
}

void oom_count(struct task *task) {
  char text[512];
  ssize_t length = task->oom_fd < 0 ? -1 : pread(task->oom_fd, text, sizeof(text) - 1, 0);
  if (length <= 0)
    return;
  text[length] = 0;
  const char *line = strstr(text, "oom_kill ");
  uint64_t kills = line == NULL ? 0 : strtoull(line + strlen("oom_kill "), NULL, 10);
  if (kills > task->oom_kills)
    links_send(task, MESSAGE_OOM, NULL, 0, NULL);
  task->oom_kills = kills > task->oom_kills ? kills : task->oom_kills;
}

static void ready(void *owner, void *object, short events) {
  struct task *task = owner;
  uint64_t count;
  (void)object, (void)events;
  if (task->oom_event_fd >= 0 && read(task->oom_event_fd, &count, sizeof(count)) < 0)
    return;
  oom_count(task);
}

void oom_watch(struct task *task) {
  if (task->phase != RUNNING)
    return;
  if (task->oom_event_fd >= 0)
    watches_add(&task->watches, task->oom_event_fd, POLLIN, ready, NULL);
  else if (task->oom_fd >= 0 && task->options.oom_v2)
    watches_add(&task->watches, task->oom_fd, POLLPRI, ready, NULL);
}
