// The program's standard input: what its clients send, merged.
#include "task.h"
#include <poll.h>

#define PENDING_LIMIT (64 * 1024)

// A closed input takes everything, to nowhere.
bool input_has_room(const struct task *task) {
  bool closed = task->input.fd < 0 && task->phase >= RUNNING;
  return closed || bytes_length(&task->input.pending) < PENDING_LIMIT;
}

static void flush(struct task *task) {
  struct input *input = &task->input;
  while (input->fd >= 0 && bytes_length(&input->pending) > 0) {
    ssize_t written = write(input->fd, bytes_data(&input->pending), bytes_length(&input->pending));
    if (written < 0 && errno == EAGAIN)
      return;
    if (written < 0) {
      bytes_free(&input->pending);
      close_fd(&input->fd);
      return;
    }
    bytes_consume(&input->pending, (size_t)written);
  }
  if (input->ending && bytes_length(&input->pending) == 0)
    close_fd(&input->fd);
}

void input_add(struct task *task, const unsigned char *data, size_t length) {
  if (!task->options.stdin_open || task->input.ending || (task->input.fd < 0 && task->phase >= RUNNING))
    return;
  bytes_append(&task->input.pending, data, length);
  flush(task);
}

void input_end(struct task *task) {
  if (task->options.tty)
    return;
  task->input.ending = true;
  flush(task);
}

static void ready(void *owner, void *object, short events) {
  struct task *task = owner;
  (void)object;
  if ((events & POLLERR) != 0 && !task->options.tty) {
    bytes_free(&task->input.pending);
    close_fd(&task->input.fd);
    return;
  }
  flush(task);
}

void input_watch(struct task *task) {
  if (task->input.fd >= 0 && task->phase >= RUNNING && (bytes_length(&task->input.pending) > 0 || task->input.ending))
    watches_add(&task->watches, task->input.fd, POLLOUT, ready, NULL);
}
