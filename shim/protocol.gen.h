// Made by tools/gen-shim-protocol.ts from spec/shim-protocol.yaml. Do not edit.
#pragma once
#include <stdint.h>

#define PROTOCOL_VERSION 1
#define PROTOCOL_OLDEST_VERSION 1
#define PROTOCOL_MAX_BODY 1048576
#define FEATURE_OOM_NOTICE (1ull << 0)
#define FEATURE_LAST_WORDS (1ull << 1)
#define FEATURE_DETACH_NOTICE (1ull << 2)
#define FEATURE_REPLAY (1ull << 3)
#define ROLE_DAEMON 0
#define ROLE_WATCHER 1
#define ROLE_HEIR 2
#define ATTACH_STDIN (1u << 0)
#define ATTACH_STDOUT (1u << 1)
#define ATTACH_STDERR (1u << 2)
#define ATTACH_MULTIPLEXED (1u << 3)
#define STAGE_SHIM 0
#define STAGE_RUNTIME 1
#define MESSAGE_HELLO 1
#define MESSAGE_START 2
#define MESSAGE_CANCEL 3
#define MESSAGE_ATTACH 4
#define MESSAGE_RESIZE 5
#define MESSAGE_SIGNAL 6
#define MESSAGE_CLOSE_STDIN 7
#define MESSAGE_FETCHED 8
#define MESSAGE_LAST_WORDS 9
#define MESSAGE_REPLAY 10
#define MESSAGE_STARTED 16
#define MESSAGE_FAILED 17
#define MESSAGE_EXIT 18
#define MESSAGE_OOM 19
#define MESSAGE_DETACHED 20
#define MESSAGE_RELEASED 21


struct __attribute__((packed)) message_header {
  uint32_t length;
  uint32_t type;
};

struct __attribute__((packed)) message_hello {
  uint32_t version;
  uint32_t role;
  uint64_t features;
};

struct __attribute__((packed)) message_start {
  uint32_t attaches;
  uint32_t deadline_ms;
};

struct __attribute__((packed)) message_attach {
  uint32_t flags;
  uint32_t detach_keys_length;
};

struct __attribute__((packed)) message_resize {
  uint32_t rows;
  uint32_t columns;
};

struct __attribute__((packed)) message_signal {
  uint32_t signal;
};

struct __attribute__((packed)) message_replay {
  uint64_t since_ns;
};

struct __attribute__((packed)) message_started {
  uint32_t pid;
};

struct __attribute__((packed)) message_failed {
  uint32_t stage;
};

struct __attribute__((packed)) message_exit {
  uint32_t exit_code;
  uint32_t oom_killed;
  uint64_t finished_at_ns;
};
