"""Ways out of the sandbox, each a few lines that a visitor could write.

Each knows `NAME`, and by what it leaves outside we know that it got there:

- `MADE`: a path `OUT` that isn't there before;
- `CHANGED`: a file `OUT` that isn't touched otherwise;
- `READ`: what it returns in `got` holds the secret in `OUT`, or of the process `PID`;
- `REACHED`: somebody listens at `PORT`, or at the path `OUT`, or at the abstract name `NAME`;
- `LEFT`: a process that is called `NAME`, or has it among its words, after the run;
- `HARMED`: the process `PID`, which sleeps;
- `DONE`: only its own word: it came to its last line. Some need root, or a kernel with that call.
"""

from dataclasses import dataclass
from enum import Enum, auto


class Sign(Enum):
    MADE = auto()
    CHANGED = auto()
    READ = auto()
    REACHED = auto()
    LEFT = auto()
    HARMED = auto()
    DONE = auto()


@dataclass(frozen=True)
class Escape:
    name: str
    sign: Sign
    code: str


MADE = {
    "open": "open(OUT, 'w').write('x')",
    "os.open": "os.open(OUT, os.O_CREAT | os.O_WRONLY)",
    "open at a folder": "os.open(BASE, os.O_CREAT | os.O_WRONLY, dir_fd=os.open(AT, os.O_RDONLY))",
    "symlink at a folder": "os.symlink('/etc', BASE, dir_fd=os.open(AT, os.O_RDONLY))",
    "through a symlink": "os.symlink(AT, 'way'); open('way/' + BASE, 'w')",
    "link": "open('a', 'w').close(); os.link('a', OUT)",
    "rename": "open('b', 'w').close(); os.rename('b', OUT)",
    "rename a folder": "os.mkdir('c'); os.rename('c', OUT)",
    "mkfifo": "os.mkfifo(OUT)",
    "mknod": "os.mknod(OUT)",
    "mkdir": "os.mkdir(OUT)",
    "a socket's file": "socket.socket(socket.AF_UNIX).bind(OUT)",
    "a nameless file, then named": """
fd = os.open(AT, os.O_TMPFILE | os.O_RDWR)
os.link(f'/proc/self/fd/{fd}', OUT, src_dir_fd=0, follow_symlinks=True)
""",
    "the root of this process": "open('/proc/self/root' + OUT, 'w')",
    "the root of the server": "open(f'/proc/{os.getppid()}/root' + OUT, 'w')",
    "another thread": """
t = threading.Thread(target=lambda: open(OUT, 'w')); t.start(); t.join()
""",
    "C's fopen": "libc.fopen(OUT.encode(), b'w')",
    "creat": "call('creat', OUT.encode(), 0o600)",
    "openat2": "call('openat2', -100, OUT.encode(), struct.pack('QQQ', 0o101, 0o600, 0), 24)",
    "tofile": "np.ones(1).tofile(OUT)",
    "memmap": "np.memmap(OUT, mode='w+', shape=4)",
    "torch.save": "torch.save(torch.ones(1), OUT)",
    "torch.from_file": "torch.from_file(OUT, shared=True, size=4)",
    "torch's storage": "torch.UntypedStorage.from_file(OUT, shared=True, nbytes=4)",
    "sqlite3": "sqlite3.connect(OUT).execute('create table t (a)')",
    "sqlite3 attached": """
d = sqlite3.connect(':memory:'); d.execute('attach ? as b', (OUT,))
d.execute('create table b.t (a)')
""",
    "pyarrow": "import pyarrow; pyarrow.OSFile(OUT, 'wb').write(b'x')",
    "pyarrow's file system": """
import pyarrow.fs; pyarrow.fs.LocalFileSystem().create_dir(OUT)
""",
    "cp": "subprocess.run(['cp', '/bin/true', OUT])",
    "zip": "import zipfile; zipfile.ZipFile(OUT, 'w').close()",
}
CHANGED = {
    "append": "open(OUT, 'a').write('x')",
    "utime": "os.utime(OUT, (1, 1))",
    "utime at a folder": "os.utime(BASE, (1, 1), dir_fd=os.open(AT, os.O_RDONLY))",
    "utime of a path's number": """
call('utimensat', os.open(OUT, os.O_PATH), b'', bytes(32), 0x1000)
""",
    "chmod": "os.chmod(OUT, 0o777)",
    "C's chmod": "libc.chmod(OUT.encode(), 0o777)",
    "fchmodat2": "call('fchmodat2', -100, OUT.encode(), 0o777, 0)",
    "chown": "os.chown(OUT, os.getuid(), os.getgid())",
    "truncate": "os.truncate(OUT, 0)",
    "emptied to be read": "os.open(OUT, os.O_RDONLY | os.O_TRUNC)",
    "remove": "os.remove(OUT)",
    "remove at a folder": "os.remove(BASE, dir_fd=os.open(AT, os.O_RDONLY))",
    "replace": "open('d', 'w').close(); os.replace('d', OUT)",
    "rename in": "os.rename(OUT, 'e')",
    "link in": "os.link(OUT, 'f')",
    "exchange": "open('g', 'w').close(); call('renameat2', -100, b'g', -100, OUT.encode(), 2)",
    "memmap of it": "np.memmap(OUT, mode='r+', shape=4)[:] = 1",
    "torch.from_file of it": """
torch.from_file(OUT, shared=True, size=4, dtype=torch.uint8).fill_(65)
""",
    "splice": """
r, w = os.pipe(); os.write(w, b'x'); os.splice(r, os.open(OUT, os.O_WRONLY), 1)
""",
}
READ = {
    "read": "got = open(OUT).read()",
    "read at a folder": "got = os.read(os.open(BASE, os.O_RDONLY, dir_fd=os.open(AT, 0)), 99)",
    "read a path's number": """
fd = os.open(OUT, os.O_PATH); got = open(f'/proc/self/fd/{fd}').read()
""",
    "read a loader's data": """
from importlib.machinery import SourceFileLoader; got = SourceFileLoader('a', OUT).get_data(OUT)
""",
    "linecache": "import linecache; got = linecache.getlines(OUT)",
    "fromfile": "got = np.fromfile(OUT, np.uint8).tobytes()",
    "torch's from_file": """
got = bytes(torch.from_file(OUT, size=os.stat(OUT).st_size, dtype=torch.uint8).tolist())
""",
    "pyarrow's memory_map": "import pyarrow; got = pyarrow.memory_map(OUT).read()",
    "C's open": "got = os.read(libc.open(OUT.encode(), 0), 99)",
    "cat": "got = subprocess.run(['cat', OUT], capture_output=True).stdout",
    "listdir": "got = os.listdir(AT)",
    "another's environment": "got = open(f'/proc/{PID}/environ').read()",
    "another's words": "got = open(f'/proc/{PID}/cmdline').read()",
}
REACHED = {
    "TCP": "socket.create_connection(('127.0.0.1', PORT), 1)",
    "UDP": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
    "a socket by number": """
fd = call('socket', 2, 1, 0)
call('connect', fd, struct.pack('<HH4s8x', 2, socket.htons(PORT), b'\\x7f\\0\\0\\1'), 16)
""",
    "a socket's path": "socket.socket(socket.AF_UNIX).connect(OUT)",
    "an abstract name": "socket.socket(socket.AF_UNIX).connect('\\0' + NAME)",
    "asyncio": """
import asyncio; asyncio.run(asyncio.wait_for(asyncio.open_connection('127.0.0.1', PORT), 1))
""",
    "TCPStore": """
from datetime import timedelta; from torch.distributed import TCPStore
TCPStore('127.0.0.1', PORT, timeout=timedelta(seconds=1), wait_for_workers=False)
""",
    "urllib": """
import urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{PORT}', timeout=1)
""",
}
LEFT = {
    "subprocess": "subprocess.Popen(['sleep', NAME], start_new_session=True)",
    "fork_exec": """
from multiprocessing.util import spawnv_passfds
spawnv_passfds(b'/usr/bin/setsid', ['setsid', 'sleep', NAME], ())
""",
    "posix_spawn": "os.posix_spawn('/bin/sleep', ['sleep', NAME], {}, setsid=True)",
    "C's system": "libc.system(f'setsid sleep {NAME} &'.encode())",
    "fork": "wait_for(os.fork() or sleep_on(NAME))",
    "fork by number": "wait_for(call('fork') or sleep_on(NAME))",
    "clone": "wait_for(call('clone', 17, 0, 0, 0, 0) or sleep_on(NAME))",
    "clone3": """
wait_for(call('clone3', struct.pack('8Q', 0, 0, 0, 0, 17, 0, 0, 0), 64) or sleep_on(NAME))
""",
    "pty": "import pty; wait_for(pty.fork()[0] or sleep_on(NAME))",
}
HARMED = {
    "kill": "os.kill(PID, 9)",
    "pidfd": "signal.pidfd_send_signal(os.pidfd_open(PID), 9)",
    "tgkill": "call('tgkill', PID, PID, 9)",
    "tkill": "call('tkill', PID, 9)",
    "sigqueue": "call('rt_sigqueueinfo', PID, 9, struct.pack('iii', 9, 0, -1) + bytes(116))",
    "a pipe that signals": """
import fcntl; r, w = os.pipe()
fcntl.fcntl(r, fcntl.F_SETOWN, PID); fcntl.fcntl(r, 10, 9)
fcntl.fcntl(r, fcntl.F_SETFL, fcntl.fcntl(r, fcntl.F_GETFL) | os.O_ASYNC); os.write(w, b'x')
""",
    "a pipe that signals, by C": """
import fcntl; r, w = os.pipe()
libc.fcntl(r, 15, ctypes.byref((ctypes.c_int * 2)(1, PID))); libc.fcntl(r, 10, 9)
libc.fcntl(r, fcntl.F_SETFL, fcntl.fcntl(r, fcntl.F_GETFL) | os.O_ASYNC); os.write(w, b'x')
""",
    "setpriority": "os.setpriority(os.PRIO_PROCESS, PID, 11)",
    "setaffinity": "os.sched_setaffinity(PID, {max(os.sched_getaffinity(PID))})",
    "setscheduler": "os.sched_setscheduler(PID, os.SCHED_IDLE, os.sched_param(0))",
    "prlimit": "import resource; resource.prlimit(PID, resource.RLIMIT_NOFILE, (9, 9))",
}
DONE = {
    "the machine's connections": "open('/proc/self/net/tcp')",
    "the machine's disks": "open('/proc/self/mountinfo')",
    "the machine's memory": "call('madvise', 0, 0, 101)",
    "shmget": "call('shmctl', call('shmget', 0, 8, 0o1600), 0, 0)",
    "msgget": "call('msgctl', call('msgget', 0, 0o1600), 0, 0)",
    "semget": "call('semctl', call('semget', 0, 1, 0o1600), 0, 0)",
    "shared memory": """
from multiprocessing.shared_memory import SharedMemory; SharedMemory(create=True, size=8).unlink()
""",
    "a semaphore": "import multiprocessing; multiprocessing.get_context('spawn').Lock()",
    "listening": "socket.create_server(('127.0.0.1', 0))",
    "netlink": "socket.socket(16, 3, 0)",
    "a raw socket": "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
    "namespaces": "call('unshare', 0x10000000)",
    "namespaces of root": "call('unshare', 0x20000)",
    "mount": "call('mount', b'none', b'.', b'tmpfs', 0, 0)",
    "chroot": "os.chroot('.')",
    "ptrace": "call('ptrace', 0x4206, PID, 0, 0)",
    "another's memory": "call('process_vm_readv', PID, 0, 0, 0, 0, 0)",
    "an open file of another": "call('pidfd_getfd', os.pidfd_open(PID), 0, 0)",
    "io_uring": "call('io_uring_setup', 1, ctypes.create_string_buffer(120))",
    "userfaultfd": "call('userfaultfd', 1)",
    "bpf": "call('bpf', 0, ctypes.create_string_buffer(128), 128)",
    "keys": "call('add_key', b'user', NAME.encode(), b'x', 1, -5)",
    "memfd": "os.memfd_create('a')",
    "inotify": "call('inotify_init1', 0)",
    "more room": "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9))",
    "outlive the server": "libc.prctl(1, 0, 0, 0, 0) and 1 / 0",
    "another user": "os.setresuid(65534, 65534, 65534)",
    "a file that can't be removed": """
fd = os.open('h', os.O_CREAT | os.O_RDWR)
libc.ioctl(fd, 0x40086602, ctypes.byref(ctypes.c_long(16))) and 1 / 0
libc.ioctl(fd, 0x40086602, ctypes.byref(ctypes.c_long(0)))
""",
}
NOT_EVERYWHERE = {  # done by its own word, or not on every system without walls
    *DONE,
    *(
        "creat",
        "openat2",
        "clone3",
        "fchmodat2",
        "exchange",
        "a nameless file, then named",
        "setaffinity",
        "splice",
    ),
    *("fork by number", "another's environment"),
}
ALL = tuple(
    Escape(name, sign, code.strip())
    for sign, escapes in (
        *((Sign.MADE, MADE), (Sign.CHANGED, CHANGED), (Sign.READ, READ), (Sign.REACHED, REACHED)),
        *((Sign.LEFT, LEFT), (Sign.HARMED, HARMED), (Sign.DONE, DONE)),
    )
    for name, code in escapes.items()
)
