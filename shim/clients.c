// Attached clients: output to them, input from them. The rules are in PROTOCOL.md, "Clients".
#include "task.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define PENDING_LIMIT (1024 * 1024)
#define LAG_AFTER_MS 10000
#define CLOSE_AFTER_MS 10000
#define LINGER_MS 1000

static bool takes_stdin(const struct client *client) {
  return (client->flags & ATTACH_STDIN) != 0 && !client->stdin_ended && !client->closing;
}

static bool wants(const struct client *client, unsigned stream) {
  return (client->flags & (stream == 2 ? ATTACH_STDERR : ATTACH_STDOUT)) != 0 && !client->muted && !client->closing;
}

// A replay that goes on writes to nobody then, and ends.
static void drop(struct client *client) {
  if (client->replay_fd >= 0)
    shutdown(client->fd, SHUT_RDWR);
  close_fd(&client->replay_fd);
  close_fd(&client->fd);
}

static void finish(struct client *client) {
  if (client->closing)
    return;
  client->closing = true;
  client->close_at = now_ms() + CLOSE_AFTER_MS;
}

// A client whose output end is gone is kept as long as its input may still come.
static void output_failed(struct client *client) {
  client->muted = true;
  bytes_free(&client->pending);
  if (!takes_stdin(client))
    drop(client);
}

static void flush(struct client *client) {
  while (client->replay_fd < 0 && bytes_length(&client->pending) > 0) {
    ssize_t written =
        send(client->fd, bytes_data(&client->pending), bytes_length(&client->pending), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0 && errno == ENOTSOCK)
      written = write(client->fd, bytes_data(&client->pending), bytes_length(&client->pending));
    if (written < 0 && errno == EAGAIN)
      return;
    if (written < 0) {
      output_failed(client);
      return;
    }
    client->progress_at = now_ms();
    bytes_consume(&client->pending, (size_t)written);
  }
  if (client->replay_fd < 0)
    client->lagging = false;
}

static void shut_when_flushed(struct client *client) {
  if (client->fd < 0 || !client->closing || client->shut || client->replay_fd >= 0 || bytes_length(&client->pending) > 0)
    return;
  client->shut = true;
  client->close_at = now_ms() + LINGER_MS;
  if (shutdown(client->fd, SHUT_WR) < 0 || client->stdin_ended)
    drop(client);
}

// Writes what goes at once, and keeps the rest.
static void send_frame(struct client *client, const struct iovec *parts, int count) {
  ssize_t written = 0;
  if (bytes_length(&client->pending) == 0 && client->replay_fd < 0) {
    struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)count};
    written = sendmsg(client->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0 && errno == ENOTSOCK)
      written = writev(client->fd, parts, count);
    if (written < 0 && errno != EAGAIN) {
      output_failed(client);
      return;
    }
    client->progress_at = now_ms();
  }
  size_t sent = written < 0 ? 0 : (size_t)written;
  for (int i = 0; i < count; i++) {
    size_t skipped = sent < parts[i].iov_len ? sent : parts[i].iov_len;
    sent -= skipped;
    if (bytes_append(&client->pending, (char *)parts[i].iov_base + skipped, parts[i].iov_len - skipped) < 0) {
      drop(client);
      return;
    }
  }
}

static void output(struct client *client, unsigned stream, const unsigned char *data, size_t length) {
  unsigned char header[8] = {(unsigned char)stream,
                             0,
                             0,
                             0,
                             (unsigned char)(length >> 24),
                             (unsigned char)(length >> 16),
                             (unsigned char)(length >> 8),
                             (unsigned char)length};
  struct iovec parts[2] = {{.iov_base = header, .iov_len = sizeof(header)},
                           {.iov_base = (void *)data, .iov_len = length}};
  bool multiplexed = (client->flags & ATTACH_MULTIPLEXED) != 0;
  send_frame(client, multiplexed ? parts : parts + 1, multiplexed ? 2 : 1);
}

void clients_output(struct task *task, unsigned stream, const unsigned char *data, size_t length) {
  for (struct client *client = task->clients; client != NULL; client = client->next)
    if (client->fd >= 0 && wants(client, stream) && !client->lagging)
      output(client, stream, data, length);
}

bool clients_hold_back(const struct task *task) {
  for (const struct client *client = task->clients; client != NULL; client = client->next)
    if (client->fd >= 0 && !client->lagging && bytes_length(&client->pending) >= PENDING_LIMIT)
      return true;
  return false;
}

// Docker ends the whole attachment at the end of a client's stdin, unless that end closes the program's stdin.
static void stdin_ended(struct task *task, struct client *client) {
  client->stdin_ended = true;
  if (task->options.stdin_once)
    input_end(task);
  if (client->muted)
    drop(client);
  else if (!task->options.stdin_once || task->options.tty)
    finish(client);
}

