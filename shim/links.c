// Connections to the shim's socket: the daemon's, and others' that watch for the end. Messages are framed by length.
#include "sockets.h"
#include "task.h"
#include <poll.h>
#include <sys/socket.h>

#define READ_BYTES 16384

static void flush(struct link *link) {
  while (link->fd >= 0 && bytes_length(&link->out) > 0) {
    ssize_t written = send(link->fd, bytes_data(&link->out), bytes_length(&link->out), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0 && errno == EAGAIN)
      return;
    if (written < 0)
      close_fd(&link->fd);
    else
      bytes_consume(&link->out, (size_t)written);
  }
}

void link_send(struct link *link, uint32_t type, const void *fields, size_t length, const char *rest) {
  size_t rest_length = rest == NULL ? 0 : strlen(rest);
  struct message_header header = {.length = (uint32_t)(length + rest_length), .type = type};
  if (link->fd < 0 || bytes_append(&link->out, &header, sizeof(header)) < 0 ||
      bytes_append(&link->out, fields, length) < 0 || bytes_append(&link->out, rest, rest_length) < 0)
    return;
  flush(link);
}

void links_send(struct task *task, uint32_t type, const void *fields, size_t length, const char *rest) {
  for (struct link *link = task->links; link != NULL; link = link->next)
    if (link->greeted)
      link_send(link, type, fields, length, rest);
}

bool links_have_daemon(const struct task *task) {
  for (const struct link *link = task->links; link != NULL; link = link->next)
    if (link->fd >= 0 && link->greeted && !link->watcher)
      return true;
  return false;
}

// Handles whole messages that have come. -1: the link is to be closed.
static int take_messages(struct task *task, struct link *link) {
  struct message_header header;
  while (bytes_length(&link->in) >= sizeof(header)) {
    memcpy(&header, bytes_data(&link->in), sizeof(header));
    if (header.length > PROTOCOL_MAX_BODY)
      return -1;
    if (bytes_length(&link->in) < sizeof(header) + header.length)
      return 0;
    if (message_handle(task, link, header.type, bytes_data(&link->in) + sizeof(header), header.length) < 0)
      return -1;
    bytes_consume(&link->in, sizeof(header) + header.length);
  }
  return 0;
}

static void link_ready(void *owner, void *object, short events) {
  struct task *task = owner;
  struct link *link = object;
  if ((events & POLLOUT) != 0)
    flush(link);
  if (link->fd < 0 || (events & (POLLIN | POLLHUP | POLLERR)) == 0)
    return;
  task->scratch_used = true;
  ssize_t received = socket_receive(link->fd, task->scratch, READ_BYTES, &link->passed_fd);
  if (received < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (received <= 0 || bytes_append(&link->in, task->scratch, (size_t)received) < 0 || take_messages(task, link) < 0)
    close_fd(&link->fd);
}

static void accept_ready(void *owner, void *object, short events) {
  struct task *task = owner;
  (void)object, (void)events;
  int fd = accept4((int)task->options.listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0)
    return;
  struct link *link = socket_peer_is_trusted(fd) ? calloc(1, sizeof(*link)) : NULL;
  if (link == NULL) {
    close(fd);
    return;
  }
  *link = (struct link){.next = task->links, .fd = fd, .passed_fd = -1};
  task->links = link;
}

void links_watch(struct task *task) {
  if (task->options.listen_fd >= 0)
    watches_add(&task->watches, (int)task->options.listen_fd, POLLIN, accept_ready, NULL);
  for (struct link *link = task->links; link != NULL; link = link->next) {
    short events = bytes_length(&link->out) > 0 ? POLLIN | POLLOUT : POLLIN;
    watches_add(&task->watches, link->fd, events, link_ready, link);
  }
}

void links_sweep(struct task *task) {
  for (struct link **place = &task->links; *place != NULL;) {
    struct link *link = *place;
    if (link->fd >= 0) {
      place = &link->next;
      continue;
    }
    *place = link->next;
    close_fd(&link->passed_fd);
    bytes_free(&link->in);
    bytes_free(&link->out);
    free(link);
  }
}
