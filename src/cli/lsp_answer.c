/* SPDX-License-Identifier: Apache-2.0
 *
 * What is said about a document: its findings, and answers about a position in it. */
#include "cli/lsp.h"

#include "cli/cli.h"

#include <string.h>

static struct str str_of(struct truce_text text)
{
    return (struct str){text.bytes, text.size};
}

static void put_document_range(const struct lsp *lsp, const struct lsp_document *document,
                               size_t from, size_t to, struct buf *buf)
{
    lsp_put_range(lsp, &document->lines, truce_document_text(document->document), from, to, buf);
}

/* ------------------------------------------------------------------ places in other files */

/* `"uri": …, "range": …` of a place in a file of the document's folder; false where it cannot be read. */
static bool put_location(struct lsp *lsp, struct lsp_document *document,
                         const struct truce_place *place, struct buf *buf)
{
    char path[FILES_PATH_LIMIT];
    const char *slash = strrchr(document->path, '/');
    struct lsp_lines lines = {0};
    struct lsp_document *open;
    struct truce_error error;
    struct buf text;
    int size;
    bool is_good = false;

    if (place->file.size == 0) {
        buf_puts(buf, "\"uri\": ");
        json_put_string(buf, (struct str){document->uri, document->uri_size});
        buf_puts(buf, ", \"range\": ");
        put_document_range(lsp, document, place->from, place->to, buf);
        return true;
    }
    if (!slash)
        return false;
    size = snprintf(path, sizeof(path), "%.*s/%.*s", (int)(slash - document->path), document->path,
                    (int)place->file.size, place->file.bytes);
    if (size < 0 || (size_t)size >= sizeof(path))
        return false;
    open = lsp_find_path(lsp, path);
    buf_init(&text, &mem_libc, FILES_READ_LIMIT);
    if (open)
        is_good = lsp_document_lines(open);
    else if (!files_read(path, &text, &error))
        is_good = lsp_find_lines(&lines, (struct truce_text){text.bytes, text.size});
    if (is_good) {
        buf_puts(buf, "\"uri\": ");
        lsp_put_uri(buf, path);
        buf_puts(buf, ", \"range\": ");
        if (open)
            put_document_range(lsp, open, place->from, place->to, buf);
        else
            lsp_put_range(lsp, &lines, (struct truce_text){text.bytes, text.size}, place->from,
                          place->to, buf);
    }
    lsp_lines_free(&lines);
    buf_free(&text);
    return is_good;
}

/* ------------------------------------------------------------------ findings */

/* The text, what was expected there, and what to write. */
static void put_message(struct buf *buf, const struct truce_finding_of_text *finding)
{
    struct buf text;

    buf_init(&text, &mem_libc, (size_t)64 << 10);
    buf_put(&text, str_of(finding->text));
    if (finding->label.size > 0) {
        buf_puts(&text, "\n");
        buf_put(&text, str_of(finding->label));
    }
    if (finding->help.size > 0) {
        buf_puts(&text, "\nhelp: ");
        buf_put(&text, str_of(finding->help));
    }
    json_put_string(buf, buf_str(&text));
    buf_free(&text);
}

static void put_finding(struct lsp *lsp, struct lsp_document *document,
                        const struct truce_finding_of_text *finding)
{
    static const int severities[] = {1, 1, 2, 3}; /* a hole keeps a text from being signed */
    struct buf *buf = &lsp->out;
    size_t before;

    buf_puts(buf, "{\"range\": ");
    put_document_range(lsp, document, finding->at.from, finding->at.to, buf);
    buf_printf(buf, ", \"severity\": %d, \"code\": \"%s\", \"source\": \"truce\", \"message\": ",
               severities[finding->level], finding->code);
    put_message(buf, finding);
    before = buf->size;
    if (finding->has_other) {
        buf_puts(buf, ", \"relatedInformation\": [{\"location\": {");
        if (put_location(lsp, document, &finding->other, buf)) {
            buf_puts(buf, "}, \"message\": ");
            json_put_string(buf, finding->other_label.size > 0 ? str_of(finding->other_label)
                                                               : STR("see here"));
            buf_puts(buf, "}]");
        } else if (!buf->failed) {
            buf->size = before;
        }
    }
    buf_puts(buf, "}");
}

static void begin_publish(struct lsp *lsp, const struct lsp_document *document)
{
    buf_clear(&lsp->out);
    buf_puts(&lsp->out, "{\"jsonrpc\": \"2.0\", \"method\": \"textDocument/publishDiagnostics\", "
                        "\"params\": {\"uri\": ");
    json_put_string(&lsp->out, (struct str){document->uri, document->uri_size});
}

