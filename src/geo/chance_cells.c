/* SPDX-License-Identifier: Apache-2.0
 *
 * Chance by cells. The square of 6 sigma is cut in four until a cell's answer is clear at its middle
 * for all of it, or its border is simple: the clearances at 3 x 3 points, signed by their answers, make
 * a surface (quadratic along each axis), and the mass above its zero line is summed over columns,
 * exactly along each, in parts where the zero line enters or leaves the cell. A cell is good when the
 * surface differs little from the flat squares between its points, or foretold little else than what
 * was found at the points that were added, as mass; or when it is 0.023 sigma wide. What is off:
 * corners of the border inside the smallest cells, and strips that run between the points. Answers
 * are asked once per point and handed down. Costs 400 to 1,000 questions for errors up to the size of
 * what is drawn, some thousand beyond. */
#include "geo/chance_int.h"
#include "geo/trig.h"

#include <math.h>
#include <string.h>

#define STEPS 2048
#define MIDDLE 1024.0
#define STEP (2 * GEO_SIGMAS / STEPS)
#define LARGEST 128       /* cells that may count, in steps: 0.75 sigma */
#define SMALLEST 4        /* 0.023 sigma */
#define BLIND 64          /* cells without a change are good where clearances say nothing */
#define NEGLIGIBLE 2e-7   /* mass of a cell that counts with its middle */
#define CELL_SLACK 4e-6   /* mass */
#define HIDDEN_SLACK 2e-7 /* the same where all points agree, but a strip may run between them */

/* The points of a cell and of the four it is cut into. */
struct points {
    double clear[5][5];
    signed char member[5][5]; /* NONE: not yet asked */
};
#define NONE (-1)

struct cells {
    struct geo_ground *ground;
    double share[2];
    double below[STEPS + 1]; /* normal distribution; -1: not yet known */
};

/* A surface over a square, u and v from -1 to 1: value[j][i] at u = i - 1, v = j - 1. */
struct surface {
    double value[3][3];
};

static double below(struct cells *c, int i)
{
    if (c->below[i] < 0)
        c->below[i] = geo_phi((i - MIDDLE) * STEP);
    return c->below[i];
}

/* p0 + p1 x + p2 x^2 through its values at -1, 0 and 1. */
static void parabola(double at_minus, double at_0, double at_plus, double p[3])
{
    p[0] = at_0;
    p[1] = 0.5 * (at_plus - at_minus);
    p[2] = 0.5 * (at_plus + at_minus) - at_0;
}

/* Its roots strictly between -1 and 1, ascending. */
static int roots_of(const double p[3], double root[2])
{
    double d = p[1] * p[1] - 4 * p[2] * p[0], q, r[2];
    int count = 0, found = 0;

    if (d <= 0)
        return 0;
    q = -0.5 * (p[1] + (p[1] < 0 ? -sqrt(d) : sqrt(d)));
    if (fabs(p[2]) * 1e12 > fabs(q))
        r[count++] = q / p[2];
    if (fabs(q) > 0)
        r[count++] = p[0] / q;
    for (int i = 0; i < count; i++)
        if (r[i] > -1 && r[i] < 1)
            root[found++] = r[i];
    if (found == 2 && root[0] > root[1]) {
        q = root[0];
        root[0] = root[1];
        root[1] = q;
    }
    return found;
}

static double along(const double v[3], double u)
{
    return v[1] + u * (0.5 * (v[2] - v[0]) + u * (0.5 * (v[2] + v[0]) - v[1]));
}

/* The mass along a column, from `low` to `high` = middle -+ half, where a parabola is above zero. */
static double column(const double p[3], double middle, double half, double mass_low,
                     double mass_high)
{
    double root[2], from = mass_low, sum = 0;
    int count = roots_of(p, root);
    bool is_in = p[0] - p[1] + p[2] > 0;

    for (int i = 0; i < count; i++) {
        double to = geo_phi(middle + half * root[i]);

        if (is_in)
            sum += to - from;
        is_in = !is_in;
        from = to;
    }
    return is_in ? sum + mass_high - from : sum;
}

