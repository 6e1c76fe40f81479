/* SPDX-License-Identifier: Apache-2.0
 *
 * Inventories of storage sites: what a party declares to keep at a site (`of` `storage`, with the attribute `site`) against what
 * was last counted there, by unit. What is missing is no violation by itself; nobody knows where it is, so that it is not
 * shown to have left either. A site that nobody counted says nothing. */
#include "monitor/amount/amount_int.h"

static struct str text_of(const struct fact_attribute *attributes, size_t count, struct str name)
{
    const struct observation o = {.attributes = attributes, .attribute_count = count};
    const struct fact_attribute *a = observation_attribute(&o, name);

    return a && !a->is_number ? a->text : (struct str){0};
}

struct counting {
    struct run *run;
    struct plan_list classes;
    uint32_t party;
    int64_t known_us, now_us;
};

/* What was last counted there, with what was told to be missing. */
static enum err_code count_site(const struct counting *c, struct monitor_site *site)
{
    struct run *run = c->run;
    struct unit_keys keys = {0};
    struct fact_interval *units = NULL;
    size_t count = 0, capacity = 0;

    map_init(&keys.map, &run->scratch);
    site->at_us = TIME_NONE;
    for (size_t i = 0; i < run->facts->observation_count; i++) {
        const struct observation *o = &run->facts->observations[i];
        const struct weapon_status *status;
        double quantity = o->has_quantity ? o->quantity : 1;
        unsigned doubts = 0;
        uint32_t unit;

        if (o->time.from_us > c->now_us)
            break;
        if (o->received_us > c->known_us || run->acts[i].kind == PLAN_NONE ||
            !str_eq(text_of(o->attributes, o->attribute_count, STR("site")), site->name) ||
            monitor_share_of(run, c->party, i).lo < run->plan->threshold_likely ||
            monitor_classes_match(run, c->classes, i, &doubts) == MATCH_NO)
            continue;
        TRY(monitor_unit_key(run, &keys, i, true, &unit));
        while (count <= unit) {
            TRY(arena_grow(&run->scratch, &units, count, &capacity, sizeof *units, run->err));
            units[count++] = (struct fact_interval){0, 0};
        }
        status = monitor_weapon_status(run, i);
        if (status && status->withdraw == WEAPON_ANYWHERE) /* hi: told to be missing */
            units[unit].hi = quantity;
        else
            units[unit].lo = quantity;
        site->at_us = monitor_last(o->time.from_us, o->time.to_us);
    }
    site->counted = site->told = 0;
    for (size_t u = 0; u < count; u++) {
        site->counted += units[u].lo;
        site->told += units[u].hi;
    }
    return ERR_OK;
}

enum err_code monitor_sites(struct run *run, struct plan_list classes, uint32_t party,
                            int64_t known_us, int64_t now_us, struct monitor_site **sites,
                            size_t *site_count)
{
    struct counting c = {run, classes, party, known_us, now_us};
    size_t capacity = 0;

    *sites = NULL;
    *site_count = 0;
    for (size_t i = 0; i < run->facts->declaration_count; i++) {
        const struct fact_declaration *d = &run->facts->declarations[i];
        struct str name = text_of(d->attributes, d->attribute_count, STR("site"));
        uint32_t actor = monitor_actor(run, d->party);
        unsigned doubts = 0;
        size_t k = 0;

        if (!str_eq(d->of, STR("storage")) || d->received_us > known_us || name.size == 0 ||
            party == PLAN_NONE || actor == PLAN_NONE || !plan_actor_is(run->plan, actor, party) ||
            monitor_declaration_match(run, classes, d, &doubts) != MATCH_YES)
            continue;
        while (k < *site_count && !str_eq((*sites)[k].name, name))
            k++;
        if (k == *site_count) {
            TRY(arena_grow(&run->scratch, sites, *site_count, &capacity, sizeof **sites, run->err));
            (*sites)[(*site_count)++] = (struct monitor_site){.name = name};
        }
        (*sites)[k].declared += d->quantity;
    }
    for (size_t k = 0; k < *site_count; k++)
        TRY(count_site(&c, &(*sites)[k]));
    return ERR_OK;
}

double monitor_site_missing(const struct monitor_site *site)
{
    double missing = site->declared - site->counted;

    if (site->at_us == TIME_NONE)
        return 0;
    return missing > 0 ? num_round(missing, 6) : 0;
}
