/* SPDX-License-Identifier: Apache-2.0
 *
 * The treaty's own text: Markdown as markup that is HTML and well-formed XML at once. Raw markup in the text is text;
 * pictures are their words; links lead to the web, to mail or within the page, and any other is its words. Under
 * each block of code stands what it says in plain words, and the code itself folded. */
#include "report/treaty_int.h"

#include <md4c.h>
#include <string.h>

#define CODE_LIMIT ((size_t)16 << 20)

struct reader {
    struct treaty *treaty;
    struct buf *buf;
    struct buf code; /* of the block that is being read */
    bool in_code, is_truce;
    uint32_t first_at, last_at; /* where it stands in the text */
    bool has_at;
    unsigned quiet;  /* inside a picture */
    unsigned unsafe; /* inside links that lead nowhere we let them */
    size_t headings;
};

static struct str text_of(const MD_CHAR *chars, MD_SIZE size)
{
    return (struct str){chars, size};
}

/* ------------------------------------------------------------------ code */

static uint32_t line_of(struct str text, uint32_t at, uint32_t *from, uint32_t *line)
{
    for (; *from < at && *from < text.size; ++*from)
        *line += text.text[*from] == '\n';
    return *line;
}

/* Is there something in the clause to verify? What is only assessed or timed has no verdict. */
static bool has_verdict(const struct plan *plan, const struct plan_clause *clause)
{
    for (size_t i = 0; i < clause->statement_count; i++) {
        enum plan_form form = plan->statements[clause->first_statement + i].form;
        if (form != PLAN_ASSESS && form != PLAN_SYNCHRONOUS)
            return true;
    }
    return false;
}

static void put_clause(struct treaty *treaty, size_t index)
{
    const struct plan *plan = treaty->page.plan;
    const struct plan_clause *clause = &plan->clauses[index];
    struct buf *buf = treaty->page.buf;

    buf_printf(buf, "<li id=\"c-%zu\"><b>clause ", index);
    html_text(&treaty->page, clause->label);
    buf_puts(buf, "</b> ");
    html_text(&treaty->page, clause->title);
    if (has_verdict(plan, clause)) {
        buf_puts(buf, " <small>verified by ");
        treaty_verifier(treaty, clause);
        buf_puts(buf, "</small>");
    }
    buf_puts(buf, "<ul>\n");
    for (size_t i = 0; i < clause->statement_count; i++) {
        const struct plan_statement *statement = &plan->statements[clause->first_statement + i];
        buf_printf(buf, "<li%s>", statement->judged == PLAN_OPEN ? " class=\"open\"" : "");
        treaty_words(treaty, plan_put_rule, clause->first_statement + (uint32_t)i);
        if (statement->judged == PLAN_OPEN)
            buf_puts(buf, " <small class=\"state c-alleged\">open</small>");
        buf_puts(buf, "</li>\n");
    }
    buf_puts(buf, "</ul></li>\n");
}

/* Clauses that stand on lines [from, to] of the text. */
static void put_clauses(struct treaty *treaty, uint32_t from, uint32_t to)
{
    const struct plan *plan = treaty->page.plan;
    bool any = false;

    for (size_t i = 0; i < plan->clause_count; i++) {
        if (plan->clauses[i].source || plan->clauses[i].line < from || plan->clauses[i].line > to)
            continue;
        buf_puts(treaty->page.buf, any ? "" : "<ul class=\"says\">\n");
        any = true;
        put_clause(treaty, i);
    }
    buf_puts(treaty->page.buf, any ? "</ul>\n" : "");
}

static void put_code(struct reader *reader)
{
    struct buf *buf = reader->buf;

    if (reader->is_truce && reader->has_at) {
        struct str text = reader->treaty->text;
        uint32_t at = reader->treaty->counted_at, line = reader->treaty->counted_line;
        uint32_t from = line_of(text, reader->first_at, &at, &line);
        uint32_t to = line_of(text, reader->last_at, &at, &line);
        reader->treaty->counted_at = at;
        reader->treaty->counted_line = line;
        put_clauses(reader->treaty, from, to);
        buf_printf(buf, "<details class=\"code\"><summary>Code, lines %u to %u</summary>",
                   (unsigned)from, (unsigned)to);
    }
    buf_puts(buf, "<pre dir=\"ltr\" tabindex=\"0\"><code>");
    struct str rest = buf_str(&reader->code);
    while (rest.size) {
        struct str line = str_cut(&rest, '\n');
        words_html(buf, line);
        buf_putc(buf, '\n');
    }
    buf_puts(buf, "</code></pre>");
    buf_puts(buf, reader->is_truce && reader->has_at ? "</details>\n" : "\n");
}

