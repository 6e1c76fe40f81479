/* SPDX-License-Identifier: Apache-2.0
 *
 * Kinds from the taxonomy and from the text, and classes of them. */
#include "lang/build_int.h"

static bool ok(struct build *b, enum err_code code)
{
    if (code)
        work_fail(b->work, code);
    return !b->work->failed;
}

/* ---------------------------------------------------------------- the taxonomy: CSV of five columns */

/* Cut the next field off a line; quoted ones may hold commas and doubled quotes. */
static struct str field(struct build *b, struct str *line)
{
    if (!line->size || line->text[0] != '"')
        return str_cut(line, ',');
    char *text = ARENA_NEW(b->work->arena, char, line->size);
    if (!text) {
        work_fail(b->work, err_no_memory(b->work->err));
        return (struct str){0};
    }
    size_t size = 0, at = 1;
    while (at < line->size) {
        if (line->text[at] != '"')
            text[size++] = line->text[at++];
        else if (at + 1 < line->size && line->text[at + 1] == '"') {
            text[size++] = '"';
            at += 2;
        } else
            break;
    }
    *line = str_from(*line, at + 1);
    str_cut(line, ',');
    return (struct str){text, size};
}

static bool taxonomy_row(struct build *b, struct str line)
{
    struct plan_kind kind = {.parent = PLAN_NONE};
    kind.name = field(b, &line);
    struct str parent = field(b, &line), type = field(b, &line);
    field(b, &line);
    kind.label = str_trim(field(b, &line));
    if (b->work->failed)
        return true;
    if (str_eq(type, STR("act")))
        kind.type = PLAN_ACT;
    else if (str_eq(type, STR("thing")))
        kind.type = PLAN_THING;
    else if (str_eq(type, STR("tally")))
        kind.type = PLAN_TALLY;
    else
        return false;
    if (!kind.name.size || map_get(&b->kinds, kind.name) != MAP_NONE)
        return false;
    if (parent.size) {
        kind.parent = map_get(&b->kinds, parent);
        if (kind.parent == MAP_NONE || b->plan_kinds.items[kind.parent].type != kind.type)
            return false;
    }
    PUSH(b->work, &b->plan_kinds, kind);
    if (!b->work->failed)
        ok(b, map_set(&b->kinds, kind.name, (uint32_t)b->plan_kinds.count - 1, b->work->err));
    return true;
}

void build_taxonomy(struct build *b)
{
    struct work *w = b->work;
    struct str bytes = {0};
    struct err err = {0};
    enum err_code code =
        w->host->read(w->host->ctx, LANG_FILE_TAXONOMY, (struct str){0}, w->arena, &bytes, &err);
    if (code == ERR_NO_MEMORY) {
        ok(b, err_no_memory(w->err));
        return;
    }
    if (code) {
        work_diag(w, LANG_T0310, 0, 0, "the taxonomy of kinds cannot be read: %s", err.text);
        return;
    }
    str_cut(&bytes, '\n'); /* the header */
    for (unsigned line = 2; bytes.size && !w->failed; line++) {
        struct str row = str_trim(str_cut(&bytes, '\n'));
        if (row.size && !taxonomy_row(b, row)) {
            work_diag(w, LANG_T0310, 0, 0, "the taxonomy of kinds is wrong in line %u", line);
            return;
        }
    }
}

/* ---------------------------------------------------------------- kinds of the text */

static const char *type_text(enum plan_kind_type type)
{
    switch (type) {
    case PLAN_ACT:
        return "an act";
    case PLAN_THING:
        return "a thing";
    case PLAN_TALLY:
        return "a tally";
    }
    return "";
}

