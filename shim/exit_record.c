// What stays in the run directory when the program has ended.
#include "task.h"
#include <fcntl.h>
#include <stdio.h>

void exit_record_write(struct task *task) {
  char text[160];
  int length = snprintf(text, sizeof(text), "{\"exitCode\":%d,\"oomKilled\":%s,\"finishedAtNs\":\"%lld\"}\n",
                        task->exit_code, task->oom_kills > 0 ? "true" : "false", (long long)task->finished_at);
  cleanup_fd int fd = openat(task->directory, "exit.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd >= 0 && write_all(fd, text, (size_t)length) == 0)
    renameat(task->directory, "exit.new", task->directory, "exit");
}

void run_files_remove(struct task *task) {
  static const char *const names[] = {"shim.sock", "console.sock", "pid", "runtime.log", "config.json", "process.json"};
  int fd = (int)task->options.listen_fd;
  close_fd(&fd);
  task->options.listen_fd = -1;
  for (size_t i = 0; i < COUNT(names); i++)
    unlinkat(task->directory, names[i], 0);
  if (faccessat(task->directory, "exit", F_OK, 0) < 0)
    rmdir(task->options.directory);
}
