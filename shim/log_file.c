#include "log_file.h"
#include "compress.h"
#include "json_escape.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define OUT_BYTES (256 * 1024)
#define RECORD_OVERHEAD 128

static int open_for_append(struct log_file *log) {
  log->fd = open(log->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  struct stat status;
  log->size = log->fd >= 0 && fstat(log->fd, &status) == 0 ? status.st_size : 0;
  return log->fd;
}

int log_open(struct log_file *log, struct err *err) {
  log->fd = -1;
  if (log->path == NULL)
    return 0;
  size_t attributes = log->attributes == NULL ? 0 : strlen(log->attributes);
  log->out_capacity = OUT_BYTES + attributes;
  log->out = mmap(NULL, log->out_capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (log->out == MAP_FAILED)
    return fail_errno(err, "map the log's buffer");
  return open_for_append(log) < 0 ? fail_errno(err, "open log %s", log->path) : 0;
}

void log_set_time(struct log_file *log) {
  if (log->path == NULL || (log->fd < 0 && open_for_append(log) < 0))
    return;
  int64_t now = now_ns();
  time_t seconds = now / 1000000000;
  struct tm parts;
  gmtime_r(&seconds, &parts);
  size_t used = strftime(log->time, sizeof(log->time), "%Y-%m-%dT%H:%M:%S", &parts);
  long nanoseconds = now % 1000000000;
  if (nanoseconds != 0) {
    used += (size_t)snprintf(log->time + used, sizeof(log->time) - used, ".%09ld", nanoseconds);
    while (log->time[used - 1] == '0')
      used--;
  }
  memcpy(log->time + used, "Z", 2);
}

// Moves a numbered file up, and what it was compressed to.
static void rename_numbered(const char *path, long from) {
  static const char *const endings[] = {"", ".gz"};
  char old[PATH_MAX], new[PATH_MAX];
  for (size_t i = 0; i < COUNT(endings); i++) {
    if (from == 0)
      snprintf(old, sizeof(old), "%s", path);
    else
      snprintf(old, sizeof(old), "%s.%ld%s", path, from, endings[i]);
    snprintf(new, sizeof(new), "%s.%ld%s", path, from + 1, from == 0 ? "" : endings[i]);
    if (rename(old, new) == 0 || from == 0)
      break;
  }
}

// Of the oldest file, in the form that the one before it does not replace.
static void remove_oldest(const struct log_file *log) {
  char name[PATH_MAX];
  if (log->max_files < 2)
    return;
  snprintf(name, sizeof(name), "%s.%ld.gz", log->path, log->max_files - 1);
  unlink(name);
  snprintf(name, sizeof(name), "%s.%ld", log->path, log->max_files - 1);
  unlink(name);
}

void log_finish(struct log_file *log) {
  while (log->compressing > 0 && waitpid(log->compressing, NULL, 0) < 0 && errno == EINTR)
    continue;
  log->compressing = 0;
}

static void rotate(struct log_file *log) {
  close_fd(&log->fd);
  log_finish(log);
  remove_oldest(log);
  for (long number = log->max_files - 2; number >= 0; number--)
    rename_numbered(log->path, number);
  if (log->max_files < 2)
    unlink(log->path); // who reads it still has the whole of it
  open_for_append(log);
  if (log->compress && log->max_files > 1)
    log->compressing = compress_start(log->path);
}

void log_flush(struct log_file *log) {
  if (log->fd < 0 || log->out_length == 0)
    return;
  if (write_all(log->fd, log->out, log->out_length) == 0)
    log->size += (int64_t)log->out_length;
  else if (ftruncate(log->fd, log->size) < 0)
    log->size = lseek(log->fd, 0, SEEK_END);
  log->out_length = 0;
}

static bool is_full(const struct log_file *log) {
  return log->max_size >= 0 && log->size + (int64_t)log->out_length >= log->max_size;
}

static void make_room(struct log_file *log, size_t length) {
  if (is_full(log)) {
    log_flush(log);
    rotate(log);
  }
  size_t attributes = log->attributes == NULL ? 0 : strlen(log->attributes);
  if (log->out_capacity - log->out_length < length * JSON_ESCAPE_GROWTH + attributes + RECORD_OVERHEAD)
    log_flush(log);
}

static char *put(char *at, const char *text) {
  size_t length = strlen(text);
  memcpy(at, text, length);
  return at + length;
}

static void add_record(struct log_file *log, struct log_line *line, const char *stream, const unsigned char *data,
                       size_t length, bool complete) {
  make_room(log, length);
  if (log->fd < 0)
    return;
  char *at = log->out + log->out_length;
  at = put(at, "{\"log\":\"");
  at = json_escape(at, data, length);
  at = put(at, complete ? "\\n\",\"stream\":\"" : "\",\"stream\":\"");
  at = put(put(at, stream), "\"");
  if (log->attributes != NULL)
    at = put(put(at, ",\"attrs\":"), log->attributes);
  if (!complete && !line->continued)
    memcpy(line->first_time, log->time, sizeof(log->time));
  at = put(put(put(at, ",\"time\":\""), line->continued || !complete ? line->first_time : log->time), "\"}\n");
  log->out_length = (size_t)(at - log->out);
  line->continued = !complete;
}

// Adds to an unfinished line; returns how many bytes were taken.
static size_t add_to_pending(struct log_file *log, struct log_line *line, const char *stream, const unsigned char *data,
                             size_t length) {
  size_t room = LOG_PIECE - bytes_length(&line->pending), limit = length < room ? length : room;
  const unsigned char *newline = memchr(data, '\n', limit);
  size_t taken = newline == NULL ? limit : (size_t)(newline - data);
  if (bytes_append(&line->pending, data, taken) < 0)
    return length;
  if (newline == NULL && bytes_length(&line->pending) < LOG_PIECE)
    return taken;
  add_record(log, line, stream, bytes_data(&line->pending), bytes_length(&line->pending), newline != NULL);
  bytes_free(&line->pending);
  return newline == NULL ? taken : taken + 1;
}

void log_add(struct log_file *log, struct log_line *line, const char *stream, const unsigned char *data,
             size_t length) {
  if (log->fd < 0)
    return;
  while (length > 0) {
    size_t limit = length < LOG_PIECE ? length : LOG_PIECE, taken;
    const unsigned char *newline = bytes_length(&line->pending) > 0 ? NULL : memchr(data, '\n', limit);
    if (newline != NULL) {
      taken = (size_t)(newline - data) + 1;
      add_record(log, line, stream, data, taken - 1, true);
    } else if (bytes_length(&line->pending) > 0 || length < LOG_PIECE) {
      taken = add_to_pending(log, line, stream, data, length);
    } else {
      taken = LOG_PIECE;
      add_record(log, line, stream, data, taken, false);
    }
    data += taken;
    length -= taken;
  }
}

void log_end_line(struct log_file *log, struct log_line *line, const char *stream) {
  if (bytes_length(&line->pending) > 0)
    add_record(log, line, stream, bytes_data(&line->pending), bytes_length(&line->pending), false);
  bytes_free(&line->pending);
  log_flush(log);
}

void log_trim(struct log_file *log) {
  if (log->fd >= 0 && log->out_length == 0)
    madvise(log->out, log->out_capacity, MADV_DONTNEED);
}
