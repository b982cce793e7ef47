// Records as a client gets them: filtered, prefixed, framed, and in chunks.
#pragma GCC optimize("O2")
#include "logs.h"
#include <stdio.h>

#define BUFFER_BYTES (256 * 1024)
#define CHUNK_HEAD 16
#define LINE_OVERHEAD 128

static void write_out(struct logs_output *output, const char *data, size_t length) {
  if (!output->gone && write_telling((int)output->options->fd, data, length, output->options->progress) < 0)
    output->gone = output->ended = true;
}

int logs_output_open(struct logs_output *output, const struct logs_options *options, struct err *err) {
  *output = (struct logs_output){.options = options, .capacity = BUFFER_BYTES};
  output->buffer = malloc(CHUNK_HEAD + BUFFER_BYTES + 2);
  return output->buffer == NULL ? fail(err, "no memory") : 0;
}

void logs_output_flush(struct logs_output *output) {
  char *data = output->buffer + CHUNK_HEAD;
  size_t length = output->length;
  output->length = 0;
  if (length == 0)
    return;
  if (!output->options->chunked) {
    write_out(output, data, length);
    return;
  }
  char head[CHUNK_HEAD];
  int head_length = snprintf(head, sizeof(head), "%zx\r\n", length);
  memcpy(data - head_length, head, (size_t)head_length);
  memcpy(data + length, "\r\n", 2);
  write_out(output, data - head_length, (size_t)head_length + length + 2);
}

void logs_output_end(struct logs_output *output) {
  logs_output_flush(output);
  if (output->options->chunked)
    write_out(output, "0\r\n\r\n", 5);
}

static bool make_room(struct logs_output *output, size_t length) {
  if (output->capacity - output->length >= length)
    return true;
  logs_output_flush(output);
  if (output->capacity >= length)
    return true;
  char *buffer = realloc(output->buffer, CHUNK_HEAD + length + 2);
  if (buffer == NULL)
    return false;
  output->buffer = buffer;
  output->capacity = length;
  return true;
}

// RFC 3339 with nine digits of the second's fraction.
static char *put_time(char *at, struct text time) {
  size_t seconds = time.length < 19 ? time.length : 19, digits = 0, from = seconds;
  memcpy(at, time.data, seconds);
  at += seconds;
  *at++ = '.';
  if (from < time.length && time.data[from] == '.')
    for (from++; from < time.length && digits < 9 && time.data[from] >= '0' && time.data[from] <= '9'; digits++)
      *at++ = time.data[from++];
  for (; digits < 9; digits++)
    *at++ = '0';
  for (size_t zone = 0; from < time.length && zone < 6; zone++)
    *at++ = time.data[from++];
  *at++ = ' ';
  return at;
}

// As Go's url.QueryEscape.
static char *put_query_escaped(char *at, const char *data, size_t length) {
  static const char digits[] = "0123456789ABCDEF";
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = (unsigned char)data[i];
    bool letter = (byte | 32) >= 'a' && (byte | 32) <= 'z';
    if (letter || (byte >= '0' && byte <= '9') || strchr("-_.~", byte) != NULL) {
      if (byte != 0)
        *at++ = (char)byte;
    } else if (byte == ' ') {
      *at++ = '+';
    } else {
      *at++ = '%';
      *at++ = digits[byte >> 4];
      *at++ = digits[byte & 15];
    }
  }
  return at;
}

static char *put_attributes(char *at, struct text attributes) {
  const char *from = attributes.data, *end = from + attributes.length;
  char *start = at;
  struct text parts[2];
  while (attributes.length > 0 && log_attribute_next(&from, end, &parts[0], &parts[1])) {
    if (at != start)
      *at++ = ',';
    for (int i = 0; i < 2; i++) {
      cleanup_free char *plain = malloc(parts[i].length + 1);
      if (plain != NULL)
        at = put_query_escaped(at, plain, (size_t)(json_unescape(plain, parts[i]) - plain));
      if (i == 0)
        *at++ = '=';
    }
  }
  *at++ = ' ';
  return at;
}

// Docker's header of a piece of a stream; returns what follows it.
static char *put_head(char *at, bool errors, uint32_t length) {
  const char head[8] = {errors ? 2 : 1,      0,           0, 0, (char)(length >> 24), (char)(length >> 16),
                        (char)(length >> 8), (char)length};
  memcpy(at, head, sizeof(head));
  return at + sizeof(head);
}

static void put_record(struct logs_output *output, const struct log_record *record, bool errors) {
  const struct logs_options *options = output->options;
  if (!make_room(output, record->log.length + record->attributes.length * 3 + LINE_OVERHEAD)) {
    output->gone = output->ended = true;
    return;
  }
  char *start = output->buffer + CHUNK_HEAD + output->length, *at = start;
  if (options->multiplexed)
    at += 8;
  char *content = at;
  if (options->timestamps)
    at = put_time(at, record->time);
  if (options->details)
    at = put_attributes(at, record->attributes);
  at = json_unescape(at, record->log);
  if (options->multiplexed)
    put_head(start, errors, (uint32_t)(at - content));
  output->length += (size_t)(at - start);
}

void logs_output_bytes(struct logs_output *output, bool errors, const void *data, size_t length) {
  const struct logs_options *options = output->options;
  if (output->gone || length == 0 || !(errors ? options->errors : options->output) ||
      !make_room(output, length + LINE_OVERHEAD))
    return;
  char *at = output->buffer + CHUNK_HEAD + output->length;
  if (options->multiplexed)
    at = put_head(at, errors, (uint32_t)length);
  memcpy(at, data, length);
  output->length = (size_t)(at + length - output->buffer) - CHUNK_HEAD;
}

void logs_output_line(struct logs_output *output, const char *line, size_t length) {
  const struct logs_options *options = output->options;
  struct log_record record;
  if (output->ended || !log_record_parse(line, length, &record))
    return;
  if (options->since != INT64_MIN || options->until != INT64_MAX) {
    int64_t time = log_time_parse(record.time);
    output->ended = time > options->until;
    if (time < options->since || output->ended)
      return;
  }
  bool errors = record.stream.length == 6 && memcmp(record.stream.data, "stderr", 6) == 0;
  if (errors ? options->errors : options->output)
    put_record(output, &record, errors);
}