// Passes input on; true when the client's detach keys ended it. Bytes that may begin the keys are held until it is
// known.
static bool input_until_detached(struct task *task, struct client *client, const unsigned char *data, size_t length) {
  if (client->detach_length == 0) {
    input_add(task, data, length);
    return false;
  }
  struct bytes passed = {0};
  for (size_t i = 0; i < length && client->detach_matched < client->detach_length; i++) {
    if (data[i] == client->detach_keys[client->detach_matched]) {
      client->detach_matched++;
      continue;
    }
    bytes_append(&passed, client->detach_keys, client->detach_matched);
    client->detach_matched = data[i] == client->detach_keys[0];
    if (client->detach_matched == 0)
      bytes_append(&passed, data + i, 1);
  }
  if (bytes_length(&passed) > 0)
    input_add(task, bytes_data(&passed), bytes_length(&passed));
  bytes_free(&passed);
  return client->detach_matched == client->detach_length;
}

static void read_input(struct task *task, struct client *client) {
  unsigned char *data = task->scratch;
  ssize_t received = read(client->fd, data, 32768);
  task->scratch_used = true;
  if (received < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (client->closing || !takes_stdin(client)) {
    if (received <= 0)
      drop(client);
    return;
  }
  if (received <= 0) {
    stdin_ended(task, client);
    return;
  }
  if (input_until_detached(task, client, data, (size_t)received)) {
    finish(client);
    links_send(task, MESSAGE_DETACHED, NULL, 0, NULL);
  }
}

static void ready(void *owner, void *object, short events) {
  struct task *task = owner;
  struct client *client = object;
  if ((events & POLLOUT) != 0)
    flush(client);
  if (client->fd >= 0 && (events & POLLIN) != 0)
    read_input(task, client);
  else if (client->fd >= 0 && (events & (POLLHUP | POLLERR)) != 0)
    drop(client);
}

static void replay_ready(void *owner, void *object, short events) {
  struct client *client = object;
  (void)owner, (void)events;
  if (client->fd >= 0 && replay_read(client))
    flush(client);
}

void clients_watch(struct task *task) {
  for (struct client *client = task->clients; client != NULL; client = client->next) {
    bool is_replayed = client->replay_fd >= 0;
    if (is_replayed)
      watches_add(&task->watches, client->replay_fd, POLLIN, replay_ready, client);
    short events = !is_replayed && bytes_length(&client->pending) > 0 ? POLLOUT : 0;
    bool reads = takes_stdin(client);
    if ((reads && input_has_room(task)) || client->shut)
      events |= POLLIN;
    else if (reads && events == 0)
      continue; // a hang-up must not wake us before the input can be taken
    watches_add(&task->watches, client->fd, events, ready, client);
    if (client->closing)
      watches_wake_at(&task->watches, client->close_at);
    else if (!task->options.exec && !client->lagging && bytes_length(&client->pending) >= PENDING_LIMIT)
      watches_wake_at(&task->watches, client->progress_at + LAG_AFTER_MS);
  }
}

static void tick(struct task *task, struct client *client, int64_t now) {
  shut_when_flushed(client);
  if (client->closing && now >= client->close_at && (client->shut || now - client->progress_at >= CLOSE_AFTER_MS))
    drop(client);
  else if (client->closing && now >= client->close_at)
    client->close_at = client->progress_at + CLOSE_AFTER_MS;
  if (!task->options.exec && bytes_length(&client->pending) >= PENDING_LIMIT &&
      now - client->progress_at >= LAG_AFTER_MS)
    client->lagging = true;
}

void clients_tick(struct task *task) {
  int64_t now = now_ms();
  for (struct client **place = &task->clients; *place != NULL;) {
    struct client *client = *place;
    if (client->fd >= 0)
      tick(task, client, now);
    if (client->fd >= 0) {
      place = &client->next;
      continue;
    }
    *place = client->next;
    bytes_free(&client->pending);
    free(client->detach_keys);
    free(client);
  }
}

void clients_close(struct task *task) {
  for (struct client *client = task->clients; client != NULL; client = client->next)
    finish(client);
}

// A TCP client that went away silently looks as one that closed its sending side: probes tell them apart.
static void keep_alive(int fd) {
  int on = 1, idle_s = 30, interval_s = 10, count = 3;
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof(idle_s));
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof(interval_s));
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof(count));
}

struct client *client_add(struct task *task, int fd, const struct message_attach *attach, const unsigned char *rest,
                          size_t length) {
  struct client *client = calloc(1, sizeof(*client));
  size_t keys = attach->detach_keys_length;
  if (client == NULL || keys > length || set_nonblocking(fd) < 0) {
    free(client);
    close(fd);
    return NULL;
  }
  *client = (struct client){
      .fd = fd, .flags = attach->flags, .next = task->clients, .progress_at = now_ms(), .replay_fd = -1};
  keep_alive(fd);
  if (keys > 0 && (client->detach_keys = malloc(keys)) != NULL) {
    memcpy(client->detach_keys, rest, keys);
    client->detach_length = keys;
  }
  task->clients = client;
  if (task->phase > DRAINING)
    finish(client);
  if (takes_stdin(client) && length > keys && input_until_detached(task, client, rest + keys, length - keys))
    finish(client);
  return client;
}
