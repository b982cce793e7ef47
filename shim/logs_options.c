#include "logs.h"

static long long number(const char *text) {
  return strtoll(text, NULL, 10);
}

static bool *flag_of(struct logs_options *options, const char *name) {
  const struct {
    const char *name;
    bool *place;
  } flags[] = {{"--stdout", &options->output},           {"--stderr", &options->errors},
               {"--timestamps", &options->timestamps},   {"--details", &options->details},
               {"--multiplexed", &options->multiplexed}, {"--chunked", &options->chunked}};
  for (size_t i = 0; i < COUNT(flags); i++)
    if (strcmp(flags[i].name, name) == 0)
      return flags[i].place;
  return NULL;
}

static int set(struct logs_options *options, const char *name, const char *value, struct err *err) {
  if (strcmp(name, "--fd") == 0)
    options->fd = (long)number(value);
  else if (strcmp(name, "--path") == 0)
    options->path = value;
  else if (strcmp(name, "--follow") == 0)
    options->follow = value;
  else if (strcmp(name, "--tail") == 0)
    options->tail = (long)number(value);
  else if (strcmp(name, "--since") == 0)
    options->since = number(value);
  else if (strcmp(name, "--until") == 0)
    options->until = number(value);
  else
    return fail(err, "unknown option %s", name);
  return 0;
}

int logs_options_parse(int argc, char **argv, struct logs_options *options, struct err *err) {
  *options = (struct logs_options){.fd = -1, .tail = -1, .progress = -1, .since = INT64_MIN, .until = INT64_MAX};
  for (int i = 2; i < argc; i++) {
    bool *flag = flag_of(options, argv[i]);
    if (flag != NULL) {
      *flag = true;
      continue;
    }
    if (i + 1 == argc)
      return fail(err, "%s needs a value", argv[i]);
    if (set(options, argv[i], argv[i + 1], err) < 0)
      return -1;
    i++;
  }
  if (options->path == NULL || options->fd < 0)
    return fail(err, "--path and --fd are needed");
  return 0;
}
