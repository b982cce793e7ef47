// The files of a log: the live one and those that rotation has numbered.
#include "logs.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#define BLOCK_BYTES 65536

static bool open_numbered(const char *path, size_t number, struct logs_file *file) {
  char name[PATH_MAX];
  struct stat status;
  if (number == 0)
    snprintf(name, sizeof(name), "%s", path);
  else
    snprintf(name, sizeof(name), "%s.%zu", path, number);
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &status) < 0) {
    close_fd(&fd);
    return false;
  }
  *file = (struct logs_file){.fd = fd, .device = status.st_dev, .inode = status.st_ino};
  return true;
}

static bool is_same(const struct logs_file *one, const struct logs_file *other) {
  return one->device == other->device && one->inode == other->inode;
}

static int append(struct logs_files *files, const struct logs_file *file, struct err *err) {
  struct logs_file *list = realloc(files->list, (files->count + 1) * sizeof(*list));
  if (list == NULL)
    return fail(err, "no memory");
  files->list = list;
  files->list[files->count++] = *file;
  return 0;
}

static void reverse(struct logs_files *files) {
  for (size_t i = 0; i < files->count / 2; i++) {
    struct logs_file file = files->list[i];
    files->list[i] = files->list[files->count - 1 - i];
    files->list[files->count - 1 - i] = file;
  }
}

// Newest first: a rotation meanwhile shows one file twice, and never hides one.
int logs_files_open(const char *path, const struct logs_file *known, struct logs_files *files, struct err *err) {
  struct logs_file file;
  *files = (struct logs_files){0};
  for (size_t number = 0;; number++) {
    if (!open_numbered(path, number, &file)) {
      if (number == 0)
        continue; // between the two steps of a rotation
      break;
    }
    bool seen = files->count > 0 && is_same(&files->list[files->count - 1], &file);
    bool is_known = known != NULL && is_same(known, &file);
    if (seen || is_known)
      close(file.fd);
    else if (append(files, &file, err) < 0)
      return -1;
    if (is_known)
      break;
  }
  reverse(files);
  return 0;
}

void logs_files_close(struct logs_files *files) {
  for (size_t i = 0; i < files->count; i++)
    close(files->list[i].fd);
  free(files->list);
  *files = (struct logs_files){0};
}

// Sets the file's offset behind the last but `*lines` newlines; *lines becomes what is still wanted of older files.
static void tail_file(struct logs_file *file, long *lines) {
  char block[BLOCK_BYTES];
  int64_t end = lseek(file->fd, 0, SEEK_END), at = end;
  file->offset = 0;
  while (at > 0) {
    size_t length = at < BLOCK_BYTES ? (size_t)at : BLOCK_BYTES;
    at -= (int64_t)length;
    if (pread(file->fd, block, length, at) != (ssize_t)length)
      return;
    for (size_t i = length; i > 0; i--) {
      if (block[i - 1] != '\n' || at + (int64_t)i == end)
        continue;
      if (--*lines == 0) {
        file->offset = at + (int64_t)i;
        return;
      }
    }
  }
  *lines -= end > 0;
}

void logs_files_tail(struct logs_files *files, long lines) {
  for (size_t i = files->count; i > 0 && lines >= 0; i--) {
    if (lines == 0)
      files->list[i - 1].offset = lseek(files->list[i - 1].fd, 0, SEEK_END);
    else
      tail_file(&files->list[i - 1], &lines);
  }
}
