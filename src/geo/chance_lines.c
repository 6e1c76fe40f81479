/* SPDX-License-Identifier: Apache-2.0
 *
 * Chance by lines. The disc of 6 sigma is swept by parallel lines across the border nearest to its
 * centre. Along a line the clearances say how far an answer holds: balls are laid until no gap is left,
 * and where the answer changes, the point is found by the secant through the clearances on both sides.
 * A line's mass is then a sum of normal distributions, exact but for what is thinner than 0.002 sigma.
 * Across the lines the mass is integrated adaptively, with quadratics under the normal density: five
 * lines are halved until their differences no longer matter, and until the balls of the lines leave
 * little ground between them where something could hide. A straight border costs about 30 questions,
 * a curved one 50. Many borders, borders along the lines and clearances that say nothing make it give
 * up after some 200. */
#include "geo/chance_int.h"
#include "geo/trig.h"

#include <math.h>

#define WIDTH 4.5       /* of the outermost lines; 7e-6 lies outside */
#define BALLS 40        /* kept per line, to see what lies between lines */
#define ROOTS 6         /* kept per line */
#define ROOT_SLACK 2e-5 /* how far a change of the answer may be off, in sigmas */
#define THIN 2e-3       /* what is narrower may be missed */
#define GAP 0.02        /* a gap between balls of one answer that is let go */
#define PANEL_SLACK 1e-5
#define WIDEST 1.3  /* between the lines of a panel, sigmas */
#define NARROW 0.06 /* lines so close need no balls */
#define HIDDEN 2e-4 /* mass between lines that may be hidden from their balls, per panel */
#define PANEL_DEPTH 18
#define ASK_LIMIT 200 /* and as many as PROGRESS more for what is done */
#define PROGRESS 400

struct answer {
    double s, clear; /* along the line, sigmas */
    int member;      /* or NONE */
};
#define NONE (-1)

struct line {
    double t, reach;       /* its place across the lines; asked from -reach to reach */
    double density, below; /* normal, at t */
    double lo, hi;         /* mass */
    double from;           /* normal distribution where that began */
    int member;            /* of what lies before, while it is walked */
    bool is_full;          /* too broken to be kept */
    int ball_count, root_count;
    struct {
        double s, clear;
    } balls[BALLS];
    double roots[ROOTS];
};

struct sweep {
    struct geo_ground *ground;
    double east, north; /* the direction of the lines */
    double noise;       /* of a line's mass, from distances to the nearest millimetres */
    long limit;         /* of questions */
    bool gave_up;
    double share[2];
};

static double density(double x)
{
    return 0.3989422804014327 * geo_exp(-0.5 * x * x);
}

static struct answer ask(struct sweep *w, double t, double s)
{
    struct geo_answer a =
        geo_ground_ask(w->ground, s * w->east + t * w->north, s * w->north - t * w->east);

    return (struct answer){s, a.clear + 1e-9, (int)a.member};
}

static bool is_over(const struct sweep *w)
{
    return w->gave_up || w->ground->asked > w->limit;
}

/* ---- one line ---- */

static void pass(struct line *line, double at)
{
    double to = at < line->reach ? geo_phi(at) : 1;

    if (line->member == GEO_INSIDE)
        line->lo += to - line->from;
    if (line->member != GEO_OUTSIDE)
        line->hi += to - line->from;
    line->from = to;
}

static void change(struct line *line, double at, int member)
{
    pass(line, at);
    line->member = member;
    if (line->root_count < ROOTS)
        line->roots[line->root_count++] = at;
    else
        line->is_full = true;
}

static void visit(struct line *line, const struct answer *a)
{
    if (line->member == NONE)
        line->member = a->member;
    if (line->ball_count == BALLS) {
        line->is_full = true;
        return;
    }
    line->balls[line->ball_count].s = a->s;
    line->balls[line->ball_count].clear = a->clear;
    line->ball_count++;
}

static void fill(struct sweep *w, struct line *line, struct answer l, struct answer r, int depth);

/* Ask at s, between two answers, and fill both gaps. */
static void cut(struct sweep *w, struct line *line, struct answer l, struct answer r, double s,
                int depth)
{
    struct answer m = ask(w, line->t, s);

    fill(w, line, l, m, depth + 1);
    visit(line, &m);
    fill(w, line, m, r, depth + 1);
}

