/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

/* strike: runs a command and does something to the n-th of its calls that change or read files
 * below given folders, counted over all its threads and processes.
 *
 *   strike [--under DIR]… [--reads] [--list FILE | --record FILE] [--memory FILE]
 *          [--kill N | --error N ERRNO | --error-on N ERRNO | --short N | --before N SHELL]
 * COMMAND…
 *
 * --kill      SIGKILL just before the call is made
 * --error     the call is not made and fails with ERRNO; --error-on: so do all later ones
 * --short     a write is made with half of its bytes
 * --before    runs the shell's words just before the call is made
 * --list      one line for each call: number, name, path, what was done to it
 * --record    each call with what it wrote, for replaying; the format is in power.py
 * --reads     reads count too
 * --memory    the most memory that the command had, in KiB
 *
 * Exit status: that of the command, 128 + signal where it was killed, 99 where strike cannot work
 * here. A seccomp filter stops the command at these calls only, so it runs at nearly its own speed.
 * x86-64 Linux only. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT 99
#define MOST_THREADS 256
#define MOST_UNDER 4

typedef enum
{
  BY_PATH,  /* arg 0 is a path */
  BY_PATH2, /* args 0 and 1 are paths */
  BY_AT,    /* args 0 and 1 are a folder's descriptor and a path */
  BY_AT2,   /* args 0 to 3 are two of those */
  BY_LINK,  /* a link's text, then BY_PATH or BY_AT */
  BY_FD,    /* arg 0 is a descriptor */
  BY_FD_OUT /* copy_file_range: arg 2 is the descriptor that changes */
} Shape;

static const struct
{
  const char *name;
  int nr;
  Shape shape;
  int reads;
} calls[] = {
  { "open", SYS_open, BY_PATH, 0 },
  { "openat", SYS_openat, BY_AT, 0 },
  { "creat", SYS_creat, BY_PATH, 0 },
  { "write", SYS_write, BY_FD, 0 },
  { "writev", SYS_writev, BY_FD, 0 },
  { "pwrite64", SYS_pwrite64, BY_FD, 0 },
  { "pwritev", SYS_pwritev, BY_FD, 0 },
  { "pwritev2", SYS_pwritev2, BY_FD, 0 },
  { "fsync", SYS_fsync, BY_FD, 0 },
  { "fdatasync", SYS_fdatasync, BY_FD, 0 },
  { "sync_file_range", SYS_sync_file_range, BY_FD, 0 },
  { "rename", SYS_rename, BY_PATH2, 0 },
  { "renameat", SYS_renameat, BY_AT2, 0 },
  { "renameat2", SYS_renameat2, BY_AT2, 0 },
  { "unlink", SYS_unlink, BY_PATH, 0 },
  { "unlinkat", SYS_unlinkat, BY_AT, 0 },
  { "rmdir", SYS_rmdir, BY_PATH, 0 },
  { "truncate", SYS_truncate, BY_PATH, 0 },
  { "ftruncate", SYS_ftruncate, BY_FD, 0 },
  { "fallocate", SYS_fallocate, BY_FD, 0 },
  { "mkdir", SYS_mkdir, BY_PATH, 0 },
  { "mkdirat", SYS_mkdirat, BY_AT, 0 },
  { "link", SYS_link, BY_PATH2, 0 },
  { "linkat", SYS_linkat, BY_AT2, 0 },
  { "symlink", SYS_symlink, BY_LINK, 0 },
  { "chmod", SYS_chmod, BY_PATH, 0 },
  { "fchmod", SYS_fchmod, BY_FD, 0 },
  { "fchmodat", SYS_fchmodat, BY_AT, 0 },
  { "copy_file_range", SYS_copy_file_range, BY_FD_OUT, 0 },
  { "sendfile", SYS_sendfile, BY_FD, 0 },
  { "ioctl", SYS_ioctl, BY_FD, 0 }, /* FICLONE only */
  { "read", SYS_read, BY_FD, 1 },
  { "pread64", SYS_pread64, BY_FD, 1 },
  { "flock", SYS_flock, BY_FD, 1 },
};
#define N_CALLS ((int) (sizeof calls / sizeof calls[0]))

/* A call between its entry and its exit. */
typedef struct
{
  pid_t tid;
  int call; /* index, -1: none */
  long number;
  struct __ptrace_syscall_info info;
  char path[PATH_MAX];
  char path2[PATH_MAX];
  int existed;      /* open: the file was there */
  uint64_t ino;     /* before the call */
  long long offset; /* of a write */
  char *data;
  size_t length;
  const char *done;
} Thread;

