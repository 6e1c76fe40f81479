/* SPDX-License-Identifier: Apache-2.0
 *
 * forbid K by P in Z during W unless …: at e: K(e) and who(e) in P or unknown and place(e) in Z and time(e) in W and not excused.
 *
 *     occurrence = happened * kind * time * target * place * (who, each less what excuses them)
 *
 * per reading, then the least. */
#include "base/num.h"
#include "replay/replay_int.h"

static const struct range one_range = {1, 1}, none_range = {0, 0};

static bool is_form(struct replay *r, const struct json *in, const char *form)
{
    return str_eq(replay_text_of(r, in, "form"), str_z(form));
}

/* ---------------------------------------------------------------- what excuses */

/* Some act of the kind, by those asked, in the time before: at least one. */
static struct range excusing_acts(struct replay *r, const struct json *past,
                                  const struct observation *o, size_t party)
{
    const struct json *kinds = replay_list(r, past, "kinds"), *to = replay_list(r, past, "to");
    const struct json *same = replay_list(r, past, "same"), *sure = replay_list(r, past, "sure");
    const struct json *maybe = replay_list(r, past, "maybe"),
                      *by = replay_member(r, past, "by", JSON_OBJECT);
    int64_t s0 = replay_moment_of(r, replay_item_of(r, sure, 0, JSON_STRING), 0);
    int64_t s1 = replay_moment_of(r, replay_item_of(r, sure, 1, JSON_STRING), 0);
    int64_t m0 = replay_moment_of(r, replay_item_of(r, maybe, 0, JSON_STRING), 0);
    int64_t m1 = replay_moment_of(r, replay_item_of(r, maybe, 1, JSON_STRING), 0);
    struct range none = {1, 1};

    replay_only(r, past, "an excuse", "form no kinds by to same sure maybe");
    for (size_t i = 0; i < r->facts.observation_count && !r->failed; i++) {
        const struct observation *n = &r->facts.observations[i];
        int64_t last = replay_last_of(n->time);
        enum says kinds_are = replay_kinds_say(r, kinds, n);
        bool in_sure = n->time.from_us >= s0 && last <= s1;
        struct range p = {in_sure ? 1 : 0, 1};

        if (n == o || kinds_are == SAYS_NO || last < m0 || n->time.from_us > m1 ||
            (same->count && !replay_agree_on(r, same, o, n)))
            continue;
        p = replay_times(p, replay_addressed(r, to, party, n));
        p = replay_times(p, replay_share_of_any(r, by, party, n));
        p = replay_times(p, replay_mass(r, kinds, n));
        if (p.hi > 0)
            r->is_used[i] = true;
        none = replay_times(none, replay_inverse(p));
    }
    return replay_flag_of(r, past, "no") ? none : replay_inverse(none);
}

struct range replay_excused(struct replay *r, const struct json *past, const struct observation *o,
                            size_t party)
{
    const struct json *of;
    struct range out = {0, 0};

    if (!past || past->type != JSON_OBJECT)
        return none_range;
    if (is_form(r, past, "certified"))
        return replay_act_certified(r, replay_text_of(r, past, "text"),
                                    replay_text_of(r, past, "by"), o->name)
                   ? one_range
                   : none_range;
    if (is_form(r, past, "act"))
        return excusing_acts(r, past, o, party);
    if (!is_form(r, past, "and") && !is_form(r, past, "or")) {
        replay_fail(r, "an excuse of an unknown form");
        return out;
    }
    of = replay_list(r, past, "of");
    for (size_t i = 0; i < of->count && !r->failed; i++) {
        struct range one = replay_excused(r, &of->items[i], o, party);

        out = i == 0                    ? one
              : is_form(r, past, "and") ? replay_both(out, one)
                                        : replay_either(out, one);
    }
    return out;
}

struct range replay_time_of_act(struct replay *r, const struct json *part,
                                const struct observation *o)
{
    struct stretches sure = replay_stretches_of(r, part, "sure"),
                     maybe = replay_stretches_of(r, part, "maybe");

    return (struct range){replay_time_in(&sure, o->time, o->holds, o->aggregate).lo,
                          replay_time_in(&maybe, o->time, o->holds, o->aggregate).hi};
}

struct range replay_kind_range(enum says says)
{
    return (struct range){says == SAYS_YES ? 1 : 0, says == SAYS_NO ? 0 : 1};
}

