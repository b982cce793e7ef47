// Whole lines out of a file that may still grow.
#include "logs.h"
#include <sys/stat.h>

#define READ_BYTES (256 * 1024)

int logs_reader_open(struct logs_reader *reader, struct logs_output *output, struct err *err) {
  *reader = (struct logs_reader){.output = output, .capacity = READ_BYTES};
  reader->buffer = malloc(READ_BYTES);
  return reader->buffer == NULL ? fail(err, "no memory") : 0;
}

static bool make_room(struct logs_reader *reader) {
  if (reader->held < reader->capacity)
    return true;
  if (reader->capacity >= LOGS_LINE_BYTES) {
    reader->held = 0; // no record of ours: its rest is skipped as a damaged line
    return true;
  }
  char *buffer = realloc(reader->buffer, reader->capacity * 2);
  if (buffer == NULL)
    return false;
  reader->buffer = buffer;
  reader->capacity *= 2;
  return true;
}

static void give_lines(struct logs_reader *reader) {
  char *at = reader->buffer, *end = at + reader->held;
  for (char *newline; at < end && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL; at = newline + 1)
    logs_output_line(reader->output, at, (size_t)(newline - at));
  reader->held = (size_t)(end - at);
  memmove(reader->buffer, at, reader->held);
}

// Shims of older releases rotate a log of one file by truncation.
static void notice_truncation(struct logs_file *file) {
  struct stat status;
  if (fstat(file->fd, &status) == 0 && status.st_size < file->offset)
    file->offset = 0;
}

void logs_reader_read(struct logs_reader *reader, struct logs_file *file) {
  if (file->skipped || !logs_file_unpack(file))
    return;
  notice_truncation(file);
  if (file->offset == 0)
    reader->held = 0;
  while (!reader->output->ended && make_room(reader)) {
    size_t wanted = reader->capacity - reader->held;
    if (file->end > 0 && file->end - file->offset < (int64_t)wanted)
      wanted = (size_t)(file->end - file->offset);
    ssize_t length = pread(file->fd, reader->buffer + reader->held, wanted, file->offset);
    if (length <= 0)
      return;
    file->offset += length;
    reader->held += (size_t)length;
    give_lines(reader);
  }
}
