// `gantry-shim logs`: writes a json-file log to a client.
#pragma once
#include "base.h"
#include "log_record.h"

#define LOGS_LINE_BYTES (4 * 1024 * 1024) // longer lines are no records of ours

struct logs_options {
  const char *path, *follow; // follow: run directory of the container
  long fd, tail;             // tail: -1 all
  int progress;              // gets a byte for each write; -1: none
  int64_t since, until;      // ns, inclusive
  bool output, errors, timestamps, details, multiplexed, chunked;
};

struct logs_output {
  const struct logs_options *options;
  char *buffer;
  size_t length, capacity; // behind the room for a chunk's head
  bool ended;              // nothing more is wanted: a record later than `until` has come, or the client is gone
  bool gone;
};

struct logs_file {
  int fd;
  bool compressed; // not read yet: `fd` is the compressed file
  bool skipped;    // nothing of it is wanted
  dev_t device;
  ino_t inode;
  int64_t offset; // read so far
  int64_t end;    // of what is wanted; 0: its growing end
};

struct logs_files {
  struct logs_file *list; // oldest first
  size_t count;
};

struct logs_reader {
  struct logs_output *output;
  char *buffer;
  size_t held, capacity; // an unfinished line
};

int logs_options_parse(int argc, char **argv, struct logs_options *options, struct err *err);

int logs_output_open(struct logs_output *output, const struct logs_options *options, struct err *err);
void logs_output_line(struct logs_output *output, const char *line, size_t length);
// Bytes that are in no record yet.
void logs_output_bytes(struct logs_output *output, bool errors, const void *data, size_t length);
void logs_output_flush(struct logs_output *output);
void logs_output_end(struct logs_output *output);

// All files of a log that are newer than `known` (NULL: all), and known itself when it is the live one still.
int logs_files_open(const char *path, const struct logs_file *known, struct logs_files *files, struct err *err);
void logs_files_close(struct logs_files *files);
// Has what the file holds to be read; false when it cannot be.
bool logs_file_unpack(struct logs_file *file);
// Sets the offsets so that `lines` are left to be read.
void logs_files_tail(struct logs_files *files, long lines);

int logs_reader_open(struct logs_reader *reader, struct logs_output *output, struct err *err);
// Gives the whole lines from the file's offset to its end to the output.
void logs_reader_read(struct logs_reader *reader, struct logs_file *file);

int logs_follow(const struct logs_options *options, struct logs_reader *reader, struct logs_files *files, int link,
                struct err *err);
int logs_follow_connect(const char *directory);
