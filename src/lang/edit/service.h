/* SPDX-License-Identifier: Apache-2.0
 *
 * A text that is being written, for an editor. It is edited in place; after each edit the *form* is known again: only the
 * items around the edit are read anew, unless the edit could have changed where code begins and ends. The *tree* of the whole
 * text is made when it is asked for. The *check* is the compiler's whole answer to some earlier text; where its findings
 * stand moves with the edits, and those that an edit touches are dropped.
 *
 * Positions are bytes of the text. After ERR_NO_MEMORY a service can only be closed. */
#ifndef LANG_EDIT_SERVICE_H
#define LANG_EDIT_SERVICE_H

#include "lang/form.h"

struct service_finding {
    struct diag diag; /* span and other moved along */
    bool is_gone;     /* an edit went over it */
};

/* The compiler's answer to one text. Lives in its own memory, which may be another thread's while it is made. */
struct service_check {
    struct mem mem;
    struct arena arena;
    uint64_t version; /* of the text */
    struct str name, text;
    bool is_plan;
    struct diags diags;
    struct work work;
    struct ast ast;
    const struct plan *plan;       /* or NULL */
    const struct plan_kind *kinds; /* of the taxonomy and the text */
    size_t kind_count;
    bool is_done;
    struct service_finding *findings;
    struct err err;
};

/* Code between two lines of a fence, or a bare file: [from, to). */
struct service_block {
    uint32_t from, to;
};

struct service {
    struct mem mem;
    struct str name;
    struct arena own; /* the name */
    struct buf text;
    uint64_t version;

    struct arena form_arena;
    struct service_finding *form;
    size_t form_count, form_capacity;
    size_t form_errors; /* of them not gone */
    struct service_block *blocks;
    size_t block_count, block_capacity;
    uint32_t *starts; /* where items begin, first on their line */
    size_t start_count, start_capacity;
    bool is_simple; /* every fence stands at the start of its line */
    bool is_full;   /* the last edit was read as a whole */
    bool is_plan;   /* a monitoring plan: checked only together with an agreement */

    struct arena tree_arena;
    uint64_t tree_version; /* 0: none */
    struct diags tree_diags;
    struct work work;
    struct ast ast;
    struct err tree_err;

    struct service_check *check;   /* owned; the last one, or NULL */
    struct service_check *meaning; /* owned; the last one with a plan (perhaps `check`), or NULL */
};

enum err_code service_open(const struct mem *mem, struct str name, struct service **service,
                           struct err *err) MUST_USE;
void service_close(struct service *service);

/* Replace bytes [from, to). ERR_INPUT for a stretch outside of the text, or too long a text; ERR_NO_MEMORY. */
enum err_code service_edit(struct service *service, size_t from, size_t to, struct str by,
                           struct err *err) MUST_USE;
struct str service_text(const struct service *service);
/* T01 and T02: what service->form holds, and the check tells again. */
bool service_is_form(const char *code);

/* service->work and service->ast are of the text as it is. */
enum err_code service_tree(struct service *service, struct err *err) MUST_USE;

/* A check of a copy of the text; service_check_run in any thread. */
enum err_code service_check_open(const struct mem *mem, const struct service *service,
                                 struct service_check **check, struct err *err) MUST_USE;
enum err_code service_check_run(struct service_check *check, const struct lang_host *host,
                                struct err *err) MUST_USE;
void service_check_close(struct service_check *check);
/* Take its result over where it is done and of the text as it is; else close it. */
bool service_check_take(struct service *service, struct service_check *check);

/* What stands at a byte: a token index of service->work, or SIZE_MAX (blanks, prose). Needs the tree. */
size_t service_token_at(const struct service *service, size_t at);

/* Something declared: by this text, or by one that it builds on (as checked last). */
enum service_sort {
    SERVICE_ACTOR,
    SERVICE_PLACE,
    SERVICE_CLASS,
    SERVICE_KIND,
    SERVICE_TABLE,
    SERVICE_DATE,
    SERVICE_PHASE,
    SERVICE_CLAUSE,
    SERVICE_TRACK,
    SERVICE_SOURCE
};
struct service_symbol {
    enum service_sort sort;
    struct str name, detail; /* label or title; may be empty */
    struct str file;         /* empty: this text */
    size_t from, to;         /* the declaration */
    size_t name_from, name_to;
    size_t index; /* among those of its sort in the tree it is from */
};
/* All of this text, in order of position; `each` returns false to stop. Needs the tree. */
void service_symbols(const struct service *service,
                     bool (*each)(void *ctx, const struct service_symbol *symbol), void *ctx);
/* Those of the texts it builds on. */
void service_base_symbols(const struct service *service,
                          bool (*each)(void *ctx, const struct service_symbol *symbol), void *ctx);
/* What the token refers to. */
bool service_symbol_at(const struct service *service, size_t token, struct service_symbol *symbol);

/* In plain words, what stands at a byte; false: nothing to say. [*from, *to) is what it is about. Needs the tree. */
bool service_explain(struct service *service, size_t at, struct buf *buf, size_t *from, size_t *to);

/* What may follow at a byte: words of the language (sort -1) and names. Needs the tree. */
struct service_proposal {
    int sort; /* enum service_sort, or -1 */
    struct str text, detail;
};
enum err_code service_complete(struct service *service, size_t at,
                               void (*each)(void *ctx, const struct service_proposal *proposal),
                               void *ctx, struct err *err) MUST_USE;

#endif
