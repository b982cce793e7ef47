"""Listens on a datagram socket and writes each notice as a line. notified.py PATH"""
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1])
print("listening", flush=True)
while True: print(s.recv(4096).decode().replace("\n", " "), flush=True)
