/* SPDX-License-Identifier: Apache-2.0
 *
 * Thresholds of classes: a calibre, range or altitude that no class takes although rules of one sort take what lies on
 * either side of it; and one that two classes take with different numbers. */
#include "lang/check/scope.h"

#include <math.h>
#include <stdlib.h>

#define PIECES 8
#define PARTY_LIMIT 8
#define WINDOW 1000 /* entries on one line that are compared with each other */

/* Rules that are read as one ladder: distances from a line (of any line), or one sort of rule about one place. */
enum sort { SORT_DISTANCE, SORT_OUT, SORT_INSIDE, SORT_LIMIT, SORT_FORBID };

struct entry { /* one alternative of one class that a rule speaks of */
    enum sort sort;
    uint32_t place; /* what the ladder stands on; PLAN_NONE: everywhere */
    uint32_t line;  /* DISTANCE: the place it is measured from */
    const struct scope_row *row;
    uint32_t class, alternative;
    bool has_value;
    double value; /* metres, or how many */
};

struct ladder {
    struct scope *scope;
    LIST(struct entry) entries;
    bool only_points; /* between ladders: just the one value that two classes leave between them */
};

struct step { /* a stretch of values that is taken */
    struct scope_interval at;
    const struct entry *entry;
};

/* ---------------------------------------------------------------- entries */

static void add_class(struct ladder *ladder, struct entry entry, uint32_t class)
{
    if (class >= ladder->scope->plan->class_count)
        return;
    entry.class = class;
    for (size_t i = 0; i < ladder->scope->plan->classes[class].alternative_count; i++) {
        entry.alternative = (uint32_t)i;
        PUSH(ladder->scope->b->work, &ladder->entries, entry);
    }
}

static void add_table(struct ladder *ladder, struct entry entry, uint32_t table)
{
    if (table >= ladder->scope->plan->table_count)
        return;
    const struct plan_table *from = &ladder->scope->plan->tables[table];
    for (size_t i = 0; i < from->row_count; i++) {
        entry.has_value = !from->rows[i].value.is_open;
        entry.value = from->rows[i].value.value;
        add_class(ladder, entry, from->rows[i].key);
    }
}

static bool is_band(const struct scope *scope, uint32_t place)
{
    if (place >= scope->plan->place_count || !scope->plan->places[place].zone_count)
        return false;
    return scope_line_of(scope, scope->plan->places[place].zones[0]) != PLAN_NONE;
}

static void add_row(struct ladder *ladder, const struct scope_row *row)
{
    const struct plan_statement *s = row->s;
    struct entry entry = {.row = row, .place = s->place, .line = s->place};
    switch (s->form) {
    case PLAN_KEEP:
        entry.sort = s->relation == PLAN_INSIDE ? SORT_INSIDE : SORT_OUT;
        if (s->relation != PLAN_AWAY_FROM)
            break;
        entry.sort = SORT_DISTANCE;
        entry.has_value = s->distance.form == PLAN_DISTANCE_METRES;
        entry.value = s->distance.metres;
        break;
    case PLAN_WITHDRAW:
        entry.sort = SORT_OUT;
        break;
    case PLAN_LIMIT:
        entry.sort = SORT_LIMIT;
        entry.place = s->spots.count ? s->spots.items[0].place : PLAN_NONE;
        entry.has_value = s->amount.form == PLAN_AMOUNT_NUMBER && !s->amount.number.is_open &&
                          s->amount.for_each_class == PLAN_NONE;
        entry.value = s->amount.number.value;
        break;
    case PLAN_FORBID:
        entry.sort = SORT_FORBID;
        entry.place = s->spots.count ? s->spots.items[0].place : PLAN_NONE;
        break;
    case PLAN_PERMIT:
    case PLAN_REQUIRE:
    case PLAN_ASSESS:
    case PLAN_SYNCHRONOUS:
        return;
    }
    if (entry.sort == SORT_OUT && is_band(ladder->scope, s->place))
        entry.sort = SORT_DISTANCE;
    if (entry.sort == SORT_DISTANCE)
        entry.place = PLAN_NONE;
    if (s->form == PLAN_KEEP && s->relation == PLAN_AWAY_FROM &&
        s->distance.form == PLAN_DISTANCE_TABLE) {
        add_table(ladder, entry, s->distance.table);
        return;
    }
    if (s->form == PLAN_LIMIT && s->amount.form == PLAN_AMOUNT_TABLE) {
        add_table(ladder, entry, s->amount.table);
        return;
    }
    for (size_t i = 0; i < s->classes.count; i++)
        add_class(ladder, entry, s->classes.items[i]);
}

