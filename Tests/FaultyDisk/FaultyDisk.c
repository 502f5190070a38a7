// A disk that fails where a test wants it: preloaded into a process, between it and the C library.
//
//     clang -shared -fPIC -O2 -o FaultyDisk.so FaultyDisk.c -lpthread
//     FAULTY_DISK_DIRECTORY=/tmp/x FAULTY_DISK_CONTROL=/tmp/x/control LD_PRELOAD=./FaultyDisk.so wardwatchd …
//
// Operations that change files below the directory are counted: write, fsync, ftruncate, rename, unlink. Before the
// operation of a given number the process ends as by SIGKILL. What was written to a file since its last fsync is
// remembered with the bytes that it replaced, so that a power failure can be played as well: it takes back what no
// fsync has promised, all of it or, sector by sector, some of it. What renames and unlinks do lasts at once, so a file
// that was renamed and never synced is found empty, as on a real file system.
//
// fsync itself is not passed on: the test's own machine is not going to lose power.
//
// The control file is mapped; a test reads and writes it while the process runs. See `struct control`.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum end { KILLED, TORN, POWER_LOST, POWER_LOST_IN_PART };

enum operation { WRITE = 1, SYNC, TRUNCATE, RENAME, UNLINK };

struct control {
    int64_t operations;      // counted so far
    int64_t fatal_operation; // the process ends before this one; 0: it does not
    int64_t end;             // how it ends; TORN: the first half of a write is done
    int64_t error;           // errno of every operation from now on; 0: none
    int64_t clock_shift;     // seconds by which CLOCK_REALTIME is wrong
    int64_t ignores_sync;    // whether fsync promises what it does not keep
    int64_t counts_only;     // the one kind of operation that is counted; 0: all of them
    int64_t ended_at;        // the kind of operation before which it ended; 0: it did not
    int64_t ended_in;        // and on what: 'd' a database, 'w' its log, 'j' a journal, 'm' a model, 'o' another file
};

// What a write replaced.
struct undo {
    struct undo *previous;
    off_t offset, old_size;
    size_t written, kept; // bytes written; how many of them the file had before
    unsigned char bytes[];
};

struct file {
    dev_t device;
    ino_t inode;
    int descriptor; // never closed: that would drop the process's locks on the file
    struct undo *undo;
};

enum { MAXIMUM_FILES = 256, SECTOR = 512 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file files[MAXIMUM_FILES];
static int file_count;
static struct control *control;
static const char *directory;
static size_t directory_length;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("FAULTY_DISK_CONTROL");
    directory = getenv("FAULTY_DISK_DIRECTORY");
    if (!path || !directory) return;
    directory_length = strlen(directory);
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    if (descriptor < 0) return;
    void *mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (mapped != MAP_FAILED) control = mapped;
    syscall(SYS_close, descriptor);
}

static int is_below(const char *path) {
    return control && strncmp(path, directory, directory_length) == 0 && path[directory_length] == '/';
}

static int has_suffix(const char *path, const char *suffix) {
    size_t length = strlen(path), suffix_length = strlen(suffix);
    return length >= suffix_length && strcmp(path + length - suffix_length, suffix) == 0;
}

// The path of an open file, or an empty one where it is not below the directory.
static void path_of(int descriptor, char path[4096]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = control ? readlink(link, path, 4095) : -1;
    path[length < 0 ? 0 : length] = 0;
    if (!is_below(path)) path[0] = 0;
}

static int kind_of(const char *path) {
    if (strstr(path, "-wal")) return 'w';
    if (strstr(path, "-journal")) return 'j';
    if (strstr(path, "/models/")) return 'm';
    if (has_suffix(path, ".sqlite") || strstr(path, ".partial")) return 'd';
    return 'o';
}

// The shared memory of SQLite is made anew after a power failure; nothing of it needs to last.
static int is_memory(const char *path) { return has_suffix(path, "-shm"); }

