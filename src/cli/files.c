/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/files.h"

#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo"

/* ------------------------------------------------------------------ reading */

static enum truce_code read_fd(int fd, const char *path, const struct files_piece *piece,
                               struct truce_error *error)
{
    char bytes[FILES_PIECE];

    for (;;) {
        const ssize_t size = read(fd, bytes, sizeof(bytes));
        enum truce_code code;

        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return cli_error(error, TRUCE_IO, "%.300s: %s", path, strerror(errno));
        if (size == 0)
            return TRUCE_OK;
        code = piece->take(piece->ctx, bytes, (size_t)size, error);
        if (code)
            return code;
    }
}

enum truce_code files_stream(const char *path, const struct files_piece *piece,
                             struct truce_error *error)
{
    uint64_t nothing = 0;

    return files_stream_from(path, &nothing, piece, error);
}

/* Wind a file forward; a pipe, or a file that is shorter, is left alone. */
static void wind(int fd, uint64_t *skip)
{
    struct stat st;

    if (*skip > 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size >= *skip &&
        lseek(fd, (off_t)*skip, SEEK_SET) >= 0)
        *skip = 0;
}

enum truce_code files_stream_from(const char *path, uint64_t *skip, const struct files_piece *piece,
                                  struct truce_error *error)
{
    enum truce_code code;
    int fd;

    if (strcmp(path, "-") == 0) {
        wind(STDIN_FILENO, skip);
        return read_fd(STDIN_FILENO, "standard input", piece, error);
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cli_error(error, TRUCE_IO, "%.300s: %s", path, strerror(errno));
    wind(fd, skip);
    code = read_fd(fd, path, piece, error);
    (void)close(fd);
    return code;
}

static enum truce_code take_whole(void *ctx, const char *bytes, size_t size,
                                  struct truce_error *error)
{
    struct buf *buf = (struct buf *)ctx;

    if (size > buf->limit - buf->size)
        return cli_error(error, TRUCE_INPUT, "it is larger than %zu MiB", buf->limit >> 20);
    buf_put(buf, (struct str){bytes, size});
    if (buf->failed)
        return cli_error(error, TRUCE_NO_MEMORY, "there is no memory for it");
    return TRUCE_OK;
}

enum truce_code files_read(const char *path, struct buf *buf, struct truce_error *error)
{
    const struct files_piece piece = {take_whole, buf};
    struct truce_error inner = {TRUCE_OK, ""};
    const enum truce_code code = files_stream(path, &piece, &inner);

    if (code == TRUCE_IO || code == TRUCE_OK) {
        *error = inner;
        return code;
    }
    return cli_error(error, code, "%.200s: %.250s", path, inner.text);
}

/* ------------------------------------------------------------------ the host */

/* A path that stays in its folder: relative, "/" between names, none of them empty, "." or "..". */
static bool stays_inside(struct truce_text name)
{
    struct str rest = {name.bytes, name.size};

    if (name.size == 0 || rest.text[name.size - 1] == '/')
        return false;
    for (size_t i = 0; i < name.size; i++) {
        if ((unsigned char)name.bytes[i] < 0x20)
            return false;
    }
    while (rest.size > 0) {
        const struct str part = str_cut(&rest, '/');

        if (part.size == 0 || str_eq(part, STR(".")) || str_eq(part, STR("..")))
            return false;
    }
    return true;
}

/* "Europe/Kyiv", "Etc/GMT+3": nothing that could be another file. */
static bool is_zone_name(struct truce_text name)
{
    if (name.size > 64 || !stays_inside(name))
        return false;
    for (size_t i = 0; i < name.size; i++) {
        const char c = name.bytes[i];
        const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        if (!is_letter && !(c >= '0' && c <= '9') && !strchr("/_+-", c))
            return false;
    }
    return true;
}

static const char *zone_folder(void)
{
    const char *folder = getenv("TZDIR");

    return folder && folder[0] ? folder : ZONES;
}

static enum truce_code take_answer(void *ctx, const char *bytes, size_t size,
                                   struct truce_error *error)
{
    return truce_bytes_put((struct truce_bytes *)ctx, bytes, size, error);
}

/* No such file, or one that may not be read, is a matter of the text that names it. */
static enum truce_code stream_named(const char *path, struct truce_bytes *bytes,
                                    struct truce_error *error)
{
    const struct files_piece piece = {take_answer, bytes};
    const enum truce_code code = files_stream(path, &piece, error);