static int compare_entries(const void *a, const void *c)
{
    const struct entry *x = (const struct entry *)a, *y = (const struct entry *)c;
    if (x->sort != y->sort)
        return x->sort < y->sort ? -1 : 1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    if (x->row->statement != y->row->statement)
        return x->row->statement < y->row->statement ? -1 : 1;
    if (x->class != y->class)
        return x->class < y->class ? -1 : 1;
    return (x->alternative > y->alternative) - (x->alternative < y->alternative);
}

/* ---------------------------------------------------------------- what is taken */

static const struct plan_alternative *alternative_of(const struct scope *scope,
                                                     const struct entry *entry)
{
    return &scope->plan->classes[entry->class].alternatives[entry->alternative];
}

/* Take `out` out of the pieces. */
static size_t subtract(struct scope_interval *pieces, size_t count,
                       const struct scope_interval *out)
{
    struct scope_interval left[PIECES];
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        struct scope_interval below = pieces[i], above = pieces[i];
        struct scope_interval under = {-HUGE_VAL, out->lo, false, !out->lo_open};
        struct scope_interval over = {out->hi, HUGE_VAL, !out->hi_open, false};
        if (!isinf(out->lo) && made < PIECES && scope_interval_cut(&below, &under))
            left[made++] = below;
        if (!isinf(out->hi) && made < PIECES && scope_interval_cut(&above, &over))
            left[made++] = above;
    }
    for (size_t i = 0; i < made; i++)
        pieces[i] = left[i];
    return made;
}

/* The values of the attribute that an entry takes of a kind; none where it asks for more than that. */
static size_t pieces_of(const struct scope *scope, const struct entry *entry, uint32_t kind,
                        struct str attribute, struct scope_interval pieces[PIECES])
{
    const struct plan_class *class = &scope->plan->classes[entry->class];
    const struct plan_alternative *alternative = alternative_of(scope, entry);
    size_t count = 1;
    if (!plan_kind_is(scope->plan, kind, alternative->kind) ||
        !scope_interval_of(alternative, attribute, &pieces[0]))
        return 0;
    for (size_t i = 0; i < class->exception_count && count; i++) {
        struct scope_interval out;
        if (plan_kind_is(scope->plan, kind, class->exceptions[i].kind) &&
            scope_interval_of(&class->exceptions[i], attribute, &out))
            count = subtract(pieces, count, &out);
    }
    return count;
}

static int compare_steps(const void *a, const void *c)
{
    const struct step *x = (const struct step *)a, *y = (const struct step *)c;
    if (x->at.lo < y->at.lo || x->at.lo > y->at.lo)
        return x->at.lo < y->at.lo ? -1 : 1;
    if (x->at.lo_open != y->at.lo_open)
        return x->at.lo_open ? 1 : -1;
    return compare_entries(x->entry, y->entry);
}

/* ---------------------------------------------------------------- gaps */

static struct ast_range range_of(const struct scope *scope, const struct entry *entry)
{
    const struct symbol *symbol = build_symbol(scope->b, scope->plan->classes[entry->class].name);
    if (symbol && symbol->sort == SYMBOL_CLASS && symbol->index < scope->b->ast->classes.count)
        return scope->b->ast->classes.items[symbol->index].range;
    return entry->row->range;
}

