/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks of the treaty's own words: articles that no code says, words that each side can read its own way where the code
 * under the article fixes no value, and terms set apart in quotes that nothing defines. */
#include "lang/check/whole.h"
#include "lang/token.h"

#define TERM_SIZE_LIMIT 60
#define TERM_WORDS_LIMIT 5
#define BRACKETS_READ 32 /* of one article, for each term */

/* What would fix such a word: a duration or time; a distance; any number, or people who judge. */
enum vague { VAGUE_TIME, VAGUE_PLACE, VAGUE_ANY };

static const struct {
    struct str words;
    enum vague sort;
} vague_words[] = {
    {STR_INIT("immediately"), VAGUE_TIME},
    {STR_INIT("without delay"), VAGUE_TIME},
    {STR_INIT("as soon as possible"), VAGUE_TIME},
    {STR_INIT("promptly"), VAGUE_TIME},
    {STR_INIT("at once"), VAGUE_TIME},
    {STR_INIT("in due course"), VAGUE_TIME},
    {STR_INIT("forthwith"), VAGUE_TIME},
    {STR_INIT("without undue delay"), VAGUE_TIME},
    {STR_INIT("in the vicinity"), VAGUE_PLACE},
    {STR_INIT("in and around"), VAGUE_PLACE},
    {STR_INIT("appropriate"), VAGUE_ANY},
    {STR_INIT("necessary measures"), VAGUE_ANY},
    {STR_INIT("reasonable"), VAGUE_ANY},
    {STR_INIT("significant"), VAGUE_ANY},
    {STR_INIT("and other similar"), VAGUE_ANY},
    {STR_INIT("as needed"), VAGUE_ANY},
    {STR_INIT("as necessary"), VAGUE_ANY},
};

/* The code between a heading and the next one. */
struct article {
    bool has_code, has_time, has_length, has_number, has_hole, has_judge;
    bool has_open_time;   /* a bracket where a time belongs, in words of its own */
    uint32_t in_brackets; /* of vague_words: said in a bracket of the code, which tells of it */
};

/* The words of a bracket of the code. */
struct bracket {
    size_t heading; /* of the article, as in prose */
    struct str words;
};

struct words {
    struct whole *w;
    const struct source *source;
    struct article *articles; /* [0]: before the first heading */
    bool *has_prose, *is_told;
    struct map known;              /* terms that the code declares or quotes, in small letters */
    LIST(struct bracket) brackets; /* in order */
};

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ((unsigned char)c & 0x80) != 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Do the words stand at `at`, whole, in any case, over line ends? The end, or 0. */
static size_t words_at(struct str text, size_t at, struct str words)
{
    if (at && is_letter(text.text[at - 1]))
        return 0;
    for (size_t i = 0; i < words.size; i++) {
        if (words.text[i] == ' ') {
            if (at >= text.size || !is_space(text.text[at]))
                return 0;
            while (at < text.size && is_space(text.text[at]))
                at++;
        } else if (at >= text.size || small(text.text[at]) != words.text[i]) {
            return 0;
        } else {
            at++;
        }
    }
    return at < text.size && is_letter(text.text[at]) ? 0 : at;
}

struct str check_open_words(struct str words)
{
    for (size_t i = 0; i < COUNT_OF(vague_words); i++)
        for (size_t at = 0; at < words.size; at++) {
            if (!words_at(words, at, vague_words[i].words))
                continue;
            if (vague_words[i].sort == VAGUE_TIME)
                return STR("these words are no time: to be settled as a moment, or as a duration "
                           "from one");
            if (vague_words[i].sort == VAGUE_PLACE)
                return STR("these words are no distance: to be settled before the agreement enters "
                           "into force");
        }
    return STR("to be settled before the agreement enters into force");
}

/* ---------------------------------------------------------------- what the code says */