static Thread threads[MOST_THREADS];
static const char *under[MOST_UNDER];
static int n_under;
static int with_reads;
static FILE *list_file, *record_file, *memory_file;
static long kill_at, error_at, short_at, before_at, counted;
static const char *before_words;
static int error_number, error_on, wants_exit;
static pid_t child;

static void
fail (const char *what)
{
  fprintf (stderr, "strike: %s: %s\n", what, strerror (errno));
  if (child > 0)
    kill (child, SIGKILL);
  exit (CANNOT);
}

/* --- the filter ------------------------------------------------------------------------------- */

static void
install_filter (void)
{
  struct sock_filter code[3 * N_CALLS + 16];
  struct sock_fprog program = { 0, code };
  unsigned short n = 0;

  code[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
                                             offsetof (struct seccomp_data, arch));
  code[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
  code[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  code[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
                                             offsetof (struct seccomp_data, nr));
  for (int i = 0; i < N_CALLS; i++)
    {
      if ((calls[i].reads && !with_reads) || calls[i].nr == SYS_ioctl)
        continue;
      code[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K,
                                                 (unsigned int) calls[i].nr, 0, 1);
      code[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
  code[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 3);
  code[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
                                             offsetof (struct seccomp_data, args[1]));
  code[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, FICLONE, 0, 1);
  code[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_TRACE);
  code[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  program.len = n;
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
      || prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    _exit (CANNOT);
}

/* --- what a call is about --------------------------------------------------------------------- */

static ssize_t
read_memory (pid_t tid, uint64_t address, void *into, size_t length)
{
  struct iovec here = { into, length };
  struct iovec there = { (void *) (uintptr_t) address, length };

  return process_vm_readv (tid, &here, 1, &there, 1, 0);
}

static void
read_text (pid_t tid, uint64_t address, char *into)
{
  size_t got = 0;

  /* Page by page: what follows the text may not be mapped. */
  while (got < PATH_MAX - 1)
    {
      size_t room = 4096 - (address + got) % 4096;
      ssize_t n;

      if (room > PATH_MAX - 1 - got)
        room = PATH_MAX - 1 - got;
      n = read_memory (tid, address + got, into + got, room);
      if (n <= 0)
        break;
      if (memchr (into + got, '\0', (size_t) n) != NULL)
        return;
      got += (size_t) n;
    }
  into[got] = '\0';
}

static void
read_link (pid_t tid, const char *what, char *into)
{
  char proc[64];
  ssize_t n;

  snprintf (proc, sizeof proc, "/proc/%d/%s", tid, what);
  n = readlink (proc, into, PATH_MAX - 1);
  into[n < 0 ? 0 : n] = '\0';
}

static void
path_of_fd (pid_t tid, int fd, char *into)
{
  static const char gone[] = " (deleted)";
  char what[32];
  size_t length;

  snprintf (what, sizeof what, "fd/%d", fd);
  read_link (tid, what, into);
  length = strlen (into);
  if (length > sizeof gone && strcmp (into + length + 1 - sizeof gone, gone) == 0)
    into[length + 1 - sizeof gone] = '\0';
}

static void
path_at (pid_t tid, int fd, uint64_t address, char *into)
{
  static char text[PATH_MAX], base[PATH_MAX];
  char whole[2 * PATH_MAX + 2];

  read_text (tid, address, text);
  if (text[0] == '/')
    {
      strcpy (into, text);
      return;
    }
  if (fd == AT_FDCWD)
    read_link (tid, "cwd", base);
  else
    path_of_fd (tid, fd, base);
  if (text[0] == '\0')
    snprintf (whole, sizeof whole, "%s", base);
  else
    snprintf (whole, sizeof whole, "%s/%s", base, text);
  whole[PATH_MAX - 1] = '\0';
  strcpy (into, whole);
}

static int
is_under (const char *path)
{
  for (int i = 0; i < n_under; i++)
    {
      size_t length = strlen (under[i]);

      if (strncmp (path, under[i], length) == 0 && (path[length] == '/' || path[length] == '\0'))
        return 1;
    }
  return n_under == 0;
}

static void
find_paths (Thread *thread)
{
  const uint64_t *args = (const uint64_t *) thread->info.seccomp.args;
  pid_t tid = thread->tid;

  thread->path[0] = thread->path2[0] = '\0';
  switch (calls[thread->call].shape)
    {
    case BY_PATH2:
      path_at (tid, AT_FDCWD, args[1], thread->path2);
      /* fall through */
    case BY_PATH:
      path_at (tid, AT_FDCWD, args[0], thread->path);
      break;
    case BY_AT2:
      path_at (tid, (int) args[2], args[3], thread->path2);
      /* fall through */
    case BY_AT:
      path_at (tid, (int) args[0], args[1], thread->path);
      break;
    case BY_LINK:
      path_at (tid, AT_FDCWD, args[1], thread->path);
      read_text (tid, args[0], thread->path2);
      break;
    case BY_FD:
      path_of_fd (tid, (int) args[0], thread->path);
      break;
    case BY_FD_OUT:
      path_of_fd (tid, (int) args[2], thread->path);
      break;
    }
}

static Thread *
find_thread (pid_t tid)
{
  Thread *spare = NULL;

  for (int i = 0; i < MOST_THREADS; i++)
    if (threads[i].tid == tid)
      return &threads[i];
    else if (threads[i].tid == 0 && spare == NULL)
      spare = &threads[i];
  if (spare == NULL)
    fail ("too many threads");
  memset (spare, 0, sizeof *spare);
  spare->tid = tid;
  spare->call = -1;
  return spare;
}

/* --- recording -------------------------------------------------------------------------------- */

static uint64_t
inode_of_fd (pid_t tid, int fd, mode_t *mode)
{
  char proc[64];
  struct stat st;

  snprintf (proc, sizeof proc, "/proc/%d/fd/%d", tid, fd);
  if (stat (proc, &st) != 0)
    return 0;
  *mode = st.st_mode;
  return st.st_ino;
}

static long long
offset_of_fd (pid_t tid, int fd)
{
  char proc[64], line[128];
  long long offset = 0;
  FILE *file;

  snprintf (proc, sizeof proc, "/proc/%d/fdinfo/%d", tid, fd);
  file = fopen (proc, "r");
  if (file == NULL)
    return 0;
  if (fgets (line, sizeof line, file) != NULL)
    sscanf (line, "pos: %lld", &offset);
  fclose (file);
  return offset;
}

static void
keep_written (Thread *thread)
{
  const uint64_t *args = (const uint64_t *) thread->info.seccomp.args;
  const char *name = calls[thread->call].name;

  if (strcmp (name, "write") != 0 && strcmp (name, "pwrite64") != 0)
    {
      if (strstr (name, "writev") != NULL)
        {
          errno = ENOSYS;
          fail (name); /* nothing here writes so; a recording with holes would be worthless */
        }
      return;
    }
  thread->length = (size_t) args[2];
  thread->data = malloc (thread->length + 1);
  if (thread->data == NULL
      || (thread->length > 0
          && read_memory (thread->tid, args[1], thread->data, thread->length)
                 != (ssize_t) thread->length))
    fail ("reading what is written");
  thread->offset = strcmp (name, "write") == 0 ? offset_of_fd (thread->tid, (int) args[0])
                                               : (long long) args[3];
}

static void
look_before (Thread *thread)
{
  Shape shape = calls[thread->call].shape;
  struct stat st;
  mode_t mode = 0;

  thread->length = 0;
  thread->offset = 0;
  thread->existed = 0;
  thread->ino = 0;
  if (shape == BY_FD)
    {
      thread->ino = inode_of_fd (thread->tid, (int) thread->info.seccomp.args[0], &mode);
      keep_written (thread);
    }
  else if (stat (thread->path, &st) == 0)
    {
      thread->existed = 1;
      thread->ino = st.st_ino;
    }
}

/* What the system copied is read where it arrived: @fd of the thread, up to @end. */
static void
keep_copied (Thread *thread, long long result, long long end)
{
  int fd = open (thread->path, O_RDONLY);

  thread->offset = end - result;
  thread->length = (size_t) result;
  thread->data = malloc (thread->length + 1);
  if (fd < 0 || thread->data == NULL
      || pread (fd, thread->data, thread->length, thread->offset) != (ssize_t) result)
    fail ("reading what was copied");
  close (fd);
}

static void
keep_copy (Thread *thread, const char *name, long long result)
{
  const uint64_t *args = (const uint64_t *) thread->info.seccomp.args;
  long long end = 0;
  struct stat st;

  if (strcmp (name, "ioctl") == 0)
    {
      if (stat (thread->path, &st) != 0)
        fail ("reading what was copied");
      result = end = st.st_size;
    }
  else if (strcmp (name, "sendfile") == 0)
    end = offset_of_fd (thread->tid, (int) args[0]);
  else if (args[3] != 0)
    read_memory (thread->tid, args[3], &end, sizeof end);
  else
    end = offset_of_fd (thread->tid, (int) args[2]);
  if (result > 0)
    keep_copied (thread, result, end);
}

static void
record_call (Thread *thread, long long result)
{
  const uint64_t *args = (const uint64_t *) thread->info.seccomp.args;
  const char *name = calls[thread->call].name;
  long long flags = 0;
  struct stat st;
  mode_t mode = 0;

  if (result < 0)
    return;
  if (strcmp (name, "openat") == 0)
    flags = (long long) args[2];
  else if (strcmp (name, "open") == 0)
    flags = (long long) args[1];
  else if (strcmp (name, "creat") == 0)
    flags = O_CREAT | O_TRUNC;
  else if (strcmp (name, "unlinkat") == 0)
    flags = (long long) args[2];
  else if (strstr (name, "truncate") != NULL)
    thread->offset = (long long) args[1];
  else if (strcmp (name, "fallocate") == 0)
    {
      flags = (long long) args[1];
      thread->offset = (long long) (args[2] + args[3]);
    }
  else if (strcmp (name, "copy_file_range") == 0 || strcmp (name, "sendfile") == 0
           || strcmp (name, "ioctl") == 0)
    keep_copy (thread, name, result);
  if (strncmp (name, "open", 4) == 0 || strcmp (name, "creat") == 0)
    thread->ino = inode_of_fd (thread->tid, (int) result, &mode);
  else if (strncmp (name, "mkdir", 5) == 0 && stat (thread->path, &st) == 0)
    thread->ino = st.st_ino;
  if (strstr (name, "write") != NULL && (size_t) result < thread->length)
    thread->length = (size_t) result;
  fprintf (record_file, "%s\t%llu\t%lld\t%lld\t%d\t%s\t%s\t%zu\n", name,
           (unsigned long long) thread->ino, thread->offset, flags, thread->existed, thread->path,
           thread->path2, thread->length);
  if (thread->length > 0)
    fwrite (thread->data, 1, thread->length, record_file);
}

/* --- striking --------------------------------------------------------------------------------- */

static void
poke (pid_t tid, size_t reg, unsigned long value)
{
  if (ptrace (PTRACE_POKEUSER, tid, (void *) reg, (void *) value) != 0)
    fail ("changing a call");
}

/* Returns 0 where the command was killed. */
static int
strike_call (Thread *thread)
{
  const char *name = calls[thread->call].name;

  thread->done = "";
  if (before_at == thread->number)
    thread->done = system (before_words) == 0 ? "after the words" : "the words failed";
  if (kill_at == thread->number)
    {
      if (list_file != NULL)
        fprintf (list_file, "%ld\t%s\t%s\t%s\tkilled\n", thread->number, name, thread->path,
                 thread->path2);
      kill (child, SIGKILL);
      return 0;
    }
  if (error_at != 0 && (thread->number == error_at || (error_on && thread->number > error_at)))
    {
      poke (thread->tid, offsetof (struct user_regs_struct, orig_rax), (unsigned long) -1);
      poke (thread->tid, offsetof (struct user_regs_struct, rax),
            (unsigned long) -(long) error_number);
      thread->done = "failed";
    }
  else if (short_at == thread->number && strstr (name, "write") != NULL
           && thread->info.seccomp.args[2] > 1)
    {
      poke (thread->tid, offsetof (struct user_regs_struct, rdx),
            (unsigned long) thread->info.seccomp.args[2] / 2);
      thread->done = "short";
    }
  if (list_file != NULL)
    fprintf (list_file, "%ld\t%s\t%s\t%s\t%s\n", thread->number, name, thread->path, thread->path2,
             thread->done);
  return 1;
}

static int
enter_call (Thread *thread)
{
  thread->call = -1;
  if (ptrace (PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof thread->info, &thread->info) <= 0
      || thread->info.op != PTRACE_SYSCALL_INFO_SECCOMP)
    return 1;
  for (int i = 0; i < N_CALLS && thread->call < 0; i++)
    if ((uint64_t) calls[i].nr == thread->info.seccomp.nr)
      thread->call = i;
  if (thread->call < 0)
    return 1;
  find_paths (thread);
  if (!is_under (thread->path) && !(thread->path2[0] == '/' && is_under (thread->path2)))
    {
      thread->call = -1;
      return 1;
    }
  thread->number = ++counted;
  if (record_file != NULL)
    look_before (thread);
  return strike_call (thread);
}

static void
leave_call (Thread *thread)
{
  struct __ptrace_syscall_info info;

  if (thread->call >= 0 && record_file != NULL
      && ptrace (PTRACE_GET_SYSCALL_INFO, thread->tid, sizeof info, &info) > 0
      && info.op == PTRACE_SYSCALL_INFO_EXIT)
    record_call (thread, info.exit.rval);
  free (thread->data);
  thread->data = NULL;
  thread->call = -1;
}

/* Returns the signal to deliver, or -1 where the thread needs no further word. */
static int
handle_stop (pid_t tid, int status, int *how)
{
  int signal = WSTOPSIG (status);
  int event = status >> 16;

  *how = PTRACE_CONT;
  if (event == PTRACE_EVENT_SECCOMP)
    {
      Thread *thread = find_thread (tid);

      if (!enter_call (thread))
        return -1;
      if (thread->call >= 0 && wants_exit)
        *how = PTRACE_SYSCALL;
      return 0;
    }
  if (signal == (SIGTRAP | 0x80))
    {
      leave_call (find_thread (tid));
      return 0;
    }
  if (event != 0 || signal == SIGTRAP || signal == SIGSTOP)
    return 0;
  return signal;
}

static int
follow (void)
{
  int result = CANNOT;

  for (;;)
    {
      int status, how, signal;
      struct rusage usage;
      pid_t tid = wait4 (-1, &status, __WALL, &usage);

      if (tid < 0)
        return result;
      if (WIFEXITED (status) || WIFSIGNALED (status))
        {
          find_thread (tid)->tid = 0;
          if (tid == child && memory_file != NULL)
            fprintf (memory_file, "%ld %ld\n", usage.ru_maxrss,
                     (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
                         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000);
          if (tid == child)
            result = WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
          continue;
        }
      signal = handle_stop (tid, status, &how);
      if (signal >= 0)
        ptrace (how, tid, NULL, (void *) (long) signal);
    }
}

static void
start (char **command)
{
  int status;

  child = fork ();
  if (child < 0)
    fail ("fork");
  if (child == 0)
    {
      if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
        _exit (CANNOT);
      raise (SIGSTOP);
      install_filter ();
      execvp (command[0], command);
      _exit (CANNOT);
    }
  if (waitpid (child, &status, __WALL) != child || !WIFSTOPPED (status))
    {
      errno = EPERM;
      fail ("tracing");
    }
  if (ptrace (PTRACE_SETOPTIONS, child, NULL,
              (void *) (PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK
                        | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD
                        | PTRACE_O_EXITKILL))
      != 0)
    fail ("tracing");
  ptrace (PTRACE_CONT, child, NULL, NULL);
}

static FILE *
open_output (const char *path)
{
  FILE *file = fopen (path, "w");

  if (file == NULL)
    fail (path);
  return file;
}

static int
usage (void)
{
  fprintf (stderr, "strike: wrong words\n");
  return CANNOT;
}

int
main (int argc, char **argv)
{
  int at = 1;

  for (; at < argc && strncmp (argv[at], "--", 2) == 0; at++)
    {
      const char *word = argv[at];

      if (strcmp (word, "--reads") == 0)
        with_reads = 1;
      else if (at + 1 >= argc)
        return usage ();
      else if (strcmp (word, "--under") == 0 && n_under < MOST_UNDER)
        under[n_under++] = argv[++at];
      else if (strcmp (word, "--list") == 0)
        list_file = open_output (argv[++at]);
      else if (strcmp (word, "--record") == 0)
        record_file = open_output (argv[++at]);
      else if (strcmp (word, "--memory") == 0)
        memory_file = open_output (argv[++at]);
      else if (strcmp (word, "--kill") == 0)
        kill_at = atol (argv[++at]);
      else if (strcmp (word, "--short") == 0)
        short_at = atol (argv[++at]);
      else if (strcmp (word, "--before") == 0 && at + 2 < argc)
        {
          before_at = atol (argv[++at]);
          before_words = argv[++at];
        }
      else if (strncmp (word, "--error", 7) == 0 && at + 2 < argc)
        {
          error_on = strcmp (word, "--error-on") == 0;
          error_at = atol (argv[++at]);
          error_number = atoi (argv[++at]);
        }
      else
        return usage ();
    }
  if (at >= argc)
    return usage ();
  wants_exit = record_file != NULL;
  start (argv + at);
  at = follow ();
  if ((list_file != NULL && fclose (list_file) != 0)
      || (record_file != NULL && fclose (record_file) != 0)
      || (memory_file != NULL && fclose (memory_file) != 0))
    fail ("writing");
  return at;
}