void lsp_publish(struct lsp *lsp, struct lsp_document *document)
{
    const size_t count = truce_document_findings(document->document);

    if (!lsp_document_lines(document))
        return;
    begin_publish(lsp, document);
    buf_puts(&lsp->out, ", \"version\": ");
    buf_printf(&lsp->out, "%lld", (long long)document->version);
    buf_puts(&lsp->out, ", \"diagnostics\": [");
    for (size_t i = 0; i < count; i++) {
        const struct truce_finding_of_text finding = truce_document_finding(document->document, i);

        buf_puts(&lsp->out, i > 0 ? ", " : "");
        put_finding(lsp, document, &finding);
    }
    buf_puts(&lsp->out, "]}}");
    lsp_send(lsp);
}

void lsp_publish_nothing(struct lsp *lsp, const struct lsp_document *document)
{
    begin_publish(lsp, document);
    buf_puts(&lsp->out, ", \"diagnostics\": []}}");
    lsp_send(lsp);
}

/* ------------------------------------------------------------------ answers */

static enum truce_code put_text(void *ctx, const char *bytes, size_t size,
                                struct truce_error *error)
{
    struct buf *buf = (struct buf *)ctx;

    buf_put(buf, (struct str){bytes, size});
    return buf->failed ? cli_error(error, TRUCE_NO_MEMORY, "the answer is too long") : TRUCE_OK;
}

void lsp_hover(struct lsp *lsp, const struct json *id, struct lsp_document *document, size_t at)
{
    struct truce_error error;
    struct buf text;
    const struct truce_sink sink = {put_text, &text};
    size_t from = at, to = at;
    bool has = false;

    buf_init(&text, &mem_libc, (size_t)1 << 20);
    if (truce_document_explain(document->document, at, &sink, &has, &from, &to, &error) ||
        !lsp_document_lines(document)) {
        lsp_fail(lsp, id, LSP_FAILED, error.text);
    } else {
        lsp_begin(lsp, id);
        if (has) {
            buf_puts(&lsp->out, "{\"contents\": {\"kind\": \"plaintext\", \"value\": ");
            json_put_string(&lsp->out, buf_str(&text));
            buf_puts(&lsp->out, "}, \"range\": ");
            put_document_range(lsp, document, from, to, &lsp->out);
            buf_puts(&lsp->out, "}}");
        } else {
            buf_puts(&lsp->out, "null}");
        }
        lsp_send(lsp);
    }
    buf_free(&text);
}

void lsp_definition(struct lsp *lsp, const struct json *id, struct lsp_document *document,
                    size_t at)
{
    struct truce_place place;
    size_t before;

    lsp_begin(lsp, id);
    before = lsp->out.size;
    buf_puts(&lsp->out, "{");
    if (truce_document_declaration(document->document, at, &place) &&
        lsp_document_lines(document) && put_location(lsp, document, &place, &lsp->out)) {
        buf_puts(&lsp->out, "}}");
    } else if (!lsp->out.failed) {
        lsp->out.size = before;
        buf_puts(&lsp->out, "null}");
    }
    lsp_send(lsp);
}

struct completing {
    struct buf *buf;
    bool is_first;
};

static void put_completion(void *ctx, const struct truce_completion *completion)
{
    /* Kinds of the protocol: a party is a value, a place a file, a class a class … */
    static const int kinds[] = {12, 17, 7, 20, 22, 23, 9, 3, 9, 8, 14};
    struct completing *completing = (struct completing *)ctx;
    struct buf *buf = completing->buf;

    buf_puts(buf, completing->is_first ? "{\"label\": " : ", {\"label\": ");
    completing->is_first = false;
    json_put_string(buf, str_of(completion->text));
    buf_printf(buf, ", \"kind\": %d", kinds[completion->symbol]);
    if (completion->detail.size > 0) {
        buf_puts(buf, ", \"detail\": ");
        json_put_string(buf, str_of(completion->detail));
    }
    buf_puts(buf, "}");
}

void lsp_completion(struct lsp *lsp, const struct json *id, struct lsp_document *document,
                    size_t at)
{
    struct completing completing = {&lsp->out, true};
    struct truce_error error;

    lsp_begin(lsp, id);
    buf_puts(&lsp->out, "{\"isIncomplete\": false, \"items\": [");
    if (truce_document_complete(document->document, at, put_completion, &completing, &error)) {
        lsp_fail(lsp, id, LSP_FAILED, error.text);
        return;
    }
    buf_puts(&lsp->out, "]}}");
    lsp_send(lsp);
}

static enum truce_code put_nowhere(void *ctx, const char *bytes, size_t size,
                                   struct truce_error *error)
{
    (void)ctx;
    (void)bytes;
    (void)size;
    (void)error;
    return TRUCE_OK;
}