/* Does the bracket before this text stand where a time belongs: `by`, `at`, `as of`, `within … of`? */
static bool is_of_time(const struct work *work, size_t string)
{
    if (string < 3)
        return false;
    const struct token *before = &work->tokens[string - 3], *first = before - (string > 3);
    if (before->kind != TOKEN_WORD)
        return false;
    if (before->word == W_OF)
        return first->kind == TOKEN_WORD && first->word == W_AS;
    if (before->word == W_WITHIN) /* of a place otherwise: `= within`, `(within` */
        return first->kind != TOKEN_WORD ||
               (first->word != W_EQUALS && first->word != W_PAREN_OPEN);
    return before->word == W_BY || before->word == W_AT;
}

static bool is_vague_text(struct str text)
{
    for (size_t at = 0; at < text.size; at++)
        for (size_t i = 0; i < COUNT_OF(vague_words); i++)
            if (words_at(text, at, vague_words[i].words))
                return true;
    return false;
}

static void note_token(struct article *article, const struct token *token, struct str text,
                       bool is_open)
{
    article->has_code = true;
    switch (token->kind) {
    case TOKEN_STRING:
        for (size_t i = 0; i < COUNT_OF(vague_words) && is_open; i++)
            for (size_t at = 0; at < text.size; at++)
                if (words_at(text, at, vague_words[i].words))
                    article->in_brackets |= UINT32_C(1) << i;
        break;
    case TOKEN_QUANTITY: {
        enum unit_sort sort = unit_of((enum unit_id)token->unit)->sort;
        article->has_time = article->has_time || sort == SORT_DURATION;
        article->has_length = article->has_length || sort == SORT_LENGTH;
        article->has_number = true;
        break;
    }
    case TOKEN_TIME:
    case TOKEN_DATE:
    case TOKEN_MOMENT:
        article->has_time = article->has_number = true;
        break;
    case TOKEN_WORD:
        article->has_hole = article->has_hole || token->word == W_BRACKET_OPEN;
        article->has_judge = article->has_judge || token->word == W_ASSESS ||
                             token->word == W_CERTIFIED || token->word == W_DECIDED;
        article->has_time = article->has_time || token->word == W_DAY || token->word == W_WEEK ||
                            token->word == W_MONTH || token->word == W_END;
        break;
    default:
        break;
    }
}

/* A term in small letters and single spaces; false when it is no term: too long, or no words. */
static bool fold(struct str term, char *to, size_t *size)
{
    size_t words = 1;
    *size = 0;
    if (!term.size || term.size > TERM_SIZE_LIMIT || !is_letter(term.text[0]))
        return false;
    for (size_t i = 0; i < term.size; i++) {
        char c = small(term.text[i]);
        if (is_space(c)) {
            if (*size && to[*size - 1] == ' ')
                continue;
            words++;
            c = ' ';
        }
        to[(*size)++] = c;
    }
    while (*size && (to[*size - 1] == ' ' || to[*size - 1] == ',' || to[*size - 1] == '.'))
        (*size)--;
    return *size > 1 && words <= TERM_WORDS_LIMIT;
}

static void know(struct words *t, struct str term)
{
    struct work *work = t->w->b->work;
    char text[TERM_SIZE_LIMIT];
    size_t size;
    struct str kept = {0};
    if (work->failed || !fold(term, text, &size))
        return;
    enum err_code code = arena_str(work->arena, (struct str){text, size}, &kept, work->err);
    if (!code)
        code = map_set(&t->known, kept, 0, work->err);
    if (code)
        work_fail(work, code);
}

static void read_code(struct words *t)
{
    const struct work *work = t->w->b->work;
    size_t heading = 0;
    for (size_t i = 0; i < work->token_count && work->tokens[i].kind != TOKEN_END; i++) {
        const struct token *token = &work->tokens[i];
        while (heading < t->source->heading_count && t->source->headings[heading].at <= token->from)
            heading++;
        bool is_open = i > 0 && token[-1].kind == TOKEN_WORD && token[-1].word == W_OPEN;
        note_token(&t->articles[heading], token, token_str(work, token), is_open);
        if (is_open && token->kind == TOKEN_STRING) {
            struct bracket bracket = {heading, token_str(work, token)};
            PUSH(t->w->b->work, &t->brackets, bracket);
            if (is_of_time(work, i) && !is_vague_text(bracket.words))
                t->articles[heading].has_open_time = true;
        }
        if (token->kind == TOKEN_STRING || token->kind == TOKEN_NAME)
            know(t, token_str(work, token));
    }
    for (size_t i = 0; i < t->w->plan->kind_count && !work->failed; i++)
        know(t, t->w->plan->kinds[i].label);
    for (size_t i = 0; i < t->source->heading_count && !work->failed; i++)
        know(t, t->source->headings[i].title);
}