static struct str side_text(struct scope *scope, struct str attribute,
                            const struct scope_interval *at, bool is_upper)
{
    double value = is_upper ? at->hi : at->lo;
    bool is_open = is_upper ? at->hi_open : at->lo_open;
    const char *words =
        is_upper ? (is_open ? "less than" : "at most") : (is_open ? "more than" : "at least");
    return work_printf(scope->b->work, "%s %.*s", words,
                       STR_ARG(scope_value_text(scope, attribute, value)));
}

/* Ground where both rules beside the gap would bite, for the case shown. */
static bool bite_point(struct scope *scope, const struct entry *entry, uint32_t actor,
                       struct geo_point *point)
{
    const struct plan_statement *s = entry->row->s;
    uint32_t place = s->form == PLAN_LIMIT || s->form == PLAN_FORBID ? entry->place : s->place;
    uint32_t node = scope_node(scope, place, 0, actor);
    size_t nodes = scope->b->nodes.count;
    bool found;
    if (node == PLAN_NONE)
        return false;
    if (s->form == PLAN_KEEP && s->relation == PLAN_AWAY_FROM) {
        if (!entry->has_value || !(entry->value > 1))
            return false;
        node = scope_node_add(
            scope, (struct geo_node){.op = GEO_OP_WITHIN, .a = node, .max_m = entry->value});
    }
    struct scope_literal in = {node, false};
    found = scope_ground_find(scope, &in, 1, point) == SCOPE_YES;
    scope->b->nodes.count = nodes;
    return found;
}

static void report_gap(struct scope *scope, const struct step *below, const struct step *above,
                       uint32_t kind, struct str attribute, uint32_t actor,
                       const struct scope_interval *gap)
{
    struct build *b = scope->b;
    struct work *w = b->work;
    const struct plan *plan = scope->plan;
    struct ast_range at = range_of(scope, below->entry), other = range_of(scope, above->entry);
    double value = scope_interval_value(gap);
    struct diag *diag = build_range_diag(
        b, LANG_H0730, scope_is_later(scope, at, other) ? at : other,
        "no class takes `%.*s` with %s %.*s of %.*s: `%.*s` takes %.*s, `%.*s` %.*s",
        STR_ARG(plan->kinds[kind].name), scope_article(attribute), STR_ARG(attribute),
        STR_ARG(scope_interval_text(scope, attribute, gap)),
        STR_ARG(plan->classes[below->entry->class].name),
        STR_ARG(side_text(scope, attribute, &below->at, true)),
        STR_ARG(plan->classes[above->entry->class].name),
        STR_ARG(side_text(scope, attribute, &above->at, false)));
    diag->label = STR("expected classes that meet without a gap");
    struct str edge = scope_value_text(scope, attribute, gap->lo);
    struct str upper = plan->classes[above->entry->class].name;
    if (gap->lo < gap->hi)
        diag->help = work_printf(w, "let `%.*s` begin where `%.*s` ends: `%s %.*s`", STR_ARG(upper),
                                 STR_ARG(plan->classes[below->entry->class].name),
                                 gap->lo_open ? "more than" : "at least", STR_ARG(edge));
    else
        diag->help = work_printf(w, "write `at least %.*s` in `%.*s`, or `at most %.*s` in `%.*s`",
                                 STR_ARG(edge), STR_ARG(upper), STR_ARG(edge),
                                 STR_ARG(plan->classes[below->entry->class].name));
    if (at.from != other.from) {
        diag->has_other = true;
        diag->other = build_span_of(b, scope_is_later(scope, at, other) ? other : at);
        diag->other_label = STR("the class on the other side of the gap");
    }
    struct diag_witness *witness = scope_witness(scope, diag);
    struct geo_point point;
    witness->kind = plan->kinds[kind].name;
    witness->party = actor == PLAN_NONE ? STR("") : plan->actors[actor].name;
    witness->has_value = true;
    witness->attribute = attribute;
    witness->value = value;
    witness->has_time = scope_when(scope, below->entry->row, above->entry->row, &witness->at_us);
    struct str where = {0};
    const struct entry *nearer = below->entry->has_value && above->entry->has_value &&
                                         below->entry->value < above->entry->value
                                     ? below->entry
                                     : above->entry;
    if (bite_point(scope, nearer, actor, &point)) {
        scope_witness_place(witness, point);
        where = work_printf(w, " at %.*s", STR_ARG(scope_point_text(scope, point)));
    }
    witness->text = work_printf(
        w, "%.*s of %.*s%.*s: %.*s", STR_ARG(scope_case_text(scope, kind, attribute, value)),
        STR_ARG(witness->party.size ? witness->party : STR("anyone")), STR_ARG(where),
        STR_ARG(scope_neither(scope, below->entry->row, above->entry->row)));
}

