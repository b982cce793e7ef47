// gantry-shim: watches one program for the daemon. Its modes are in PROTOCOL.md.
#include "runtime.h"
#include "task.h"
#include <stdio.h>

int logs_main(int argc, char **argv);
int init_main(int argc, char **argv);

static bool is_called(const char *path, const char *name) {
  const char *slash = strrchr(path, '/');
  return strcmp(slash == NULL ? path : slash + 1, name) == 0;
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
  } modes[] = {{"run", task_main}, {"exec", task_main}, {"logs", logs_main}, {"hide", hide_main}};
  if (is_called(argv[0], "docker-init"))
    return init_main(argc, argv);
  for (size_t i = 0; argc > 1 && i < COUNT(modes); i++)
    if (strcmp(argv[1], modes[i].name) == 0)
      return modes[i].run(argc, argv);
  dprintf(2, "gantry-shim: usage: gantry-shim run|exec|logs|hide ...\n");
  return 2;
}