/* An exception that is more specific: kinds, parties, places and times of its own. */
static struct range permitted(struct replay *r, const struct json *permit,
                              const struct observation *o, size_t party, size_t reading)
{
    const struct json *actors = replay_member(r, permit, "actors", JSON_OBJECT);
    struct range p = replay_kind_range(replay_kinds_say(r, replay_list(r, permit, "kinds"), o));
    enum says is_bound = party == NOBODY ? is_form(r, actors, "anyone") ? SAYS_YES : SAYS_NO
                                         : replay_binds(r, actors, party);

    replay_only(r, permit, "a permit", "kinds actors against where sure maybe unless");
    p = replay_times(p, replay_time_of_act(r, permit, o));
    p = replay_times(p, replay_kind_range(is_bound));
    p = replay_times(p, replay_against(r, json_get(permit, "against"), o));
    if (p.hi > 0)
        p = replay_times(p, replay_place_chance(r, replay_index_of(r, permit, "where"), reading,
                                                &o->place, o->name));
    return replay_times(p, replay_inverse(replay_excused(r, json_get(permit, "unless"), o, party)));
}

/* What neither a permit nor an excuse takes away, if this party did it. */
static struct range left_for(struct replay *r, const struct json *part, const struct observation *o,
                             size_t party, size_t reading)
{
    const struct json *permits = replay_list(r, part, "permits");
    struct range left = one_range;

    for (size_t i = 0; i < permits->count && !r->failed; i++)
        left =
            replay_times(left, replay_inverse(permitted(r, &permits->items[i], o, party, reading)));
    return replay_times(left,
                        replay_inverse(replay_excused(r, json_get(part, "unless"), o, party)));
}

/* ---------------------------------------------------------------- who */

struct mixed {
    struct range who; /* who did it, each less what excuses them */
    struct range
        *by_slot; /* what is left for each party of the clause; the last: for nobody known */
    bool by_party;
};

static void widen(struct range *sum, struct range one, bool is_first)
{
    if (is_first || one.lo < sum->lo)
        sum->lo = one.lo;
    if (is_first || one.hi > sum->hi)
        sum->hi = one.hi;
}

/* With an unknown actor it ranges over the bound parties: excused if each would be, violated if none would. */
static struct range mix(struct replay *r, const struct json *part, const struct json *slots,
                        const struct observation *o, size_t reading, struct mixed *m)
{
    const struct json *actors = replay_member(r, part, "actors", JSON_OBJECT);
    bool anyone = is_form(r, actors, "anyone"), first = true;
    struct range unknown = {1, 0}, sum = {0, 0}, most = {0, 0}, who = replay_of_those(r, actors, o);
    double known = 0;

    for (size_t i = 0; i < r->actor_count && !r->failed; i++) {
        struct range share = replay_share_of(r, i, o), left;
        size_t slot = 0;
        bool is_named = false;

        while (slot < slots->count && replay_actor_of(r, slots->items[slot].text) != i)
            slot++;
        for (size_t k = 0; k < o->actor_count; k++)
            is_named |= o->actors[k].share > 0 && replay_actor_of(r, o->actors[k].name) == i;
        if (slot ==
            slots->count) { /* not a party of the clause: of `anyone`, who is named himself */
            bool under_slot = false;

            for (size_t s = 0; s < slots->count; s++)
                under_slot |= replay_answers_to(r, i, replay_actor_of(r, slots->items[s].text));
            if (!is_named || under_slot)
                continue;
        }
        if (replay_binds(r, actors, i) != SAYS_YES) {
            if (slot < slots->count)
                widen(&m->by_slot[slot], none_range, reading == 0);
            continue;
        }
        left = left_for(r, part, o, i, reading);
        if (slot < slots->count) {
            widen(&m->by_slot[slot], left, reading == 0);
            widen(&unknown, left, first);
            first = false;
        }
        known += share.lo;
        sum.lo += share.lo * left.lo;
        sum.hi += share.lo * left.hi;
        if (share.lo > 0) {
            most.lo = left.lo > most.lo ? left.lo : most.lo;
            most.hi = left.hi > most.hi ? left.hi : most.hi;
        }
    }
    if (anyone || slots->count == 0) {
        struct range nobody = left_for(r, part, o, NOBODY, reading);

        widen(&unknown, nobody, first);
        widen(&m->by_slot[slots->count], nobody, reading == 0);
    }
    if (o->joint && known > 0) /* one act of all of them: one who is not excused is enough */
        return most;
    if (who.lo > known)
        sum.lo += (who.lo - known) * unknown.lo;
    if (who.hi > known)
        sum.hi += (who.hi - known) * unknown.hi;
    return sum;
}

/* ---------------------------------------------------------------- the verdict */

