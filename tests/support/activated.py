"""Does what a service manager does: binds a socket as descriptor 3 and executes a command with LISTEN_* in its environment.
activated.py PATH COMMAND..."""
import os, socket, sys
path, command = sys.argv[1], sys.argv[2:]
s = socket.socket(socket.AF_UNIX); s.bind(path); s.listen(64)
if s.fileno() != 3: os.dup2(s.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="gantry.socket")
os.execvp(command[0], command)