static void declare_kind(struct build *b, const struct ast_kind *k)
{
    uint32_t before = map_get(&b->kinds, k->name.text);
    if (before != MAP_NONE && before < b->plan_kinds.count) {
        struct plan_kind *kind = &b->plan_kinds.items[before];
        const struct symbol *symbol = build_symbol(b, k->name.text);
        if (symbol && symbol->name.token != k->name.token)
            return; /* declared twice, reported */
        if (kind->type != k->type) {
            build_word_diag(b, LANG_T0302, k->name,
                            "`%.*s` is %s of the taxonomy and declared as %s",
                            STR_ARG(k->name.text), type_text(kind->type), type_text(k->type))
                ->label = STR("expected another name");
            return;
        }
        build_word_diag(b, LANG_N0902, k->name,
                        "the taxonomy already has `%.*s`; its place in the tree is kept",
                        STR_ARG(k->name.text));
        kind->label = k->label.text;
        return;
    }
    struct plan_kind kind = {
        .name = k->name.text, .label = k->label.text, .parent = PLAN_NONE, .type = k->type};
    PUSH(b->work, &b->plan_kinds, kind);
    if (!b->work->failed)
        ok(b, map_set(&b->kinds, kind.name, (uint32_t)b->plan_kinds.count - 1, b->work->err));
}

/* ---------------------------------------------------------------- attributes and tests */

static const struct attribute {
    const char *name, *units;
    enum unit_sort sort;
    bool is_text, is_mm;
} attributes[] = {
    {"calibre", "mm", SORT_LENGTH, false, true},
    {"range", "m, km or nmi", SORT_LENGTH, false, false},
    {"altitude", "m or ft", SORT_LENGTH, false, false},
    {"distance", "m, km or nmi", SORT_LENGTH, false, false},
    {"quantity", "a bare number", SORT_COUNT, false, false},
    {"mass", "kg or t", SORT_MASS, false, false},
    {"duration", "s, min or h", SORT_DURATION, false, false},
    {"model", "", SORT_COUNT, true, false},
    {"role", "", SORT_COUNT, true, false},
    {"status", "", SORT_COUNT, true, false},
    {"goods", "", SORT_COUNT, true, false},
    {"unit", "", SORT_COUNT, true, false},
    {"vessel", "", SORT_COUNT, true, false},
    {"site", "", SORT_COUNT, true, false},
    {"route", "", SORT_COUNT, true, false},
    {"target", "", SORT_COUNT, true, false},
    {"direction", "", SORT_COUNT, true, false},
    {"sensor", "", SORT_COUNT, true, false},
    {"source", "", SORT_COUNT, true, false},
};

static const struct attribute *attribute(struct build *b, struct ast_word name)
{
    if (!name.is_set)
        return NULL;
    const char *near = NULL;
    size_t best = 3;
    for (size_t i = 0; i < COUNT_OF(attributes); i++) {
        struct str other = str_z(attributes[i].name);
        if (str_eq(name.text, other))
            return &attributes[i];
        size_t distance = str_distance(name.text, other, best);
        if (distance < best) {
            best = distance;
            near = attributes[i].name;
        }
    }
    struct diag *diag =
        build_word_diag(b, LANG_T0408, name, "there is no attribute `%.*s`", STR_ARG(name.text));
    diag->label = STR("expected an attribute such as calibre, range, model, unit or route");
    if (near)
        diag->help = work_printf(b->work, "did you mean `%s`?", near);
    return NULL;
}

const struct str *build_attributes(struct build *b, const struct ast_words *words, size_t *count)
{
    struct str *texts = ARENA_NEW(b->work->arena, struct str, words->count);
    *count = 0;
    if (!texts) {
        work_fail(b->work, err_no_memory(b->work->err));
        return NULL;
    }
    for (size_t i = 0; i < words->count; i++)
        if (attribute(b, words->items[i]))
            texts[(*count)++] = words->items[i].text;
    return texts;
}

static void build_test(struct build *b, const struct ast_test *from, struct plan_test *to)
{
    const struct attribute *a = attribute(b, from->attribute);
    *to = (struct plan_test){.attribute = from->attribute.text, .comparison = from->comparison};
    if (!a)
        return;
    if (a->is_text != (from->comparison == PLAN_IS)) {
        build_range_diag(b, LANG_T0407, from->range, "`%s` is %s", a->name,
                         a->is_text ? "a text and is compared with `is`"
                                    : "a measure and is compared with numbers")
            ->label = a->is_text ? STR("expected `is` and a text in quotes")
                                 : STR("expected a comparison such as `at least`");
        return;
    }
    if (a->is_text) {
        struct str *texts = ARENA_NEW(b->work->arena, struct str, from->texts.count);
        if (!texts) {
            work_fail(b->work, err_no_memory(b->work->err));
            return;
        }
        for (size_t i = 0; i < from->texts.count; i++)
            texts[i] = from->texts.items[i].text;
        to->texts = texts;
        to->text_count = from->texts.count;
        return;
    }
    const struct ast_quantity *q = &from->number;
    if (!q->is_set)
        return;
    if (q->is_open) {
        build_open(b, q->range);
        return;
    }
    const struct unit *unit = unit_of(q->unit);
    if (unit->sort != a->sort || (a->sort == SORT_DURATION && unit->span != PLAN_ELAPSED)) {
        build_range_diag(b, LANG_T0407, q->range, "`%s` is measured in %s", a->name, a->units)
            ->label = work_printf(b->work, "expected %s", a->units);
        return;
    }
    to->number = q->value * unit->factor;
    if (a->sort == SORT_LENGTH && !a->is_mm)
        to->number /= 1000;
}