/* Another rule of the sort that holds everywhere takes the value after all. */
static bool is_taken_elsewhere(const struct ladder *ladder, enum sort sort, uint32_t kind,
                               struct str attribute, uint32_t actor, double value)
{
    for (size_t i = 0; i < ladder->entries.count; i++) {
        const struct entry *e = &ladder->entries.items[i];
        struct scope_interval pieces[PIECES], one = {value, value, false, false};
        if (e->sort != sort || e->place != PLAN_NONE ||
            !scope_binds(ladder->scope->plan, &e->row->s->actors, actor))
            continue;
        size_t count = pieces_of(ladder->scope, e, kind, attribute, pieces);
        for (size_t j = 0; j < count; j++)
            if (scope_interval_cut(&pieces[j], &one))
                return true;
    }
    return false;
}

static void walk(struct ladder *ladder, size_t from, size_t to, uint32_t kind, struct str attribute,
                 uint32_t actor)
{
    struct scope *scope = ladder->scope;
    LIST(struct step) steps = {0};
    for (size_t i = from; i < to && !scope->b->work->failed; i++) {
        const struct entry *e = &ladder->entries.items[i];
        struct scope_interval pieces[PIECES];
        if (!scope_binds(scope->plan, &e->row->s->actors, actor))
            continue;
        size_t count = pieces_of(scope, e, kind, attribute, pieces);
        for (size_t j = 0; j < count; j++) {
            struct step step = {pieces[j], e};
            PUSH(scope->b->work, &steps, step);
        }
    }
    if (steps.count < 2 || scope->b->work->failed)
        return;
    qsort(steps.items, steps.count, sizeof *steps.items, compare_steps);
    struct step reach = steps.items[0];
    for (size_t i = 1; i < steps.count; i++) {
        struct step next = steps.items[i];
        struct scope_interval gap = {reach.at.hi, next.at.lo, !reach.at.hi_open, !next.at.lo_open};
        bool is_gap = gap.lo < gap.hi || (!(gap.lo > gap.hi) && !gap.lo_open && !gap.hi_open);
        if (ladder->only_points && (gap.lo < gap.hi || (reach.entry->sort == next.entry->sort &&
                                                        reach.entry->place == next.entry->place)))
            is_gap = false;
        if (is_gap && reach.at.lo < reach.at.hi && next.at.lo < next.at.hi &&
            !is_taken_elsewhere(ladder, next.entry->sort, kind, attribute, actor,
                                scope_interval_value(&gap)))
            report_gap(scope, &reach, &next, kind, attribute, actor, &gap);
        if (next.at.hi > reach.at.hi ||
            (!(next.at.hi < reach.at.hi) && reach.at.hi_open && !next.at.hi_open))
            reach = next;
    }
}

static const char *const attributes[] = {"calibre", "range", "altitude"};

static bool speaks_of(const struct scope *scope, const struct entry *entry, struct str attribute)
{
    const struct plan_alternative *alternative = alternative_of(scope, entry);
    for (size_t i = 0; i < alternative->test_count; i++)
        if (str_eq(alternative->tests[i].attribute, attribute))
            return true;
    return false;
}

