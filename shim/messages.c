// What each message of the daemon does. See PROTOCOL.md.
#include "task.h"
#include <signal.h>

#define FEATURES (FEATURE_OOM_NOTICE | FEATURE_LAST_WORDS | FEATURE_DETACH_NOTICE | FEATURE_REPLAY)

static int take_fields(void *fields, size_t size, const unsigned char *body, size_t length) {
  if (length < size)
    return -1;
  memcpy(fields, body, size);
  return 0;
}

static void send_exit(struct task *task, struct link *link) {
  struct message_exit message = {.exit_code = (uint32_t)task->exit_code,
                                 .oom_killed = task->oom_kills > 0,
                                 .finished_at_ns = (uint64_t)task->finished_at};
  if (link != NULL)
    link_send(link, MESSAGE_EXIT, &message, sizeof(message), NULL);
  else
    links_send(task, MESSAGE_EXIT, &message, sizeof(message), NULL);
}

void message_state(struct task *task, struct link *link) {
  if (task->program > 0) {
    struct message_started started = {.pid = (uint32_t)task->program};
    link_send(link, MESSAGE_STARTED, &started, sizeof(started), NULL);
  }
  if (task->finished_at != 0 && task->phase >= DELETING)
    send_exit(task, link);
  if (task->finished_at != 0 && task->phase == LINGERING)
    link_send(link, MESSAGE_RELEASED, NULL, 0, NULL);
}

void message_exit_all(struct task *task) {
  send_exit(task, NULL);
}

static int hello(struct task *task, struct link *link, const unsigned char *body, size_t length) {
  struct message_hello theirs, ours = {.version = PROTOCOL_VERSION, .role = ROLE_DAEMON, .features = FEATURES};
  if (take_fields(&theirs, sizeof(theirs), body, length) < 0 || theirs.version < PROTOCOL_OLDEST_VERSION)
    return -1;
  if (theirs.role == ROLE_HEIR && task->phase == WAITING && !task->start_asked)
    program_cancel(task);
  link->greeted = true;
  link->watcher = theirs.role == ROLE_WATCHER;
  link_send(link, MESSAGE_HELLO, &ours, sizeof(ours), NULL);
  message_state(task, link);
  return 0;
}

static int start(struct task *task, const unsigned char *body, size_t length) {
  struct message_start message;
  if (take_fields(&message, sizeof(message), body, length) < 0)
    return -1;
  if (task->phase != WAITING || task->start_asked)
    return 0;
  task->start_asked = true;
  task->attaches_wanted = message.attaches;
  task_enter(task, WAITING, message.deadline_ms);
  return 0;
}

static int attach(struct task *task, struct link *link, const unsigned char *body, size_t length) {
  struct message_attach message;
  if (take_fields(&message, sizeof(message), body, length) < 0 || link->passed_fd < 0)
    return -1;
  int fd = link->passed_fd;
  link->passed_fd = -1;
  task->attaches++;
  struct client *client = client_add(task, fd, &message, body + sizeof(message), length - sizeof(message));
  if (client != NULL && link->replays)
    replay_start(task, client, &link->replay);
  return 0;
}

static int replay(struct link *link, const unsigned char *body, size_t length) {
  link->replays = true;
  return take_fields(&link->replay, sizeof(link->replay), body, length);
}

static int resize(struct task *task, const unsigned char *body, size_t length) {
  struct message_resize message;
  if (take_fields(&message, sizeof(message), body, length) < 0)
    return -1;
  task->rows = message.rows;
  task->columns = message.columns;
  streams_resize(task);
  return 0;
}

static int send_signal(struct task *task, const unsigned char *body, size_t length) {
  struct message_signal message;
  if (take_fields(&message, sizeof(message), body, length) < 0)
    return -1;
  if (task->phase == RUNNING && task->program > 0)
    kill(task->program, (int)message.signal);
  return 0;
}

// The text goes to the clients of a program that did not start, as its output.
static void last_words(struct task *task, const unsigned char *body, size_t length) {
  if (task->phase != REFUSED)
    return;
  if (length > 0)
    clients_output(task, 1, body, length);
  clients_close(task);
  task_enter(task, LINGERING, 0);
}

int message_handle(struct task *task, struct link *link, uint32_t type, const unsigned char *body, size_t length) {
  switch (type) {
  case MESSAGE_HELLO:
    return hello(task, link, body, length);
  case MESSAGE_START:
    return start(task, body, length);
  case MESSAGE_ATTACH:
    return attach(task, link, body, length);
  case MESSAGE_REPLAY:
    return replay(link, body, length);
  case MESSAGE_RESIZE:
    return resize(task, body, length);
  case MESSAGE_SIGNAL:
    return send_signal(task, body, length);
  case MESSAGE_CANCEL:
    program_cancel(task);
    return 0;
  case MESSAGE_CLOSE_STDIN:
    input_end(task);
    return 0;
  case MESSAGE_FETCHED:
    task->fetched = true;
    return 0;
  case MESSAGE_LAST_WORDS:
    last_words(task, body, length);
    return 0;
  default:
    return 0;
  }
}
