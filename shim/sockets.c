#include "sockets.h"
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un address_at(int directory, const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s", directory, name);
  return address;
}

int socket_listen_at(int directory, const char *name, struct err *err) {
  struct sockaddr_un address = address_at(directory, name);
  cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return fail_errno(err, "socket");
  unlinkat(directory, name, 0);
  if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
    return fail_errno(err, "bind %s", name);
  if (listen(fd, 4) < 0)
    return fail_errno(err, "listen %s", name);
  int listening = fd;
  fd = -1;
  return listening;
}

int socket_connect_at(int directory, const char *name, struct err *err) {
  struct sockaddr_un address = address_at(directory, name);
  cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return fail_errno(err, "socket");
  if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
    return fail_errno(err, "connect %s", name);
  int connected = fd;
  fd = -1;
  return connected;
}

bool socket_peer_is_trusted(int fd) {
  struct ucred peer;
  socklen_t length = sizeof(peer);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0)
    return false;
  return peer.uid == 0 || peer.uid == geteuid();
}

ssize_t socket_receive(int fd, void *data, size_t length, int *passed) {
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec part = {.iov_base = data, .iov_len = length};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
  ssize_t received = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  if (received < 0)
    return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
      header->cmsg_len == CMSG_LEN(sizeof(int))) {
    close_fd(passed);
    memcpy(passed, CMSG_DATA(header), sizeof(int));
  }
  return received;
}