/* ------------------------------------------------------------------ blocks and spans */

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct reader *reader = ctx;
    struct buf *buf = reader->buf;

    switch (type) {
    case MD_BLOCK_QUOTE:
        buf_puts(buf, "<blockquote>\n");
        break;
    case MD_BLOCK_UL:
        buf_puts(buf, "<ul>\n");
        break;
    case MD_BLOCK_OL:
        buf_printf(buf, "<ol start=\"%u\">\n", ((const MD_BLOCK_OL_DETAIL *)detail)->start);
        break;
    case MD_BLOCK_LI:
        buf_puts(buf, "<li>");
        break;
    case MD_BLOCK_HR:
        buf_puts(buf, "<hr/>\n");
        break;
    case MD_BLOCK_H: { /* the page's own headings are h1 and h2 */
        unsigned level = ((const MD_BLOCK_H_DETAIL *)detail)->level;
        buf_printf(buf, "<h%u id=\"t-%zu\">",
                   level < 2   ? 3
                   : level < 5 ? level + 2
                               : 6,
                   reader->headings++);
        break;
    }
    case MD_BLOCK_CODE: {
        const MD_BLOCK_CODE_DETAIL *code = detail;
        reader->in_code = true;
        reader->is_truce =
            code->fence_char && str_eq(text_of(code->lang.text, code->lang.size), STR("truce"));
        reader->has_at = false;
        buf_clear(&reader->code);
        break;
    }
    case MD_BLOCK_P:
        buf_puts(buf, "<p>");
        break;
    case MD_BLOCK_TABLE:
        buf_puts(buf, "<div class=\"scroll\" tabindex=\"0\"><table>\n");
        break;
    case MD_BLOCK_THEAD:
        buf_puts(buf, "<thead>");
        break;
    case MD_BLOCK_TBODY:
        buf_puts(buf, "<tbody>");
        break;
    case MD_BLOCK_TR:
        buf_puts(buf, "<tr>");
        break;
    case MD_BLOCK_TH:
        buf_puts(buf, "<th>");
        break;
    case MD_BLOCK_TD:
        buf_puts(buf, "<td>");
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
        break;
    }
    return buf->failed;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    static const char *const ends[] = {[MD_BLOCK_QUOTE] = "</blockquote>\n",
                                       [MD_BLOCK_UL] = "</ul>\n",
                                       [MD_BLOCK_OL] = "</ol>\n",
                                       [MD_BLOCK_LI] = "</li>\n",
                                       [MD_BLOCK_P] = "</p>\n",
                                       [MD_BLOCK_TABLE] = "</table></div>\n",
                                       [MD_BLOCK_THEAD] = "</thead>\n",
                                       [MD_BLOCK_TBODY] = "</tbody>",
                                       [MD_BLOCK_TR] = "</tr>\n",
                                       [MD_BLOCK_TH] = "</th>",
                                       [MD_BLOCK_TD] = "</td>"};
    struct reader *reader = ctx;

    if (type == MD_BLOCK_H) {
        unsigned level = ((const MD_BLOCK_H_DETAIL *)detail)->level;
        buf_printf(reader->buf, "</h%u>\n", level < 2 ? 3 : level < 5 ? level + 2 : 6);
    } else if (type == MD_BLOCK_CODE) {
        put_code(reader);
        reader->in_code = false;
    } else if ((size_t)type < COUNT_OF(ends) && ends[type]) {
        buf_puts(reader->buf, ends[type]);
    }
    return reader->buf->failed;
}

static bool is_safe_link(struct str href)
{
    static const char *const starts[] = {"https://", "http://", "mailto:", "#"};

    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(href, str_z(starts[i])))
            return true;
    return false;
}

