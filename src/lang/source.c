/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/source.h"

#include "base/buf.h"

#include <md4c.h>

#define HEADING_SIZE_LIMIT 1000

size_t source_utf8_end(struct str text)
{
    size_t at = 0;
    while (at < text.size) {
        unsigned char c = (unsigned char)text.text[at];
        size_t size = c < 0x80                ? 1
                      : c >= 0xc2 && c < 0xe0 ? 2
                      : c >= 0xe0 && c < 0xf0 ? 3
                      : c >= 0xf0 && c < 0xf5 ? 4
                                              : 0;
        if (!size || size > text.size - at || !str_utf8_valid(str_slice(text, at, at + size)))
            return at;
        at += size;
    }
    return at;
}

static enum err_code find_lines(struct arena *arena, struct source *source, struct err *err)
{
    size_t count = 1;
    for (size_t i = 0; i < source->text.size; i++)
        count += source->text.text[i] == '\n';
    uint32_t *starts = ARENA_NEW(arena, uint32_t, count);
    if (!starts)
        return err_no_memory(err);
    size_t line = 1;
    for (size_t i = 0; i < source->text.size; i++)
        if (source->text.text[i] == '\n')
            starts[line++] = (uint32_t)i + 1;
    source->line_starts = starts;
    source->line_count = count;
    return ERR_OK;
}

