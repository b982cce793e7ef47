// The program's output: pipes, or the terminal that the runtime hands over.
#include "sockets.h"
#include "task.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define WIDE_PIPE_BYTES (1024 * 1024)
#define CONSOLE_SOCKET "console.sock"

static int open_output(struct stream *stream, int *child_end, struct err *err) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0)
    return fail_errno(err, "make a pipe");
  stream->fd = ends[0];
  *child_end = ends[1];
  return set_nonblocking(ends[0]) < 0 ? fail_errno(err, "set a pipe up") : 0;
}

static int open_input(struct task *task, struct err *err) {
  int ends[2];
  if (!task->options.stdin_open)
    return 0;
  if (pipe2(ends, O_CLOEXEC) < 0)
    return fail_errno(err, "make a pipe");
  task->child_stdin = ends[0];
  task->input.fd = ends[1];
  return set_nonblocking(ends[1]) < 0 ? fail_errno(err, "set a pipe up") : 0;
}

int streams_open(struct task *task, struct err *err) {
  if (task->options.tty) {
    task->console_fd = socket_listen_at(task->directory, CONSOLE_SOCKET, err);
    return task->console_fd < 0 ? -1 : 0;
  }
  if (open_output(&task->streams[0], &task->child_stdout, err) < 0 ||
      open_output(&task->streams[1], &task->child_stderr, err) < 0)
    return -1;
  return open_input(task, err);
}

void streams_close_child_ends(struct task *task) {
  close_fd(&task->child_stdin);
  close_fd(&task->child_stdout);
  close_fd(&task->child_stderr);
}

void streams_resize(struct task *task) {
  struct winsize size = {.ws_row = (unsigned short)task->rows, .ws_col = (unsigned short)task->columns};
  if (task->options.tty && task->streams[0].fd >= 0 && (task->rows != 0 || task->columns != 0))
    ioctl(task->streams[0].fd, TIOCSWINSZ, &size);
}

static void console_ready(void *owner, void *object, short events) {
  struct task *task = owner;
  (void)object, (void)events;
  cleanup_fd int connection = accept4(task->console_fd, NULL, NULL, SOCK_CLOEXEC);
  int terminal = -1;
  char name[256];
  if (connection < 0 || !socket_peer_is_trusted(connection))
    return;
  if (socket_receive(connection, name, sizeof(name), &terminal) < 0 || terminal < 0)
    return;
  set_nonblocking(terminal);
  task->streams[0].fd = terminal;
  if (task->options.stdin_open)
    task->input.fd = fcntl(terminal, F_DUPFD_CLOEXEC, 0);
  streams_resize(task);
  close_fd(&task->console_fd);
  unlinkat(task->directory, CONSOLE_SOCKET, 0);
}

static const char *name_of(const struct stream *stream) {
  return stream->number == 2 ? "stderr" : "stdout";
}

static void end(struct task *task, struct stream *stream) {
  if (stream->fd < 0)
    return;
  close_fd(&stream->fd);
  log_set_time(&task->log);
  log_end_line(&task->log, &stream->line, name_of(stream));
}

// A program that fills its pipe gets a larger one: fewer wake-ups for both.
static void widen(struct stream *stream, size_t seen) {
  if (stream->widened || seen < 65536)
    return;
  stream->widened = true;
  fcntl(stream->fd, F_SETPIPE_SZ, WIDE_PIPE_BYTES);
}

static void stream_ready(void *owner, void *object, short events) {
  struct task *task = owner;
  struct stream *stream = object;
  (void)events;
  ssize_t length = read(stream->fd, task->scratch, SCRATCH_BYTES);
  if (length < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (length <= 0) {
    end(task, stream);
    return;
  }
  task->scratch_used = task->scratch_used || length > 4096;
  widen(stream, (size_t)length);
  log_set_time(&task->log);
  log_add(&task->log, &stream->line, name_of(stream), task->scratch, (size_t)length);
  log_flush(&task->log);
  clients_output(task, stream->number, task->scratch, (size_t)length);
}

void streams_watch(struct task *task) {
  if (task->console_fd >= 0 && task->phase == STARTING)
    watches_add(&task->watches, task->console_fd, POLLIN, console_ready, NULL);
  if (task->phase != DRAINING && (task->phase != RUNNING || clients_hold_back(task)))
    return;
  for (size_t i = 0; i < COUNT(task->streams); i++)
    if (task->streams[i].fd >= 0)
      watches_add(&task->watches, task->streams[i].fd, POLLIN, stream_ready, &task->streams[i]);
}

bool streams_ended(const struct task *task) {
  return task->streams[0].fd < 0 && task->streams[1].fd < 0;
}

void streams_end(struct task *task) {
  end(task, &task->streams[0]);
  end(task, &task->streams[1]);
}

void streams_console_arrived(struct task *task) {
  if (task->console_fd >= 0)
    console_ready(task, NULL, 0);
}
