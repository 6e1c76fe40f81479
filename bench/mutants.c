/* SPDX-License-Identifier: Apache-2.0
 *
 * What the checker finds of mutants of every agreement here: the table of docs/method/checker.md. `./dev mutants`.
 *
 *     bench_mutants [--missed KIND] [FILE...]     KIND: also each mutant of that kind that is not reported in or next
 *                                                 to the change ("all": of all); FILE: of these texts instead */
#include "support/mutant.h"

#include <stdio.h>
#include <string.h>

#define PATH_LIMIT 200

static void show(const struct mutant_text *base, const struct mutant *m, struct str saying,
                 const char *answer)
{
    struct str old = str_slice(base->text, m->from, m->to);
    unsigned line = 1;
    for (uint32_t i = 0; i < m->from; i++)
        line += base->text.text[i] == '\n';
    printf("%s: %.*s:%u: `%.*s` -> `%.*s`%s%.*s\n", answer, STR_ARG(base->path), line,
           (int)(old.size < 160 ? old.size : 160), old.text ? old.text : "", STR_ARG(m->by),
           saying.size ? ", said elsewhere: " : "", STR_ARG(saying));
}

int main(int count, char **arguments)
{
    static size_t tally[MUTANT_KIND_COUNT][5];
    static size_t keeps[KEEP_KIND_COUNT][3];
    bool shows = count >= 3 && !strcmp(arguments[1], "--missed");
    const char *missed = shows ? arguments[2] : NULL;
    int files = shows ? 3 : 1;
    const char *answers[] = {"same", "form", "near", "linked", "missed"};
    struct arena arena = {.mem = &mem_libc};
    struct str paths[PATH_LIMIT];
    size_t texts = count > files ? 0 : mutant_paths(&arena, paths, PATH_LIMIT);
    for (int i = files; i < count && texts < PATH_LIMIT; i++)
        paths[texts++] = str_z(arguments[i]);
    for (size_t i = 0; i < texts; i++) {
        struct mutant_text base;
        if (!mutant_open(&base, paths[i].text)) {
            fprintf(stderr, "%.*s is not there, or has errors\n", STR_ARG(paths[i]));
            return 1;
        }
        mutant_make(&base, i + 1);
        for (size_t j = 0; j < base.mutants.count; j++) {
            const struct mutant *m = &base.mutants.items[j];
            struct str saying = {0};
            enum mutant_answer answer = mutant_judge(&base, m, missed ? &saying : NULL);
            tally[m->kind][answer]++;
            if (missed && (answer == MUTANT_MISSED || answer == MUTANT_LINKED) &&
                (!strcmp(missed, "all") || !strcmp(missed, mutant_kind_title(m->kind))))
                show(&base, m, saying, answers[answer]);
        }
        struct keep_list list = {0};
        mutant_keep(&base, &list);
        for (size_t j = 0; j < list.count; j++) {
            struct str saying = {0};
            enum keep_answer answer = mutant_keep_judge(&base, &list.items[j], &saying);
            keeps[list.items[j].kind][answer]++;
            if (answer == KEEP_GAINED || (answer == KEEP_OTHER && missed))
                printf("%s: %.*s: %s, %.*s: %.*s\n", answer == KEEP_GAINED ? "gained" : "other",
                       STR_ARG(base.path), keep_kind_title(list.items[j].kind),
                       STR_ARG(list.items[j].what), STR_ARG(saying));
        }
        mutant_close(&base);
    }
    size_t all[5] = {0};
    printf("%zu texts\n\n| kind | mutants | harmful | form | in or next to it | at what it names | "
           "missed | "
           "reported |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
           texts);
    for (size_t i = 0; i <= MUTANT_KIND_COUNT; i++) {
        const size_t *t = i < MUTANT_KIND_COUNT ? tally[i] : all;
        size_t sum = t[0] + t[1] + t[2] + t[3] + t[4], harmful = sum - t[0];
        bool is_kind = i < MUTANT_KIND_COUNT;
        printf("| %s%s%s | %zu | %zu | %zu | %zu | %zu | %zu | %.1f %% |\n",
               is_kind ? mutant_kind_title((enum mutant_kind)i) : "all", is_kind ? ": " : "",
               is_kind ? mutant_kind_what((enum mutant_kind)i) : "", sum, harmful, t[1], t[2], t[3],
               t[4], harmful ? 100.0 * (double)(harmful - t[4]) / (double)harmful : 0);
        for (size_t j = 0; j < 5 && i < MUTANT_KIND_COUNT; j++)
            all[j] += t[j];
    }
    printf("\n| keeps the meaning | mutants | another plan after all | gain a finding |\n| --- | "
           "---: | ---: | "
           "---: |\n");
    for (size_t i = 0; i < KEEP_KIND_COUNT; i++)
        printf("| %s | %zu | %zu | %zu |\n", keep_kind_title((enum keep_kind)i),
               keeps[i][0] + keeps[i][1] + keeps[i][2], keeps[i][0], keeps[i][2]);
    arena_free(&arena);
    return 0;
}
