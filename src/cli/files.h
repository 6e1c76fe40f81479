/* SPDX-License-Identifier: Apache-2.0
 *
 * Files: the only place of the program that touches them. Errors name the file and the cause. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "base/buf.h"
#include "truce/truce.h"

#define FILES_PATH_LIMIT 4096               /* bytes of a path, '\0' included */
#define FILES_READ_LIMIT ((size_t)16 << 20) /* bytes of a file that is read whole */
#define FILES_PIECE ((size_t)64 << 10)      /* bytes read at once of one that is not */

/* Where the bytes of a streamed file go. */
struct files_piece {
    enum truce_code (*take)(void *ctx, const char *bytes, size_t size, struct truce_error *error);
    void *ctx;
};

/* The file at `path`, or standard input for "-", in pieces. TRUCE_IO, or what `take` returned. */
enum truce_code files_stream(const char *path, const struct files_piece *piece,
                             struct truce_error *error);
/* The same from byte *skip on: *skip becomes 0 where a file could be wound forward, else `take` passes them over. */
enum truce_code files_stream_from(const char *path, uint64_t *skip, const struct files_piece *piece,
                                  struct truce_error *error);
/* The whole of it, into `buf` (the caller frees it). TRUCE_INPUT when it is larger than its limit. */
enum truce_code files_read(const char *path, struct buf *buf, struct truce_error *error);

/* A host whose agreement lies at `path`: what it loads is looked for in that folder or below
 * ("-": the current folder), time zones in $TZDIR or /usr/share/zoneinfo. Names that are absolute or
 * climb out with ".." are refused. */
struct files_host {
    char folder[FILES_PATH_LIMIT];
    struct truce_host host;
};
enum truce_code files_host_init(struct files_host *host, const char *path,
                                struct truce_error *error);
/* The version of the time zone data, or "unknown". */
void files_tzdata(char version[32]);

/* A folder that is written to. */
struct files_folder {
    const char *path; /* borrowed */
    int fd;           /* -1: closed */
    bool is_new;      /* it held nothing */
};
/* Make it, or open it where it is there. */
enum truce_code files_folder_open(struct files_folder *folder, const char *path,
                                  struct truce_error *error);
void files_folder_close(struct files_folder *folder);
/* Whether two paths are one file or folder, by whatever name; false where one is not there. */
bool files_are_same(const char *a, const char *b);
bool files_folder_has(const struct files_folder *folder, const char *name);
void files_folder_remove(const struct files_folder *folder, const char *name);

/* A file being written under another name, hashed on the way; files_out_end gives it its own. */
struct files_out {
    const struct files_folder *folder;
    char name[256], part[264];
    int fd;
    bool is_synced; /* set by the caller: on the disk before it has its name */
    struct truce_hasher *hasher;
    struct truce_manifest_file file; /* name, hash and size, after files_out_finish */
};
/* is_private: mode 0600. */
enum truce_code files_out_open(struct files_out *out, const struct files_folder *folder,
                               const char *name, bool is_private, struct truce_error *error);
struct truce_sink files_out_sink(struct files_out *out);
/* All of it is written: closed, `file` is known. Then it gets its name, taking the place of what had it. */
enum truce_code files_out_finish(struct files_out *out, struct truce_error *error);
enum truce_code files_out_place(struct files_out *out, struct truce_error *error);
enum truce_code files_out_end(struct files_out *out, struct truce_error *error); /* both */
/* Drops what was not ended; accepts a zeroed one with fd -1. */
void files_out_close(struct files_out *out);

/* Write the one file at `path`, whole or not at all; the folder must be there. */
enum truce_code files_write(const char *path, bool is_private,
                            enum truce_code (*put)(void *ctx, const struct truce_sink *sink,
                                                   struct truce_error *error),
                            void *ctx, struct truce_error *error);

#endif