/* The mass of a square, `size` steps wide, where the surface is above zero. */
static double mass_above(struct cells *c, const struct surface *surface, int x, int y, int size)
{
    static const double node[3] = {-0.7745966692414834, 0, 0.7745966692414834};
    static const double weight[3] = {5.0 / 9, 8.0 / 9, 5.0 / 9};
    struct surface s = *surface;
    double half = 0.5 * size * STEP, across = 0, up = 0, cut[8], p[3], root[2], sum = 0, mx, my;
    double low, high;
    int count = 1;

    for (int i = 0; i < 3; i++) {
        across += fabs(s.value[i][2] - s.value[i][0]);
        up += fabs(s.value[2][i] - s.value[0][i]);
    }
    if (across > up) {
        int swap = x;

        x = y;
        y = swap;
        for (int j = 0; j < 3; j++)
            for (int i = 0; i < 3; i++)
                s.value[j][i] = surface->value[i][j];
    }
    mx = (x - MIDDLE) * STEP + half;
    my = (y - MIDDLE) * STEP + half;
    low = below(c, y);
    high = below(c, y + size);
    cut[0] = -1;
    for (int j = 0; j < 3; j += 2) { /* where the zero line meets the lower and the upper side */
        parabola(s.value[j][0], s.value[j][1], s.value[j][2], p);
        for (int k = 0, n = roots_of(p, root); k < n; k++) {
            int at = count++;

            for (; at > 1 && cut[at - 1] > root[k]; at--)
                cut[at] = cut[at - 1];
            cut[at] = root[k];
        }
    }
    cut[count] = 1;
    for (int k = 0; k < count; k++) {
        double middle = 0.5 * (cut[k] + cut[k + 1]), wide = 0.5 * (cut[k + 1] - cut[k]);

        for (int i = 0; i < 3 && wide > 0; i++) {
            double u = middle + wide * node[i], at = mx + half * u;

            parabola(along(s.value[0], u), along(s.value[1], u), along(s.value[2], u), p);
            sum += weight[i] * wide * half * 0.3989422804014327 * geo_exp(-0.5 * at * at) *
                   column(p, my, half, low, high);
        }
    }
    return sum;
}

/* How far a cell's surface may be off near its zero line: from the flat squares between its points; or
 * a quarter of what the surface of the cell it was cut from was off at its points, as that falls with
 * the second to third power of the size. */
static double doubt(const struct surface *s, const struct surface *above, int column, int row,
                    double wide)
{
    double flat_off = 0, above_off = 0, p[3];

    for (int j = 0; j < 2; j++) {
        for (int i = 0; i < 2; i++) {
            double flat, off;

            for (int k = 0; k < 3; k++)
                p[k] = along(s->value[k], i - 0.5);
            flat = 0.25 * (s->value[j][i] + s->value[j][i + 1] + s->value[j + 1][i] +
                           s->value[j + 1][i + 1]);
            off = fabs(along(p, j - 0.5) - flat);
            if (fabs(flat) < 0.36 * wide + off && off > flat_off)
                flat_off = off;
        }
    }
    if (!above || flat_off <= 0)
        return flat_off;
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++)
            p[k] = along(above->value[k], 0.5 * (column + i) - 1);
        for (int j = 0; j < 3; j++) {
            double off = fabs(along(p, 0.5 * (row + j) - 1) - s->value[j][i]);

            if (fabs(s->value[j][i]) < 0.72 * wide + off && off > above_off)
                above_off = off;
        }
    }
    return fmin(flat_off, 0.25 * above_off + 0.02 * flat_off); /* either may vanish by chance */
}

/* What a step of 1 changes the clearance by, at least: 1 where the error is round. */
static double slope(const struct surface *s, double wide)
{
    double a = fabs(s->value[2][2] - s->value[0][0]), b = fabs(s->value[2][0] - s->value[0][2]);

    return fmin(1, fmax((a > b ? a : b) / (1.4143 * wide), 0.02));
}

static bool is_blind(const struct surface *s, double wide)
{
    for (int j = 0; j < 3; j++)
        for (int i = 0; i < 3; i++)
            if (fabs(s->value[j][i]) > 0.02 * wide)
                return false;
    return true;
}

/* Where a cell lies, and its 3 x 3 points among those of the cell it was cut from. */
struct cell {
    int x, y, size;
    struct points *points;
    int column, row;
    const struct surface *above; /* two: of the cell it was cut from, or NULL */
};

static struct geo_answer ask(struct cells *c, const struct cell *cell, int i, int j)
{
    struct points *p = cell->points;
    int column = cell->column + i, row = cell->row + j;

    if (p->member[row][column] == NONE) {
        double half = 0.5 * cell->size;
        struct geo_answer a = geo_ground_ask(c->ground, (cell->x + i * half - MIDDLE) * STEP,
                                             (cell->y + j * half - MIDDLE) * STEP);

        p->clear[row][column] = a.clear;
        p->member[row][column] = (signed char)a.member;
    }
    return (struct geo_answer){p->clear[row][column], (enum geo_member)p->member[row][column]};
}

