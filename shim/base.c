#include "base.h"
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

int fail(struct err *err, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(err->text, sizeof(err->text), format, arguments);
  va_end(arguments);
  return -1;
}

int fail_errno(struct err *err, const char *format, ...) {
  const char *reason = strerror(errno);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(err->text, sizeof(err->text), format, arguments);
  va_end(arguments);
  size_t used = strlen(err->text);
  snprintf(err->text + used, sizeof(err->text) - used, ": %s", reason);
  return -1;
}

void close_fd(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

void free_pointer(void *pointer) {
  free(*(void **)pointer);
}

static int make_room(struct bytes *bytes, size_t length) {
  if (bytes->start > 0) {
    memmove(bytes->data, bytes->data + bytes->start, bytes_length(bytes));
    bytes->end -= bytes->start;
    bytes->start = 0;
  }
  if (bytes->end + length <= bytes->capacity)
    return 0;
  size_t capacity = bytes->capacity == 0 ? 256 : bytes->capacity;
  while (capacity < bytes->end + length)
    capacity *= 2;
  unsigned char *data = realloc(bytes->data, capacity);
  if (data == NULL)
    return -1;
  bytes->data = data;
  bytes->capacity = capacity;
  return 0;
}

int bytes_append(struct bytes *bytes, const void *data, size_t length) {
  if (length == 0)
    return 0;
  if (bytes->end + length > bytes->capacity && make_room(bytes, length) < 0)
    return -1;
  memcpy(bytes->data + bytes->end, data, length);
  bytes->end += length;
  return 0;
}

void bytes_consume(struct bytes *bytes, size_t length) {
  bytes->start += length;
  if (bytes->start == bytes->end)
    bytes_free(bytes);
}

void bytes_free(struct bytes *bytes) {
  free(bytes->data);
  *bytes = (struct bytes){0};
}

static int64_t clock_ns(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t now_ms(void) {
  return clock_ns(CLOCK_MONOTONIC) / 1000000;
}

int64_t now_ns(void) {
  return clock_ns(CLOCK_REALTIME);
}

int write_all(int fd, const void *data, size_t length) {
  return write_telling(fd, data, length, -1);
}

int write_telling(int fd, const void *data, size_t length, int told) {
  const char *at = data;
  while (length > 0) {
    ssize_t written = write(fd, at, length);
    if (written < 0 && errno == EAGAIN) {
      poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
      continue;
    }
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return -1;
    if (told >= 0 && write(told, "", 1) < 0 && errno == EPIPE)
      return -1;
    at += written;
    length -= (size_t)written;
  }
  return 0;
}

int set_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}
