/* SPDX-License-Identifier: Apache-2.0
 *
 * The lexer: each line of code by itself, longest token first. */
#include "lang/token.h"

#include "base/map.h"

#include <string.h>

static const char *const words[] = {NULL,
#define X(name, text) text,
                                    LANG_WORDS(X) LANG_SIGNS(X)
#undef X
};

const char *word_text(enum word_id word)
{
    return words[word];
}

static const struct unit units[] = {
    [UNIT_NONE] = {"", 1, SORT_COUNT, PLAN_ELAPSED},
    [UNIT_MM] = {"mm", 1, SORT_LENGTH, PLAN_ELAPSED},
    [UNIT_M] = {"m", 1000, SORT_LENGTH, PLAN_ELAPSED},
    [UNIT_KM] = {"km", 1000000, SORT_LENGTH, PLAN_ELAPSED},
    [UNIT_FT] = {"ft", 304.8, SORT_LENGTH, PLAN_ELAPSED},
    [UNIT_NMI] = {"nmi", 1852000, SORT_LENGTH, PLAN_ELAPSED},
    [UNIT_S] = {"s", 1, SORT_DURATION, PLAN_ELAPSED},
    [UNIT_MIN] = {"min", 60, SORT_DURATION, PLAN_ELAPSED},
    [UNIT_H] = {"h", 3600, SORT_DURATION, PLAN_ELAPSED},
    [UNIT_D] = {"d", 1, SORT_DURATION, PLAN_DAYS},
    [UNIT_W] = {"w", 7, SORT_DURATION, PLAN_DAYS},
    [UNIT_MO] = {"mo", 1, SORT_DURATION, PLAN_MONTHS},
    [UNIT_Y] = {"y", 1, SORT_DURATION, PLAN_YEARS},
    [UNIT_KG] = {"kg", 1, SORT_MASS, PLAN_ELAPSED},
    [UNIT_T] = {"t", 1000, SORT_MASS, PLAN_ELAPSED},
    [UNIT_SHARE] = {"%", 1, SORT_SHARE, PLAN_ELAPSED},
    [UNIT_NORTH] = {"N", 1, SORT_LATITUDE, PLAN_ELAPSED},
    [UNIT_EAST] = {"E", 1, SORT_LONGITUDE, PLAN_ELAPSED},
    [UNIT_SOUTH] = {"S", -1, SORT_LATITUDE, PLAN_ELAPSED},
    [UNIT_WEST] = {"W", -1, SORT_LONGITUDE, PLAN_ELAPSED},
};

const struct unit *unit_of(enum unit_id id)
{
    return &units[id];
}

struct lexer {
    struct work *work;
    struct str text; /* the whole source */
    uint32_t base;   /* offset of its first byte among all texts */
    struct map words;
    uint32_t at, end; /* of this piece */
    bool is_first;
    bool told; /* one complaint about strange characters in a row */
};

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_word(int c)
{
    return is_letter(c) || is_digit(c);
}

/* The byte `ahead` of here, 0 beyond the end. */
static int peek(const struct lexer *lexer, uint32_t ahead)
{
    return lexer->at + ahead < lexer->end
               ? (unsigned char)lexer->text.text[lexer->at + ahead - lexer->base]
               : 0;
}

/* `size` bytes `ahead` of here. */
static struct str slice(const struct lexer *lexer, uint32_t ahead, uint32_t size)
{
    size_t from = (size_t)lexer->at + ahead - lexer->base;
    return str_slice(lexer->text, from, from + size);
}

static struct token *add(struct lexer *lexer, enum token_kind kind, uint32_t size)
{
    struct token token = {.kind = (uint8_t)kind,
                          .is_first_on_line = lexer->is_first,
                          .from = lexer->at,
                          .to = lexer->at + size};
    struct work *work = lexer->work;
    lexer->at += size;
    lexer->is_first = false;
    if (!work_room(work, &work->tokens, work->token_count, &work->token_capacity, sizeof token))
        return NULL;
    work->tokens[work->token_count++] = token;
    return &work->tokens[work->token_count - 1];
}

