// The log so far, for a client that joins: a child writes it, while what comes meanwhile is kept for the client.
#include "logs.h"
#include "task.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void close_between(int from, int to) {
  if (from < to)
    syscall(SYS_close_range, (unsigned)from, (unsigned)to - 1, 0);
}

static int compare(const void *one, const void *other) {
  return *(const int *)one - *(const int *)other;
}

// Others wait for the end of what else is held here. False without memory.
static bool close_but(const struct logs_files *files, int client, int progress) {
  size_t count = 0;
  cleanup_free int *kept = malloc((files->count + 2) * sizeof(*kept));
  if (kept == NULL)
    return false;
  for (size_t i = 0; i < files->count; i++)
    kept[count++] = files->list[i].fd;
  kept[count++] = client;
  kept[count++] = progress;
  qsort(kept, count, sizeof(*kept), compare);
  int from = 3;
  for (size_t i = 0; i < count; from = kept[i++] + 1)
    close_between(from, kept[i]);
  syscall(SYS_close_range, (unsigned)from, ~0U, 0);
  return true;
}

// What of the live file is there by now. More of it comes to the client by another way.
static void bound(struct logs_file *live) {
  struct stat status;
  live->end = fstat(live->fd, &status) == 0 ? status.st_size : 0;
  live->skipped = live->end == 0;
}

static void write_replay(const struct task *task, const struct logs_options *options, struct logs_files *files) {
  struct logs_output output;
  struct logs_reader reader;
  struct err err;
  if (logs_output_open(&output, options, &err) < 0 || logs_reader_open(&reader, &output, &err) < 0)
    return;
  for (size_t i = 0; i < files->count; i++) {
    logs_reader_read(&reader, &files->list[i]);
    close_fd(&files->list[i].fd);
  }
  for (size_t i = 0; i < COUNT(task->streams); i++) {
    const struct bytes *line = &task->streams[i].line.pending;
    logs_output_bytes(&output, task->streams[i].number == 2, bytes_data(line), bytes_length(line));
  }
  logs_output_end(&output);
}

void replay_start(const struct task *task, struct client *client, const struct message_replay *replay) {
  struct err err;
  struct logs_files files;
  int progress[2];
  if (task->log.path == NULL || pipe2(progress, O_CLOEXEC | O_NONBLOCK) < 0)
    return;
  struct logs_options options = {.fd = client->fd,
                                 .progress = progress[1],
                                 .since = replay->since_ns == 0 ? INT64_MIN : (int64_t)replay->since_ns,
                                 .until = INT64_MAX,
                                 .output = (client->flags & ATTACH_STDOUT) != 0,
                                 .errors = (client->flags & ATTACH_STDERR) != 0,
                                 .multiplexed = (client->flags & ATTACH_MULTIPLEXED) != 0};
  bool opened = logs_files_open(task->log.path, NULL, &files, &err) == 0;
  if (opened && files.count > 0)
    bound(&files.list[files.count - 1]);
  pid_t pid = opened ? fork() : -1;
  if (pid == 0) {
    if (close_but(&files, client->fd, progress[1]))
      write_replay(task, &options, &files);
    _exit(0);
  }
  logs_files_close(&files);
  close_fd(&progress[1]);
  if (pid > 0)
    client->replay_fd = progress[0];
  else
    close_fd(&progress[0]);
}

bool replay_read(struct client *client) {
  char marks[4096];
  ssize_t length = read(client->replay_fd, marks, sizeof(marks));
  if (length > 0)
    client->progress_at = now_ms();
  if (length != 0)
    return false;
  close_fd(&client->replay_fd);
  return true;
}
