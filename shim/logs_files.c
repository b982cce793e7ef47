// The files of a log: the live one and those that rotation has numbered.
#include "compress.h"
#include "logs.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#define BLOCK_BYTES 65536

static bool open_named(const char *name, bool compressed, struct logs_file *file) {
  struct stat status;
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &status) < 0) {
    close_fd(&fd);
    return false;
  }
  *file = (struct logs_file){.fd = fd, .compressed = compressed, .device = status.st_dev, .inode = status.st_ino};
  return true;
}

// A file loses its plain name only when it has the other.
static bool open_numbered(const char *path, size_t number, struct logs_file *file) {
  char name[PATH_MAX], packed[PATH_MAX + 4];
  if (number == 0)
    return open_named(path, false, file);
  snprintf(name, sizeof(name), "%s.%zu", path, number);
  snprintf(packed, sizeof(packed), "%s.gz", name);
  return open_named(name, false, file) || open_named(packed, true, file);
}

// One that was compressed meanwhile is the same by what it holds.
static bool holds_same(const struct logs_file *packed, const struct logs_file *plain) {
  struct gzip_trailer first, second;
  struct stat status;
  return compress_trailer(packed->fd, &first) && fstat(plain->fd, &status) == 0 &&
         (uint32_t)status.st_size == first.size && compress_trailer_of_plain(plain->fd, &second) &&
         first.crc == second.crc && first.size == second.size;
}

static bool is_same(const struct logs_file *one, const struct logs_file *other) {
  if (one->device == other->device && one->inode == other->inode)
    return true;
  if (one->compressed == other->compressed)
    return false;
  return one->compressed ? holds_same(one, other) : holds_same(other, one);
}

bool logs_file_unpack(struct logs_file *file) {
  if (!file->compressed)
    return file->fd >= 0;
  int plain = compress_open(file->fd);
  close_fd(&file->fd);
  file->fd = plain;
  file->compressed = false;
  return plain >= 0;
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
    close_fd(&files->list[i].fd);
  free(files->list);
  *files = (struct logs_files){0};
}

// Sets the file's offset behind the last but `*lines` newlines; *lines becomes what is still wanted of older files.
static void tail_file(struct logs_file *file, long *lines) {
  char block[BLOCK_BYTES];
  if (!logs_file_unpack(file))
    return;
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
    if (lines == 0 && files->list[i - 1].compressed)
      files->list[i - 1].skipped = true;
    else if (lines == 0)
      files->list[i - 1].offset = lseek(files->list[i - 1].fd, 0, SEEK_END);
    else
      tail_file(&files->list[i - 1], &lines);
  }
}
