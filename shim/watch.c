#include "watch.h"
#include <limits.h>
#include <poll.h>

void watches_clear(struct watches *watches) {
  watches->count = 0;
  watches->deadline = INT64_MAX;
}

void watches_add(struct watches *watches, int fd, short events, watch_ready *ready, void *object) {
  if (watches->count == watches->capacity) {
    size_t capacity = watches->capacity == 0 ? 8 : watches->capacity * 2;
    struct pollfd *polled = realloc(watches->polled, capacity * sizeof(*polled));
    if (polled == NULL)
      return;
    watches->polled = polled;
    struct watch *list = realloc(watches->list, capacity * sizeof(*list));
    if (list == NULL)
      return;
    watches->list = list;
    watches->capacity = capacity;
  }
  watches->polled[watches->count] = (struct pollfd){.fd = fd, .events = events};
  watches->list[watches->count++] = (struct watch){.ready = ready, .object = object};
}

void watches_wake_at(struct watches *watches, int64_t deadline) {
  if (deadline < watches->deadline)
    watches->deadline = deadline;
}

static int timeout_of(const struct watches *watches) {
  if (watches->deadline == INT64_MAX)
    return -1;
  int64_t left = watches->deadline - now_ms();
  return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

int watches_wait(struct watches *watches, void *owner) {
  int ready = poll(watches->polled, watches->count, timeout_of(watches));
  if (ready <= 0)
    return 0;
  for (size_t i = 0; i < watches->count; i++)
    if (watches->polled[i].revents != 0)
      watches->list[i].ready(owner, watches->list[i].object, watches->polled[i].revents);
  return ready;
}