/* One ladder: entries [from, to). */
static void check_ladder(struct ladder *ladder, size_t from, size_t to)
{
    struct scope *scope = ladder->scope;
    const struct plan *plan = scope->plan;
    for (size_t a = 0; a < COUNT_OF(attributes); a++) {
        struct str attribute = str_z(attributes[a]);
        uint32_t kinds[16];
        size_t count = 0;
        for (size_t i = from; i < to && count < COUNT_OF(kinds); i++) {
            uint32_t kind = alternative_of(scope, &ladder->entries.items[i])->kind;
            bool is_new = speaks_of(scope, &ladder->entries.items[i], attribute);
            for (size_t j = 0; j < count && is_new; j++)
                is_new = kinds[j] != kind;
            if (is_new)
                kinds[count++] = kind;
        }
        for (size_t i = 0; i < count && !scope->b->work->failed; i++) {
            size_t parties = 0;
            for (uint32_t actor = 0; actor < plan->actor_count && parties < PARTY_LIMIT; actor++) {
                if (plan->actors[actor].role != PLAN_PARTY)
                    continue;
                parties++;
                scope->pairs += to - from;
                if (scope->pairs < SCOPE_PAIR_LIMIT)
                    walk(ladder, from, to, kinds[i], attribute, actor);
            }
        }
    }
}

/* ---------------------------------------------------------------- overlaps */

static bool is_same_from(const struct scope_row *a, const struct scope_row *c)
{
    return a->from.base == c->from.base && a->from.us == c->from.us &&
           a->from.base != SCOPE_BASE_UNKNOWN;
}

static bool compare_values(struct scope *scope, const struct entry *a, const struct entry *c)
{
    struct build *b = scope->b;
    struct scope_case what;
    bool is_any;
    if (a->class == c->class || a->row->s->form != c->row->s->form || a->line != c->line ||
        !a->has_value || !c->has_value || !(a->value < c->value || a->value > c->value) ||
        a->row->s->side.form != c->row->s->side.form)
        return false;
    if (a->row == c->row && (a->row->s->distance.form == PLAN_DISTANCE_TABLE ||
                             a->row->s->amount.form == PLAN_AMOUNT_TABLE))
        return false; /* rows of one table: T0416 */
    if (!scope_pair(scope, a->row) || !scope_classes_meet(scope, a->class, c->class, &what))
        return false;
    uint32_t actor = scope_party(scope->plan, &a->row->s->actors, &c->row->s->actors, &is_any);
    if (actor == PLAN_NONE && !is_any)
        return false;
    bool a_in = scope_class_within(scope, a->class, c->class);
    bool c_in = scope_class_within(scope, c->class, a->class);
    if (a->sort == SORT_LIMIT && (a_in || c_in))
        return false; /* a ceiling within a ceiling */
    if ((a_in && !c_in && (a->value > c->value || !is_same_from(a->row, c->row))) ||
        (c_in && !a_in && (c->value > a->value || !is_same_from(a->row, c->row))))
        return false; /* the stricter rule for the narrower class, or a step of its own */
    if (scope_times_meet(scope, a->row, c->row) != SCOPE_YES)
        return false;
    const struct entry *later = scope_is_later(scope, a->row->range, c->row->range) ? a : c;
    const struct entry *first = later == a ? c : a;
    bool is_metres = a->sort == SORT_DISTANCE;
    struct str x = is_metres ? scope_metres_text(scope, first->value)
                             : scope_value_text(scope, STR("quantity"), first->value);
    struct str y = is_metres ? scope_metres_text(scope, later->value)
                             : scope_value_text(scope, STR("quantity"), later->value);
    struct str thing = scope_case_text(scope, what.kind, what.attribute, what.value);
    struct diag *diag =
        build_range_diag(b, LANG_W0831, later->row->range,
                         "%.*s is in `%.*s` and in `%.*s`, with %.*s in %.*s and %.*s here",
                         STR_ARG(thing), STR_ARG(scope->plan->classes[first->class].name),
                         STR_ARG(scope->plan->classes[later->class].name), STR_ARG(x),
                         STR_ARG(scope_also(scope, later->row, first->row)), STR_ARG(y));
    diag->label = STR("expected classes that share nothing, or `except` in one of them");
    if (first->row != later->row)
        scope_other(scope, diag, first->row, "the other number");
    struct diag_witness *witness = scope_witness(scope, diag);
    witness->kind = scope->plan->kinds[what.kind].name;
    witness->party = actor == PLAN_NONE ? STR("") : scope->plan->actors[actor].name;
    witness->has_value = what.attribute.size > 0;
    witness->attribute = what.attribute;
    witness->value = what.value;
    witness->has_time = scope_when(scope, first->row, later->row, &witness->at_us);
    struct geo_point point;
    struct str where = {0};
    if (bite_point(scope, first->value < later->value ? first : later, actor, &point)) {
        scope_witness_place(witness, point);
        where = work_printf(b->work, " at %.*s", STR_ARG(scope_point_text(scope, point)));
    }
    witness->text =
        work_printf(b->work, "%.*s of %.*s%.*s: %.*s by clause %.*s, %.*s by %.*s", STR_ARG(thing),
                    STR_ARG(witness->party.size ? witness->party : STR("anyone")), STR_ARG(where),
                    STR_ARG(x), STR_ARG(scope_label(scope, first->row)), STR_ARG(y),
                    STR_ARG(scope_also(scope, first->row, later->row)));
    return true;
}

