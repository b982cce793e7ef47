// Unix sockets inside a directory that is held by descriptor: its path may be longer than an address can be.
#pragma once
#include "base.h"

int socket_listen_at(int directory, const char *name, struct err *err);
int socket_connect_at(int directory, const char *name, struct err *err);

// Whether the other end is root or the shim's own user.
bool socket_peer_is_trusted(int fd);

// Reads once; a passed descriptor (close-on-exec) is stored in *passed, whose former one is closed. As recv(2).
ssize_t socket_receive(int fd, void *data, size_t length, int *passed);
