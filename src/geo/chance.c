/* SPDX-License-Identifier: Apache-2.0
 *
 * Chance by lines. The disc of 5.2 sigma is swept by parallel lines across the border nearest to its
 * centre. Along a line the clearances say how far an answer holds, so that it is cut into pieces with
 * one answer each: balls are laid until no gap is left, and where the answer changes, the point is
 * found by the secant through the clearances on both sides. A line's mass is then exact, a sum of
 * normal distributions. Between lines the mass is integrated adaptively with quadratics under the
 * normal weight: a panel of five lines is halved until halving no longer matters and the balls of its
 * lines leave no ground between them where something could hide. A straight border costs about 30
 * questions, a corner or a small circle some hundred. Where clearances say nothing (the side of a line
 * that crosses itself), lines lie 0.25 sigma apart or closer and are asked every 0.1 sigma. */
#include "geo/chance.h"

#include "base/num.h"
#include "geo/local.h"
#include "geo/trig.h"

#include <math.h>

#define SIGMAS 6.0      /* clear of borders that far: no more is asked */
#define WIDTH 4.5 /* of the outermost lines; 7e-6 lies outside */
#define BALLS 40        /* kept per line, to see what lies between lines */
#define ROOTS 6         /* kept per line */
#define ROOT_SLACK 2e-5 /* how far a change of the answer may be off, in sigmas */
#define GAP 0.1         /* a gap between balls of one answer that is let go */
#define PANEL_SLACK 1e-5
#define WIDEST 1.3     /* between the lines of a panel, sigmas */
#define NARROW 0.06    /* lines so close need no balls */
#define NARROW_LOOSE 0.25
#define HIDDEN 1e-4    /* mass between lines that may be hidden from their balls, per panel */
#define PANEL_DEPTH 18
#define ASK_LIMIT 30000

struct answer {
    double s, clear; /* along the line, sigmas */
    int member;      /* or NONE */
};
#define NONE (-1)

struct line {
    double t, reach; /* its place across the lines; asked from -reach to reach */
    double lo, hi;   /* mass */
    int member;      /* of what lies before, while it is walked */
    double from;     /* normal distribution where that began */
    bool is_loose;   /* its balls do not tell */
    int ball_count, root_count;
    struct {
        double s, clear;
    } balls[BALLS];
    double roots[ROOTS];
};

struct sweep {
    geo_probe_fn probe;
    const void *ctx;
    struct geo_frame frame;
    struct geo_local local;
    double sigma;
    double east, north; /* the direction of the lines */
    double noise;       /* of a line's mass, from distances being within 1 cm */
    long asked;
    double lo, hi; /* mass found */
};

static double density(double x)
{
    return 0.3989422804014327 * geo_exp(-0.5 * x * x);
}

static struct answer ask(struct sweep *w, double t, double s)
{
    double e = (s * w->east + t * w->north) * w->sigma, n = (s * w->north - t * w->east) * w->sigma;
    struct geo_place place = geo_frame_place(&w->frame, e, n);
    struct geo_probe probe;

    place.local = &w->local;
    probe = w->probe(w->ctx, &place);
    w->asked++;
    return (struct answer){s, probe.clear_m / w->sigma, (int)probe.member};
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
        line->is_loose = true;
}

