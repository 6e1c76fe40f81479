/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks, lines and what is written. A block is a stretch of lines of code with nothing but empty lines between them; what
 * stands outside of blocks is copied. */
#include "lang/edit/format.h"

#include "lang/edit/format_int.h"
#include "lang/form.h"

/* ---------------------------------------------------------------- blocks */

/* Lines of the text [first, end), the pieces of code on them, and the bytes that are written anew. */
struct block {
    size_t first_piece, end_piece;
    uint32_t from, to;
    bool is_kept; /* left as it is */
    bool ends_crlf;
    bool is_last; /* of the text: no closing line behind it */
};

static struct str text_of(const struct format *f)
{
    return f->work->source.text;
}

static size_t line_of(const struct format *f, uint32_t at)
{
    return source_line(&f->work->source, at) - 1;
}

static uint32_t line_start(const struct format *f, size_t line)
{
    const struct source *source = &f->work->source;
    if (line >= source->line_count)
        return (uint32_t)source->text.size;
    return line ? source->line_starts[line] : source->from;
}

static bool is_blank(struct str s)
{
    return str_trim(s).size == 0;
}

static struct str line_text(const struct format *f, size_t line)
{
    return str_slice(text_of(f), line_start(f, line), line_start(f, line + 1));
}

/* Only blanks around the piece of each line, and one piece on it. */
static bool is_plain(const struct format *f, const struct block *b)
{
    const struct source_piece *pieces = f->work->source.pieces;
    for (size_t i = b->first_piece; i < b->end_piece; i++) {
        size_t line = line_of(f, pieces[i].from);
        if (i > b->first_piece && line == line_of(f, pieces[i - 1].from))
            return false;
        if (!is_blank(str_slice(text_of(f), line_start(f, line), pieces[i].from)) ||
            !is_blank(str_slice(text_of(f), pieces[i].to, line_start(f, line + 1))))
            return false;
    }
    return true;
}

static bool ends_crlf(struct str line)
{
    return str_ends(line, STR("\r\n"));
}

/* The block that begins with piece `piece`. */
static struct block find_block(const struct format *f, size_t piece)
{
    const struct source *source = &f->work->source;
    struct block b = {.first_piece = piece, .end_piece = piece + 1};
    size_t first = line_of(f, source->pieces[piece].from), last = first;
    for (; b.end_piece < source->piece_count; b.end_piece++) {
        size_t line = line_of(f, source->pieces[b.end_piece].from);
        while (last + 1 < line && is_blank(line_text(f, last + 1)))
            last++;
        if (last + 1 < line)
            break;
        last = line;
    }
    last = line_of(f, source->pieces[b.end_piece - 1].from);
    while (first > 0 && is_blank(line_text(f, first - 1)))
        first--;
    while (last + 1 < source->line_count && is_blank(line_text(f, last + 1)))
        last++;
    b.from = line_start(f, first);
    b.to = line_start(f, last + 1);
    b.is_last = b.to == source->text.size;
    b.ends_crlf = ends_crlf(line_text(f, source->is_markdown && first ? first - 1 : 0));
    b.is_kept = !is_plain(f, &b);
    if (source->is_markdown) {
        struct str fence = first ? line_text(f, first - 1) : (struct str){0};
        b.is_kept = b.is_kept || (!str_starts(fence, STR("```")) && !str_starts(fence, STR("~~~")));
    }
    return b;
}

/* ---------------------------------------------------------------- lines */

static struct str remark_in(const struct format *f, uint32_t from, uint32_t to)
{
    struct str rest = str_trim(str_slice(text_of(f), from, to));
    return str_starts(rest, STR("--")) ? rest : (struct str){0};
}

static uint32_t column_of(const struct format *f, const char *at)
{
    uint32_t offset = (uint32_t)(at - text_of(f).text);
    uint32_t from = line_start(f, line_of(f, offset));
    return format_width(str_slice(text_of(f), from, offset));
}

/* Columns of tokens [first, end), all on one line of the text. */
static void measure(struct format *f, size_t first, size_t end)
{
    const struct token *tokens = f->work->tokens;
    uint32_t column = 0;
    for (size_t i = first; i < end; i++) {
        if (i > first)
            column += format_width(str_slice(text_of(f), tokens[i - 1].to, tokens[i].from));
        f->tokens[i].was = column;
        f->tokens[i].width = format_width(str_slice(text_of(f), tokens[i].from, tokens[i].to));
        column += f->tokens[i].width;
    }
}

