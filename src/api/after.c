/* SPDX-License-Identifier: Apache-2.0
 *
 * An outcome after an earlier one: what is the same keeps its version, what changed has the next and names what it replaces,
 * what no longer stands is said once more as withdrawn. Nothing that was said is lost. */
#include "api/api_int.h"
#include "base/json.h"
#include "facts/read_finding.h"

#include <string.h>

struct api_after {
    struct str changes;   /* changes.ndjson */
    struct str withdrawn; /* lines that follow the findings */
    size_t counts[3];     /* by enum truce_change */
};

struct earlier {
    struct finding *items;
    size_t count, capacity;
    struct map index; /* id to items */
    bool *is_met;
};

static enum err_code read_earlier(struct arena *arena, struct str text, struct earlier *earlier,
                                  struct err *err)
{
    uint64_t number = 0;

    map_init(&earlier->index, arena);
    while (text.size) {
        struct str line = str_cut(&text, '\n');
        struct err inner = {0};
        struct finding *f;
        enum err_code code;

        number++;
        if (str_trim(line).size == 0)
            continue;
        TRY(arena_grow(arena, &earlier->items, earlier->count, &earlier->capacity,
                       sizeof *earlier->items, err));
        f = &earlier->items[earlier->count];
        code = finding_read_line(arena, line, f, &inner);
        if (code)
            return err_set(err, code, "line %llu: %s", (unsigned long long)number, inner.text);
        if (map_get(&earlier->index, f->id) != MAP_NONE)
            return err_set(err, ERR_INPUT, "line %llu: %.*s is there twice",
                           (unsigned long long)number, STR_ARG(f->id));
        TRY(map_set(&earlier->index, f->id, (uint32_t)earlier->count++, err));
    }
    earlier->is_met = ARENA_NEW(arena, bool, earlier->count + 1);
    return earlier->is_met ? ERR_OK : err_no_memory(err);
}

static void put_verdict(struct buf *buf, bool *first, const char *key, const struct finding *f)
{
    json_key(buf, first, key);
    if (!f || f->is_withdrawn)
        buf_puts(buf, "null");
    else
        json_put_string(buf, str_z(finding_verdict_text(f->verdict)));
}

static void put_text(struct buf *buf, bool *first, const char *key, struct str text)
{
    json_key(buf, first, key);
    if (text.size)
        json_put_string(buf, text);
    else
        buf_puts(buf, "null");
}

static void put_change(struct buf *buf, enum truce_change change, const struct finding *was,
                       const struct finding *is)
{
    static const char *const words[] = {
        [TRUCE_NEW] = "new", [TRUCE_REVISED] = "revised", [TRUCE_WITHDRAWN] = "withdrawn"};
    bool first = true;

    buf_putc(buf, '{');
    put_text(buf, &first, "id", is->id);
    put_text(buf, &first, "change", str_z(words[change]));
    json_key(buf, &first, "version");
    buf_printf(buf, "%d", is->version);
    put_text(buf, &first, "supersedes", is->supersedes);
    put_text(buf, &first, "clause", is->clause);
    put_text(buf, &first, "phase", is->phase);
    put_text(buf, &first, "party", is->party);
    put_verdict(buf, &first, "was", was);
    put_verdict(buf, &first, "is", is);
    put_text(buf, &first, "text", is->text);
    buf_puts(buf, "}\n");
}

/* One finding beside what was said of it before. */
static enum err_code compare(struct truce_outcome *outcome, struct earlier *earlier, size_t index,
                             struct buf *changes, struct err *err)
{
    struct finding *f = &outcome->outcome.findings[index];
    uint32_t at = map_get(&earlier->index, f->id);
    struct finding *was = at == MAP_NONE ? NULL : &earlier->items[at];
    enum truce_change change = TRUCE_NEW;
    uint8_t ours[16], theirs[16];

