// What `crun delete` does for a container whose processes are all gone, without starting crun: ten CPU-ms of loading
// libraries. Besides, it removes the folders that crun makes where the unified hierarchy is hidden, and forgets.
#include "runtime.h"
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

#define CGROUP_ROOT "/sys/fs/cgroup"

// A folder where no hierarchy is mounted has the one file that crun wrote.
static int remove_cgroup(const char *hierarchy, const char *path) {
  char file[PATH_MAX], directory[PATH_MAX];
  if (snprintf(directory, sizeof(directory), "%s%s", hierarchy, path) >= (int)sizeof(directory) ||
      snprintf(file, sizeof(file), "%s/cgroup.procs", directory) >= (int)sizeof(file))
    return -1;
  if (rmdir(directory) == 0 || errno == ENOENT || errno == ENOTDIR)
    return 0;
  if (errno != ENOTEMPTY || unlink(file) < 0)
    return -1;
  return rmdir(directory);
}

static int remove_legacy_cgroups(const char *path) {
  DIR *root = opendir(CGROUP_ROOT);
  int result = root == NULL ? -1 : 0;
  for (struct dirent *entry; result == 0 && (entry = readdir(root)) != NULL;) {
    char hierarchy[PATH_MAX];
    if (entry->d_name[0] == '.' || entry->d_type == DT_LNK)
      continue;
    snprintf(hierarchy, sizeof(hierarchy), CGROUP_ROOT "/%s", entry->d_name);
    result = remove_cgroup(hierarchy, path);
  }
  if (root != NULL)
    closedir(root);
  return result;
}

static int remove_state(const char *state, const char *id) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof(path), "%s/%s", state, id) >= (int)sizeof(path))
    return -1;
  DIR *directory = opendir(path);
  if (directory == NULL)
    return errno == ENOENT ? 0 : -1;
  int result = 0;
  for (struct dirent *entry; result == 0 && (entry = readdir(directory)) != NULL;)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      result = unlinkat(dirfd(directory), entry->d_name, 0);
  closedir(directory);
  return result < 0 ? -1 : rmdir(path);
}

int tidy(const struct options *options) {
  const char *path = options->cgroup;
  if (path == NULL || path[0] != '/' || path[1] == 0)
    return -1;
  bool legacy = access(CGROUP_ROOT "/cgroup.controllers", F_OK) < 0;
  if ((legacy ? remove_legacy_cgroups(path) : remove_cgroup(CGROUP_ROOT, path)) < 0)
    return -1;
  return remove_state(options->state, options->id);
}