static int span(struct reader *reader, MD_SPANTYPE type, void *detail, bool is_end)
{
    struct buf *buf = reader->buf;
    const char *tag = NULL;

    if (type == MD_SPAN_IMG)
        reader->quiet += is_end ? -1U : 1U;
    switch (type) {
    case MD_SPAN_EM:
        tag = "em";
        break;
    case MD_SPAN_STRONG:
        tag = "strong";
        break;
    case MD_SPAN_CODE:
        tag = "code";
        break;
    case MD_SPAN_DEL:
        tag = "del";
        break;
    case MD_SPAN_A: {
        const MD_SPAN_A_DETAIL *link = detail;
        struct str href = text_of(link->href.text, link->href.size);
        if (!is_safe_link(href)) {
            break;
        }
        if (is_end) {
            buf_puts(buf, "</a>");
            break;
        }
        buf_puts(buf, "<a rel=\"noopener noreferrer\" href=\"");
        words_html(buf, href);
        buf_puts(buf, "\">");
        break;
    }
    case MD_SPAN_IMG:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
        break;
    }
    if (tag)
        buf_printf(buf, is_end ? "</%s>" : "<%s>", tag);
    return buf->failed;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    return span(ctx, type, detail, false);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    return span(ctx, type, detail, true);
}

static int text(MD_TEXTTYPE type, const MD_CHAR *chars, MD_SIZE size, void *ctx)
{
    struct reader *reader = ctx;
    struct str whole = reader->treaty->text;
    uintptr_t base = (uintptr_t)whole.text, at = (uintptr_t)chars;

    if (reader->in_code) {
        if (size && at >= base && at < base + whole.size) {
            reader->first_at = reader->has_at ? reader->first_at : (uint32_t)(at - base);
            reader->last_at = (uint32_t)(at - base);
            reader->has_at = true;
        }
        buf_put(&reader->code, text_of(chars, size));
        return reader->code.failed;
    }
    switch (type) {
    case MD_TEXT_BR:
        buf_puts(reader->buf, "<br/>\n");
        break;
    case MD_TEXT_SOFTBR:
        buf_putc(reader->buf, '\n');
        break;
    case MD_TEXT_NULLCHAR:
        buf_puts(reader->buf, "\xEF\xBF\xBD");
        break;
    case MD_TEXT_ENTITY:
        treaty_entity(reader->buf, text_of(chars, size));
        break;
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
    case MD_TEXT_HTML:
    case MD_TEXT_LATEXMATH:
        words_html(reader->buf, text_of(chars, size));
        break;
    }
    return reader->buf->failed;
}

/* The five entities of XML and the no-break space; any other as it is written. */
void treaty_entity(struct buf *buf, struct str written)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};

    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (str_eq(written, str_z(known[i]))) {
            buf_put(buf, written);
            return;
        }
    }
    if (str_eq(written, STR("&nbsp;")))
        buf_puts(buf, "\xC2\xA0");
    else
        words_html(buf, written);
}

enum err_code treaty_text(struct treaty *treaty, struct err *err)
{
    static const MD_PARSER parser = {.flags = MD_FLAG_NOHTML | MD_FLAG_TABLES,
                                     .enter_block = enter_block,
                                     .leave_block = leave_block,
                                     .enter_span = enter_span,
                                     .leave_span = leave_span,
                                     .text = text};
    struct reader reader = {.treaty = treaty, .buf = treaty->page.buf};
    struct str body = treaty->text;
    int result = 0;

    html_open(&treaty->page, "text", "The text");
    treaty->counted_line = 1;
    buf_init(&reader.code, treaty->page.arena->mem, CODE_LIMIT);
    buf_puts(treaty->page.buf, "<div class=\"treaty\">\n");
    if (str_starts(body, STR("\xef\xbb\xbf")))
        body = str_from(body, 3);
    if (treaty->is_markdown) {
        result = md_parse(body.text, (MD_SIZE)body.size, &parser, &reader);
    } else {
        put_clauses(treaty, 0, UINT32_MAX);
        buf_put(&reader.code, body);
        put_code(&reader);
    }
    buf_puts(treaty->page.buf, "</div>\n");
    result |= reader.code.failed;
    buf_free(&reader.code);
    html_close(&treaty->page);
    return result ? err_no_memory(err) : ERR_OK;
}