static bool digits(const struct lexer *lexer, uint32_t at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!is_digit(peek(lexer, at + i)))
            return false;
    return true;
}

/* 18:00 at `at`; its size or 0. */
static uint32_t clock_size(const struct lexer *lexer, uint32_t at)
{
    if (digits(lexer, at, 2) && peek(lexer, at + 2) == ':' && digits(lexer, at + 3, 2) &&
        !is_digit(peek(lexer, at + 5)))
        return 5;
    return 0;
}

static bool clock_ok(const struct lexer *lexer, uint32_t at)
{
    int hour = (peek(lexer, at) - '0') * 10 + peek(lexer, at + 1) - '0';
    int minute = (peek(lexer, at + 3) - '0') * 10 + peek(lexer, at + 4) - '0';
    return hour < 24 && minute < 60;
}

static bool date_or_time(struct lexer *lexer)
{
    if (digits(lexer, 0, 4) && peek(lexer, 4) == '-' && digits(lexer, 5, 2) &&
        peek(lexer, 7) == '-' && digits(lexer, 8, 2) && !is_word(peek(lexer, 10))) {
        uint32_t size = 10;
        enum token_kind kind = TOKEN_DATE;
        bool ok = true;
        if (peek(lexer, 10) == ' ' && clock_size(lexer, 11)) {
            ok = clock_ok(lexer, 11);
            size = 16;
            kind = TOKEN_MOMENT;
        }
        struct time_text date;
        ok = ok && time_parse(slice(lexer, 0, 10), &date);
        if (!ok) {
            work_diag(lexer->work, LANG_T0107, lexer->at, lexer->at + size, "there is no %s %.*s",
                      kind == TOKEN_DATE ? "day" : "moment", STR_ARG(slice(lexer, 0, size)))
                ->label = STR("expected year-month-day, as in 2026-02-01");
        }
        add(lexer, kind, size);
        return true;
    }
    if (clock_size(lexer, 0)) {
        if (!clock_ok(lexer, 0))
            work_diag(lexer->work, LANG_T0107, lexer->at, lexer->at + 5,
                      "there is no time of day %.*s", STR_ARG(slice(lexer, 0, 5)))
                ->label = STR("expected 00:00 to 23:59");
        add(lexer, TOKEN_TIME, 5);
        return true;
    }
    return false;
}

/* Size of `.12` or `(d)` at `at`, else 0. */
static uint32_t label_part(const struct lexer *lexer, uint32_t at)
{
    int open = peek(lexer, at);
    uint32_t size = 1;
    if (open != '.' && open != '(')
        return 0;
    while (is_word(peek(lexer, at + size)))
        size++;
    if (size == 1)
        return 0;
    if (open == '(' && peek(lexer, at + size) != ')')
        return 0;
    return open == '(' ? size + 1 : size;
}

static uint32_t label_tail(const struct lexer *lexer, uint32_t at)
{
    uint32_t size = 0, part;
    while ((part = label_part(lexer, at + size)) != 0)
        size += part;
    return size;
}

static enum unit_id unit_at(const struct lexer *lexer, uint32_t at, uint32_t *size)
{
    *size = 0;
    if (peek(lexer, at) == '%') {
        *size = 1;
        return UNIT_SHARE;
    }
    while (is_word(peek(lexer, at + *size)))
        ++*size;
    struct str word = slice(lexer, at, *size);
    for (int i = UNIT_MM; i <= UNIT_WEST; i++)
        if (i != UNIT_SHARE && str_eq(word, str_z(units[i].text)))
            return (enum unit_id)i;
    return UNIT_NONE;
}

