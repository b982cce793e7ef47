// What all files share: errors, cleanup of descriptors and memory, bytes that grow on demand, time.
#pragma once
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define cleanup_fd __attribute__((cleanup(close_fd)))
#define cleanup_free __attribute__((cleanup(free_pointer)))

// Set only by a function that returns -1.
struct err {
  char text[512];
};

// Both return -1. The second adds ": " and the text of errno.
int fail(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
int fail_errno(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

void close_fd(int *fd);
void free_pointer(void *pointer);

// A queue of bytes: `data[start..end)`. Takes no memory while empty.
struct bytes {
  unsigned char *data;
  size_t start, end, capacity;
};

// -1 when there is no memory; nothing is appended then.
int bytes_append(struct bytes *bytes, const void *data, size_t length);
void bytes_consume(struct bytes *bytes, size_t length);
void bytes_free(struct bytes *bytes);

static inline size_t bytes_length(const struct bytes *bytes) {
  return bytes->end - bytes->start;
}

static inline unsigned char *bytes_data(const struct bytes *bytes) {
  return bytes->data + bytes->start;
}

// Milliseconds of the monotonic clock; nanoseconds since the epoch.
int64_t now_ms(void);
int64_t now_ns(void);

// Writes all, waiting where it must. -1 with errno.
int write_all(int fd, const void *data, size_t length);
// The same; `told` (-1: nobody) gets a byte whenever something has been taken.
int write_telling(int fd, const void *data, size_t length, int told);
int set_nonblocking(int fd);
