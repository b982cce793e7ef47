/* Prints how the kernel answers calls that the default seccomp profile decides on: one "name answer" a line. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRY(name, ...)                                                                  \
  do {                                                                                  \
    errno = 0;                                                                          \
    printf("%s %s\n", name, syscall(__VA_ARGS__) < 0 ? strerrorname_np(errno) : "ok");  \
  } while (0)

int main(void) {
  TRY("unshare", SYS_unshare, 0x20000);
  TRY("mount", SYS_mount, "x", "/", "tmpfs", 0, 0);
  TRY("keyctl", SYS_keyctl, 0, 0, 0);
  TRY("add_key", SYS_add_key, 0, 0, 0, 0, 0);
  TRY("bpf", SYS_bpf, 0, 0, 0);
  TRY("userfaultfd", SYS_userfaultfd, 0);
  TRY("io_uring_setup", SYS_io_uring_setup, 1, 0);
  TRY("perf_event_open", SYS_perf_event_open, 0, 0, 0, 0, 0);
  TRY("fsopen", SYS_fsopen, "tmpfs", 0);
  TRY("setns", SYS_setns, 0, 0);
  TRY("AF_ALG", SYS_socket, 38, 5, 0);
  TRY("AF_VSOCK", SYS_socket, 40, 1, 0);
  TRY("AF_ALG with high bits", SYS_socket, 0x100000026L, 5, 0);
  TRY("AF_INET", SYS_socket, 2, 1, 0);
  TRY("clone3", SYS_clone3, 0, 0);
  TRY("clone with a user namespace", SYS_clone, 0x10000000, 0, 0, 0, 0);
  TRY("ptrace", SYS_ptrace, 0, 0, 0, 0);
  TRY("personality", SYS_personality, 0xffffffff);
  TRY("personality without randomization", SYS_personality, 0x0040000);
  TRY("chroot", SYS_chroot, "/");
  TRY("fchmodat2", 452, -100, "/nosuch", 0644, 0);
  TRY("a call to come", 999);
  return 0;
}