static size_t line_of(const struct source *source, uint32_t at)
{
    size_t low = 0, high = source->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t source_line(const struct source *source, uint32_t at)
{
    return (uint32_t)line_of(source, at) + 1;
}

struct diag_span source_span(struct source *source, uint32_t from, uint32_t to)
{
    uint32_t line = source_line(source, from);
    if (line != source->last_line || from < source->last_at) {
        source->last_line = line;
        source->last_at = source->line_starts[line - 1];
        source->last_column = 1;
    }
    for (uint32_t i = source->last_at; i < from && i < source->text.size; i++)
        source->last_column += ((unsigned char)source->text.text[i] & 0xc0) != 0x80;
    source->last_at = from;
    return (struct diag_span){0, from, to, line, source->last_column};
}

struct str source_article(const struct source *source, uint32_t at)
{
    size_t low = 0, high = source->heading_count; /* the last heading at or before `at` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (source->headings[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? source->headings[low - 1].title : (struct str){0};
}

/* ---------------------------------------------------------------- Markdown */

/* md4c tells no offsets, but it hands out pointers into the text itself; what it makes up
 * (line ends, indentation, entities) points elsewhere and is no code of ours. */
struct reader {
    struct arena *arena;
    struct source *source;
    struct err *err;
    enum err_code code;
    bool in_truce, in_heading;
    struct buf title;
    uint32_t heading_at;
    bool heading_found;
    bool in_code;    /* of any language */
    bool in_prose;   /* the last stretch of prose goes on */
    size_t above[7]; /* index + 1 of the heading of each level that the text stands under */
};

static bool offset_of(const struct reader *reader, const char *text, uint32_t *at)
{
    uintptr_t base = (uintptr_t)reader->source->text.text, p = (uintptr_t)text;
    if (p < base || p >= base + reader->source->text.size)
        return false;
    *at = (uint32_t)(p - base);
    return true;
}

static int fails(struct reader *reader, enum err_code code)
{
    reader->code = code;
    return 1;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct reader *reader = ctx;
    reader->in_prose = false;
    if (type == MD_BLOCK_CODE) {
        reader->in_code = true;
        const MD_BLOCK_CODE_DETAIL *code = detail;
        struct str lang = {code->lang.text, code->lang.size};
        reader->in_truce = code->fence_char && str_eq(lang, STR("truce"));
    }
    if (type == MD_BLOCK_H) {
        reader->in_heading = true;
        reader->heading_found = false;
        buf_clear(&reader->title);
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct reader *reader = ctx;
    struct source *source = reader->source;
    reader->in_prose = false;
    if (type == MD_BLOCK_CODE)
        reader->in_truce = reader->in_code = false;
    if (type != MD_BLOCK_H)
        return 0;
    reader->in_heading = false;
    if (reader->title.failed)
        return fails(reader, err_no_memory(reader->err));
    struct str title = str_trim(buf_str(&reader->title));
    if (!reader->heading_found || !title.size)
        return 0;
    enum err_code code =
        arena_grow(reader->arena, &source->headings, source->heading_count,
                   &source->heading_capacity, sizeof *source->headings, reader->err);
    struct str kept = {0};
    if (!code)
        code = arena_str(reader->arena, title, &kept, reader->err);
    if (code)
        return fails(reader, code);
    size_t line = line_of(source, reader->heading_at);
    unsigned level = ((const MD_BLOCK_H_DETAIL *)detail)->level;
    source->headings[source->heading_count++] = (struct source_heading){
        .title = kept, .at = source->line_starts[line], .line = (uint32_t)line + 1, .level = level};
    for (size_t i = level; i < COUNT_OF(reader->above); i++)
        reader->above[i] = i == level ? source->heading_count : 0;
    return 0;
}

static int nothing(MD_SPANTYPE type, void *detail, void *ctx)
{
    (void)type;
    (void)detail;
    (void)ctx;
    return 0;
}

/* The four entities that Markdown itself may need; any other stays as written. */
static struct str entity(struct str written)
{
    static const struct {
        struct str written, meant;
    } known[] = {{STR_INIT("&amp;"), STR_INIT("&")},
                 {STR_INIT("&lt;"), STR_INIT("<")},
                 {STR_INIT("&gt;"), STR_INIT(">")},
                 {STR_INIT("&quot;"), STR_INIT("\"")}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_eq(written, known[i].written))
            return known[i].meant;
    return written;
}

static int prose(struct reader *reader, uint32_t from, uint32_t to)
{
    struct source *source = reader->source;
    if (reader->in_prose) {
        source->prose[source->prose_count - 1].to = to;
        return 0;
    }
    enum err_code code = arena_grow(reader->arena, &source->prose, source->prose_count,
                                    &source->prose_capacity, sizeof *source->prose, reader->err);
    if (code)
        return fails(reader, code);
    source->prose[source->prose_count++] =
        (struct source_prose){from, to, (uint32_t)source->heading_count};
    reader->in_prose = true;
    return 0;
}

/* An empty block, or one of remarks alone, says nothing. */
static void note_code(struct reader *reader, struct str code)
{
    struct str line = str_trim(code);
    if (!line.size || str_starts(line, STR("--")))
        return;
    for (size_t level = 0; level < COUNT_OF(reader->above); level++)
        if (reader->above[level])
            reader->source->headings[reader->above[level] - 1].has_code = true;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *chars, MD_SIZE size, void *ctx)
{
    struct reader *reader = ctx;
    struct source *source = reader->source;
    uint32_t at = 0;
    bool is_ours = offset_of(reader, chars, &at);
    if (reader->in_heading) {
        if (is_ours && !reader->heading_found) {
            reader->heading_found = true;
            reader->heading_at = at;
        }
        if (type == MD_TEXT_SOFTBR || type == MD_TEXT_BR)
            buf_putc(&reader->title, ' ');
        else if (type == MD_TEXT_ENTITY)
            buf_put(&reader->title, entity((struct str){chars, size}));
        else if (reader->title.size + size <=
                 HEADING_SIZE_LIMIT) /* the rest of a longer one is cut */
            buf_put(&reader->title, (struct str){chars, size});
    }
    if (!reader->in_code && !reader->in_heading && is_ours && size)
        return prose(reader, at, at + size);
    if (!reader->in_truce || !is_ours || !size)
        return 0;
    note_code(reader, (struct str){chars, size});
    struct source_piece *last =
        source->piece_count ? &source->pieces[source->piece_count - 1] : NULL;
    if (last && last->to == at) {
        last->to = at + size;
        return 0;
    }
    enum err_code code = arena_grow(reader->arena, &source->pieces, source->piece_count,
                                    &source->piece_capacity, sizeof *source->pieces, reader->err);
    if (code)
        return fails(reader, code);
    source->pieces[source->piece_count++] = (struct source_piece){at, at + size};
    return 0;
}

static enum err_code read_markdown(struct arena *arena, struct source *source, struct err *err)
{
    struct reader reader = {.arena = arena, .source = source, .err = err};
    static const MD_PARSER parser = {.flags = MD_FLAG_NOHTML | MD_FLAG_TABLES,
                                     .enter_block = enter_block,
                                     .leave_block = leave_block,
                                     .enter_span = nothing,
                                     .leave_span = nothing,
                                     .text = text};
    buf_init(&reader.title, arena->mem, HEADING_SIZE_LIMIT + 16);
    struct str body = str_from(source->text, source->from);
    int result = md_parse(body.text, (MD_SIZE)body.size, &parser, &reader);
    buf_free(&reader.title);
    if (reader.code)
        return reader.code;
    return result ? err_no_memory(err) : ERR_OK;
}

enum err_code source_read(struct arena *arena, struct str name, struct str whole,
                          struct source *source, struct err *err)
{
    *source = (struct source){.text = whole, .is_markdown = !str_ends(name, STR(".truce"))};
    if (str_starts(whole, STR("\xef\xbb\xbf"))) /* a byte-order mark */
        source->from = 3;
    TRY(find_lines(arena, source, err));
    if (source->is_markdown)
        return whole.size ? read_markdown(arena, source, err) : ERR_OK;
    for (size_t i = 0; i < source->line_count; i++) {
        uint32_t from = i ? source->line_starts[i] : source->from;
        uint32_t to =
            i + 1 < source->line_count ? source->line_starts[i + 1] - 1 : (uint32_t)whole.size;
        if (from == to)
            continue;
        TRY(arena_grow(arena, &source->pieces, source->piece_count, &source->piece_capacity,
                       sizeof *source->pieces, err));
        source->pieces[source->piece_count++] = (struct source_piece){from, to};
    }
    return ERR_OK;
}
