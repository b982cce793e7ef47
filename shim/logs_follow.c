// Goes on with a log as it grows, over rotations, until its container has ended.
#include "logs.h"
#include "protocol.gen.h"
#include "sockets.h"
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>

struct follower {
  const struct logs_options *options;
  struct logs_reader *reader;
  struct logs_file live;
  int link; // -1: the container has ended
  struct bytes received;
};

// A watching connection to the container's shim; -1 when there is none any more.
int logs_follow_connect(const char *directory) {
  struct err err;
  struct {
    struct message_header header;
    struct message_hello hello;
  } greeting = {{.length = sizeof(struct message_hello), .type = MESSAGE_HELLO},
                {.version = PROTOCOL_VERSION, .role = ROLE_WATCHER, .features = 0}};
  cleanup_fd int at = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  cleanup_fd int link = at < 0 ? -1 : socket_connect_at(at, "shim.sock", &err);
  if (link < 0 || write_all(link, &greeting, sizeof(greeting)) < 0)
    return -1;
  int connected = link;
  link = -1;
  return connected;
}

// Reads what the shim says; true when the container has ended.
static bool link_says_end(struct follower *follower) {
  char data[512];
  struct message_header header;
  ssize_t length = read(follower->link, data, sizeof(data));
  if (length <= 0 || bytes_append(&follower->received, data, (size_t)length) < 0)
    return true;
  while (bytes_length(&follower->received) >= sizeof(header)) {
    memcpy(&header, bytes_data(&follower->received), sizeof(header));
    if (header.type == MESSAGE_EXIT || header.length > PROTOCOL_MAX_BODY)
      return true;
    if (bytes_length(&follower->received) < sizeof(header) + header.length)
      return false;
    bytes_consume(&follower->received, sizeof(header) + header.length);
  }
  return false;
}

static bool is_rotated(const struct follower *follower) {
  struct stat status;
  return stat(follower->options->path, &status) == 0 &&
         (status.st_ino != follower->live.inode || status.st_dev != follower->live.device);
}

// Reads to the end of what there is. A file that was renamed is whole: nothing is written to it any more.
static int catch_up(struct follower *follower, struct err *err) {
  while (is_rotated(follower)) {
    struct logs_files newer;
    logs_reader_read(follower->reader, &follower->live);
    if (logs_files_open(follower->options->path, &follower->live, &newer, err) < 0)
      return -1;
    if (newer.count == 0)
      break;
    for (size_t i = 0; i < newer.count; i++) {
      close_fd(&follower->live.fd);
      follower->live = newer.list[i];
      logs_reader_read(follower->reader, &follower->live);
    }
    free(newer.list);
  }
  logs_reader_read(follower->reader, &follower->live);
  logs_output_flush(follower->reader->output);
  return 0;
}

static int watch_directory(const char *path, struct err *err) {
  char directory[PATH_MAX];
  snprintf(directory, sizeof(directory), "%s", path);
  char *slash = strrchr(directory, '/');
  if (slash != NULL)
    slash[slash == directory] = 0;
  int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (fd < 0 || inotify_add_watch(fd, slash == NULL ? "." : directory, IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0) {
    close_fd(&fd);
    return fail_errno(err, "watch %s", directory);
  }
  return fd;
}

static int timeout_until(int64_t until) {
  if (until == INT64_MAX)
    return -1;
  int64_t left = (until - now_ns()) / 1000000 + 1;
  return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

// Waits for news; false when following is over. All that was logged before the shim told of the end is in the file
// then.
static bool wait_for_news(struct follower *follower, int changes) {
  char events[4096];
  struct pollfd polled[3] = {{.fd = changes, .events = POLLIN},
                             {.fd = follower->link, .events = POLLIN},
                             {.fd = (int)follower->options->fd, .events = POLLRDHUP}};
  int ready = poll(polled, COUNT(polled), timeout_until(follower->options->until));
  if (ready == 0 || (polled[2].revents & (POLLHUP | POLLERR)) != 0)
    return false;
  if (polled[0].revents != 0)
    while (read(changes, events, sizeof(events)) > 0)
      continue;
  if (polled[1].revents != 0 && link_says_end(follower))
    close_fd(&follower->link);
  return true;
}

int logs_follow(const struct logs_options *options, struct logs_reader *reader, struct logs_files *files, int link,
                struct err *err) {
  struct follower follower = {
      .options = options, .reader = reader, .link = link, .live = files->list[files->count - 1]};
  cleanup_fd int changes = watch_directory(options->path, err);
  if (changes < 0)
    return -1;
  files->count--;
  for (bool last = false; !last;) {
    last = follower.link < 0;
    if (catch_up(&follower, err) < 0)
      return -1;
    if (reader->output->ended || (!last && !wait_for_news(&follower, changes)))
      break;
  }
  return 0;
}