void lsp_formatting(struct lsp *lsp, const struct json *id, struct lsp_document *document)
{
    const struct truce_text text = truce_document_text(document->document);
    struct truce_error error;
    struct buf formatted;
    const struct truce_sink to = {put_text, &formatted}, nowhere = {put_nowhere, NULL};
    size_t errors = 0;
    enum truce_code code;

    buf_init(&formatted, &mem_libc, 8 * FILES_READ_LIMIT);
    code = truce_format(NULL, truce_text_of(lsp_name(document)), text, false, &to, &nowhere,
                        &errors, &error);
    if (code || !lsp_document_lines(document)) {
        lsp_fail(lsp, id, LSP_FAILED, error.text);
    } else if (errors > 0) {
        lsp_fail(lsp, id, LSP_FAILED, "the text has errors of form, and is left as it is");
    } else {
        lsp_begin(lsp, id);
        buf_puts(&lsp->out, "[");
        if (!str_eq(str_of(text), buf_str(&formatted))) {
            buf_puts(&lsp->out, "{\"range\": ");
            put_document_range(lsp, document, 0, text.size, &lsp->out);
            buf_puts(&lsp->out, ", \"newText\": ");
            json_put_string(&lsp->out, buf_str(&formatted));
            buf_puts(&lsp->out, "}");
        }
        buf_puts(&lsp->out, "]}");
        lsp_send(lsp);
    }
    buf_free(&formatted);
}

/* ------------------------------------------------------------------ the outline */

static void put_symbol(struct lsp *lsp, const struct lsp_document *document,
                       const struct truce_outline *outline, size_t to)
{
    static const int kinds[] = {19, 3, 5, 10, 18, 24, 2, 12, 23, 8, 15};
    struct buf *buf = &lsp->out;

    buf_puts(buf, "{\"name\": ");
    json_put_string(buf, outline->name.size > 0 ? str_of(outline->name) : STR("?"));
    if (outline->detail.size > 0) {
        buf_puts(buf, ", \"detail\": ");
        json_put_string(buf, str_of(outline->detail));
    }
    buf_printf(buf, ", \"kind\": %d, \"range\": ", kinds[outline->symbol]);
    put_document_range(lsp, document, outline->from, to, buf);
    buf_puts(buf, ", \"selectionRange\": ");
    put_document_range(lsp, document, outline->name_from, outline->name_to, buf);
}

/* A phase holds the clauses under it: its range runs to the end of the last. */
static size_t end_of_phase(const struct lsp_document *document, size_t phase, size_t count)
{
    size_t to = truce_document_outline(document->document, phase).to;

    for (size_t i = phase + 1; i < count; i++) {
        const struct truce_outline inner = truce_document_outline(document->document, i);

        if (inner.symbol == TRUCE_SYMBOL_PHASE)
            break;
        if (inner.inside == phase + 1)
            to = inner.to;
    }
    return to;
}

static void put_children(struct lsp *lsp, const struct lsp_document *document, size_t phase,
                         size_t count)
{
    bool is_first = true;

    buf_puts(&lsp->out, ", \"children\": [");
    for (size_t i = phase + 1; i < count; i++) {
        const struct truce_outline inner = truce_document_outline(document->document, i);

        if (inner.symbol == TRUCE_SYMBOL_PHASE)
            break;
        if (inner.inside != phase + 1)
            continue;
        buf_puts(&lsp->out, is_first ? "" : ", ");
        is_first = false;
        put_symbol(lsp, document, &inner, inner.to);
        buf_puts(&lsp->out, "}");
    }
    buf_puts(&lsp->out, "]");
}

void lsp_symbols(struct lsp *lsp, const struct json *id, struct lsp_document *document)
{
    const size_t count = truce_document_outline_count(document->document);
    bool is_first = true;

    if (!lsp_document_lines(document)) {
        lsp_fail(lsp, id, LSP_FAILED, "there is no memory for it");
        return;
    }
    lsp_begin(lsp, id);
    buf_puts(&lsp->out, "[");
    for (size_t i = 0; i < count; i++) {
        const struct truce_outline outline = truce_document_outline(document->document, i);

        if (outline.inside > 0)
            continue;
        buf_puts(&lsp->out, is_first ? "" : ", ");
        is_first = false;
        if (outline.symbol == TRUCE_SYMBOL_PHASE) {
            put_symbol(lsp, document, &outline, end_of_phase(document, i, count));
            put_children(lsp, document, i, count);
        } else {
            put_symbol(lsp, document, &outline, outline.to);
        }
        buf_puts(&lsp->out, "}");
    }
    buf_puts(&lsp->out, "]}");
    lsp_send(lsp);
}