static int compare_lines(const void *a, const void *c)
{
    const struct entry *x = (const struct entry *)a, *y = (const struct entry *)c;
    if (x->sort != y->sort)
        return x->sort < y->sort ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return compare_entries(a, c);
}

static void check_overlaps(struct ladder *ladder)
{
    size_t count = ladder->entries.count;
    struct entry *entries = ladder->entries.items;
    for (size_t i = 0; i < count; i++)
        if (entries[i].sort == SORT_LIMIT)
            entries[i].line = entries[i].place;
    qsort(entries, count, sizeof *entries, compare_lines);
    for (size_t i = 0; i < count && !ladder->scope->b->work->failed; i++) {
        if ((entries[i].sort != SORT_DISTANCE && entries[i].sort != SORT_LIMIT) ||
            entries[i].alternative)
            continue;
        bool is_told = false;
        for (size_t j = i; j-- > 0 && !is_told && i - j < WINDOW &&
                           entries[j].sort == entries[i].sort &&
                           entries[j].line == entries[i].line;)
            is_told =
                !entries[j].alternative && compare_values(ladder->scope, &entries[j], &entries[i]);
    }
}

void check_gap(struct scope *scope)
{
    struct ladder ladder = {.scope = scope};
    for (size_t i = 0; i < scope->count && !scope->b->work->failed; i++)
        if (!scope->rows[i].is_open)
            add_row(&ladder, &scope->rows[i]);
    if (scope->b->work->failed || !ladder.entries.count)
        return;
    qsort(ladder.entries.items, ladder.entries.count, sizeof *ladder.entries.items,
          compare_entries);
    for (size_t from = 0, to; from < ladder.entries.count; from = to) {
        const struct entry *first = &ladder.entries.items[from];
        for (to = from + 1; to < ladder.entries.count &&
                            ladder.entries.items[to].sort == first->sort &&
                            ladder.entries.items[to].place == first->place;)
            to++;
        check_ladder(&ladder, from, to);
    }
    /* a gun of exactly 100 mm kept out of neither zone */
    size_t apart = 0;
    while (apart < ladder.entries.count && ladder.entries.items[apart].sort <= SORT_OUT)
        apart++;
    ladder.only_points = true;
    check_ladder(&ladder, 0, apart);
    check_overlaps(&ladder);
}