/* ---------------------------------------------------------------- prose */

static bool is_fixed(const struct article *a, enum vague sort)
{
    if (a->has_hole)
        return false;
    switch (sort) {
    case VAGUE_TIME:
        return a->has_time;
    case VAGUE_PLACE:
        return a->has_length;
    case VAGUE_ANY:
        return a->has_number || a->has_judge;
    }
    return true;
}

static void check_vague(struct words *t, const struct source_prose *prose)
{
    const struct article *article = &t->articles[prose->heading];
    struct str text = str_slice(t->source->text, prose->from, prose->to);
    if (!article->has_code || t->is_told[prose->heading])
        return;
    for (size_t at = 0; at < text.size; at++) {
        if (!is_letter(text.text[at]) || (at && is_letter(text.text[at - 1])))
            continue;
        for (size_t i = 0; i < COUNT_OF(vague_words); i++) {
            size_t end = words_at(text, at, vague_words[i].words);
            if (!end || is_fixed(article, vague_words[i].sort) ||
                (article->in_brackets >> i & 1) != 0 ||
                (vague_words[i].sort == VAGUE_TIME && article->has_open_time))
                continue;
            struct str said = vague_words[i].words;
            struct diag *diag = work_diag(
                t->w->b->work, LANG_N0905, prose->from + (uint32_t)at, prose->from + (uint32_t)end,
                "\"%.*s\" can be read in more than one way, and the code under this article fixes "
                "no value for it",
                STR_ARG(said));
            diag->label = vague_words[i].sort == VAGUE_TIME
                              ? STR("expected a time or a duration, here and in the code")
                          : vague_words[i].sort == VAGUE_PLACE
                              ? STR("expected a distance, here and in the code")
                              : STR("expected a number, a list, or who judges");
            whole_witness(t->w, diag, "%s",
                          vague_words[i].sort == VAGUE_TIME
                              ? "done a week later: one side calls it late, the other does not"
                          : vague_words[i].sort == VAGUE_PLACE
                              ? "one kilometre away: one side calls it near, the other does not"
                              : "one side says that this is meant, the other that it is not");
            t->is_told[prose->heading] = true;
            return;
        }
    }
}

/* The end of a stretch in quotes that begins at `at`, and where its inside lies; 0 for none. */
static size_t quoted(struct str text, size_t at, struct str *inside)
{
    static const struct {
        struct str open, close;
    } marks[] = {{STR_INIT("\""), STR_INIT("\"")},
                 {STR_INIT("\xe2\x80\x9c"), STR_INIT("\xe2\x80\x9d")},
                 {STR_INIT("\xc2\xab"), STR_INIT("\xc2\xbb")}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (!str_starts(str_from(text, at), marks[i].open))
            continue;
        size_t from = at + marks[i].open.size;
        for (size_t to = from; to < text.size && to - from <= TERM_SIZE_LIMIT; to++)
            if (str_starts(str_from(text, to), marks[i].close)) {
                *inside = str_slice(text, from, to);
                return to + marks[i].close.size;
            }
    }
    return 0;
}

static bool is_known(const struct words *t, struct str folded)
{
    if (map_get(&t->known, folded) != MAP_NONE)
        return true;
    if (folded.size > 1 && folded.text[folded.size - 1] == 's') /* the plural of one that is */
        return map_get(&t->known, str_slice(folded, 0, folded.size - 1)) != MAP_NONE;
    return false;
}