/* From one answer to the next along the line, from west to east as it were. */
static void fill(struct sweep *w, struct line *line, struct answer l, struct answer r, int depth)
{
    double a = l.s + l.clear, b = r.s - r.clear, gap = b - a, middle = 0.5 * (a + b);

    if (l.member == r.member || l.member == NONE || r.member == NONE) {
        double far = fmax(fabs(middle) - 2, 0) + fmax(fabs(line->t) - 2, 0);

        bool is_edge =
            l.clear <= 0 || r.clear <= 0; /* an end of the line, or a change just found */

        if (gap <= ROOT_SLACK || (is_edge && gap <= GAP * (1 + far)) || is_over(w))
            return;
        cut(w, line, l, r, middle, depth);
        return;
    }
    if (gap <= ROOT_SLACK || depth > 60 || is_over(w)) {
        change(line, middle, r.member);
        return;
    }
    double span = r.s - l.s, slope = (l.clear + r.clear) / span;
    double at = l.s + span * (slope > 0 ? l.clear / (l.clear + r.clear) : 0.5);
    if (gap <= THIN && slope >= 0.5 && fmin(l.clear, r.clear) * gap <= ROOT_SLACK * span) {
        struct answer before = {at, 0, l.member}, after = {at, 0, r.member};

        fill(w, line, l, before, depth + 1);
        change(line, at, r.member);
        fill(w, line, after, r, depth + 1);
        return;
    }
    if (slope < 0.5 && depth % 2)
        at = middle;
    at = fmin(fmax(at, a + 0.02 * gap), b - 0.02 * gap);
    cut(w, line, l, r, at, depth);
}

/* The line at t, asked first where the answer is expected to change. */
static void walk(struct sweep *w, struct line *line, double t, double expected)
{
    struct answer l, r;

    line->t = t;
    line->density = density(t);
    line->below = geo_phi(t);
    line->reach = sqrt(GEO_SIGMAS * GEO_SIGMAS - t * t);
    line->lo = line->hi = line->from = 0;
    line->member = NONE;
    line->is_full = false;
    line->ball_count = line->root_count = 0;
    l = (struct answer){-line->reach, 0, NONE};
    r = (struct answer){line->reach, 0, NONE};
    cut(w, line, l, r, fmin(fmax(expected, -0.8 * line->reach), 0.8 * line->reach), 0);
    pass(line, line->reach);
    if (line->is_full)
        w->gave_up = true;
}

/* ---- between lines ---- */

/* At least the normal density. */
static double roughly(double x)
{
    double q = 0.5 * x * x;

    return 0.4 / (1 + q * (1 + q * (1.0 / 2 + q * (1.0 / 6))));
}

/* The mass between two points of a line, roughly, but for bands about the changes of its answer. */
static double outside_bands(const struct line *line, double from, double to, double band)
{
    double sum = 0;

    for (int k = 0; k < line->root_count && from < to; k++) {
        double before = fmin(line->roots[k] - band, to);

        if (before > from)
            sum += (before - from) * roughly(0.5 * (from + before));
        from = fmax(from, line->roots[k] + band);
    }
    return to > from ? sum + (to - from) * roughly(0.5 * (from + to)) : sum;
}

/* Of the ground about a line, h wide: the density of what no ball covers and is not close to a change. */
static double hidden(const struct line *line, double h)
{
    double end = -line->reach, sum = 0, w;

    for (int i = 0; i < line->ball_count; i++) {
        w = line->balls[i].clear * line->balls[i].clear - 0.25 * h * h;
        if (w <= 0)
            continue;
        w = sqrt(w);
        if (line->balls[i].s - w > end)
            sum += outside_bands(line, end, line->balls[i].s - w, h + 0.1);
        end = fmax(end, line->balls[i].s + w);
    }
    if (end < line->reach)
        sum += outside_bands(line, end, line->reach, h + 0.1);
    return sum * line->density;
}

/* Weights of three lines for a quadratic under the normal density. */
static void panel_sum(const struct line *a, const struct line *m, const struct line *b,
                      double mass[2])
{
    double h = 0.5 * (b->t - a->t), da = a->density, db = b->density;
    double m0 = b->below - a->below, m1 = da - db, m2 = m0 + a->t * da - b->t * db;
    double c1 = (m1 - m->t * m0) / h, c2 = (m2 - 2 * m->t * m1 + m->t * m->t * m0) / (h * h);
    double wa = 0.5 * (c2 - c1), wb = 0.5 * (c2 + c1), wm = m0 - c2;

    mass[0] = wa * a->lo + wm * m->lo + wb * b->lo;
    mass[1] = wa * a->hi + wm * m->hi + wb * b->hi;
}