static uint64_t random_bits(void) {
    static uint64_t state;
    if (!state) state = 0x9E3779B97F4A7C15u ^ (uint64_t)control->fatal_operation * 0xD1342543DE82EF95u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void put(int descriptor, const unsigned char *bytes, size_t count, off_t offset) {
    while (count > 0) {
        ssize_t written = syscall(SYS_pwrite64, descriptor, bytes, count, offset);
        if (written <= 0) return;
        bytes += written, count -= (size_t)written, offset += written;
    }
}

// Takes a write back.
static void take_back(int descriptor, const struct undo *undo) {
    put(descriptor, undo->bytes, undo->kept, undo->offset);
    syscall(SYS_ftruncate, descriptor, undo->old_size);
}

// Takes some of its sectors back; what was behind the end of the file becomes zero there.
static void take_back_in_part(int descriptor, const struct undo *undo) {
    static const unsigned char zeros[SECTOR];
    if (undo->written == 0) return;
    off_t end = undo->offset + (off_t)undo->written;
    for (off_t at = undo->offset; at < end;) {
        off_t next = at / SECTOR * SECTOR + SECTOR;
        if (next > end) next = end;
        size_t index = (size_t)(at - undo->offset), count = (size_t)(next - at);
        if (random_bits() & 1) {
            size_t old = undo->kept > index ? undo->kept - index : 0;
            if (old > count) old = count;
            put(descriptor, undo->bytes + index, old, at);
            put(descriptor, zeros, count - old, at + (off_t)old);
        }
        at = next;
    }
}

static _Noreturn void end_now(int operation, const char *path) {
    if (control->end == POWER_LOST || control->end == POWER_LOST_IN_PART) {
        for (int index = 0; index < file_count; index++) {
            for (struct undo *undo = files[index].undo; undo; undo = undo->previous) {
                if (control->end == POWER_LOST)
                    take_back(files[index].descriptor, undo);
                else
                    take_back_in_part(files[index].descriptor, undo);
            }
        }
    }
    control->ended_in = kind_of(path);
    control->ended_at = operation;
    for (;;) syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
}

static struct file *file_of(int descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return NULL;
    for (int index = 0; index < file_count; index++)
        if (files[index].device == status.st_dev && files[index].inode == status.st_ino) return &files[index];
    if (file_count == MAXIMUM_FILES) abort();
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    int own = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDWR | O_CLOEXEC, 0);
    if (own < 0) return NULL;
    files[file_count] = (struct file){status.st_dev, status.st_ino, own, NULL};
    return &files[file_count++];
}

// Remembers `count` bytes at an offset that are about to be replaced, or cut off where `is_cut`.
static void remember(int descriptor, off_t offset, size_t count, int is_cut) {
    struct file *file = file_of(descriptor);
    struct stat status;
    if (!file || fstat(descriptor, &status) != 0) return;
    size_t kept = offset >= status.st_size ? 0 : (size_t)(status.st_size - offset);
    if (kept > count) kept = count;
    struct undo *undo = malloc(sizeof *undo + kept);
    if (!undo) abort();
    *undo = (struct undo){file->undo, offset, status.st_size, is_cut ? 0 : count, kept};
    syscall(SYS_pread64, file->descriptor, undo->bytes, kept, offset);
    file->undo = undo;
}

static void forget(int descriptor) {
    struct file *file = file_of(descriptor);
    if (!file) return;
    while (file->undo) {
        struct undo *undo = file->undo;
        file->undo = undo->previous;
        free(undo);
    }
}

// Counts an operation, with the lock held. Returns whether it is the fatal one.
static int is_fatal(int operation) {
    if (control->counts_only && control->counts_only != operation) return 0;
    control->operations++;
    return control->fatal_operation != 0 && control->operations >= control->fatal_operation;
}

// Refuses an operation where the disk is to refuse.
static int refuses(void) {
    if (control->error == 0) return 0;
    errno = (int)control->error;
    return 1;
}

