// Compression of rotated logs, by the host's gzip: where there is none, files stay as they are.
#pragma once
#include "base.h"

// Starts a child that makes `PATH.1.gz` of `PATH.1` and takes that away; -1 when there can be none.
pid_t compress_start(const char *path);

// An unlinked file with what the compressed one holds; -1 when it cannot be read.
int compress_open(int compressed);

// The last eight bytes of a gzip file, RFC 1952: what it holds.
struct gzip_trailer {
  uint32_t crc, size;
};

bool compress_trailer(int compressed, struct gzip_trailer *trailer);
// The same of a file that is not compressed.
bool compress_trailer_of_plain(int plain, struct gzip_trailer *trailer);
