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

// In a new mount namespace, makes each path of `PATH[=PLACE]` private and unmounts it (one that is no mount is left). Where
// nothing can be written then, the folder PLACE comes there.
int hide_mounts(const char *const *entries, size_t count, struct err *err);

// `gantry-shim hide PATH[=PLACE]… -- COMMAND ARGUMENT…`
int hide_main(int argc, char **argv);
