// The command line of `run` and `exec`. The strings are argv's.
#pragma once
#include "base.h"

#define MAX_LIST 16

struct options {
  bool exec; // a further process of a running container
  const char *directory, *id, *state;
  const char *runtime, *runtime_log_format, *runtime_arguments[MAX_LIST];
  size_t runtime_argument_count;
  const char *hidden[MAX_LIST];
  size_t hidden_count;
  long listen_fd, rootfs_fd, netns_fd; // -1: none
  const char *rootfs;
  bool tty, stdin_open, stdin_once;
  long rows, columns;
  const char *log_path, *log_attributes;
  int64_t log_max_size;
  long log_max_files;
  bool log_compress;
  const char *oom_score_adj; // that the runtime of an exec begins with: crun 1.8 gives the program none
  const char *oom_directory; // of the container's memory cgroup
  bool oom_v2;
  const char *cgroup; // below each hierarchy's mount; NULL: the runtime alone may remove the container's state
};

int options_parse(int argc, char **argv, struct options *options, struct err *err);
