// Starts the OCI runtime in a mount namespace of its own, where some host mounts are hidden and the rootfs is mounted.
#pragma once
#include "base.h"
#include "options.h"

struct runtime_call {
  const struct options *options;
  char *const *arguments;             // argv, NULL at its end; [0] is the runtime
  int stdin_fd, stdout_fd, stderr_fd; // -1: /dev/null
  int rootfs_fd;                      // -1: none
  const char *log;                    // where a failure before the runtime is written
  bool tidying;                       // the runtime is needed only where tidy() fails
};

// The pid, or -1.
pid_t runtime_spawn(const struct runtime_call *call, struct err *err);

// Removes the cgroups and the runtime's state of a container that has ended. -1: it is the runtime's to do.
int tidy(const struct options *options);

// In a new mount namespace, makes each of `paths` private and unmounts it (a path that is no mount is left).
int hide_mounts(const char *const *paths, size_t count, struct err *err);

// `gantry-shim hide PATH… -- COMMAND ARGUMENT…`
int hide_main(int argc, char **argv);