/* ---------------------------------------------------------------- classes */

struct alternatives {
    struct plan_alternative *items;
    size_t count, capacity;
};

static void define(struct build *b, uint32_t index);

/* The plan class of a name in a definition, defining it first where it is a class of the text. */
static uint32_t class_in(struct build *b, struct ast_word name)
{
    const struct symbol *symbol = name.is_set ? build_symbol(b, name.text) : NULL;
    if (symbol && symbol->sort == SYMBOL_CLASS) {
        if (b->class_state[symbol->index] == BUILD_RUNNING) {
            build_word_diag(b, LANG_T0306, name, "`%.*s` is defined by itself", STR_ARG(name.text))
                ->label = STR("expected a kind, or a class that does not lead back here");
            return PLAN_NONE;
        }
        if (b->depth >= NESTING_LIMIT) {
            build_word_diag(b, LANG_T0204, name, "classes are defined through more than %d others",
                            NESTING_LIMIT);
            return PLAN_NONE;
        }
        b->depth++;
        define(b, symbol->index);
        b->depth--;
    }
    return build_class(b, name);
}

/* Add the alternatives of `class`, each with more tests, to a list. */
static void add_all(struct build *b, struct alternatives *list, uint32_t class,
                    const struct plan_test *tests, size_t test_count)
{
    if (class == PLAN_NONE)
        return;
    struct plan_class from = b->classes.items[class];
    for (size_t i = 0;
         i < from.alternative_count && !b->work->failed && list->count <= ALTERNATIVE_LIMIT; i++) {
        struct plan_alternative one = from.alternatives[i];
        size_t count = one.test_count + test_count;
        struct plan_test *both = ARENA_NEW(b->work->arena, struct plan_test, count);
        if (!both) {
            work_fail(b->work, err_no_memory(b->work->err));
            return;
        }
        for (size_t j = 0; j < count; j++)
            both[j] = j < one.test_count ? one.tests[j] : tests[j - one.test_count];
        one.tests = both;
        one.test_count = count;
        PUSH(b->work, list, one);
    }
}

static bool kinds_meet(const struct build *b, uint32_t a, uint32_t c)
{
    uint32_t low = a < c ? a : c, high = a < c ? c : a;
    while (high != PLAN_NONE && high > low)
        high = b->plan_kinds.items[high].parent;
    return high == low;
}

/* Exceptions of a part hold for the whole class; that is right only where they meet no other part. */
static void check_parts(struct build *b, const struct ast_class *c, const struct alternatives *all,
                        const struct alternatives *exceptions)
{
    if (c->alternatives.count < 2)
        return;
    for (size_t i = 0; i < exceptions->count; i++) {
        size_t meets = 0;
        for (size_t j = 0; j < all->count; j++)
            meets += kinds_meet(b, exceptions->items[i].kind, all->items[j].kind);
        if (meets > 1) {
            build_word_diag(
                b, LANG_T0413, c->name,
                "a class with an exception is joined with others that the exception may meet")
                ->label = STR("expected the exception at the end of the joined class");
            return;
        }
    }
}