static ssize_t change(int descriptor, const void *bytes, size_t count, off_t offset, const char *path) {
    pthread_mutex_lock(&lock);
    if (is_fatal(WRITE)) {
        if (control->end == TORN) put(descriptor, bytes, count / 2, offset);
        end_now(WRITE, path);
    }
    ssize_t result = -1;
    if (!refuses()) {
        if (!is_memory(path)) remember(descriptor, offset, count, 0);
        result = syscall(SYS_pwrite64, descriptor, bytes, count, offset);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    char path[4096];
    path_of(descriptor, path);
    if (!path[0]) return syscall(SYS_pwrite64, descriptor, bytes, count, offset);
    return change(descriptor, bytes, count, offset, path);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite64(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    char path[4096];
    path_of(descriptor, path);
    if (!path[0]) return syscall(SYS_write, descriptor, bytes, count);
    off_t offset = lseek(descriptor, 0, (fcntl(descriptor, F_GETFL) & O_APPEND) ? SEEK_END : SEEK_CUR);
    ssize_t result = change(descriptor, bytes, count, offset, path);
    if (result > 0) lseek(descriptor, offset + result, SEEK_SET);
    return result;
}

static int sync_file(int descriptor, long call) {
    char path[4096];
    path_of(descriptor, path);
    if (!path[0]) return (int)syscall(call, descriptor);
    pthread_mutex_lock(&lock);
    if (is_fatal(SYNC)) end_now(SYNC, path);
    int result = refuses() ? -1 : 0;
    if (result == 0 && !control->ignores_sync) forget(descriptor);
    pthread_mutex_unlock(&lock);
    return result;
}

int fsync(int descriptor) { return sync_file(descriptor, SYS_fsync); }

int fdatasync(int descriptor) { return sync_file(descriptor, SYS_fdatasync); }

int ftruncate64(int descriptor, off_t size) {
    char path[4096];
    path_of(descriptor, path);
    if (!path[0]) return (int)syscall(SYS_ftruncate, descriptor, size);
    pthread_mutex_lock(&lock);
    if (is_fatal(TRUNCATE)) end_now(TRUNCATE, path);
    int result = -1;
    if (!refuses()) {
        struct stat status;
        if (!is_memory(path) && fstat(descriptor, &status) == 0)
            remember(descriptor, size, status.st_size > size ? (size_t)(status.st_size - size) : 0, 1);
        result = (int)syscall(SYS_ftruncate, descriptor, size);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

// Counts what is done to a name; returns whether it may be done, with the lock held.
static int begins(int operation, const char *path) {
    pthread_mutex_lock(&lock);
    if (is_fatal(operation)) end_now(operation, path);
    return !refuses();
}

int renameat(int from_directory, const char *from, int to_directory, const char *to) {
    int is_counted = is_below(to);
    int result = -1;
    if (!is_counted || begins(RENAME, to)) result = (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, 0);
    if (is_counted) pthread_mutex_unlock(&lock);
    return result;
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int at, const char *path, int flags) {
    int is_counted = is_below(path);
    int result = -1;
    if (!is_counted || begins(UNLINK, path)) result = (int)syscall(SYS_unlinkat, at, path, flags);
    if (is_counted) pthread_mutex_unlock(&lock);
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

// A file system that is read-only opens nothing for writing; one that is full makes no file.
static int open_file(int at, const char *path, int flags, mode_t mode) {
    if (is_below(path) && !is_memory(path)) {
        int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);
        if (control->error == EROFS && writes) return errno = EROFS, -1;
    }
    return (int)syscall(SYS_openat, at, path, flags, mode);
}

#define OPEN(name, at)                                                                  \
    int name {                                                         \
        va_list arguments;                                             \
        va_start(arguments, flags);                                    \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0; \
        va_end(arguments);                                             \
        return open_file(at, path, flags, mode);                       \
    }

OPEN(open(const char *path, int flags, ...), AT_FDCWD)
OPEN(open64(const char *path, int flags, ...), AT_FDCWD)
OPEN(openat(int at, const char *path, int flags, ...), at)
OPEN(openat64(int at, const char *path, int flags, ...), at)

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && clock == CLOCK_REALTIME && control) time->tv_sec += control->clock_shift;
    return result;
}

int gettimeofday(struct timeval *time, void *zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec, time->tv_usec = now.tv_nsec / 1000;
    return 0;
}