    if (was) {
        earlier->is_met[at] = true;
        TRY(finding_digest(&outcome->mem, f, false, ours, err));
        TRY(finding_digest(&outcome->mem, was, false, theirs, err));
        if (!was->is_withdrawn && memcmp(ours, theirs, sizeof ours) == 0) {
            f->version = was->version;
            f->known_at_us = was->known_at_us;
            return arena_str(&outcome->arena, was->supersedes, &f->supersedes, err);
        }
        change = TRUCE_REVISED;
        f->version = was->version + 1;
        TRY(finding_name_version(&outcome->arena, f->id, was->version, &f->supersedes, err));
    }
    outcome->after->counts[change]++;
    put_change(changes, change, was, f);
    return ERR_OK;
}

/* What was said and is not found now. */
static enum err_code withdraw(struct truce_outcome *outcome, struct earlier *earlier, size_t index,
                              struct buf *changes, struct buf *lines, struct err *err)
{
    const struct finding *was = &earlier->items[index];
    struct finding f = *was;

    if (!was->is_withdrawn) {
        f = (struct finding){
            .id = was->id,
            .version = was->version + 1,
            .clause = was->clause,
            .article = was->article,
            .phase = was->phase,
            .is_withdrawn = true,
            .is_standing = true, /* it alleges nothing */
            .party = was->party,
            .time = was->time,
            .known_at_us = outcome->outcome.known_at_us,
            .text = STR("This finding no longer stands as things are known now."),
        };
        TRY(finding_name_version(&outcome->arena, f.id, was->version, &f.supersedes, err));
        outcome->after->counts[TRUCE_WITHDRAWN]++;
        put_change(changes, TRUCE_WITHDRAWN, was, &f);
    }
    finding_put(lines, &f);
    return ERR_OK;
}

static enum err_code after(struct truce_outcome *outcome, struct arena *arena, struct str text,
                           struct buf *changes, struct buf *lines, struct err *err)
{
    struct earlier earlier = {0};

    TRY(read_earlier(arena, text, &earlier, err));
    outcome->after = ARENA_NEW(&outcome->arena, struct api_after, 1);
    if (!outcome->after)
        return err_no_memory(err);
    for (size_t i = 0; i < outcome->outcome.finding_count; i++)
        TRY(compare(outcome, &earlier, i, changes, err));
    for (size_t i = 0; i < earlier.count; i++)
        if (!earlier.is_met[i])
            TRY(withdraw(outcome, &earlier, i, changes, lines, err));
    TRY(buf_check(changes, err));
    TRY(buf_check(lines, err));
    TRY(arena_str(&outcome->arena, buf_str(changes), &outcome->after->changes, err));
    return arena_str(&outcome->arena, buf_str(lines), &outcome->after->withdrawn, err);
}

enum truce_code truce_outcome_after(struct truce_outcome *outcome, struct truce_text findings,
                                    struct truce_error *error)
{
    struct arena arena = {.mem = &outcome->mem};
    struct buf changes, lines;
    struct err err = {0};
    enum err_code code;

    if (outcome->after)
        return truce_fail(error, TRUCE_USAGE, "this outcome follows an earlier one already");
    buf_init(&changes, &outcome->mem, API_OUTPUT_LIMIT);
    buf_init(&lines, &outcome->mem, API_OUTPUT_LIMIT);
    code = after(outcome, &arena, api_str(findings), &changes, &lines, &err);
    buf_free(&changes);
    buf_free(&lines);
    arena_free(&arena);
    return api_error(error, code, &err);
}

bool truce_outcome_is_after(const struct truce_outcome *outcome)
{
    return outcome->after != NULL;
}

size_t truce_outcome_change_count(const struct truce_outcome *outcome, enum truce_change change)
{
    return outcome->after ? outcome->after->counts[change] : 0;
}

struct str api_after_changes(const struct truce_outcome *outcome)
{
    return outcome->after ? outcome->after->changes : (struct str){0};
}

struct str api_after_withdrawn(const struct truce_outcome *outcome)
{
    return outcome->after ? outcome->after->withdrawn : (struct str){0};
}
