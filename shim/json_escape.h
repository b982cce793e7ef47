// Go's escaping of JSON strings, as docker's json-file log has it.
#pragma once
#include "base.h"

// The most bytes that one byte becomes.
#define JSON_ESCAPE_GROWTH 6

// Writes the escaped form of data to `out` (room for 6 bytes per byte) and returns its end.
char *json_escape(char *out, const unsigned char *data, size_t length);