/* The two surfaces of a cell, for what is surely and what is possibly inside, and its points by answer. */
struct votes {
    int in, out;
};

static struct votes look(struct cells *c, const struct cell *cell, struct surface s[2])
{
    struct votes votes = {0, 0};

    for (int j = 0; j < 3; j++) {
        for (int i = 0; i < 3; i++) {
            struct geo_answer a = ask(c, cell, i, j);

            a.clear += 1e-9; /* a border has a side, too */
            s[0].value[j][i] = a.member == GEO_INSIDE ? a.clear : -a.clear;
            s[1].value[j][i] = a.member == GEO_OUTSIDE ? -a.clear : a.clear;
            votes.in += a.member == GEO_INSIDE;
            votes.out += a.member == GEO_OUTSIDE;
        }
    }
    return votes;
}

/* A cell that is not clear: true when it counted. */
static bool count_cell(struct cells *c, const struct cell *cell, double mass, struct surface s[2])
{
    double wide = cell->size * STEP, density = mass / (wide * wide), add[2] = {0, mass};
    struct votes votes = look(c, cell, s);
    bool is_sure = votes.in + votes.out == 9;
    bool is_one = votes.in == 9 || votes.out == 9 || votes.in + votes.out == 0;
    /* between unsure and one other answer lies one border: it bends one surface, and is none of the
     * other's */
    bool is_settled[2] = {votes.in == 0 && votes.out > 0 && votes.out < 9,
                          is_sure || (votes.out == 0 && votes.in > 0)};

    if (is_one && cell->size > SMALLEST && cell->size <= BLIND && is_blind(&s[0], wide)) {
        c->share[0] += votes.in > 0 ? mass : 0;
        c->share[1] += votes.out > 0 ? 0 : mass;
        return true;
    }
    for (int k = 0; k < 2 && cell->size > SMALLEST; k++) {
        double off = is_settled[k] ? 0
                                   : doubt(&s[k], cell->above ? &cell->above[k] : NULL,
                                           cell->column, cell->row, wide);

        if (off > 0 && !c->ground->is_round)
            off /= slope(&s[k], wide);
        if (off * wide * density > (is_one ? HIDDEN_SLACK : CELL_SLACK))
            return false;
    }
    for (int k = 0; k < 2; k++)
        if (!is_settled[k])
            add[k] = mass_above(c, &s[k], cell->x, cell->y, cell->size);
    c->share[0] += add[0];
    c->share[1] += is_sure ? add[0] : add[1];
    return true;
}

static void divide(struct cells *c, const struct cell *cell)
{
    int x = cell->x, y = cell->y, size = cell->size;
    double mass = (below(c, x + size) - below(c, x)) * (below(c, y + size) - below(c, y));
    struct geo_answer middle = ask(c, cell, 1, 1);
    struct points points;
    struct surface surface[2];

    if (middle.clear >= 0.5 * size * STEP * 1.4143 || mass < NEGLIGIBLE) {
        c->share[0] += middle.member == GEO_INSIDE ? mass : 0;
        c->share[1] += middle.member == GEO_OUTSIDE ? 0 : mass;
        return;
    }
    if (size <= LARGEST && count_cell(c, cell, mass, surface))
        return;
    memset(points.member, NONE, sizeof points.member);
    for (int j = 0; j < 3; j++) {
        for (int i = 0; i < 3; i++) {
            points.clear[j + j][i + i] = cell->points->clear[cell->row + j][cell->column + i];
            points.member[j + j][i + i] = cell->points->member[cell->row + j][cell->column + i];
        }
    }
    for (int j = 0; j < 2; j++) {
        for (int i = 0; i < 2; i++) {
            struct cell part = {x + i * size / 2,
                                y + j * size / 2,
                                size / 2,
                                &points,
                                2 * i,
                                2 * j,
                                size <= LARGEST ? surface : NULL};

            divide(c, &part);
        }
    }
}

void geo_chance_cells(struct geo_ground *ground, double share[2])
{
    struct cells c = {.ground = ground};
    struct points points;
    struct cell all = {0, 0, STEPS, &points, 0, 0, NULL};
    double total = 1 - 2 * geo_phi(-GEO_SIGMAS);

    for (int i = 0; i <= STEPS; i++)
        c.below[i] = -1;
    memset(&points, 0, sizeof points);
    memset(points.member, NONE, sizeof points.member);
    divide(&c, &all);
    share[0] = c.share[0] / (total * total);
    share[1] = c.share[1] / (total * total);
}