static void define(struct build *b, uint32_t index)
{
    if (b->class_state[index] != BUILD_NEW || b->work->failed)
        return;
    b->class_state[index] = BUILD_RUNNING;
    const struct ast_class *c = &b->ast->classes.items[index];
    struct alternatives all = {0}, exceptions = {0};
    for (size_t i = 0; i < c->alternatives.count && !b->work->failed; i++) {
        const struct ast_alternative *alt = &c->alternatives.items[i];
        if (build_too_many(b, c->range, alt->tests.count, TEST_LIMIT, "tests after one `where`"))
            continue;
        struct plan_test *tests = ARENA_NEW(b->work->arena, struct plan_test, alt->tests.count);
        if (!tests) {
            work_fail(b->work, err_no_memory(b->work->err));
            return;
        }
        for (size_t j = 0; j < alt->tests.count; j++)
            build_test(b, &alt->tests.items[j], &tests[j]);
        uint32_t part = class_in(b, alt->name);
        add_all(b, &all, part, tests, alt->tests.count);
        for (size_t j = 0; part != PLAN_NONE && j < b->classes.items[part].exception_count &&
                           exceptions.count <= ALTERNATIVE_LIMIT;
             j++)
            PUSH(b->work, &exceptions, b->classes.items[part].exceptions[j]);
    }
    if (exceptions.count)
        check_parts(b, c, &all, &exceptions);
    for (size_t i = 0; i < c->exceptions.count; i++) {
        uint32_t part = class_in(b, c->exceptions.items[i]);
        if (part != PLAN_NONE && b->classes.items[part].exception_count)
            build_word_diag(b, LANG_T0413, c->exceptions.items[i],
                            "`%.*s` has an exception itself, and an exception of an exception is "
                            "hard to follow",
                            STR_ARG(c->exceptions.items[i].text))
                ->label = STR("expected a class without `except`");
        add_all(b, &exceptions, part, NULL, 0);
    }
    if (build_too_many(b, c->range, all.count, ALTERNATIVE_LIMIT, "kinds in this class") ||
        build_too_many(b, c->range, exceptions.count, ALTERNATIVE_LIMIT,
                       "exceptions in this class"))
        all.count = 0;
    for (size_t i = 1; i < all.count; i++)
        if (b->plan_kinds.items[all.items[i].kind].type !=
            b->plan_kinds.items[all.items[0].kind].type) {
            build_word_diag(b, LANG_T0403, c->name, "class `%.*s` holds %s and %s",
                            STR_ARG(c->name.text),
                            type_text(b->plan_kinds.items[all.items[0].kind].type),
                            type_text(b->plan_kinds.items[all.items[i].kind].type))
                ->label = STR("expected acts alone, or things alone");
            break;
        }
    b->class_state[index] = BUILD_DONE;
    struct plan_class class = {c->name.text, all.items, all.count, exceptions.items,
                               exceptions.count};
    if (!all.count) /* wrong, and reported */
        return;
    PUSH(b->work, &b->classes, class);
    b->class_class[index] = (uint32_t)b->classes.count - 1;
}

void build_kinds(struct build *b)
{
    struct work *w = b->work;
    for (size_t i = 0; i < b->ast->kinds.count && !w->failed; i++)
        declare_kind(b, &b->ast->kinds.items[i]);
    size_t kinds = b->plan_kinds.count, classes = b->ast->classes.count;
    b->kind_class = ARENA_NEW(w->arena, uint32_t, kinds);
    b->class_class = ARENA_NEW(w->arena, uint32_t, classes);
    b->class_state = ARENA_NEW(w->arena, enum build_state, classes);
    if (!b->kind_class || !b->class_class || !b->class_state) {
        ok(b, err_no_memory(w->err));
        return;
    }
    for (size_t i = 0; i < kinds; i++)
        b->kind_class[i] = PLAN_NONE;
    for (size_t i = 0; i < classes; i++)
        b->class_class[i] = PLAN_NONE;
    for (size_t i = 0; i < classes && !w->failed; i++) {
        const struct ast_class *c = &b->ast->classes.items[i];
        if (map_get(&b->kinds, c->name.text) != MAP_NONE && build_symbol(b, c->name.text) &&
            build_symbol(b, c->name.text)->sort == SYMBOL_CLASS)
            build_word_diag(b, LANG_T0302, c->name, "`%.*s` is a kind of the taxonomy already",
                            STR_ARG(c->name.text))
                ->label = STR("expected another name for the class");
        define(b, (uint32_t)i);
    }
}

enum plan_kind_type build_class_type(const struct build *b, uint32_t class)
{
    return b->plan_kinds.items[b->classes.items[class].alternatives[0].kind].type;
}
