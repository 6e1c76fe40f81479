/* SPDX-License-Identifier: Apache-2.0
 *
 * Who sees what, when and how finely. The rules are the policy's, the same for every party; nothing
 * here looks at who did what. Where a free text repeats a coordinate, the text goes, too. */
#include "report/report_int.h"

#include <math.h>

/* What a standing finding of a public report says instead of naming what was covered. */
static const struct str standing_need[] = {
    STR_INIT("positive coverage of what the clause speaks of, for the whole of its time")};

/* Centre of the cell that holds a coordinate; cells start at 0. */
static double snap(double deg, double grid_deg, double limit_deg)
{
    int64_t grid = (int64_t)(grid_deg * 1e7 + 0.5);
    int64_t value = (int64_t)floor(deg * 1e7 + 0.5);
    int64_t limit = (int64_t)(limit_deg * 1e7);

    if (grid < 2)
        grid = 2;
    if (value >= limit)
        value = limit - 1; /* the last cell, not one beyond the end of the world */
    int64_t cell = value >= 0 ? value / grid : -((-value + grid - 1) / grid);
    int64_t centre = cell * grid + grid / 2;
    return num_degrees((double)centre / 1e7);
}

static struct geo_point snap_point(struct geo_point point, double grid_deg)
{
    return (struct geo_point){snap(point.lon_deg, grid_deg, 180),
                              snap(point.lat_deg, grid_deg, 90)};
}

/* From the cell's centre to its farthest corner, in metres, rounded up to whole ones. */
static double cell_radius_m(struct geo_point centre, double grid_deg)
{
    double half = grid_deg / 2, north = fabs(centre.lat_deg) + half;
    struct geo_point middle = {0, fabs(centre.lat_deg)};
    double far_m = geo_distance_m(middle, (struct geo_point){half, north > 90 ? 90 : north});
    double near_m = geo_distance_m(middle, (struct geo_point){half, fabs(centre.lat_deg) - half});

    return ceil(far_m > near_m ? far_m : near_m);
}

static void coarsen_point(struct fact_place *place, struct geo_point point, double error_m,
                          double grid_deg)
{
    struct geo_point centre = snap_point(point, grid_deg);
    double radius_m = cell_radius_m(centre, grid_deg);

    *place = (struct fact_place){.form = FACT_PLACE_POINT, .point = centre, .error_m = radius_m};
    if (error_m > radius_m) /* already vaguer than the cell: say so, in whole kilometres */
        place->error_m = ceil((error_m + radius_m) / 1000) * 1000;
}

static void coarsen(struct fact_place *place, double grid_deg)
{
    switch (place->form) {
    case FACT_PLACE_NONE:
    case FACT_PLACE_AREA: /* a name, no coordinate */
        place->shape = NULL;
        place->geometry = (struct str){0};
        place->point = (struct geo_point){0};
        return;
    case FACT_PLACE_POINT:
        coarsen_point(place, place->point, place->error_m, grid_deg);
        return;
    case FACT_PLACE_ELLIPSE:
        coarsen_point(place, place->point, place->major_m, grid_deg);
        return;
    case FACT_PLACE_GEOMETRY: {
        if (!place->shape)
            break;
        struct geo_box box = geo_shape_box(place->shape);
        struct geo_point low = {box.west_deg, box.south_deg}, high = {box.east_deg, box.north_deg};
        struct geo_point centre = {(low.lon_deg + high.lon_deg) / 2,
                                   (low.lat_deg + high.lat_deg) / 2};
        if (high.lon_deg > 180)
            high.lon_deg -= 360;
        if (centre.lon_deg > 180)
            centre.lon_deg -= 360;
        coarsen_point(place, centre, geo_distance_m(low, high) / 2, grid_deg);
        return;
    }
    case FACT_PLACE_BEARING: /* its point is where the observer stood */
        break;
    }
    *place = (struct fact_place){.form = FACT_PLACE_NONE};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does the text hold a decimal number at all? Most do not. */
static bool has_decimal(struct str text)
{
    for (size_t i = 1; i + 1 < text.size; i++)
        if ((text.text[i] == '.' || text.text[i] == ',') && is_digit(text.text[i - 1]) &&
            is_digit(text.text[i + 1]))
            return true;
    return false;
}

/* Does the text hold a decimal number within a cell's width of one of the coordinates? */
static bool tells(struct str text, const double *coordinates, size_t count)
{
    if (count == 0 || !has_decimal(text))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        double value = 0, unit = 1;
        size_t digits = 0;
        for (; i < text.size && is_digit(text.text[i]) && digits < 9; i++, digits++)
            value = value * 10 + (text.text[i] - '0');
        if (digits == 0 || i + 1 >= text.size || (text.text[i] != '.' && text.text[i] != ',') ||
            !is_digit(text.text[i + 1]))
            continue;
        for (i++; i < text.size && is_digit(text.text[i]); i++)
            value += (text.text[i] - '0') * (unit /= 10);
        for (size_t k = 0; k < count; k++)
            if (fabs(value - fabs(coordinates[k])) < 0.1)
                return true;
    }
    return false;
}