    if (code != TRUCE_IO)
        return code;
    error->code = TRUCE_INPUT;
    return TRUCE_INPUT;
}

static enum truce_code read_zone(struct truce_text name, struct truce_bytes *bytes,
                                 struct truce_error *error)
{
    char path[FILES_PATH_LIMIT];
    struct stat st;

    if (!is_zone_name(name))
        return cli_error(error, TRUCE_INPUT,
                         "\"%.*s\" is no time zone's name, such as Europe/Kyiv or UTC",
                         (int)(name.size < 64 ? name.size : 64), name.bytes);
    (void)snprintf(path, sizeof(path), "%s/%.*s", zone_folder(), (int)name.size, name.bytes);
    if (stat(zone_folder(), &st) != 0)
        return cli_error(error, TRUCE_INPUT,
                         "there are no time zones in %.200s: install the package tzdata, or set "
                         "TZDIR to where they are",
                         zone_folder());
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return cli_error(error, TRUCE_INPUT,
                         "there is no time zone \"%.*s\" in %.200s (package tzdata)",
                         (int)name.size, name.bytes, zone_folder());
    return stream_named(path, bytes, error);
}

static enum truce_code read_named(void *ctx, enum truce_file file, struct truce_text name,
                                  struct truce_bytes *bytes, struct truce_error *error)
{
    const struct files_host *host = (const struct files_host *)ctx;
    char path[FILES_PATH_LIMIT];
    int size;

    if (file == TRUCE_FILE_ZONE)
        return read_zone(name, bytes, error);
    if (!stays_inside(name))
        return cli_error(
            error, TRUCE_INPUT,
            "\"%.*s\": a file is named from the agreement's own folder, with no \"..\" "
            "and no leading \"/\"",
            (int)(name.size < 200 ? name.size : 200), name.bytes);
    size = snprintf(path, sizeof(path), "%s/%.*s", host->folder, (int)name.size, name.bytes);
    if (size < 0 || (size_t)size >= sizeof(path))
        return cli_error(error, TRUCE_INPUT, "the path is longer than %d bytes", FILES_PATH_LIMIT);
    return stream_named(path, bytes, error);
}

enum truce_code files_host_init(struct files_host *host, const char *path,
                                struct truce_error *error)
{
    const char *slash = strrchr(path, '/');
    const size_t size = slash ? (size_t)(slash - path) : 0;