static uint32_t width_of(const struct format *f, size_t first, size_t end)
{
    uint32_t width = 0;
    for (size_t i = first; i < end; i++)
        width += f->tokens[i].width + (i > first ? format_gap(f, i) : 0);
    return width;
}

static unsigned indent_of(const struct format *f, size_t first, unsigned *more)
{
    const struct format_token *token = &f->tokens[first];
    if (token->start) {
        *more = 0;
        return token->start - 1u;
    }
    unsigned indent = (first ? f->tokens[first - 1].rest : 4u) + *more;
    if (token->is_duty)
        *more = 2;
    return indent;
}

/* Where a line that is too long is broken: before the `require` of a `when`, else before the last tail that fits, else
 * before the first one. */
static size_t break_of(const struct format *f, size_t first, size_t end, unsigned indent)
{
    size_t found = end;
    if (indent + width_of(f, first, end) <= FORMAT_WIDTH)
        return end;
    for (size_t i = first + 1; i < end; i++)
        if (f->tokens[i].is_duty)
            return i;
    for (size_t i = first + 1; i < end; i++)
        if (f->tokens[i].is_tail &&
            (found == end || indent + width_of(f, first, i) <= FORMAT_WIDTH))
            found = i;
    return found;
}

static void add_lines(struct format *f, size_t first, size_t end, bool blank_before, unsigned *more)
{
    bool was_line = true;
    while (first < end) {
        size_t last = first + 1;
        while (last < end && !f->tokens[last].start)
            last++;
        struct format_line line = {.first = first,
                                   .was_line = was_line,
                                   .begins = f->tokens[first].start != 0,
                                   .blank_before = blank_before && was_line};
        line.indent = indent_of(f, first, more);
        line.end = break_of(f, first, last, line.indent);
        PUSH(f->work, &f->lines, line);
        first = line.end;
        was_line = false;
    }
}

static void find_lines(struct format *f, const struct block *b, size_t *token, unsigned *more)
{
    const struct source *source = &f->work->source;
    size_t last_line = 0;
    bool is_first = true, has_gap = false;
    f->lines.count = 0;
    for (size_t i = b->first_piece; i < b->end_piece && !f->work->failed; i++) {
        struct source_piece piece = source->pieces[i];
        size_t first = *token, line = line_of(f, piece.from);
        while (f->work->tokens[*token].kind != TOKEN_END && f->work->tokens[*token].from < piece.to)
            ++*token;
        uint32_t end = *token > first ? f->work->tokens[*token - 1].to : piece.from;
        struct str remark = remark_in(f, end, piece.to);
        has_gap = has_gap || (!is_first && line > last_line + 1);
        if (*token == first && !remark.size) { /* an empty line of a bare file */
            has_gap = has_gap || !is_first;
            last_line = line;
            continue;
        }
        measure(f, first, *token);
        if (*token > first) {
            add_lines(f, first, *token, has_gap, more);
        } else {
            struct format_line alone = {
                .first = first, .end = first, .was_line = true, .blank_before = has_gap};
            PUSH(f->work, &f->lines, alone);
        }
        if (remark.size && f->lines.count) {
            f->lines.items[f->lines.count - 1].remark = remark;
            f->lines.items[f->lines.count - 1].remark_was = column_of(f, remark.text);
        }
        has_gap = is_first = false;
        last_line = line;
    }
}

/* A remark alone on its line stands as far in as the code above or below, whichever it was nearer to. */
static void place_remarks(struct format *f)
{
    struct format_line *lines = f->lines.items;
    size_t count = f->lines.count;
    unsigned above = 0;
    bool has_above = false;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].end > lines[i].first) {
            above = lines[i].indent;
            has_above = true;
            continue;
        }
        size_t next = i;
        while (next < count && lines[next].end == lines[next].first)
            next++;
        unsigned below = next < count ? lines[next].indent : above;
        unsigned was = lines[i].remark_was;
        unsigned to_above = above > was ? above - was : was - above;
        unsigned to_below = below > was ? below - was : was - below;
        lines[i].indent = has_above && to_above < to_below ? above : below;
    }
}