static void number(struct lexer *lexer)
{
    if (date_or_time(lexer))
        return;
    uint32_t whole = 0;
    while (is_digit(peek(lexer, whole)))
        whole++;
    uint32_t size = whole;
    if (peek(lexer, size) == '.' && is_digit(peek(lexer, size + 1))) {
        size++;
        while (is_digit(peek(lexer, size)))
            size++;
    }
    double value = 0;
    str_to_double(slice(lexer, 0, size), &value);
    if (label_tail(lexer, size)) { /* 13(d), 2.1.10 */
        add(lexer, TOKEN_LABEL, size + label_tail(lexer, size));
        return;
    }
    uint32_t gap = 0, unit_size;
    while (peek(lexer, size + gap) == ' ' || peek(lexer, size + gap) == '\t')
        gap++;
    enum unit_id unit = unit_at(lexer, size + gap, &unit_size);
    struct token *token;
    if (unit != UNIT_NONE) {
        token = add(lexer, TOKEN_QUANTITY, size + gap + unit_size);
    } else if (is_word(peek(lexer, size))) { /* 1a */
        while (is_word(peek(lexer, size)))
            size++;
        token = add(lexer, TOKEN_LABEL, size + label_tail(lexer, size));
    } else {
        token = add(lexer, size > whole ? TOKEN_DECIMAL : TOKEN_INT, size);
    }
    if (token) {
        token->unit = (uint8_t)unit;
        token->number = value;
    }
}

static void name(struct lexer *lexer)
{
    uint32_t size = 0;
    while (is_word(peek(lexer, size)))
        size++;
    uint32_t word = map_get(&lexer->words, slice(lexer, 0, size));
    if (word != MAP_NONE) {
        struct token *token = add(lexer, TOKEN_WORD, size);
        if (token)
            token->word = (uint8_t)word;
        return;
    }
    if (peek(lexer, size) == '/' && is_letter(peek(lexer, size + 1))) {
        while (is_word(peek(lexer, size)) ||
               (peek(lexer, size) && strchr("/+-", peek(lexer, size))))
            size++;
        add(lexer, TOKEN_ZONE, size);
        return;
    }
    uint32_t tail = label_tail(lexer, size);
    add(lexer, tail ? TOKEN_LABEL : TOKEN_NAME, size + tail);
}

/* Characters that reorder or hide text: bidirectional controls, zero width, other controls. */
static uint32_t hidden_size(const struct lexer *lexer)
{
    int c = peek(lexer, 0), d = peek(lexer, 1), e = peek(lexer, 2);
    if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f)
        return 1;
    if (c == 0xc2 && d >= 0x80 && d < 0xa0) /* C1 controls */
        return 2;
    if (c == 0xe2 && d == 0x80 && ((e >= 0x8b && e <= 0x8f) || (e >= 0xa8 && e <= 0xae)))
        return 3;
    if (c == 0xe2 && d == 0x81 && e >= 0xa0 && e <= 0xaf)
        return 3;
    if (c == 0xef && d == 0xbb && e == 0xbf)
        return 3;
    return 0;
}

static bool hidden(struct lexer *lexer)
{
    uint32_t size = hidden_size(lexer);
    if (!size)
        return false;
    work_diag(
        lexer->work, LANG_T0104, lexer->at, lexer->at + size,
        "a hidden character stands here; it could make the text read differently from what it says")
        ->help = STR("delete it");
    lexer->at += size;
    return true;
}

static void string(struct lexer *lexer)
{
    uint32_t from = lexer->at, size;
    for (lexer->at++; lexer->at < lexer->end && peek(lexer, 0) != '"' && peek(lexer, 0) != '\n';)
        if (!hidden(lexer))
            lexer->at++;
    bool is_closed = peek(lexer, 0) == '"';
    size = lexer->at - from;
    if (!is_closed) {
        work_diag(lexer->work, LANG_T0102, from, from + 1,
                  "a text opened here is not closed on this line")
            ->label = STR("expected `\"` at the end of the text");
        lexer->at = from;
        add(lexer, TOKEN_BAD, size);
        return;
    }
    lexer->at = from;
    add(lexer, TOKEN_STRING, size + 1);
}

