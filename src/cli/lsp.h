/* SPDX-License-Identifier: Apache-2.0
 *
 * The language server: what its files share. One thread reads, answers and writes; a second one checks, and gets and gives
 * whole jobs through two pipes. No text of a document is seen by both. */
#ifndef CLI_LSP_H
#define CLI_LSP_H

#include "base/json.h"
#include "cli/files.h"

#include <pthread.h>
#include <stdatomic.h>

#define LSP_HEADER_LIMIT ((size_t)4096)      /* bytes before a message */
#define LSP_MESSAGE_LIMIT ((size_t)64 << 20) /* bytes of one */
#define LSP_DOCUMENT_LIMIT 64                /* open at once */
#define LSP_OUTPUT_LIMIT ((size_t)256 << 20) /* bytes of one answer */
#define LSP_URI_LIMIT ((size_t)3 * FILES_PATH_LIMIT)

/* Codes of JSON-RPC and of the protocol. */
enum lsp_error {
    LSP_PARSE_ERROR = -32700,
    LSP_INVALID_REQUEST = -32600,
    LSP_NO_METHOD = -32601,
    LSP_INVALID_PARAMS = -32602,
    LSP_INTERNAL = -32603,
    LSP_NOT_INITIALIZED = -32002,
    LSP_FAILED = -32803
};

/* Where the lines of a text begin. */
struct lsp_lines {
    uint32_t *starts; /* owned */
    size_t count, capacity;
};

struct lsp_document {
    char *uri; /* owned, as the client wrote it */
    size_t uri_size;
    char path[FILES_PATH_LIMIT]; /* "" where it is no file */
    struct truce_document *document;
    struct lsp_lines lines;
    bool has_lines;
    int64_t version;
    bool wants_check;
    int64_t check_at_ms;
};

/* A check on its way through the other thread. */
struct lsp_job {
    struct truce_check *check;
    struct lsp_document *document; /* NULL: closed since */
    struct files_host host;        /* of its folder */
    bool has_folder;
    struct arena arena; /* of the copies */
    struct lsp_copy {
        struct str path, text;
    } * copies; /* what is open beside it */
    size_t copy_count;
    struct truce_host own; /* copies first, then host */
    enum truce_code code;
    struct truce_error error;
};

struct lsp {
    bool is_utf8; /* columns count bytes; else UTF-16 units */
    bool is_initialized, is_shut_down, is_over;
    int status;
    struct lsp_document *documents[LSP_DOCUMENT_LIMIT];
    size_t document_count;
    struct buf in, out;
    int64_t idle_ms;
    /* the other thread */
    pthread_t thread;
    bool has_thread;
    int jobs[2], results[2];
    struct lsp_job *job; /* the one on its way, or NULL */
    atomic_bool is_called_off;
    struct truce_memory memory; /* of checks: gives none when called off */
};

/* lsp_wire.c: messages in and out. */
/* Take one message off `in`: 1 and its bytes; 0: not all there; -1: what came is no message. *used is to be dropped then. */
int lsp_message(const struct buf *in, struct str *message, size_t *used);
void lsp_begin(struct lsp *lsp,
               const struct json *id); /* `{"jsonrpc": "2.0", "id": …, "result": ` into out */
void lsp_send(struct lsp *lsp);        /* what is in out, with its header */
void lsp_fail(struct lsp *lsp, const struct json *id, enum lsp_error code, const char *text);
void lsp_log(struct lsp *lsp, const char *text);

/* lsp_place.c: URIs and positions. */
bool lsp_path(struct str uri, char path[FILES_PATH_LIMIT]);
void lsp_put_uri(struct buf *buf, const char *path);
bool lsp_find_lines(struct lsp_lines *lines, struct truce_text text);
void lsp_lines_free(struct lsp_lines *lines);
/* Behind the end of a line or text: its end. False where it is no position. */
bool lsp_offset(const struct lsp *lsp, const struct lsp_lines *lines, struct truce_text text,
                const struct json *position, size_t *offset);
void lsp_put_range(const struct lsp *lsp, const struct lsp_lines *lines, struct truce_text text,
                   size_t from, size_t to, struct buf *buf);
bool lsp_document_lines(struct lsp_document *document);

/* lsp_check.c: the other thread. */
void lsp_check_start(struct lsp *lsp);
void lsp_check_end(struct lsp *lsp);
void lsp_check_begin(struct lsp *lsp, struct lsp_document *document);
void lsp_check_call_off(struct lsp *lsp, const struct lsp_document *document);
void lsp_check_collect(struct lsp *lsp);

/* lsp_answer.c, lsp_symbol.c: what is said about a document. */
void lsp_publish(struct lsp *lsp, struct lsp_document *document);
void lsp_publish_nothing(struct lsp *lsp, const struct lsp_document *document);
void lsp_hover(struct lsp *lsp, const struct json *id, struct lsp_document *document, size_t at);
void lsp_definition(struct lsp *lsp, const struct json *id, struct lsp_document *document,
                    size_t at);
void lsp_completion(struct lsp *lsp, const struct json *id, struct lsp_document *document,
                    size_t at);
void lsp_formatting(struct lsp *lsp, const struct json *id, struct lsp_document *document);
void lsp_symbols(struct lsp *lsp, const struct json *id, struct lsp_document *document);

/* cmd_lsp.c */
struct lsp_document *lsp_find(const struct lsp *lsp, struct str uri);
struct lsp_document *lsp_find_path(const struct lsp *lsp, const char *path);
/* What its file is called, or would be. */
const char *lsp_name(const struct lsp_document *document);
int64_t lsp_now_ms(void);

#endif
