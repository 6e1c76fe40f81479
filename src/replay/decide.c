/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions: allegation is not finding. Each step by who may take it; the later one prevails. */
#include "replay/replay_int.h"

/* Those whom the rule lists may rule: the verifying body, and who breaks its ties after its term. */
static bool may_rule(struct replay *r, const struct fact_decision *d, int64_t since_us)
{
    const struct json *by = replay_list(r, r->rule, "verified_by");

    for (size_t i = 0; i < by->count; i++) {
        const struct json *one = &by->items[i];

        replay_only(r, one, "a verifier", "name after_us");
        if (replay_actor_of(r, d->body) == replay_actor_of(r, replay_text_of(r, one, "name")) &&
            replay_actor_of(r, d->body) != NOBODY) {
            const struct json *after = json_get(one, "after_us");

            return (after && after->type == JSON_NULL) ||
                   (double)(d->time_us - since_us) >= replay_number_of(r, one, "after_us");
        }
    }
    return false;
}

/* A feed's own status counts only where the feed is bound to the verifying body. */
static bool feed_may_rule(struct replay *r, const struct observation *o)
{
    const struct json *by = replay_list(r, r->rule, "verified_by");

    for (size_t i = 0; by->count && i < r->facts.feed_count; i++)
        if (str_eq(r->facts.feeds[i].feed, o->feed) && r->facts.feeds[i].body.size &&
            replay_actor_of(r, r->facts.feeds[i].body) ==
                replay_actor_of(r,
                                replay_text_of(r, replay_item_of(r, by, 0, JSON_OBJECT), "name")))
            return true;
    return false;
}

struct verdict replay_ruling_on(struct replay *r, const struct observation *o)
{
    struct verdict v = {.status = FACT_STATUS_ALLEGED, .party = NOBODY};
    struct str clause = replay_text_of(r, r->rule, "clause"),
               id = replay_text_of(r, r->finding, "id");

    if (o->status != FACT_STATUS_ALLEGED && feed_may_rule(r, o))
        v.status = o->status;
    for (size_t i = 0; i < r->facts.decision_count; i++) { /* sealed: in order of time, receipt */
        const struct fact_decision *d = &r->facts.decisions[i];
        bool is_closed =
            v.status != FACT_STATUS_ALLEGED && v.status != FACT_STATUS_UNDER_VERIFICATION;

        if (!(d->on == FACT_ON_INCIDENT && str_eq(d->incident, o->name) &&
              str_eq(d->clause, clause)) &&
            !(d->on == FACT_ON_FINDING && str_eq(d->finding, id)))
            continue;
        if (!may_rule(r, d, o->received_us) || d->received_us > r->known_us)
            continue;
        switch (d->what) {
        case FACT_WHAT_REVOKE:
            v = (struct verdict){.status = FACT_STATUS_ALLEGED, .party = NOBODY};
            continue;
        case FACT_WHAT_UNDER_VERIFICATION:
            if (!is_closed)
                v.status = FACT_STATUS_UNDER_VERIFICATION;
            continue;
        case FACT_WHAT_SUBSTANTIATED:
            v.status = FACT_STATUS_SUBSTANTIATED;
            break;
        case FACT_WHAT_NOT_SUBSTANTIATED:
            v.status = FACT_STATUS_NOT_SUBSTANTIATED;
            break;
        case FACT_WHAT_UNDETERMINED:
            v.status = FACT_STATUS_UNDETERMINED;
            break;
        case FACT_WHAT_PROCEED:
        case FACT_WHAT_REFUSE:
        case FACT_WHAT_CERTIFY:
            continue;
        }
        v.decision = d;
        if (d->has_attribution) {
            v.attribution = &d->attribution;
            if (replay_actor_of(r, d->attribution.party) != NOBODY)
                v.party = replay_actor_of(r, d->attribution.party);
        }
        if (d->gravity.size)
            v.gravity = d->gravity;
    }
    return v;
}

/* Certify and revoke, one after the other. */
static void step(const struct fact_decision **stands, const struct fact_decision *d)
{
    if (d->what == FACT_WHAT_REVOKE)
        *stands = NULL;
    else if (!*stands)
        *stands = d;
}

/* That the clause is fulfilled, for a party (or all), at or after a moment. */
const struct fact_decision *replay_certified(struct replay *r, struct str party, int64_t from_us)
{
    const struct fact_decision *stands = NULL;
    struct str clause = replay_text_of(r, r->rule, "clause");

    for (size_t i = 0; i < r->facts.decision_count; i++) {
        const struct fact_decision *d = &r->facts.decisions[i];

        if (d->on == FACT_ON_CLAUSE && str_eq(d->clause, clause) && d->time_us >= from_us &&
            (d->what == FACT_WHAT_CERTIFY || d->what == FACT_WHAT_REVOKE) &&
            (d->party.size == 0 ||
             (party.size && replay_actor_of(r, d->party) == replay_actor_of(r, party))) &&
            may_rule(r, d, TIME_MIN_US))
            step(&stands, d);
    }
    return stands;
}

bool replay_act_certified(struct replay *r, struct str text, struct str by, struct str act)
{
    const struct fact_decision *stands = NULL;

    for (size_t i = 0; i < r->facts.decision_count; i++) {
        const struct fact_decision *d = &r->facts.decisions[i];

        if (d->on == FACT_ON_ACT_CERTIFICATE && str_eq(d->certificate, text) &&
            str_eq(d->incident, act) && replay_actor_of(r, d->body) == replay_actor_of(r, by))
            step(&stands, d);
    }
    return stands != NULL;
}