static double expected_root(const struct line *a, const struct line *b)
{
    if (a->root_count == 0 && b->root_count == 0)
        return 0;
    if (a->root_count == 0 || b->root_count == 0)
        return a->root_count > 0 ? a->roots[0] : b->roots[0];
    return 0.5 * (a->roots[0] + b->roots[0]);
}

/* How far the sum over five lines, h apart, may be off. The fourth difference is what halving changed;
 * it can vanish by chance at a corner of the border, the third differences then do not. Where borders
 * begin or end between two lines nothing is known but the step. */
static double doubt(const struct line *const five[5], double h, const double f[5])
{
    double low = -f[0] + 3 * f[1] - 3 * f[2] + f[3], high = -f[1] + 3 * f[2] - 3 * f[3] + f[4];
    double worst = fmax(fabs(high - low) / 3, (0.03 + 0.2 * h * h) * fmax(fabs(low), fabs(high)));

    worst *= fmax(five[0]->density, five[4]->density); /* 0 is no inner point of five lines */
    for (int i = 0; i < 4; i++) {
        double step = fabs(f[i + 1] - f[i]);

        if (five[i]->root_count != five[i + 1]->root_count)
            worst = fmax(worst, 0.5 * step * fmax(five[i]->density, five[i + 1]->density));
    }
    return h * worst;
}

static void panel(struct sweep *w, const struct line *a, const struct line *m, const struct line *b,
                  int depth)
{
    double h = 0.25 * (b->t - a->t), mass[2], slack;
    struct line p, q;
    const struct line *const five[5] = {a, &p, m, &q, b};
    bool is_done = h <= WIDEST;

    walk(w, &p, 0.5 * (a->t + m->t), expected_root(a, m));
    walk(w, &q, 0.5 * (m->t + b->t), expected_root(m, b));
    slack = PANEL_SLACK + w->noise * 4 * h * fmax(a->density, b->density);
    if (is_done) {
        const double lo[5] = {a->lo, p.lo, m->lo, q.lo, b->lo};
        const double hi[5] = {a->hi, p.hi, m->hi, q.hi, b->hi};

        is_done = doubt(five, h, lo) <= slack && doubt(five, h, hi) <= slack;
    }
    if (is_done && h > NARROW) {
        double sum = 0;

        for (int i = 0; i < 5; i++)
            sum += hidden(five[i], h);
        is_done = h * sum <= HIDDEN;
    }
    is_done |= depth == PANEL_DEPTH;
    if (is_done || is_over(w)) {
        for (int i = 0; i < 4; i += 2) {
            panel_sum(five[i], five[i + 1], five[i + 2], mass);
            w->share[0] += mass[0];
            w->share[1] += mass[1];
        }
        w->limit += (long)(PROGRESS * (b->below - a->below));
        w->gave_up |= !is_done;
        return;
    }
    panel(w, a, &p, m, depth + 1);
    panel(w, m, &q, b, depth + 1);
}

/* Lines run across the nearest border: along the slope of the clearance. */
static void aim(struct sweep *w)
{
    const double step = 0.3;
    struct answer o = ask(w, 0, 0), n = ask(w, 0, step), e = ask(w, step, 0);
    double slope_n = (n.member == o.member ? n.clear : -n.clear) - o.clear;
    double slope_e = (e.member == o.member ? e.clear : -e.clear) - o.clear;
    double slope = sqrt(slope_n * slope_n + slope_e * slope_e);

    if (slope > 1e-3) {
        w->north = slope_n / slope;
        w->east = slope_e / slope;
    }
}

bool geo_chance_lines(struct geo_ground *ground, double share[2])
{
    struct sweep w = {.ground = ground, .east = 0, .north = 1};
    double total = 1 - 2 * geo_phi(-WIDTH);
    struct line line[5];

    w.noise = 0.4 * 0.003 / ground->sigma;
    w.limit = ground->asked + ASK_LIMIT;
    aim(&w);
    walk(&w, &line[2], 0, 0);
    walk(&w, &line[0], -WIDTH, expected_root(&line[2], &line[2]));
    walk(&w, &line[4], WIDTH, expected_root(&line[2], &line[2]));
    walk(&w, &line[1], -0.5 * WIDTH, expected_root(&line[0], &line[2]));
    walk(&w, &line[3], 0.5 * WIDTH, expected_root(&line[2], &line[4]));
    panel(&w, &line[0], &line[1], &line[2], 0);
    panel(&w, &line[2], &line[3], &line[4], 0);
    share[0] = w.share[0] / total;
    share[1] = w.share[1] / total;
    return !w.gave_up;
}
