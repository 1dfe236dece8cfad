"""Portability: which parts of the standard library every system and supported version has.

Taken from typeshed's stubs, for Linux, macOS and Windows and for Python 3.10 and later. See
https://github.com/python/typeshed/tree/main/stdlib
"""

from __future__ import annotations

import re

from flake8_importstyle.syntax.imports import with_packages

# Modules that some system, build or supported version lacks, and tools for use while programming.
_MODULES = frozenset(
    (
        *("aifc", "annotationlib", "antigravity", "asynchat", "asyncio.graph", "asyncore"),
        *("asyncio.taskgroups", "asyncio.timeouts", "asyncio.tools", "asyncio.unix_events"),
        *("asyncio.windows_events", "asyncio.windows_utils", "audioop", "bdb", "binhex", "bz2"),
        *("cProfile", "cgi", "cgitb", "chunk", "code", "compression", "concurrent.interpreters"),
        *("concurrent.futures.interpreter", "crypt", "curses", "dbm", "distutils", "doctest"),
        *("encodings.mbcs", "encodings.oem", "ensurepip", "fcntl", "grp", "idlelib", "imghdr"),
        *("imp", "importlib.metadata.diagnose", "importlib.resources.abc"),
        *("importlib.resources.readers", "importlib.resources.simple", "importlib.simple"),
        *("lib2to3", "lzma", "mailcap", "math.integer", "msilib", "msvcrt", "nis", "nntplib", "nt"),
        *("ossaudiodev", "pathlib.types", "pdb", "pipes", "posix", "profile", "profiling"),
        *("pstats", "pty", "pwd", "readline", "resource", "rlcompleter", "smtpd", "sndhdr", "spwd"),
        *("sqlite3", "sre_compile", "sre_constants", "sre_parse", "ssl", "string.templatelib"),
        *("sunau", "syslog", "telnetlib", "termios", "test", "this", "tkinter", "tomllib", "trace"),
        *("tracemalloc", "tty", "turtle", "turtledemo", "uu", "venv", "winreg", "winsound"),
        *("wsgiref.types", "xdrlib", "zlib", "zoneinfo"),
    )
)
# Modules whose constants differ between systems.
_OF_THE_SYSTEM = frozenset(("errno", "locale", "mmap", "os", "select", "signal", "socket", "time"))
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_NAMES = {
    "ast": "Bytes Ellipsis NameConstant Num Str TryStar TypeAlias TypeVarTuple",
    "asyncio": (
        "AbstractChildWatcher Barrier BrokenBarrierError EventLoop FastChildWatcher IocpProactor"
        " MultiLoopChildWatcher PidfdChildWatcher ProactorEventLoop QueueShutDown Runner"
        " SafeChildWatcher TaskGroup ThreadedChildWatcher Timeout WindowsProactorEventLoopPolicy"
        " WindowsSelectorEventLoopPolicy capture_call_graph coroutine create_eager_task_factory"
        " eager_task_factory format_call_graph get_child_watcher open_unix_connection"
        " print_call_graph set_child_watcher start_unix_server timeout timeout_at"
    ),
    "base64": "z85decode z85encode",
    "binascii": "a2b_hqx b2a_hqx rlecode_hqx rledecode_hqx",
    "calendar": "Day Month",
    "codecs": "code_page_decode code_page_encode mbcs_decode mbcs_encode oem_decode oem_encode",
    "collections.abc": "Buffer",
    "concurrent.futures": "InterpreterPoolExecutor",
    "configparser": "LegacyInterpolation SafeConfigParser UNNAMED_SECTION",
    "contextlib": "chdir",
    "copy": "replace",
    "csv": "QUOTE_NOTNULL QUOTE_STRINGS",
    "ctypes": (
        "BigEndianUnion FormatError GetLastError HRESULT LittleEndianUnion OleDLL WINFUNCTYPE"
        " WinDLL WinError get_last_error memoryview_at oledll set_last_error windll"
    ),
    "ctypes.util": "dllist find_msvcrt",
    "datetime": "UTC",
    "dis": "Positions hasarg hasexc hasjump",
    "enum": (
        "CONFORM CONTINUOUS EJECT EnumCheck EnumDict EnumType FlagBoundary KEEP NAMED_FLAGS"
        " ReprEnum STRICT StrEnum UNIQUE global_enum member nonmember property"
        " show_flag_values verify"
    ),
    "faulthandler": "dump_c_stack register unregister",
    "fnmatch": "filterfalse",
    "functools": "Placeholder",
    "gettext": "bind_textdomain_codeset ldgettext ldngettext lgettext lngettext",
    "hashlib": "file_digest",
    "heapq": "heapify_max heappop_max heappush_max heappushpop_max heapreplace_max",
    "http": "HTTPMethod",
    "http.server": "CGIHTTPRequestHandler HTTPSServer ThreadingHTTPSServer",
    "importlib": "find_loader",
    "importlib.abc": "Finder ResourceReader Traversable TraversableResources",
    "importlib.machinery": "AppleFrameworkLoader NamespaceLoader",
    "importlib.metadata": "SelectableGroups",
    "importlib.util": "module_for_loader set_loader set_package",
    "inspect": (
        "ArgSpec BufferFlags formatargspec getargspec getasyncgenlocals getasyncgenstate"
        " getmembers_static ispackage markcoroutinefunction"
    ),
    "io": "Reader Writer",
    "itertools": "batched",
    "locale": (
        "bind_textdomain_codeset bindtextdomain dcgettext dgettext format getencoding gettext"
        " nl_langinfo resetlocale textdomain"
    ),
    "logging": "getHandlerByName getHandlerNames getLevelNamesMapping",
    "math": "cbrt exp2 fma fmax fmin isnormal issubnormal signbit sumprod",
    "mimetypes": "guess_file_type",
    "operator": "call is_none is_not_none",
    "os": (
        "add_dll_directory chflags chown chroot confstr copy_file_range ctermid environb eventfd"
        " fchdir fchmod fchown fdatasync fork forkpty fpathconf fstatvfs fwalk get_blocking getegid"
        " getenvb geteuid getgid getgrouplist getgroups getloadavg getpgid getpgrp getpriority"
        " getrandom getresgid getresuid getsid getuid getxattr grantpt initgroups killpg lchflags"
        " lchmod lchown listdrives listmounts listvolumes listxattr lockf login_tty major makedev"
        " memfd_create minor mkfifo mknod nice openpty pathconf pidfd_open pipe2 posix_fadvise"
        " posix_fallocate posix_openpt posix_spawn posix_spawnp pread preadv process_cpu_count"
        " ptsname pwrite pwritev readv register_at_fork reload_environ removexattr"
        " sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getparam"
        " sched_getscheduler sched_param sched_rr_get_interval sched_setaffinity sched_setparam"
        " sched_setscheduler sched_yield sendfile set_blocking setegid seteuid setgid setgroups"
        " setns setpgid setpgrp setpriority setregid setresgid setresuid setreuid setsid setuid"
        " setxattr spawnlp spawnlpe spawnvp spawnvpe splice startfile statvfs statx sync sysconf"
        " tcgetpgrp tcsetpgrp timerfd_create ttyname uname unlockpt unshare wait wait3 wait4 waitid"
        " writev"
    ),
    "os.path": "isdevdrive isjunction isreserved splitroot",
    "pathlib": "UnsupportedOperation",
    "pkgutil": "ImpImporter ImpLoader find_loader get_loader",
    "platform": "android_ver ios_ver java_ver",
    "queue": "ShutDown",
    "random": "binomialvariate",
    "re": "NOFLAG PatternError T TEMPLATE prefixmatch template",
    "select": "epoll kevent kqueue poll",
    "selectors": "EpollSelector KqueueSelector PollSelector",
    "signal": (
        "ItimerError Sigmasks alarm getitimer pause pidfd_send_signal pthread_kill pthread_sigmask"
        " setitimer siginterrupt sigpending sigtimedwait sigwait sigwaitinfo struct_siginfo"
    ),
    "socket": "fromshare recv_fds send_fds sethostname",
    "socketserver": (
        "ForkingMixIn ForkingTCPServer ForkingUDPServer ForkingUnixDatagramServer"
        " ForkingUnixStreamServer ThreadingUnixDatagramServer ThreadingUnixStreamServer"
        " UnixDatagramServer UnixStreamServer"
    ),
    "statistics": "kde kde_random",
    "subprocess": (
        "ABOVE_NORMAL_PRIORITY_CLASS BELOW_NORMAL_PRIORITY_CLASS CREATE_BREAKAWAY_FROM_JOB"
        " CREATE_DEFAULT_ERROR_MODE CREATE_NEW_CONSOLE CREATE_NEW_PROCESS_GROUP CREATE_NO_WINDOW"
        " DETACHED_PROCESS HIGH_PRIORITY_CLASS IDLE_PRIORITY_CLASS NORMAL_PRIORITY_CLASS"
        " REALTIME_PRIORITY_CLASS STARTF_USESHOWWINDOW STARTF_USESTDHANDLES STARTUPINFO SW_HIDE"
    ),
    "sys": (
        "abiflags activate_stack_trampoline deactivate_stack_trampoline dllhandle exception"
        " getdlopenflags getunicodeinternedsize getwindowsversion last_exc monitoring remote_exec"
        " setdlopenflags winver"
    ),
    "threading": "setprofile_all_threads settrace_all_threads",
    "time": "clock_getres clock_gettime clock_gettime_ns clock_settime clock_settime_ns tzset",
    "types": "CapsuleType FrameLocalsProxyType get_original_bases",
    "typing": (
        "LiteralString Never NoDefault NoExtraItems NotRequired ReadOnly Required Self"
        " TypeAliasType TypeForm TypeIs TypeVarTuple Unpack assert_never assert_type"
        " clear_overloads dataclass_transform evaluate_forward_ref get_overloads"
        " get_protocol_members is_protocol override reveal_type"
    ),
    "unittest": "doModuleCleanups enterModuleContext findTestCases getTestCaseNames makeSuite",
    "unittest.mock": "ThreadingMock",
    "urllib.request": "FancyURLopener URLopener",
    "uuid": "uuid6 uuid7 uuid8",
    "warnings": "deprecated",
}


def is_everywhere(module: str) -> bool:
    """Tell whether every system and version has this module of the standard library."""
    return _MODULES.isdisjoint(with_packages(module))


def has_everywhere(module: str, name: str) -> bool:
    """Tell whether a module has the name on every system and in every version, if it has it here.

    True for all names of modules outside the standard library.
    """
    is_constant = module in _OF_THE_SYSTEM and _CONSTANT.fullmatch(name) is not None
    return not is_constant and name not in _NAMES.get(module, "").split()