/* ---------------------------------------------------------------- writing */

static void spaces(struct buf *buf, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        buf_putc(buf, ' ');
}

static void put_line(const struct format *f, struct buf *buf, const struct format_line *line)
{
    const struct token *tokens = f->work->tokens;
    uint32_t column = line->indent;
    spaces(buf, line->indent);
    for (size_t i = line->first; i < line->end; i++) {
        spaces(buf, line->indent + f->tokens[i].at - column);
        buf_put(buf, str_slice(text_of(f), tokens[i].from, tokens[i].to));
        column = line->indent + f->tokens[i].at + f->tokens[i].width;
    }
    if (!line->remark.size)
        return;
    if (line->end > line->first)
        spaces(buf, line->remark_at - column);
    buf_put(buf, line->remark);
}

static void put_block(struct format *f, struct buf *buf, const struct block *b)
{
    const char *line_end = b->ends_crlf ? "\r\n" : "\n";
    bool is_bare = !f->work->source.is_markdown;
    for (size_t i = 0; i < f->lines.count; i++) {
        const struct format_line *line = &f->lines.items[i];
        if (line->blank_before)
            buf_puts(buf, line_end);
        put_line(f, buf, line);
        if (i + 1 < f->lines.count || !b->is_last || is_bare || str_ends(text_of(f), STR("\n")))
            buf_puts(buf, line_end);
    }
}

static void put_text(struct format *f, struct buf *buf)
{
    const struct source *source = &f->work->source;
    uint32_t at = 0;
    size_t token = 0;
    unsigned more = 0;
    for (size_t piece = 0; piece < source->piece_count && !f->work->failed;) {
        struct block b = find_block(f, piece);
        find_lines(f, &b, &token, &more);
        piece = b.end_piece;
        if (b.is_kept || f->work->failed)
            continue;
        place_remarks(f);
        format_align(f);
        buf_put(buf, str_slice(source->text, at, b.from));
        put_block(f, buf, &b);
        at = b.to;
    }
    buf_put(buf, str_from(source->text, at));
}

/* The same words in the same order: whatever else happens, a text is never changed in meaning. */
static bool is_same(const struct work *a, const struct work *b)
{
    if (a->token_count != b->token_count)
        return false;
    for (size_t i = 0; i + 1 < a->token_count; i++) {
        const struct token *s = &a->tokens[i], *t = &b->tokens[i];
        if (s->kind != t->kind || !str_eq(str_slice(a->source.text, s->from, s->to),
                                          str_slice(b->source.text, t->from, t->to)))
            return false;
    }
    return true;
}

static enum err_code check_same(struct arena *arena, struct str name, const struct work *before,
                                struct str formatted, struct err *err)
{
    struct arena_mark mark = arena_mark(arena);
    struct diags diags;
    struct work work;
    bool is_good = false;
    enum err_code code = form_lex(arena, name, formatted, &diags, &work, err);
    is_good = code || is_same(before, &work);
    arena_release(arena, mark);
    if (!code && !is_good)
        return err_set(err, ERR_INTERNAL, "formatting would have changed the words of the text");
    return code;
}

enum err_code lang_format(struct arena *arena, struct str name, struct str text,
                          struct diags *diags, struct str *formatted, struct err *err)
{
    struct work work;
    struct ast *ast = ARENA_NEW(arena, struct ast, 1);
    *formatted = (struct str){0};
    if (!ast)
        return err_no_memory(err);
    TRY(form_read(arena, name, text, diags, &work, ast, err));
    if (diags->errors)
        return ERR_OK;
    struct format f = {.work = &work, .ast = ast};
    f.tokens = ARENA_NEW(arena, struct format_token, work.token_count);
    if (!f.tokens)
        return err_no_memory(err);
    format_mark(&f);
    struct buf buf;
    buf_init(&buf, arena->mem, 4 * text.size + 4096);
    if (!work.failed)
        put_text(&f, &buf);
    enum err_code code = work.failed ? work.code : buf_check(&buf, err);
    if (!code)
        code = arena_str(arena, buf_str(&buf), formatted, err);
    if (!code)
        code = check_same(arena, name, &work, *formatted, err);
    buf_free(&buf);
    return code;
}