void replay_same_parties(struct replay *r, const struct json *slots, const struct observation *o,
                         struct verdict v)
{
    const struct json *parties = json_get(r->finding, "parties");
    bool anyone = replay_flag_of(r, r->rule, "anyone");
    size_t stated = 0;

    if (!parties || (parties->type != JSON_OBJECT && parties->type != JSON_NULL)) {
        replay_fail(r, "parties are not stated");
        return;
    }
    for (size_t i = 0; i < r->actor_count && !r->failed; i++) {
        const struct json *is = NULL;
        double share =
            v.party != NOBODY ? replay_answers_to(r, v.party, i) : replay_share_of(r, i, o).lo;
        bool counts = anyone && !str_eq(r->actors[i].role, STR("group"));

        for (size_t s = 0; s < slots->count; s++)
            counts |= replay_actor_of(r, slots->items[s].text) == i;
        for (size_t k = 0; k < parties->count; k++)
            if (str_eq(parties->keys[k], r->actors[i].name))
                is = &parties->items[k];
        if (!counts || share <= 0) {
            if (is)
                replay_fail(r, "a share of %.*s is stated, and there is none",
                            STR_ARG(r->actors[i].name));
            continue;
        }
        stated++;
        replay_same_range(r, "a party's share", replay_rounded((struct range){share, share}), is);
    }
    if (stated != parties->count)
        replay_fail(r, "%zu parties are stated, %zu have a share", parties->count, stated);
}

/* The party that a ruling names, or whose share reaches the threshold. */
struct str replay_named_party(struct replay *r, const struct json *slots,
                              const struct observation *o, struct verdict v)
{
    size_t known = 0;

    for (size_t a = v.party; a != NOBODY; a = r->actors[a].under)
        for (size_t s = 0; s < slots->count; s++)
            if (replay_actor_of(r, slots->items[s].text) == a)
                return r->actors[a].name;
    if (v.party != NOBODY)
        return r->actors[v.party].name;
    for (size_t k = 0; k < o->actor_count; k++)
        known += replay_actor_of(r, o->actors[k].name) != NOBODY && o->actors[k].share > 0;
    if (o->joint && known > 1)
        return (struct str){0};
    for (size_t i = 0; i < r->actor_count; i++)
        for (size_t s = 0; s < slots->count; s++)
            if (replay_actor_of(r, slots->items[s].text) == i &&
                replay_share_of(r, i, o).lo >= r->likely)
                return r->actors[i].name;
    for (size_t i = 0; i < r->actor_count && replay_flag_of(r, r->rule, "anyone"); i++)
        if (!str_eq(r->actors[i].role, STR("group")) && replay_share_of(r, i, o).lo >= r->likely)
            return r->actors[i].name;
    return (struct str){0};
}

void replay_same_attribution(struct replay *r, const struct fact_attribution *is)
{
    const struct json *stated = replay_member(r, r->finding, "attribution", JSON_OBJECT);
    char level[3] = {'A', (char)('0' + is->level), '\0'};

    replay_only(r, stated, "the attribution", "party level basis");
    replay_same_text(r, "the attribution's level", str_z(level), json_get(stated, "level"));
    if (json_get(stated, "party") || is->party.size)
        replay_same_text(r, "the attribution's party", is->party, json_get(stated, "party"));
    if (json_get(stated, "basis") || is->basis.size)
        replay_same_text(r, "the attribution's basis", is->basis, json_get(stated, "basis"));
}

void replay_judge_occurrence(struct replay *r, const struct range *readings, bool is_disputed,
                             struct verdict v, bool is_out)
{
    const struct json *keys = replay_list(r, r->rule, "readings"),
                      *stated = json_get(r->finding, "readings");
    struct range least = {1, 1}, all = {1, 0};
    bool is_violation;