/* Drop the texts that would give back what `coarsen` took. */
static void hush(struct finding *view, const struct fact_place *exact)
{
    double coordinates[4];
    size_t count = 0;

    if (exact->form == FACT_PLACE_GEOMETRY && exact->shape) {
        struct geo_box box = geo_shape_box(exact->shape);
        coordinates[count++] = box.west_deg;
        coordinates[count++] = box.south_deg;
        coordinates[count++] = box.east_deg;
        coordinates[count++] = box.north_deg;
    } else if (exact->form == FACT_PLACE_POINT || exact->form == FACT_PLACE_ELLIPSE ||
               exact->form == FACT_PLACE_BEARING) {
        coordinates[count++] = exact->point.lon_deg;
        coordinates[count++] = exact->point.lat_deg;
    }
    if (tells(view->text, coordinates, count))
        view->text = (struct str){0};
    if (tells(view->attribution.basis, coordinates, count))
        view->attribution.basis = (struct str){0};
    bool is_told = false;
    for (size_t i = 0; i < view->need_count; i++)
        is_told = is_told || tells(view->needs[i], coordinates, count);
    if (is_told)
        view->need_count = 0;
}

/* The last moment of a half-open time. */
static int64_t last_moment(struct fact_time time)
{
    return time.to_us > time.from_us ? time.to_us - 1 : time.from_us;
}

/* What was seen after that moment goes: the end, and what may rest on later records. Of holdings it
 * stays that they were above the bound. */
static void cut_at(struct finding *view, int64_t seen_us)
{
    view->time.to_us = seen_us;
    if (view->has_value)
        view->value = (struct fact_interval){view->has_bound ? view->bound : 0, (double)INFINITY};
    view->because_count = 0;
    view->because = NULL;
    view->text = (struct str){0};
}

/* When a finding is told: TIME_NEVER as it is, TIME_NONE not yet, else cut at that moment. */
static int64_t shown_until(const struct report_input *input, const struct finding *f)
{
    const struct report_policy *policy = &input->policy;
    int64_t known_us = input->outcome->known_at_us;

    if (!time_is_set(known_us))
        known_us = input->outcome->watermark_us;
    if (!time_is_set(known_us) || !time_is_set(f->time.from_us))
        return TIME_NEVER;
    if (f->is_presence && !f->is_standing && policy->force_delay_us > 0) {
        /* Forces are shown as they stood that long ago: whether they are still there is not told. */
        int64_t seen_us = known_us - policy->force_delay_us;

        return f->time.from_us > seen_us ? TIME_NONE
               : f->time.to_us > seen_us ? seen_us
                                         : TIME_NEVER;
    }
    /* Duties and what stands about a whole phase are status, not incidents. */
    if (f->is_presence || f->is_standing || f->has_states || !policy->incident_next_day)
        return TIME_NEVER;
    int64_t last_us = last_moment(f->time);

    return time_is_set(last_us) && known_us >= tz_day_end(input->plan->tz, last_us) ? TIME_NEVER
                                                                                    : TIME_NONE;
}

struct finding view_timed(const struct report_input *input, const struct finding *finding)
{
    int64_t until_us = shown_until(input, finding);
    struct finding view = *finding;

    if (until_us != TIME_NONE && until_us != TIME_NEVER)
        cut_at(&view, until_us);
    return view;
}

bool report_view(const struct report_input *input, const struct finding *finding,
                 struct finding *view)
{
    const struct report_policy *policy = &input->policy;
    double grid_deg = finding->is_presence ? policy->force_grid_deg : policy->incident_grid_deg;

    int64_t until_us = shown_until(input, finding);

    *view = *finding;
    if (until_us == TIME_NONE)
        return false;
    if (until_us != TIME_NEVER)
        cut_at(view, until_us);
    if (grid_deg > 0) {
        coarsen(&view->place, grid_deg);
        hush(view, &finding->place);
    }
    if (!policy->show_sources) {
        view->considered_count = 0;
        view->considered = NULL;
        if (view->is_standing) { /* its evidence is who looked where */
            view->because_count = 0;
            view->because = NULL;
            view->text = (struct str){0};
            if (view->need_count > 0) {
                view->needs = standing_need;
                view->need_count = COUNT_OF(standing_need);
            }
        }
    }
    return true;
}

enum err_code view_make(struct arena *arena, const struct report_input *input, struct view *view,
                        struct err *err)
{
    const struct outcome *outcome = input->outcome;
    uint32_t *shown = ARENA_NEW(arena, uint32_t, outcome->finding_count);

    *view = (struct view){.shown = shown};
    if (!shown)
        return err_no_memory(err);
    for (size_t i = 0; i < outcome->finding_count; i++) {
        if (shown_until(input, &outcome->findings[i]) != TIME_NONE)
            shown[view->count++] = (uint32_t)i;
        else if (outcome->findings[i].is_presence)
            view->held_forces++;
        else
            view->held_incidents++;
    }
    return ERR_OK;
}

void words_held(struct buf *buf, const struct report_policy *policy, const struct view *view)
{
    if (view->held_incidents) {
        words_some(buf, view->held_incidents, "finding", "findings");
        buf_puts(buf, " until the next day");
    }
    if (view->held_incidents && view->held_forces)
        buf_puts(buf, ", ");
    if (view->held_forces) {
        words_some(buf, view->held_forces, "finding", "findings");
        buf_puts(buf, " on the presence or holdings of forces until ");
        words_count(buf, (uint64_t)(policy->force_delay_us / TIME_HOUR_US));
        buf_puts(buf, " hours have passed");
    }
}
