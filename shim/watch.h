// One round of poll(2): what is waited for, and whom to tell.
#pragma once
#include "base.h"

typedef void watch_ready(void *owner, void *object, short events);

struct watch {
  watch_ready *ready;
  void *object;
};

struct watches {
  struct pollfd *polled;
  struct watch *list;
  size_t count, capacity;
  int64_t deadline; // earliest, of the monotonic clock in ms; INT64_MAX: none
};

void watches_clear(struct watches *watches);
void watches_add(struct watches *watches, int fd, short events, watch_ready *ready, void *object);
void watches_wake_at(struct watches *watches, int64_t deadline);

// Waits, then calls each that is ready. Returns how many were.
int watches_wait(struct watches *watches, void *owner);