    for (size_t i = 0; i < r->reading_count; i++) {
        least.lo = readings[i].lo < least.lo ? readings[i].lo : least.lo;
        least.hi = readings[i].hi < least.hi ? readings[i].hi : least.hi;
        all.lo = readings[i].lo < all.lo ? readings[i].lo : all.lo;
        all.hi = readings[i].hi > all.hi ? readings[i].hi : all.hi;
        if (is_disputed) {
            replay_say(r, "under the reading of %.*s",
                       STR_ARG(replay_item_of(r, keys, i, JSON_STRING)->text));
            replay_say_range(r, "  occurrence", readings[i]);
        }
    }
    is_violation = all.lo > 0 && all.lo >= r->likely;
    switch (v.status) {
    case FACT_STATUS_ALLEGED:
    case FACT_STATUS_UNDER_VERIFICATION:
        break;
    case FACT_STATUS_SUBSTANTIATED:
        is_violation = true;
        least = all = one_range;
        break;
    case FACT_STATUS_NOT_SUBSTANTIATED:
        is_out = true;
        break;
    case FACT_STATUS_UNDETERMINED:
        is_violation = false;
        break;
    }
    if (is_out || all.hi <= 0)
        replay_fail(r, "by these records there would be no finding: it is ruled out");
    replay_say_range(r, "occurrence, the least of all readings", least);
    replay_same_range(r, "the occurrence", least, json_get(r->finding, "occurrence"));
    replay_same_text(r, "the status", str_z(fact_status_text(v.status)),
                     json_get(r->finding, "status"));
    replay_same_text(r, "the verdict", is_violation ? STR("violation") : STR("undetermined"),
                     json_get(r->finding, "verdict"));
    replay_same_text(r, "the gravity",
                     v.gravity.size ? v.gravity : replay_text_of(r, r->rule, "gravity"),
                     json_get(r->finding, "gravity"));
    if (!is_disputed && stated && stated->type != JSON_NULL)
        replay_fail(r, "readings are stated, and nothing is disputed");
    for (size_t i = 0; is_disputed && i < keys->count && !r->failed; i++) {
        const struct json *is = NULL;

        for (size_t k = 0; stated && stated->type == JSON_OBJECT && k < stated->count; k++)
            if (str_eq(stated->keys[k], keys->items[i].text))
                is = &stated->items[k];
        replay_same_range(r, "the occurrence under a reading",
                          v.status == FACT_STATUS_SUBSTANTIATED ? one_range : readings[i], is);
    }
    if (is_disputed && stated && stated->count != keys->count)
        replay_fail(r, "not all readings are stated, or more than all");
    replay_say(r, "status %s: %s", fact_status_text(v.status),
               is_violation ? "a violation" : "undetermined");
}

/* A ruling makes no violation of what the clause does not forbid to whom it names, or excuses. */
static bool ruled_out(struct replay *r, const struct json *slots, const struct observation *o,
                      const struct mixed *m, struct verdict v, bool is_bound)
{
    bool any = false, left = false, left_all = false;

    if (v.status != FACT_STATUS_SUBSTANTIATED)
        return false;
    if (v.party != NOBODY && !is_bound)
        return true;
    for (size_t s = 0; s < slots->count && m->by_party; s++) {
        size_t slot = replay_actor_of(r, slots->items[s].text);
        bool has = replay_share_of(r, slot, o).hi > 0, is_left = m->by_slot[s].hi > 0;

        if (v.party != NOBODY && replay_answers_to(r, v.party, slot) && !is_left)
            return true;
        any |= has;
        left |= has && is_left;
        left_all |= is_left;
    }
    if (!m->by_party || v.party != NOBODY)
        return false;
    if (replay_flag_of(r, r->rule, "anyone") || slots->count == 0)
        return !left_all && m->by_slot[slots->count].hi <= 0;
    return any ? !left : !left_all;
}

/* One prohibition of the clause, per reading: added to what the others say of the same act. */
static void replay_part(struct replay *r, const struct json *part, const struct observation *o,
                        const struct json *slots, struct mixed *m, struct range *sums,
                        bool is_first)
{
    const struct json *actors = replay_member(r, part, "actors", JSON_OBJECT);
    const struct json *unless = json_get(part, "unless");
    bool has_excuse =
        replay_list(r, part, "permits")->count || (unless && unless->type == JSON_OBJECT);
    enum says kinds_are = replay_kinds_say(r, replay_list(r, part, "kinds"), o);
    struct range common = replay_mass(r, replay_list(r, part, "kinds"), o),
                 who = replay_of_those(r, actors, o);
    struct range time = replay_time_of_act(r, part, o);

    replay_only(r, part, "a prohibition",
                "text kinds actors against where sure maybe permits unless by_party disputed");
    if (kinds_are == SAYS_NO || time.hi <= 0)
        replay_fail(r, "neither kind nor time of the act come into question");
    replay_say(r, "rule: %.*s",
               (int)(replay_text_of(r, part, "text").size < 400
                         ? replay_text_of(r, part, "text").size
                         : 400),
               replay_text_of(r, part, "text").text ? replay_text_of(r, part, "text").text : "");
    replay_say_range(r, "  it happened, and was what the record says", replay_exists(o));
    replay_say_range(r, "  it was of the kinds that the clause names", common);
    replay_say_range(r, "  it fell within the clause's time", time);
    replay_say_range(r, "  it was done by those whom the clause binds", who);
    common =
        replay_times(replay_times(common, time), replay_against(r, json_get(part, "against"), o));
    for (size_t i = 0; i < r->reading_count && !r->failed; i++) {
        struct range place = one_range, p = who;

        if (common.hi > 0)
            place =
                replay_place_chance(r, replay_index_of(r, part, "where"), i, &o->place, o->name);
        if (i == 0 || replay_flag_of(r, part, "disputed"))
            replay_say_range(r, "  it lies where the clause speaks of", place);
        if (has_excuse && replay_flag_of(r, part, "by_party"))
            p = mix(r, part, slots, o, i, m);
        else if (has_excuse)
            p = replay_times(who, left_for(r, part, o, NOBODY, i));
        if (has_excuse && i == 0)
            replay_say_range(r, "  it was done by them, and neither permitted nor excused", p);
        p = replay_rounded(replay_times(replay_times(common, place), p));
        if (is_first)
            sums[i] = p;
        else
            sums[i] = (struct range){p.lo > sums[i].lo ? p.lo : sums[i].lo,
                                     sums[i].hi + p.hi < 1 ? sums[i].hi + p.hi : 1};
    }
}

