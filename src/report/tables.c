/* SPDX-License-Identifier: Apache-2.0
 *
 * The two tables behind the map, in share/map: formats in share/map/README.md. */
#include "report/report_int.h"

#define FIELD_LIMIT 6

/* The next line without its line end; false at the end. */
static bool next_line(struct str *rest, struct str *line)
{
    if (rest->size == 0)
        return false;
    *line = str_cut(rest, '\n');
    if (line->size > 0 && line->text[line->size - 1] == '\r')
        line->size--;
    return true;
}

/* Comma-separated fields; a field may stand in double quotes (no quotes inside). */
static size_t split(struct str line, struct str fields[FIELD_LIMIT])
{
    size_t count = 0;

    while (count < FIELD_LIMIT) {
        if (line.size > 0 && line.text[0] == '"') {
            struct str rest = str_from(line, 1);
            fields[count++] = str_cut(&rest, '"');
            if (rest.size == 0)
                break;
            line = str_from(rest, 1); /* the comma */
            continue;
        }
        size_t comma = str_find(line, ',', 0);
        fields[count++] = str_slice(line, 0, comma);
        if (comma == line.size)
            break;
        line = str_from(line, comma + 1);
    }
    return count;
}

static bool read_point(struct str lon, struct str lat, struct geo_point *point)
{
    return str_to_double(str_trim(lon), &point->lon_deg) &&
           str_to_double(str_trim(lat), &point->lat_deg) && geo_point_ok(*point);
}

static size_t line_count(struct str text)
{
    size_t count = 1;

    for (size_t i = 0; i < text.size; i++)
        count += text.text[i] == '\n';
    return count;
}

enum err_code tables_places(struct arena *arena, struct str csv, const struct place_name **places,
                            size_t *count, struct err *err)
{
    struct place_name *names = ARENA_NEW(arena, struct place_name, line_count(csv));
    struct str line, fields[FIELD_LIMIT];
    size_t n = 0;

    if (!names)
        return err_no_memory(err);
    while (next_line(&csv, &line)) {
        if (str_starts(line, STR("#")) || split(line, fields) < 4)
            continue;
        struct place_name name = {.a = fields[0], .b = fields[1]};
        if (name.a.size > 0 && read_point(fields[2], fields[3], &name.point))
            names[n++] = name;
    }
    *places = names;
    *count = n;
    return ERR_OK;
}

static bool read_box(struct str line, struct geo_box *box)
{
    struct str fields[FIELD_LIMIT];

    return str_starts(line, STR("# box,")) && split(line, fields) == 5 &&
           str_to_double(str_trim(fields[1]), &box->west_deg) &&
           str_to_double(str_trim(fields[2]), &box->south_deg) &&
           str_to_double(str_trim(fields[3]), &box->east_deg) &&
           str_to_double(str_trim(fields[4]), &box->north_deg);
}

enum err_code tables_coast(struct arena *arena, struct str csv, struct coast *coast,
                           struct err *err)
{
    size_t room = line_count(csv);
    struct geo_point *points = ARENA_NEW(arena, struct geo_point, room);
    size_t *starts = ARENA_NEW(arena, size_t, room + 1);
    struct str line, fields[FIELD_LIMIT], ring = {0};
    size_t n = 0, rings = 0;

    *coast = (struct coast){0};
    if (!points || !starts)
        return err_no_memory(err);
    while (next_line(&csv, &line)) {
        struct geo_point point;
        if (str_starts(line, STR("#"))) {
            if (read_box(line, &coast->box))
                coast->has_box = true;
            continue;
        }
        if (split(line, fields) != 3 || !read_point(fields[1], fields[2], &point))
            continue;
        if (rings == 0 || !str_eq(fields[0], ring)) {
            ring = fields[0];
            starts[rings++] = n;
        }
        points[n++] = point;
    }
    starts[rings] = n;
    coast->points = points;
    coast->starts = starts;
    coast->ring_count = rings;
    return ERR_OK;
}
