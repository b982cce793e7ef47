#include "compress.h"
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define BLOCK_BYTES 65536

// Runs gzip between two descriptors and waits for it.
static int run_gzip(const char *flag, int input, int output) {
  int status = -1;
  pid_t pid = fork();
  if (pid == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (dup2(input, 0) == 0 && dup2(output, 1) == 1)
      execlp("gzip", "gzip", flag, (char *)NULL);
    _exit(127);
  }
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
    continue;
  return pid > 0 && status == 0 ? 0 : -1;
}

// The compressed file is whole before it has its name.
static int compress_file(const char *plain) {
  char partial[PATH_MAX + 8], name[PATH_MAX + 4];
  snprintf(partial, sizeof(partial), "%s.gz.tmp", plain);
  snprintf(name, sizeof(name), "%s.gz", plain);
  int input = open(plain, O_RDONLY | O_CLOEXEC);
  int output = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (input < 0 || output < 0 || run_gzip("-cn", input, output) < 0 || rename(partial, name) < 0) {
    unlink(partial);
    return -1;
  }
  return unlink(plain);
}

pid_t compress_start(const char *path) {
  pid_t pid = fork();
  if (pid != 0)
    return pid;
  char plain[PATH_MAX];
  snprintf(plain, sizeof(plain), "%s.1", path);
  // Clients wait for the end of what is held here.
  syscall(SYS_close_range, 3U, ~0U, 0);
  _exit(compress_file(plain) < 0 ? 1 : 0);
}

int compress_open(int compressed) {
  int plain = memfd_create("log", MFD_CLOEXEC);
  if (plain < 0)
    return -1;
  if (lseek(compressed, 0, SEEK_SET) == 0 && run_gzip("-dc", compressed, plain) == 0)
    return plain;
  close(plain);
  return -1;
}

bool compress_trailer(int compressed, struct gzip_trailer *trailer) {
  struct stat status;
  return fstat(compressed, &status) == 0 && status.st_size >= 18 &&
         pread(compressed, trailer, sizeof(*trailer), status.st_size - (off_t)sizeof(*trailer)) == sizeof(*trailer);
}

static uint32_t crc_of(uint32_t crc, const unsigned char *data, size_t length) {
  for (size_t i = 0; i < length; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
  }
  return crc;
}

bool compress_trailer_of_plain(int plain, struct gzip_trailer *trailer) {
  unsigned char block[BLOCK_BYTES];
  off_t at = 0;
  ssize_t length;
  uint32_t crc = UINT32_MAX;
  while ((length = pread(plain, block, sizeof(block), at)) > 0) {
    crc = crc_of(crc, block, (size_t)length);
    at += length;
  }
  *trailer = (struct gzip_trailer){.crc = ~crc, .size = (uint32_t)at};
  return length == 0;
}