/* A bracket under the same heading says it: it is told there. */
static bool is_in_bracket(const struct words *t, size_t heading, struct str folded)
{
    size_t low = 0, high = t->brackets.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->brackets.items[middle].heading < heading)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low; i < t->brackets.count && i - low < BRACKETS_READ; i++)
        for (size_t at = 0;
             t->brackets.items[i].heading == heading && at < t->brackets.items[i].words.size; at++)
            if (words_at(t->brackets.items[i].words, at, folded))
                return true;
    return false;
}

/* Terms under an article with code; each is told once. */
static void check_terms(struct words *t, const struct source_prose *prose)
{
    struct str text = str_slice(t->source->text, prose->from, prose->to), inside = {0};
    if (!prose->heading || !t->articles[prose->heading].has_code)
        return;
    for (size_t at = 0, end; at < text.size && !t->w->b->work->failed; at = end ? end : at + 1) {
        char folded[TERM_SIZE_LIMIT];
        size_t size;
        end = quoted(text, at, &inside);
        if (!end || !fold(inside, folded, &size) || is_known(t, (struct str){folded, size}) ||
            is_in_bracket(t, prose->heading, (struct str){folded, size}))
            continue;
        know(t, inside);
        struct diag *diag = work_diag(
            t->w->b->work, LANG_N0907, prose->from + (uint32_t)at, prose->from + (uint32_t)end,
            "\"%.*s\" is set apart as a term, and nothing defines it", STR_ARG(inside));
        diag->label = STR("expected a class, act, thing or zone of that name, or its label");
        whole_witness(t->w, diag, "a case that one side counts as \"%.*s\" and the other does not",
                      STR_ARG(inside));
    }
}

/* ---------------------------------------------------------------- articles */

/* Headings that bind nobody. */
static bool is_apparatus(struct str title)
{
    static const struct str words[] = {
        STR_INIT("source"),     STR_INIT("sources"),     STR_INIT("note"),
        STR_INIT("notes"),      STR_INIT("about"),       STR_INIT("basis"),
        STR_INIT("preamble"),   STR_INIT("preambles"),   STR_INIT("references"),
        STR_INIT("reading"),    STR_INIT("attribution"), STR_INIT("remarks"),
        STR_INIT("annex"),      STR_INIT("contents"),    STR_INIT("introduction"),
        STR_INIT("summary"),    STR_INIT("how"),         STR_INIT("what"),
        STR_INIT("signatures"), STR_INIT("frame")};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (words_at(title, 0, words[i]))
            return true;
    return false;
}

static void check_articles(struct words *t)
{
    const struct source *source = t->source;
    for (size_t i = 0; i < source->heading_count && !t->w->b->work->failed; i++) {
        const struct source_heading *heading = &source->headings[i];
        if (heading->has_code || !t->has_prose[i + 1] || heading->level < 2 ||
            is_apparatus(heading->title))
            continue;
        uint32_t to = heading->line < source->line_count ? source->line_starts[heading->line]
                                                         : (uint32_t)source->text.size;
        struct str line = str_trim(str_slice(source->text, heading->at, to));
        work_diag(t->w->b->work, LANG_N0906, heading->at, heading->at + (uint32_t)line.size,
                  "no code says this article: people alone judge it")
            ->label = STR("if it binds, expected a block under it, if only `assess by` a body");
    }
}

void check_words(struct whole *w)
{
    struct work *work = w->b->work;
    struct words t = {.w = w, .source = &work->source};
    size_t count = t.source->heading_count + 1;
    t.articles = ARENA_NEW(work->arena, struct article, count);
    t.has_prose = ARENA_NEW(work->arena, bool, 2 * count);
    if (!t.source->is_markdown || !t.articles || !t.has_prose) {
        if (!t.articles || !t.has_prose)
            work_fail(work, err_no_memory(work->err));
        return;
    }
    t.is_told = t.has_prose + count;
    map_init(&t.known, work->arena);
    read_code(&t);
    for (size_t i = 0; i < t.source->prose_count && !work->failed; i++) {
        const struct source_prose *prose = &t.source->prose[i];
        t.has_prose[prose->heading] = true;
        check_vague(&t, prose);
        if (!work->failed)
            check_terms(&t, prose);
    }
    check_articles(&t);
}
