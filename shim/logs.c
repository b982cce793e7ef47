#include "logs.h"
#include <signal.h>
#include <stdio.h>

static int write_log(const struct logs_options *options, struct err *err) {
  struct logs_output output;
  struct logs_reader reader;
  struct logs_files files;
  int link = options->follow == NULL ? -1 : logs_follow_connect(options->follow);
  if (logs_output_open(&output, options, err) < 0 || logs_reader_open(&reader, &output, err) < 0 ||
      logs_files_open(options->path, NULL, &files, err) < 0)
    return -1;
  if (options->tail >= 0)
    logs_files_tail(&files, options->tail);
  for (size_t i = 0; i < files.count; i++) {
    logs_reader_read(&reader, &files.list[i]);
    if (i + 1 < files.count) // one file at a time is unpacked
      close_fd(&files.list[i].fd);
  }
  logs_output_flush(&output);
  if (link >= 0 && files.count > 0 && !output.ended && logs_follow(options, &reader, &files, link, err) < 0)
    return -1;
  logs_output_end(&output);
  logs_files_close(&files);
  free(output.buffer);
  free(reader.buffer);
  return 0;
}

int logs_main(int argc, char **argv) {
  struct logs_options options;
  struct err err;
  signal(SIGPIPE, SIG_IGN);
  if (logs_options_parse(argc, argv, &options, &err) < 0 || write_log(&options, &err) < 0) {
    dprintf(2, "gantry-shim: %s\n", err.text);
    return 1;
  }
  return 0;
}