static const struct observation *the_act(struct replay *r)
{
    size_t i = facts_find_observation(&r->facts, replay_text_of(r, r->rule, "act"));

    if (i == SIZE_MAX) {
        replay_fail(r, "the record of the act is missing");
        return NULL;
    }
    r->is_used[i] = true;
    return &r->facts.observations[i];
}

static void same_facts(struct replay *r, const struct observation *o)
{
    const struct json *time = replay_member(r, r->finding, "time", JSON_OBJECT);
    const struct json *events = json_get(r->finding, "events");

    replay_same_time(r, "the time it began", o->time.from_us, json_get(time, "from"));
    replay_same_time(r, "the time it ended", o->time.to_us, json_get(time, "to"));
    replay_same_range(r, "the number of events", (struct range){o->count, o->count}, events);
}

static bool member_is(const struct json *in, const char *key)
{
    const struct json *out = json_get(in, key);

    return out && out->type != JSON_NULL;
}

void replay_forbid(struct replay *r)
{
    const struct json *parts = replay_list(r, r->rule, "parts"),
                      *slots = replay_list(r, r->rule, "slots");
    const struct observation *o = the_act(r);
    struct range *sums = ARENA_NEW(r->arena, struct range, r->reading_count + 1);
    struct mixed m = {.by_slot = ARENA_NEW(r->arena, struct range, slots->count + 2)};
    bool is_disputed = false, is_bound = false;
    struct verdict v;

    if (!sums || !m.by_slot || !o || r->failed) {
        replay_fail(r, "no memory");
        return;
    }
    v = replay_ruling_on(r, o);
    for (size_t i = 0; i < parts->count && !r->failed; i++) {
        const struct json *part = &parts->items[i];

        replay_part(r, part, o, slots, &m, sums, i == 0);
        is_disputed |= replay_flag_of(r, part, "disputed");
        m.by_party |= replay_flag_of(r, part, "by_party") && parts->count == 1;
        is_bound |=
            v.party != NOBODY &&
            replay_binds(r, replay_member(r, part, "actors", JSON_OBJECT), v.party) != SAYS_NO;
    }
    if (parts->count == 0)
        replay_fail(r, "no prohibition is about the act");
    if (parts->count > 1 && v.status == FACT_STATUS_SUBSTANTIATED)
        for (size_t i = 0; i < parts->count; i++)
            if (member_is(&parts->items[i], "unless") ||
                replay_list(r, &parts->items[i], "permits")->count)
                replay_fail(
                    r, "a ruling under several prohibitions with excuses is beyond this checker");
    if (r->failed)
        return;
    if (v.decision)
        replay_say(r, "ruling %.*s: %s", STR_ARG(v.decision->id), fact_what_text(v.decision->what));
    replay_judge_occurrence(r, sums, is_disputed, v, ruled_out(r, slots, o, &m, v, is_bound));
    replay_same_parties(r, slots, o, v);
    replay_same_text(r, "the party", replay_named_party(r, slots, o, v),
                     json_get(r->finding, "party"));
    replay_same_attribution(r, v.attribution ? v.attribution : &o->attribution);
    same_facts(r, o);
    replay_all_null(r, "states value bound unit");
    replay_check_id(r, o->name, true);
}
