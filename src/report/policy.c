/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report_int.h"

#include "base/json.h"

/* A number in [0, max], or null for 0. */
static enum err_code read_number(const struct json *audience, const char *key, double max,
                                 double *value, struct err *err)
{
    const struct json *item = json_get(audience, key);

    *value = 0;
    if (!item)
        return err_set(err, ERR_INPUT, "audience policy: \"%s\" is missing", key);
    if (item->type == JSON_NULL)
        return ERR_OK;
    if (item->type != JSON_NUMBER || item->number < 0 || item->number > max)
        return err_set(err, ERR_INPUT, "audience policy: \"%s\" is a number from 0 to %d, or null",
                       key, (int)max);
    *value = item->number;
    return ERR_OK;
}

static bool holds(const struct json *list, struct str name)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].type == JSON_STRING && str_eq(list->items[i].text, name))
            return true;
    return false;
}

static enum err_code read_audience(const struct json *audiences, const char *name,
                                   struct report_policy *policy, struct err *err)
{
    const struct json *audience = json_get(audiences, name);
    double hours;

    if (!audience || audience->type != JSON_OBJECT)
        return err_set(err, ERR_INPUT, "audience policy: \"audiences\" has no object \"%s\"", name);
    TRY(read_number(audience, "incident_grid_deg", 10, &policy->incident_grid_deg, err));
    TRY(read_number(audience, "force_grid_deg", 10, &policy->force_grid_deg, err));
    TRY(read_number(audience, "force_delay_h", 8784, &hours, err));
    policy->force_delay_us = (int64_t)(hours * 3600.0) * TIME_SECOND_US;

    const struct json *delay = json_get(audience, "incident_delay");
    if (!delay || (delay->type != JSON_NULL &&
                   !(delay->type == JSON_STRING && str_eq(delay->text, STR("next_day")))))
        return err_set(err, ERR_INPUT,
                       "audience policy: \"incident_delay\" is \"next_day\" or null");
    policy->incident_next_day = delay->type == JSON_STRING;

    const struct json *hidden = json_get(audience, "hidden");
    if (!hidden || hidden->type != JSON_ARRAY)
        return err_set(err, ERR_INPUT, "audience policy: \"hidden\" is a list");
    /* They go together here: whoever sees one of them could infer the others. */
    policy->show_sources = !holds(hidden, STR("monitors")) && !holds(hidden, STR("coverage")) &&
                           !holds(hidden, STR("detection")) && !holds(hidden, STR("tasking"));
    return ERR_OK;
}

enum err_code report_policy_read(struct arena *arena, struct str json,
                                 struct report_policy *public_policy,
                                 struct report_policy *restricted_policy, struct err *err)
{
    struct json tree;

    TRY(json_parse(arena, json, &tree, err));
    const struct json *audiences = json_get(&tree, "audiences");
    if (!audiences || audiences->type != JSON_OBJECT)
        return err_set(err, ERR_INPUT, "audience policy: \"audiences\" is missing");
    TRY(read_audience(audiences, "public", public_policy, err));
    return read_audience(audiences, "restricted", restricted_policy, err);
}