static void visit(struct line *line, const struct answer *a)
{
    if (line->member == NONE)
        line->member = a->member;
    if (line->ball_count == BALLS) {
        line->is_loose = true;
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

        if (gap <= GAP * (1 + far) || w->asked > ASK_LIMIT)
            return;
        cut(w, line, l, r, middle, depth);
        return;
    }
    if (gap <= ROOT_SLACK || depth > 60 || w->asked > ASK_LIMIT) {
        change(line, middle, r.member);
        return;
    }
    double span = r.s - l.s, slope = (l.clear + r.clear) / span;
    double at = l.s + span * (slope > 0 ? l.clear / (l.clear + r.clear) : 0.5);
    if (slope >= 0.5 && fmin(l.clear, r.clear) * gap <= ROOT_SLACK * span) {
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
    line->reach = sqrt(SIGMAS * SIGMAS - t * t);
    line->lo = line->hi = line->from = 0;
    line->member = NONE;
    line->is_loose = false;
    line->ball_count = line->root_count = 0;
    l = (struct answer){-line->reach, 0, NONE};
    r = (struct answer){line->reach, 0, NONE};
    cut(w, line, l, r, fmin(fmax(expected, -0.8 * line->reach), 0.8 * line->reach), 0);
    pass(line, line->reach);
}

/* ---- between lines ---- */

/* The mass between two points of a line, roughly, but for bands about the changes of its answer. */
static double outside_bands(const struct line *line, double from, double to, double band)
{
    double sum = 0;

    for (int k = 0; k < line->root_count && from < to; k++) {
        double before = fmin(line->roots[k] - band, to);

        if (before > from)
            sum += (before - from) * density(0.5 * (from + before));
        from = fmax(from, line->roots[k] + band);
    }
    return to > from ? sum + (to - from) * density(0.5 * (from + to)) : sum;
}

/* Of the ground about a line, h wide, the density of what no ball covers and is not close to a
 * change. */
static double hidden(const struct line *line, double h)
{
    double end = -line->reach, sum = 0, w;

    for (int i = 0; i < line->ball_count; i++) {
        w = line->balls[i].clear * line->balls[i].clear - 0.25 * h * h;
        if (w <= 0)
            continue;
        w = sqrt(w);
        if (line->balls[i].s - w > end)
            sum += outside_bands(line, end, line->balls[i].s - w, h + GAP);
        end = fmax(end, line->balls[i].s + w);
    }
    if (end < line->reach)
        sum += outside_bands(line, end, line->reach, h + GAP);
    return sum * density(line->t);
}

/* Weights of three lines for a quadratic under the normal density. */
static void panel_sum(const struct line *a, const struct line *m, const struct line *b,
                      double mass[2])
{
    double h = 0.5 * (b->t - a->t), da = density(a->t), db = density(b->t);
    double m0 = geo_phi(b->t) - geo_phi(a->t), m1 = da - db, m2 = m0 + a->t * da - b->t * db;
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

static void panel(struct sweep *w, const struct line *a, const struct line *m, const struct line *b,
                  int depth)
{
    double h = 0.25 * (b->t - a->t), three[2], left[2], right[2], weight, error;
    struct line p, q;
    bool is_done;

    walk(w, &p, 0.5 * (a->t + m->t), expected_root(a, m));
    walk(w, &q, 0.5 * (m->t + b->t), expected_root(m, b));
    panel_sum(a, m, b, three);
    panel_sum(a, &p, m, left);
    panel_sum(m, &q, b, right);
    error = fmax(fabs(left[0] + right[0] - three[0]), fabs(left[1] + right[1] - three[1]));
    weight = 4 * h * density(fmax(fmax(a->t, -b->t), 0));
    is_done = error <= PANEL_SLACK + w->noise * weight && h <= WIDEST;
    if (is_done) {
        bool loose = a->is_loose || p.is_loose || m->is_loose || q.is_loose || b->is_loose;

        if (h > (loose ? NARROW_LOOSE : NARROW))
            is_done = !loose && h * (hidden(a, h) + hidden(&p, h) + hidden(m, h) + hidden(&q, h) +
                                     hidden(b, h)) <= HIDDEN;
    }
    if (is_done || depth == PANEL_DEPTH || w->asked > ASK_LIMIT) {
        w->lo += left[0] + right[0];
        w->hi += left[1] + right[1];
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

static struct geo_chance crisp(enum geo_member member, enum geo_chance_way way, double error)
{
    return (struct geo_chance){member == GEO_INSIDE ? 1 : 0, member == GEO_OUTSIDE ? 0 : 1, way,
                               error};
}

static struct geo_chance by_lines(struct geo_point point, double sigma, geo_probe_fn probe,
                                  const void *ctx)
{
    struct sweep w = {.probe = probe, .ctx = ctx, .sigma = sigma, .east = 0, .north = 1};
    struct line line[5];
    double total;

    w.frame = geo_frame_make(point);
    geo_local_init(&w.local, &w.frame, SIGMAS * sigma);
    w.noise = 0.4 * 0.02 / sigma;
    aim(&w);
    walk(&w, &line[2], 0, 0);
    walk(&w, &line[0], -WIDTH, expected_root(&line[2], &line[2]));
    walk(&w, &line[4], WIDTH, expected_root(&line[2], &line[2]));
    walk(&w, &line[1], -0.5 * WIDTH, expected_root(&line[0], &line[2]));
    walk(&w, &line[3], 0.5 * WIDTH, expected_root(&line[2], &line[4]));
    panel(&w, &line[0], &line[1], &line[2], 0);
    panel(&w, &line[2], &line[3], &line[4], 0);
    total = 1 - 2 * geo_phi(-WIDTH);
    w.lo = num_probability(w.lo / total);
    w.hi = num_probability(w.hi / total);
    return (struct geo_chance){w.lo, w.hi < w.lo ? w.lo : w.hi, GEO_CHANCE_QUADRATURE, 2e-4};
}

struct geo_chance geo_chance_of(struct geo_point point, double error_m, geo_probe_fn probe,
                                const void *ctx)
{
    struct geo_place place = geo_place_make(point);
    struct geo_probe at = probe(ctx, &place);
    double sigma = error_m / GEO_SIGMA_PER_ERROR;

    if (!(error_m > 0))
        return crisp(at.member, GEO_CHANCE_EXACT, 0);
    if (at.clear_m >= SIGMAS * sigma)
        return crisp(at.member, GEO_CHANCE_CLEARANCE, 2e-8);
    return by_lines(place.point, sigma, probe, ctx);
}

struct zone_question {
    const struct geo_zones *zones;
    uint32_t node;
};

static struct geo_probe in_zone(const void *ctx, const struct geo_place *place)
{
    const struct zone_question *q = ctx;

    return geo_probe_zone(q->zones, q->node, place);
}

struct geo_chance geo_zone_chance(const struct geo_zones *zones, uint32_t node,
                                  struct geo_point point, double error_m)
{
    struct zone_question q = {zones, node};

    return geo_chance_of(point, error_m, in_zone, &q);
}

struct geo_point geo_chance_sample(struct geo_point point, double error_m, size_t i, size_t n,
                                   double turn)
{
    const double golden = 0.38196601125010515; /* of a full turn */
    double sigma = error_m / GEO_SIGMA_PER_ERROR;
    double r = sigma * sqrt(-2 * geo_log(1 - ((double)i + 0.5) / (double)n));
    double angle = (double)i * golden + turn, s, c;

    angle -= floor(angle);
    geo_sincos(2 * GEO_PI * angle, &s, &c);
    return geo_offset(point, r * c, r * s);
}
