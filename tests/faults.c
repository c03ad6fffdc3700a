/* A disk that fails when it is told to, for tests/faults.py: gcc -shared -fPIC, then LD_PRELOAD.
 *
 * It stands between a process and the C library: Python, SQLite and zlib all come by. Calls on
 * files and folders below one folder are counted; the one that was asked for fails.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { READS = 1, CHANGES = 2, WRITES = 4 }; /* WRITES: those changes that bring bytes */

static struct {
    char folder[PATH_MAX];
    int kinds, code, full;
    long target, count;
    char failed[PATH_MAX + 64];
} plan;

/* From now on the nth call of these kinds below a folder fails with code; where full is set, it
 * writes half of its bytes, and all calls after it fail. */
void plan_fault(const char *folder, int kinds, long nth, int code, int full)
{
    plan.kinds = 0;
    plan.count = 0;
    plan.failed[0] = 0;
    snprintf(plan.folder, sizeof plan.folder, "%s", folder);
    plan.target = nth;
    plan.code = code;
    plan.full = full;
    plan.kinds = kinds;
}

/* Which call failed, and on what; nothing where none has. And how many there were. */
const char *failed_call(void) { return plan.failed; }
long counted_calls(void) { return plan.count; }

static int is_below(const char *path)
{
    size_t length = strlen(plan.folder);
    return !strncmp(path, plan.folder, length) && (!path[length] || path[length] == '/');
}

/* 0: it may go on; 1: it fails; 2: half of it is done. */
static int fate(int kind, const char *name, const char *path)
{
    if (!(plan.kinds & kind) || !is_below(path))
        return 0;
    long number = __atomic_add_fetch(&plan.count, 1, __ATOMIC_SEQ_CST);
    if (!plan.target || number < plan.target || (number > plan.target && !plan.full))
        return 0;
    if (number == plan.target)
        snprintf(plan.failed, sizeof plan.failed, "%s %s", name, path + strlen(plan.folder));
    errno = plan.code;
    return number == plan.target && plan.full ? 2 : 1;
}

static void path_of(int file, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

static int fate_of(int kind, const char *name, int file)
{
    char path[PATH_MAX];
    if (!plan.kinds)
        return 0;
    path_of(file, path);
    return fate(kind, name, path);
}

static int fate_at(int kind, const char *name, int folder, const char *path)
{
    char whole[2 * PATH_MAX];
    if (!plan.kinds || path[0] == '/' || folder == AT_FDCWD)
        return plan.kinds ? fate(kind, name, path) : 0;
    path_of(folder, whole);
    snprintf(whole + strlen(whole), PATH_MAX, "/%s", path);
    return fate(kind, name, whole);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Calls on an open file. */
#define ON_FILE(kind, result, failing, name, parameters, arguments) \
    result name parameters \
    { \
        return fate_of(kind, #name, file) ? failing : REAL(name) arguments; \
    }
#define WRITING(name, parameters, arguments) \
    ssize_t name parameters \
    { \
        int end = fate_of(CHANGES | WRITES, #name, file); \
        if (end == 1 || (end == 2 && size < 2)) \
            return -1; \
        size = end == 2 ? size / 2 : size; \
        return REAL(name) arguments; \
    }

ON_FILE(READS, ssize_t, -1, read, (int file, void *data, size_t size), (file, data, size))
ON_FILE(READS, ssize_t, -1, pread, (int file, void *data, size_t size, off_t at), (file, data, size, at))
ON_FILE(READS, ssize_t, -1, pread64, (int file, void *data, size_t size, off64_t at), (file, data, size, at))
ON_FILE(READS, ssize_t, -1, readv, (int file, const struct iovec *parts, int count), (file, parts, count))
ON_FILE(READS, DIR *, NULL, fdopendir, (int file), (file))
ON_FILE(CHANGES, int, -1, fsync, (int file), (file))
ON_FILE(CHANGES, int, -1, fdatasync, (int file), (file))
ON_FILE(CHANGES, int, -1, ftruncate, (int file, off_t size), (file, size))
ON_FILE(CHANGES, int, -1, ftruncate64, (int file, off64_t size), (file, size))
ON_FILE(CHANGES | WRITES, ssize_t, -1, writev, (int file, const struct iovec *parts, int count), (file, parts, count))
WRITING(write, (int file, const void *data, size_t size), (file, data, size))
WRITING(pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at))
WRITING(pwrite64, (int file, const void *data, size_t size, off64_t at), (file, data, size, at))

#define MAPPING(name, offset) \
    void *name(void *where, size_t size, int may, int how, int file, offset at) \
    { \
        if (file >= 0 && fate_of(READS, #name, file)) \
            return MAP_FAILED; \
        return REAL(name)(where, size, may, how, file, at); \
    }
MAPPING(mmap, off_t)
MAPPING(mmap64, off64_t)

/* Calls on names. */
#define ON_NAME(kind, result, failing, name, folder, parameters, arguments) \
    result name parameters \
    { \
        return fate_at(kind, #name, folder, path) ? failing : REAL(name) arguments; \
    }
ON_NAME(READS, DIR *, NULL, opendir, AT_FDCWD, (const char *path), (path))
ON_NAME(CHANGES, int, -1, unlink, AT_FDCWD, (const char *path), (path))
ON_NAME(CHANGES, int, -1, unlinkat, folder, (int folder, const char *path, int how), (folder, path, how))
ON_NAME(CHANGES, int, -1, rmdir, AT_FDCWD, (const char *path), (path))
ON_NAME(CHANGES, int, -1, mkdir, AT_FDCWD, (const char *path, mode_t mode), (path, mode))
ON_NAME(CHANGES, int, -1, mkdirat, folder, (int folder, const char *path, mode_t mode), (folder, path, mode))
ON_NAME(CHANGES, int, -1, rename, AT_FDCWD, (const char *path, const char *to), (path, to))
ON_NAME(CHANGES, int, -1, renameat, folder, (int folder, const char *path, int to, const char *name), (folder, path, to, name))

#define MAKES (O_WRONLY | O_RDWR | O_CREAT)
#define OPENING(name, folder, parameters, arguments) \
    int name parameters \
    { \
        va_list rest; \
        va_start(rest, how); \
        mode_t mode = how & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (fate_at(how & MAKES ? CHANGES : READS, #name, folder, path)) \
            return -1; \
        return REAL(name) arguments; \
    }
OPENING(open, AT_FDCWD, (const char *path, int how, ...), (path, how, mode))
OPENING(open64, AT_FDCWD, (const char *path, int how, ...), (path, how, mode))
OPENING(openat, folder, (int folder, const char *path, int how, ...), (folder, path, how, mode))
OPENING(openat64, folder, (int folder, const char *path, int how, ...), (folder, path, how, mode))