    host->host = (struct truce_host){read_named, host};
    if (!slash || strcmp(path, "-") == 0) {
        memcpy(host->folder, ".", 2);
        return TRUCE_OK;
    }
    if (size >= sizeof(host->folder))
        return cli_error(error, TRUCE_IO, "the path is longer than %d bytes", FILES_PATH_LIMIT);
    memcpy(host->folder, path, size);
    host->folder[size] = '\0';
    return TRUCE_OK;
}

/* The letters and digits that `file`'s first line has behind `before`. */
static bool read_version(const char *file, const char *before, char version[32])
{
    char path[FILES_PATH_LIMIT], line[128] = "";
    FILE *from;
    size_t n = 0;
    const char *at;

    (void)snprintf(path, sizeof(path), "%s/%s", zone_folder(), file);
    from = fopen(path, "r");
    if (!from)
        return false;
    at = fgets(line, sizeof(line), from);
    (void)fclose(from);
    if (!at || strncmp(line, before, strlen(before)) != 0)
        return false;
    for (at = line + strlen(before); n < 31; at++) {
        if (!((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z')))
            break;
        version[n++] = *at;
    }
    version[n] = '\0';
    return n > 0;
}

void files_tzdata(char version[32])
{
    if (!read_version("tzdata.zi", "# version ", version) && !read_version("+VERSION", "", version))
        memcpy(version, "unknown", 8);
}

/* ------------------------------------------------------------------ writing */

/* Whether the folder holds nothing. */
static bool is_empty(int fd)
{
    const int copy = dup(fd);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;
    bool empty = true;

    if (!dir) {
        if (copy >= 0)
            (void)close(copy);
        return false;
    }
    while (empty && (entry = readdir(dir)) != NULL)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    (void)closedir(dir);
    return empty;
}

enum truce_code files_folder_open(struct files_folder *folder, const char *path,
                                  struct truce_error *error)
{
    *folder = (struct files_folder){path, -1, false};
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return cli_error(error, TRUCE_IO, "%.300s: cannot make this folder: %s", path,
                         strerror(errno));
    folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0)
        return cli_error(error, TRUCE_IO, "%.300s: %s", path, strerror(errno));
    folder->is_new = is_empty(folder->fd);
    return TRUCE_OK;
}

void files_folder_close(struct files_folder *folder)
{
    if (folder->fd >= 0)
        (void)close(folder->fd);
    folder->fd = -1;
}

bool files_are_same(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool files_folder_has(const struct files_folder *folder, const char *name)
{
    struct stat st;

    return fstatat(folder->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

void files_folder_remove(const struct files_folder *folder, const char *name)
{
    (void)unlinkat(folder->fd, name, 0);
}

static enum truce_code out_error(const struct files_out *out, struct truce_error *error)
{
    return cli_error(error, TRUCE_IO, "%.300s/%s: %s", out->folder->path, out->name,
                     strerror(errno));
}

enum truce_code files_out_open(struct files_out *out, const struct files_folder *folder,
                               const char *name, bool is_private, struct truce_error *error)
{
    *out = (struct files_out){.folder = folder, .fd = -1};
    (void)snprintf(out->name, sizeof(out->name), "%s", name);
    (void)snprintf(out->part, sizeof(out->part), ".%s.part", out->name);
    (void)unlinkat(folder->fd, out->part, 0);
    out->fd = openat(folder->fd, out->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                     is_private ? 0600 : 0666);
    if (out->fd < 0)
        return out_error(out, error);
    if (is_private && fchmod(out->fd, 0600) != 0)
        return out_error(out, error);
    return truce_hasher_open(NULL, &out->hasher, error);
}

static enum truce_code put_out(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct files_out *out = (struct files_out *)ctx;
    const enum truce_code code = truce_hasher_add(out->hasher, bytes, size, error);
    size_t done = 0;

    if (code)
        return code;
    while (done < size) {
        const ssize_t written = write(out->fd, bytes + done, size - done);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return out_error(out, error);
        done += (size_t)written;
    }
    out->file.size += size;
    return TRUCE_OK;
}

struct truce_sink files_out_sink(struct files_out *out)
{
    return (struct truce_sink){put_out, out};
}

enum truce_code files_out_finish(struct files_out *out, struct truce_error *error)
{
    const int fd = out->fd;
    const enum truce_code code = truce_hasher_end(out->hasher, &out->file.hash, error);

    if (code)
        return code;
    out->fd = -1;
    if (out->is_synced && fsync(fd) != 0) {
        const int why = errno;

        (void)close(fd);
        errno = why;
        return out_error(out, error);
    }
    if (close(fd) != 0)
        return out_error(out, error);
    out->file.name = truce_text_of(out->name);
    return TRUCE_OK;
}

enum truce_code files_out_place(struct files_out *out, struct truce_error *error)
{
    if (renameat(out->folder->fd, out->part, out->folder->fd, out->name) != 0)
        return out_error(out, error);
    if (out->is_synced)
        (void)fsync(out->folder->fd);
    out->part[0] = '\0';
    return TRUCE_OK;
}

enum truce_code files_out_end(struct files_out *out, struct truce_error *error)
{
    const enum truce_code code = files_out_finish(out, error);

    return code ? code : files_out_place(out, error);
}

void files_out_close(struct files_out *out)
{
    if (out->fd >= 0)
        (void)close(out->fd);
    if (out->folder && out->part[0])
        (void)unlinkat(out->folder->fd, out->part, 0);
    out->fd = -1;
    out->part[0] = '\0';
    truce_hasher_close(out->hasher);
    out->hasher = NULL;
}

enum truce_code files_write(const char *path, bool is_private,
                            enum truce_code (*put)(void *ctx, const struct truce_sink *sink,
                                                   struct truce_error *error),
                            void *ctx, struct truce_error *error)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    char parent[FILES_PATH_LIMIT];
    struct files_folder folder = {parent, -1, false};
    struct files_out out = {.fd = -1};
    enum truce_code code = TRUCE_OK;

    if (!name[0] || strlen(name) >= sizeof(out.name) || strlen(path) >= sizeof(parent))
        return cli_error(error, TRUCE_IO, "%.300s: no name for a file", path);
    (void)snprintf(parent, sizeof(parent), "%.*s", slash ? (int)(slash - path) : 1,
                   slash ? path : ".");
    if (slash == path)
        (void)snprintf(parent, sizeof(parent), "/");
    folder.fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder.fd < 0)
        return cli_error(error, TRUCE_IO, "%.300s: %s", parent, strerror(errno));
    code = files_out_open(&out, &folder, name, is_private, error);
    if (!code) {
        const struct truce_sink sink = files_out_sink(&out);

        code = put(ctx, &sink, error);
    }
    if (!code)
        code = files_out_end(&out, error);
    files_out_close(&out);
    files_folder_close(&folder);
    return code;
}
