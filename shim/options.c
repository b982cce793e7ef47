#include "options.h"

enum kind { TEXT, NUMBER, LONG_NUMBER, FLAG, LIST };

struct option {
  const char *name;
  enum kind kind;
  size_t offset, count_offset;
};

#define AT(field) offsetof(struct options, field)

static const struct option known[] = {
    {"--dir", TEXT, AT(directory), 0},
    {"--id", TEXT, AT(id), 0},
    {"--state", TEXT, AT(state), 0},
    {"--runtime", TEXT, AT(runtime), 0},
    {"--runtime-log-format", TEXT, AT(runtime_log_format), 0},
    {"--runtime-arg", LIST, AT(runtime_arguments), AT(runtime_argument_count)},
    {"--hide", LIST, AT(hidden), AT(hidden_count)},
    {"--listen-fd", NUMBER, AT(listen_fd), 0},
    {"--rootfs-fd", NUMBER, AT(rootfs_fd), 0},
    {"--netns-fd", NUMBER, AT(netns_fd), 0},
    {"--rootfs", TEXT, AT(rootfs), 0},
    {"--tty", FLAG, AT(tty), 0},
    {"--stdin", FLAG, AT(stdin_open), 0},
    {"--stdin-once", FLAG, AT(stdin_once), 0},
    {"--rows", NUMBER, AT(rows), 0},
    {"--columns", NUMBER, AT(columns), 0},
    {"--log", TEXT, AT(log_path), 0},
    {"--log-attributes", TEXT, AT(log_attributes), 0},
    {"--log-max-size", LONG_NUMBER, AT(log_max_size), 0},
    {"--log-max-files", NUMBER, AT(log_max_files), 0},
    {"--log-compress", FLAG, AT(log_compress), 0},
    {"--oom-score-adj", TEXT, AT(oom_score_adj), 0},
    {"--oom", TEXT, AT(oom_directory), 0},
    {"--oom-v2", FLAG, AT(oom_v2), 0},
    {"--cgroup", TEXT, AT(cgroup), 0},
};

static const struct option *find(const char *name) {
  for (size_t i = 0; i < COUNT(known); i++)
    if (strcmp(known[i].name, name) == 0)
      return &known[i];
  return NULL;
}

static int set(struct options *options, const struct option *option, const char *value, struct err *err) {
  char *place = (char *)options + option->offset;
  if (option->kind == TEXT)
    *(const char **)place = value;
  if (option->kind == NUMBER)
    *(long *)place = strtol(value, NULL, 10);
  if (option->kind == LONG_NUMBER)
    *(int64_t *)place = strtoll(value, NULL, 10);
  if (option->kind == LIST) {
    size_t *count = (size_t *)((char *)options + option->count_offset);
    if (*count == MAX_LIST)
      return fail(err, "too many %s", option->name);
    ((const char **)place)[(*count)++] = value;
  }
  return 0;
}

int options_parse(int argc, char **argv, struct options *options, struct err *err) {
  *options = (struct options){.listen_fd = -1, .rootfs_fd = -1, .netns_fd = -1, .log_max_size = -1, .log_max_files = 1};
  options->runtime_log_format = "json";
  options->exec = strcmp(argv[1], "exec") == 0;
  for (int i = 2; i < argc; i++) {
    const struct option *option = find(argv[i]);
    if (option == NULL)
      return fail(err, "unknown option %s", argv[i]);
    if (option->kind == FLAG) {
      *(bool *)((char *)options + option->offset) = true;
      continue;
    }
    if (++i == argc)
      return fail(err, "%s needs a value", option->name);
    if (set(options, option, argv[i], err) < 0)
      return -1;
  }
  if (options->directory == NULL || options->id == NULL || options->state == NULL || options->runtime == NULL ||
      options->listen_fd < 0)
    return fail(err, "--dir, --id, --state, --runtime and --listen-fd are needed");
  return 0;
}
