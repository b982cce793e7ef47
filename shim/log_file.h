// The json-file log: records into one buffer, written in one go per wake-up; rotation as moby does it.
#pragma once
#include "base.h"

// The longest piece of a line in one record; longer lines become several.
#define LOG_PIECE 16384

struct log_file {
  const char *path, *attributes; // attributes: a JSON object, or NULL
  int64_t max_size;              // -1: no limit
  long max_files;
  bool compress;
  pid_t compressing; // 0: nobody
  int fd; // -1: no log
  int64_t size;
  char *out; // mapped; its pages are given back when idle
  size_t out_length, out_capacity;
  char time[40];
};

// One stream's unfinished line.
struct log_line {
  struct bytes pending;
  bool continued;      // the line began in an earlier record
  char first_time[40]; // of that record
};

int log_open(struct log_file *log, struct err *err);

// Adds what one read gave. Failing writes are lost, never reported: the log must not stop the container.
void log_add(struct log_file *log, struct log_line *line, const char *stream, const unsigned char *data, size_t length);

// Writes an unfinished line at the stream's end.
void log_end_line(struct log_file *log, struct log_line *line, const char *stream);

// Sets the time of the records to come.
void log_set_time(struct log_file *log);
void log_flush(struct log_file *log);

// Waits until nobody works on the log's files any more.
void log_finish(struct log_file *log);

// Gives the buffer's memory back.
void log_trim(struct log_file *log);
