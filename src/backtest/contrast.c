/* SPDX-License-Identifier: Apache-2.0
 *
 * What each choice in a bracket changes: drafts that are alike but for that bracket are paired, and their differences averaged. */
#include "backtest/backtest.h"

#include "base/num.h"

/* The choice that a draft makes in a bracket, or NULL: it stands in a proposal that was not chosen. */
static const struct backtest_choice *choice_in(const struct backtest_draft *draft, uint32_t number)
{
    for (size_t i = 0; i < draft->choice_count; i++)
        if (draft->choices[i].number == number)
            return &draft->choices[i];
    return NULL;
}

static bool is_choice(const struct backtest_draft *draft, uint32_t text,
                      const struct backtest_choice *choice)
{
    const struct backtest_choice *own = choice_in(draft, choice->number);

    return draft->text == text && own && str_eq(own->chosen, choice->chosen) &&
           str_eq(own->value, choice->value);
}

/* Alike in all brackets but one. */
static bool is_pair(const struct backtest_draft *a, const struct backtest_draft *b, uint32_t but)
{
    if (a->text != b->text || a->choice_count != b->choice_count)
        return false;
    for (size_t i = 0; i < a->choice_count; i++)
        if (a->choices[i].number != but && !is_choice(b, a->text, &a->choices[i]))
            return false;
    return true;
}

static void sum_drafts(const struct backtest *b, struct backtest_contrast *c)
{
    double gates = 0;

    for (size_t d = 0; d < b->draft_count; d++) {
        const struct tally *tally = &b->drafts[d].tally;
        struct backtest_figure all;

        if (!is_choice(&b->drafts[d], c->text, &c->choice))
            continue;
        all = backtest_figure(b, d, BACKTEST_ALL, BACKTEST_ALL);
        c->expected.lo += all.expected.lo;
        c->expected.hi += all.expected.hi;
        for (size_t g = 0; g < tally->gate_count; g++)
            gates += tally->gates[g].passed;
        c->draft_count++;
    }
    c->gates = num_round(gates / (double)c->draft_count, 6);
    c->expected = (struct fact_interval){num_round(c->expected.lo / (double)c->draft_count, 6),
                                         num_round(c->expected.hi / (double)c->draft_count, 6)};
}

/* Each draft with the choice has at most one that differs from it in this alone. */
static void compare(const struct backtest *b, const struct backtest_contrast *first,
                    struct backtest_contrast *c, struct backtest_pair *pairs)
{
    for (size_t d = 0; d < b->draft_count; d++) {
        if (!is_choice(&b->drafts[d], c->text, &c->choice))
            continue;
        for (size_t e = 0; e < b->draft_count; e++)
            if (is_choice(&b->drafts[e], c->text, &first->choice) &&
                is_pair(&b->drafts[d], &b->drafts[e], c->choice.number)) {
                pairs[c->pair_count++] = (struct backtest_pair){d, e};
                break;
            }
    }
    c->change = backtest_mean_difference(b, pairs, c->pair_count);
}

struct found {
    struct backtest_contrast *items;
    size_t count, capacity;
};

static bool is_known(const struct found *found, uint32_t text, const struct backtest_choice *choice)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].text == text && found->items[i].choice.number == choice->number &&
            str_eq(found->items[i].choice.chosen, choice->chosen) &&
            str_eq(found->items[i].choice.value, choice->value))
            return true;
    return false;
}

/* The choices of one bracket that some draft makes; none where all make the same. */
static enum err_code find_choices(struct arena *arena, const struct backtest *b, uint32_t text,
                                  uint32_t number, struct found *found, struct err *err)
{
    size_t before = found->count;

    for (size_t d = 0; d < b->draft_count; d++) {
        const struct backtest_choice *choice = choice_in(&b->drafts[d], number);

        if (b->drafts[d].text != text || !choice || is_known(found, text, choice))
            continue;
        TRY(arena_grow(arena, &found->items, found->count, &found->capacity, sizeof *found->items,
                       err));
        found->items[found->count] = (struct backtest_contrast){
            .text = text, .choice = *choice, .is_first = found->count == before};
        found->count++;
    }
    if (found->count == before + 1)
        found->count = before;
    return ERR_OK;
}

static bool is_done(const struct backtest *b, size_t draft, uint32_t number)
{
    for (size_t d = 0; d < draft; d++)
        if (b->drafts[d].text == b->drafts[draft].text && choice_in(&b->drafts[d], number))
            return true;
    return false;
}

enum err_code backtest_contrast(struct arena *arena, struct backtest *b, struct err *err)
{
    struct found found = {0};
    struct backtest_pair *pairs = ARENA_NEW(arena, struct backtest_pair, b->draft_count);
    size_t first = 0;

    if (!pairs)
        return err_no_memory(err);
    for (size_t d = 0; d < b->draft_count; d++)
        for (size_t i = 0; i < b->drafts[d].choice_count; i++)
            if (!is_done(b, d, b->drafts[d].choices[i].number))
                TRY(find_choices(arena, b, b->drafts[d].text, b->drafts[d].choices[i].number,
                                 &found, err));
    for (size_t i = 0; i < found.count; i++) {
        first = found.items[i].is_first ? i : first;
        sum_drafts(b, &found.items[i]);
        if (i != first)
            compare(b, &found.items[first], &found.items[i], pairs);
    }
    b->contrasts = found.items;
    b->contrast_count = found.count;
    return ERR_OK;
}