static void strange(struct lexer *lexer)
{
    uint32_t size = 1;
    while ((peek(lexer, size) & 0xc0) == 0x80)
        size++;
    struct str s = slice(lexer, 0, size);
    if (!lexer->told) {
        struct diag *diag = work_diag(lexer->work, LANG_T0103, lexer->at, lexer->at + size,
                                      "`%.*s` means nothing here", STR_ARG(s));
        if (size > 1)
            diag->label =
                STR("names are made of a to z, A to Z, 0 to 9 and _; other letters go into quotes");
        if (str_eq(s, STR("\xe2\x80\x9c")) || str_eq(s, STR("\xe2\x80\x9d")) || str_eq(s, STR("'")))
            diag->help = STR("put texts between straight double quotes: \"…\"");
        if (str_eq(s, STR("\xe2\x80\x93")) || str_eq(s, STR("\xe2\x80\x94")))
            diag->help = STR("write `-`, or `to` between two numbers");
    }
    lexer->told = true;
    add(lexer, TOKEN_BAD, size);
}

static struct token *sign(struct lexer *lexer)
{
    static const struct {
        char sign;
        enum word_id word;
    } signs[] = {{'=', W_EQUALS},       {':', W_COLON},         {'|', W_BAR},
                 {',', W_COMMA},        {'(', W_PAREN_OPEN},    {')', W_PAREN_CLOSE},
                 {'[', W_BRACKET_OPEN}, {']', W_BRACKET_CLOSE}, {'+', W_PLUS},
                 {'-', W_MINUS}};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (peek(lexer, 0) != signs[i].sign)
            continue;
        struct token *token = add(lexer, TOKEN_WORD, 1);
        if (token)
            token->word = (uint8_t)signs[i].word;
        return token;
    }
    return NULL;
}

/* Over blanks, line ends, remarks and hidden characters; true when there was something. */
static bool blank(struct lexer *lexer)
{
    int c = peek(lexer, 0);
    if (c == '\n')
        lexer->is_first = true;
    if (c == '\n' || c == ' ' || c == '\t' || c == '\r') {
        lexer->at++;
        return true;
    }
    if (c == '-' && peek(lexer, 1) == '-') {
        while (lexer->at < lexer->end && peek(lexer, 0) != '\n')
            if (!hidden(lexer))
                lexer->at++;
        return true;
    }
    return hidden(lexer);
}

static void piece(struct lexer *lexer)
{
    while (lexer->at < lexer->end && !lexer->work->failed) {
        if (blank(lexer))
            continue;
        if (lexer->work->token_count >= TOKEN_LIMIT) {
            work_diag(lexer->work, LANG_T0417, lexer->at, lexer->at + 1,
                      "the text has more than %d words; it is read up to here", TOKEN_LIMIT);
            return;
        }
        int c = peek(lexer, 0);
        bool is_known = true;
        if (is_digit(c))
            number(lexer);
        else if (is_letter(c))
            name(lexer);
        else if (c == '"')
            string(lexer);
        else
            is_known = sign(lexer) != NULL;
        if (is_known)
            lexer->told = false;
        else if (!lexer->work->failed)
            strange(lexer);
    }
}

void lexer_run(struct work *work)
{
    struct work_source *last = work->texts.count ? &work->texts.items[work->texts.count - 1] : NULL;
    const struct source *source = last ? &last->source : &work->source;
    struct lexer lexer = {.work = work, .text = source->text, .base = last ? last->base : 0};
    map_init(&lexer.words, work->arena);
    if (last)
        last->first = (uint32_t)work->token_count;
    for (uint32_t i = 1; i < COUNT_OF(words) && !work->failed; i++) {
        enum err_code code = map_set(&lexer.words, str_z(words[i]), i, work->err);
        if (code)
            work_fail(work, code);
    }
    uint32_t end = lexer.base;
    for (size_t i = 0; i < source->piece_count && !work->failed; i++) {
        size_t before = work->token_count;
        lexer.at = lexer.base + source->pieces[i].from;
        lexer.end = lexer.base + source->pieces[i].to;
        lexer.is_first = true;
        piece(&lexer);
        if (work->token_count > before)
            end = work->tokens[work->token_count - 1].to;
    }
    /* The end stands behind the last token, where something may be missing. */
    lexer.at = end;
    lexer.end = end;
    add(&lexer, TOKEN_END, 0);
}
