#include "runtime.h"
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>

// linux/mount.h cannot be had together with sys/mount.h everywhere.
#ifndef MOVE_MOUNT_F_EMPTY_PATH
#define MOVE_MOUNT_F_EMPTY_PATH 4
#endif
#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif
#ifndef MOUNT_ATTR_RDONLY
#define MOUNT_ATTR_RDONLY 1
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

// struct mount_attr of mount_setattr(2).
struct mount_attributes {
  uint64_t set, clear, propagation, user_namespace;
};

// Takes the mount away for this process and its children. systemd leaves the file system below read-only, in which crun then
// makes folders as if the mount were there: `place`, which all commands of the engine share, is put over it.
static int hide_mount(const char *path, const char *place, struct err *err) {
  if (mount(NULL, path, NULL, MS_PRIVATE, NULL) < 0)
    return errno == EINVAL || errno == ENOENT ? 0 : fail_errno(err, "make %s private", path);
  if (umount2(path, MNT_DETACH) < 0)
    return fail_errno(err, "hide %s", path);
  if (place == NULL || access(path, W_OK) == 0 || errno != EROFS)
    return 0;
  return mount(place, path, NULL, MS_BIND, NULL) < 0 ? fail_errno(err, "put %s over %s", place, path) : 0;
}

int hide_mounts(const char *const *entries, size_t count, struct err *err) {
  if (unshare(CLONE_NEWNS) < 0)
    return fail_errno(err, "unshare the mount namespace");
  for (size_t i = 0; i < count; i++) {
    char path[PATH_MAX];
    const char *equals = strchr(entries[i], '=');
    size_t length = equals == NULL ? strlen(entries[i]) : (size_t)(equals - entries[i]);
    if (length >= sizeof(path))
      return fail(err, "hide %s: too long", entries[i]);
    memcpy(path, entries[i], length);
    path[length] = 0;
    if (hide_mount(path, equals == NULL ? NULL : equals + 1, err) < 0)
      return -1;
  }
  return 0;
}

static void reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < SIGRTMIN; number++)
    signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static int place_fd(int fd, int number, int null, struct err *err) {
  if (dup2(fd < 0 ? null : fd, number) < 0)
    return fail_errno(err, "dup2 %d", number);
  return 0;
}

static int set_oom_score_adj(const char *value, struct err *err) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, value, strlen(value)) < 0)
    return fail_errno(err, "set oom_score_adj to %s", value);
  return close(fd);
}

static int set_up_child(const struct runtime_call *call, struct err *err) {
  const struct options *options = call->options;
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0)
    return fail_errno(err, "open /dev/null");
  if (hide_mounts(options->hidden, options->hidden_count, err) < 0)
    return -1;
  if (call->rootfs_fd >= 0 &&
      syscall(SYS_move_mount, call->rootfs_fd, "", AT_FDCWD, options->rootfs, MOVE_MOUNT_F_EMPTY_PATH) < 0)
    return fail_errno(err, "mount the root file system at %s", options->rootfs);
  if (options->oom_score_adj != NULL && set_oom_score_adj(options->oom_score_adj, err) < 0)
    return -1;
  if (place_fd(call->stdin_fd, 0, null, err) < 0 || place_fd(call->stdout_fd, 1, null, err) < 0 ||
      place_fd(call->stderr_fd, 2, null, err) < 0)
    return -1;
  reset_signals();
  return 0;
}

// Executes a file from a read-only mount of its own that is attached to nowhere, so that no container can write to it
// through /proc/PID/exe (CVE-2019-5736). crun would make such a mount and execute itself a second time otherwise.
static void exec_read_only(const char *path, char *const *arguments, char *const *environment) {
  struct mount_attributes attributes = {.set = MOUNT_ATTR_RDONLY};
  int fd = (int)syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | O_CLOEXEC);
  if (fd >= 0 && syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH, &attributes, sizeof(attributes)) == 0)
    syscall(SYS_execveat, fd, "", arguments, environment, AT_EMPTY_PATH);
  execve(path, arguments, environment); // older kernels; scripts
}

static void write_failure(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd >= 0)
    dprintf(fd, "shim: %s\n", text);
}

static _Noreturn void run_child(const struct runtime_call *call) {
  static char *const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", NULL};
  struct err err;
  if (set_up_child(call, &err) == 0) {
    if (call->tidying && tidy(call->options) == 0)
      _exit(0);
    exec_read_only(call->arguments[0], call->arguments, environment);
    fail_errno(&err, "exec %s", call->arguments[0]);
  }
  if (call->log != NULL)
    write_failure(call->log, err.text);
  _exit(127);
}

pid_t runtime_spawn(const struct runtime_call *call, struct err *err) {
  pid_t pid = fork();
  if (pid == 0)
    run_child(call);
  return pid < 0 ? fail_errno(err, "fork") : pid;
}

int hide_main(int argc, char **argv) {
  struct err err;
  int separator = 2;
  while (separator < argc && strcmp(argv[separator], "--") != 0)
    separator++;
  if (separator + 1 >= argc) {
    dprintf(2, "gantry-shim: usage: hide PATH[=PLACE]... -- COMMAND ARGUMENT...\n");
    return 127;
  }
  if (hide_mounts((const char *const *)argv + 2, (size_t)separator - 2, &err) == 0) {
    exec_read_only(argv[separator + 1], argv + separator + 1, environ);
    fail_errno(&err, "exec %s", argv[separator + 1]);
  }
  dprintf(2, "gantry-shim: %s\n", err.text);
  return 127;
}
