/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/opt.h"

#include "base/err.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define HELP_COLUMN 28 /* where the explanations start */

static enum truce_code fail(struct truce_error *error, enum truce_code code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static enum truce_code fail(struct truce_error *error, enum truce_code code, const char *fmt, ...)
{
    va_list ap;

    error->code = code;
    va_start(ap, fmt);
    (void)vsnprintf(error->text, sizeof(error->text), fmt, ap);
    va_end(ap);
    return code;
}

static const struct opt *find_long(const struct command *command, struct str name)
{
    for (size_t i = 0; i < command->opt_count; i++) {
        if (str_eq(str_z(command->opts[i].name), name))
            return &command->opts[i];
    }
    return NULL;
}

static const struct opt *find_letter(const struct command *command, char letter)
{
    for (size_t i = 0; i < command->opt_count; i++) {
        if (command->opts[i].letter == letter)
            return &command->opts[i];
    }
    return NULL;
}

static enum truce_code unknown(const struct command *command, struct str name,
                               struct truce_error *error)
{
    size_t best = 4; /* edits; farther names are no help */
    const char *nearest = NULL;

    for (size_t i = 0; i < command->opt_count; i++) {
        const size_t distance = str_distance(str_z(command->opts[i].name), name, best);

        if (distance < best) {
            best = distance;
            nearest = command->opts[i].name;
        }
    }
    if (nearest)
        return fail(error, TRUCE_USAGE, "there is no option --%.*s; the nearest is --%s",
                    STR_ARG(str_slice(name, 0, 60)), nearest);
    return fail(error, TRUCE_USAGE, "there is no option --%.*s", STR_ARG(str_slice(name, 0, 60)));
}

/* One option with its value, which is in `inline_value` or the next argument. */
static enum truce_code take(struct args *args, const struct opt *opt, const char *inline_value,
                            int argc, char **argv, int *at, struct truce_error *error)
{
    struct arg *arg = &args->items[args->count];

    *arg = (struct arg){.opt = opt, .value = inline_value};
    if (opt->type == OPT_FLAG) {
        if (inline_value)
            return fail(error, TRUCE_USAGE, "--%s takes no value", opt->name);
    } else if (!inline_value) {
        if (*at + 1 >= argc)
            return fail(error, TRUCE_USAGE, "--%s needs a value: --%s %s", opt->name, opt->name,
                        opt->value);
        arg->value = argv[++*at];
    }
    if (opt->type == OPT_TIME) {
        struct truce_error inner;

        if (truce_time_parse(truce_text_of(arg->value), &arg->at_us, &inner))
            return fail(error, TRUCE_USAGE, "--%s: %.400s", opt->name, inner.text);
    }
    args->count++;
    return TRUCE_OK;
}

static enum truce_code read_long(struct args *args, int argc, char **argv, int *at,
                                 struct truce_error *error)
{
    struct str rest = str_z(argv[*at] + 2);
    const bool has_value = str_find(rest, '=', 0) < rest.size;
    const struct str name = str_cut(&rest, '=');
    const struct opt *opt = find_long(args->command, name);

    if (str_eq(name, STR("help")) && !has_value) {
        args->wants_help = true;
        return TRUCE_OK;
    }
    if (!opt && str_starts(name, STR("no-")) && !has_value) {
        opt = find_long(args->command, str_from(name, 3));
        if (opt && opt->type == OPT_FLAG) {
            args->items[args->count++] = (struct arg){.opt = opt, .value = "no"};
            return TRUCE_OK;
        }
        opt = NULL;
    }
    if (!opt)
        return unknown(args->command, name, error);
    return take(args, opt, has_value ? rest.text : NULL, argc, argv, at, error);
}

static enum truce_code read_short(struct args *args, int argc, char **argv, int *at,
                                  struct truce_error *error)
{
    const char letter = argv[*at][1];
    const char *after = argv[*at] + 2;
    const struct opt *opt = find_letter(args->command, letter);

    if (letter == 'h' && !opt && *after == '\0') {
        args->wants_help = true;
        return TRUCE_OK;
    }
    if (!opt)
        return fail(error, TRUCE_USAGE, "there is no option %.60s", argv[*at]);
    return take(args, opt, *after ? after : NULL, argc, argv, at, error);
}

static size_t count_operands(const struct args *args)
{
    size_t count = 0;

    for (size_t i = 0; i < args->count; i++)
        count += args->items[i].opt == NULL;
    return count;
}

static enum truce_code read_all(struct args *args, int argc, char **argv, struct truce_error *error)
{
    const struct command *command = args->command;
    bool is_ended = false;
    size_t operands;

    for (int i = 0; i < argc && !args->wants_help; i++) {
        enum truce_code code = TRUCE_OK;

        if (!is_ended && strcmp(argv[i], "--") == 0)
            is_ended = true;
        else if (!is_ended && strncmp(argv[i], "--", 2) == 0)
            code = read_long(args, argc, argv, &i, error);
        else if (!is_ended && argv[i][0] == '-' && argv[i][1] != '\0')
            code = read_short(args, argc, argv, &i, error);
        else
            args->items[args->count++] = (struct arg){.value = argv[i]};
        if (code)
            return code;
    }
    if (args->wants_help)
        return TRUCE_OK;
    operands = count_operands(args);
    if (operands < command->operand_min)
        return fail(error, TRUCE_USAGE, "it needs %s", command->operands);
    if (operands > command->operand_max)
        return fail(error, TRUCE_USAGE, "\"%.80s\" is one argument too many",
                    args_operand(args, command->operand_max));
    return TRUCE_OK;
}

enum truce_code args_read(const struct command *command, int argc, char **argv, struct args *args,
                          struct truce_error *error)
{
    *args = (struct args){.command = command};
    if (argc > OPT_ARGS_LIMIT)
        return fail(error, TRUCE_USAGE, "%d arguments; at most %d are taken", argc, OPT_ARGS_LIMIT);
    args->capacity = (size_t)argc + 1;
    args->items =
        (struct arg *)mem_libc.resize(mem_libc.ctx, NULL, 0, args->capacity * sizeof(*args->items));
    if (!args->items)
        return fail(error, TRUCE_NO_MEMORY, "there is no memory");
    return read_all(args, argc, argv, error);
}

void args_free(struct args *args)
{
    if (args->items)
        (void)mem_libc.resize(mem_libc.ctx, args->items, args->capacity * sizeof(*args->items), 0);
    *args = (struct args){0};
}

bool args_flag(const struct args *args, const char *name)
{
    bool is_set = false;

    for (size_t i = 0; i < args->count; i++) {
        if (args->items[i].opt && strcmp(args->items[i].opt->name, name) == 0)
            is_set = args->items[i].value == NULL;
    }
    return is_set;
}

const char *args_value(const struct args *args, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < args->count; i++) {
        if (args->items[i].opt && strcmp(args->items[i].opt->name, name) == 0)
            value = args->items[i].value;
    }
    return value;
}

const char *args_operand(const struct args *args, size_t n)
{
    for (size_t i = 0; i < args->count; i++) {
        if (!args->items[i].opt && n-- == 0)
            return args->items[i].value;
    }
    return NULL;
}

static void put_option(const char *name, char letter, const char *value, const char *help)
{
    int width = letter ? printf("  -%c, --%s", letter, name) : printf("      --%s", name);

    if (value)
        width += printf(" %s", value);
    if (width + 2 > HELP_COLUMN) {
        printf("\n");
        width = 0;
    }
    printf("%*s%s\n", HELP_COLUMN - width, "", help);
}

void command_put_help(const struct command *command)
{
    printf("truce %s: %s\n\nusage: truce %s%s%s%s\n", command->name, command->summary,
           command->name, command->opt_count > 0 ? " [OPTIONS]" : "",
           command->operands[0] ? " " : "", command->operands);
    if (command->more[0])
        printf("\n%s", command->more);
    printf("\noptions:\n");
    for (size_t i = 0; i < command->opt_count; i++) {
        const struct opt *opt = &command->opts[i];

        put_option(opt->name, opt->letter, opt->value, opt->help);
    }
    put_option("help", 'h', NULL, "this text");
}
