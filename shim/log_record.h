// Reading one record of a json-file log.
#pragma once
#include "base.h"

struct text {
  const char *data;
  size_t length;
};

// Strings as they stand in the file, without their quotes, escaped.
struct log_record {
  struct text log, stream, time, attributes; // attributes: the object with its braces; length 0: none
};

// False when the line is no record.
bool log_record_parse(const char *line, size_t length, struct log_record *record);

// The next member of an object of strings, from *at on; false at its end.
bool log_attribute_next(const char **at, const char *end, struct text *name, struct text *value);

// Writes the text that an escaped one stands for (never longer) and returns its end.
char *json_unescape(char *out, struct text text);

// Nanoseconds since the epoch of an RFC 3339 time; INT64_MIN when it is none.
int64_t log_time_parse(struct text time);
