// The state of one shim: a program, its streams, its clients and its daemon.
#pragma once
#include "base.h"
#include "log_file.h"
#include "options.h"
#include "protocol.gen.h"
#include "watch.h"
#include <limits.h>

// What one read takes at most. Mapped; given back when idle.
#define SCRATCH_BYTES (256 * 1024)

enum phase {
  WAITING,  // for START
  STARTING, // the runtime runs
  RUNNING,
  DRAINING,  // the program has ended, its output is still being read
  DELETING,  // the exit is known; the runtime removes its state
  LINGERING, // clients and the daemon take what is left
  REFUSED,   // the program did not start; clients wait for last words
  DONE
};

struct stream {
  int fd;          // -1: at its end
  unsigned number; // 1 stdout, 2 stderr
  bool widened;
  struct log_line line;
};

struct input {
  int fd; // -1: none, or closed
  struct bytes pending;
  bool ending; // close once pending is written
};

struct client {
  struct client *next;
  int fd;
  uint32_t flags;
  unsigned char *detach_keys;
  size_t detach_length, detach_matched;
  struct bytes pending; // output
  bool stdin_ended, muted, lagging, closing, shut;
  int64_t progress_at, close_at;
  int replay_fd; // tells what the child has written that replays the log to this client; -1: none does
};

struct link {
  struct link *next;
  int fd, passed_fd;
  struct bytes in, out;
  bool greeted, watcher, replays; // replays: the client that is attached next gets the log first
  struct message_replay replay;
};

struct task {
  struct options options;
  enum phase phase;
  int directory, signal_fd, console_fd, oom_fd, oom_event_fd;
  char runtime_log[PATH_MAX], pid_file[PATH_MAX];
  struct watches watches;
  unsigned char *scratch;
  bool scratch_used;
  struct stream streams[2];
  struct input input;
  int child_stdin, child_stdout, child_stderr; // the runtime's ends until it has run
  struct log_file log;
  struct client *clients;
  struct link *links;
  uint32_t attaches, attaches_wanted;
  bool start_asked, fetched;
  uint32_t rows, columns;
  pid_t runtime, program;
  int exit_code;
  int64_t finished_at;
  uint64_t oom_kills;
  int64_t deadline; // of the phase; INT64_MAX: none
  struct err failure;
  char *failure_text;
};

void task_enter(struct task *task, enum phase phase, int64_t timeout_ms);
int task_set_up(struct task *task, struct err *err);
void task_loop(struct task *task);
int task_main(int argc, char **argv);

// clients.c
struct client *client_add(struct task *task, int fd, const struct message_attach *attach, const unsigned char *rest,
                          size_t length);
void clients_output(struct task *task, unsigned stream, const unsigned char *data, size_t length);
void clients_watch(struct task *task);
void clients_tick(struct task *task);
void clients_close(struct task *task); // once what is pending has been written
bool clients_hold_back(const struct task *task);

// replay.c
void replay_start(const struct task *task, struct client *client, const struct message_replay *replay);
// What the replay has said; true when it is over.
bool replay_read(struct client *client);

// input.c
bool input_has_room(const struct task *task);
void input_add(struct task *task, const unsigned char *data, size_t length);
void input_end(struct task *task);
void input_watch(struct task *task);

// links.c
void links_watch(struct task *task);
void links_sweep(struct task *task);
void links_send(struct task *task, uint32_t type, const void *fields, size_t length, const char *rest);
bool links_have_daemon(const struct task *task);
void link_send(struct link *link, uint32_t type, const void *fields, size_t length, const char *rest);

// messages.c: -1 ends the link
int message_handle(struct task *task, struct link *link, uint32_t type, const unsigned char *body, size_t length);
void message_state(struct task *task, struct link *link);
void message_exit_all(struct task *task);

// streams.c
int streams_open(struct task *task, struct err *err);
void streams_watch(struct task *task);
bool streams_ended(const struct task *task);
void streams_end(struct task *task);
void streams_resize(struct task *task);
void streams_close_child_ends(struct task *task);
void streams_console_arrived(struct task *task); // takes a terminal that the runtime has sent, if it has not been taken

// program.c
void program_start(struct task *task);
void program_reap(struct task *task);
void program_cancel(struct task *task);
void program_tick(struct task *task);
void program_exit(struct task *task);

// oom.c
void oom_open(struct task *task);
void oom_watch(struct task *task);
void oom_count(struct task *task);

// exit_record.c
void exit_record_write(struct task *task);
void run_files_remove(struct task *task);
