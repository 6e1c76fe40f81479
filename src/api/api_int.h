/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the public API share: the objects behind its opaque types, and the way from its
 * types to the inner ones. */
#ifndef API_API_INT_H
#define API_API_INT_H

#include "base/buf.h"
#include "base/hash.h"
#include "facts/facts.h"
#include "facts/outcome.h"
#include "lang/lang.h"
#include "monitor/monitor.h"
#include "plan/plan.h"
#include "truce/truce.h"

#define API_TEXT_LIMIT ((size_t)16 << 20)  /* bytes of an agreement */
#define API_FILE_LIMIT ((size_t)128 << 20) /* bytes of a file that an agreement names */
#define API_OUTPUT_LIMIT ((size_t)2 << 30) /* bytes of an output that is made in one piece */
#define API_ENGINE "truce " TRUCE_VERSION

struct truce_bytes {
    struct buf buf;
};

/* A file that an agreement brought in. */
struct api_file {
    struct str name, role;
    struct hash hash;
    uint64_t size;
};

struct truce_agreement {
    struct mem mem;     /* the caller's; the arena uses it */
    struct arena arena; /* everything below lives in it */
    struct str name, text;
    struct hash hash; /* of text */
    struct diags diags;
    const struct plan *plan; /* NULL where there are errors */
    struct diag_provisions provisions;
    struct api_file *files;
    size_t file_count, file_capacity;
};

struct truce_facts {
    struct mem mem;
    struct arena arena;
    const struct truce_agreement *agreement; /* borrowed */
    const struct truce_host *host;           /* borrowed */
    struct facts facts;
    struct feed_reader *reader; /* of the input that is open, or NULL */
    enum truce_role role;       /* of that input */
    struct truce_input_report *inputs;
    size_t input_count, input_capacity;
    struct str zone;   /* of the input that is open, empty: none given */
    struct str *zones; /* of the inputs read */
    size_t zone_capacity;
    bool was_run;
    unsigned threads; /* 0: as many as there are cores */
};

struct truce_outcome {
    struct mem mem;
    struct arena arena;
    const struct truce_agreement *agreement; /* borrowed, as facts */
    const struct truce_facts *facts;
    struct outcome outcome;
    struct truce_run_options options; /* as asked */
    struct truce_text **because;      /* of each finding, as the API hands them out */
    struct api_after *after;          /* what an earlier outcome makes of it (after.c), or NULL */
};

/* The caller's allocator, or the C library's. */
struct mem api_mem(const struct truce_memory *memory);
/* A zeroed object of `size` bytes, or NULL; and its end. */
void *api_make(const struct mem *mem, size_t size);
void api_drop(const struct mem *mem, void *object, size_t size);

/* Hand an inner error on: copies it where the caller wants it, and returns its code. */
enum truce_code api_error(struct truce_error *error, enum err_code code, const struct err *err);
/* A callback's error, for the inner side. */
enum err_code api_inner(struct err *err, enum truce_code code, const struct truce_error *error);

struct str api_str(struct truce_text text);
struct truce_text api_text(struct str str);
struct str api_base_name(struct str path);

/* Put a buffer's bytes, or the reason why it has none. */
enum truce_code api_put(const struct truce_sink *sink, const struct buf *buf,
                        struct truce_error *error);

/* changes.ndjson, and the lines behind findings.ndjson of what no longer stands; empty without an earlier outcome. */
struct str api_after_changes(const struct truce_outcome *outcome);
struct str api_after_withdrawn(const struct truce_outcome *outcome);

/* A line of rejected.ndjson. */
void api_put_reject(struct buf *buf, const struct fact_reject *reject);

/* The page of a code (docs/codes); empty where there is none. */
struct str api_code_page(const char *code);

/* Bytes of a file through the host, in `arena`. */
enum err_code api_host_read(const struct truce_host *host, const struct mem *mem,
                            enum truce_file file, struct str name, struct arena *arena,
                            struct str *bytes, struct err *err) MUST_USE;
/* The same for what a text names; the taxonomy is the library's own. */
enum err_code api_lang_read(const struct truce_host *host, const struct mem *mem,
                            enum lang_file kind, struct str name, struct arena *arena,
                            struct str *bytes, struct err *err) MUST_USE;

#endif
