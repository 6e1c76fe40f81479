/* SPDX-License-Identifier: Apache-2.0
 *
 * Options: one table per command gives both how its arguments are read and what --help says. Long
 * options as `--name VALUE` or `--name=VALUE`, short ones as `-f VALUE`; `--no-name` takes a flag
 * back; `--` ends options; `-` is an operand. */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include "base/str.h"
#include "truce/truce.h"

#define OPT_LIMIT 16        /* options of one command */
#define OPT_ARGS_LIMIT 4096 /* arguments of one call */

enum opt_type { OPT_FLAG, OPT_TEXT, OPT_TIME };

struct opt {
    const char *name; /* without dashes */
    char letter;      /* 0: none */
    enum opt_type type;
    const char *value; /* of what is given, for help; NULL for a flag */
    const char *help;
};

struct args;

struct command {
    const char *name;
    const char *operands; /* for help: "AGREEMENT" */
    const char *summary;  /* one line */
    const char *more;     /* paragraphs for --help; may be empty */
    const struct opt *opts;
    size_t opt_count;
    size_t operand_min, operand_max;
    int (*run)(const struct args *args); /* exit status */
};

/* What was given, in the order given. */
struct args {
    const struct command *command;
    struct arg {
        const struct opt *opt; /* NULL: an operand */
        const char *value;     /* of a text or time; NULL: flag set; "no": flag taken back */
        int64_t at_us;         /* OPT_TIME */
    } * items;                 /* owned */
    size_t count, capacity;
    bool wants_help;
};

/* Read `argv` (after the command's name) into `args`. TRUCE_USAGE with the text; TRUCE_NO_MEMORY. */
enum truce_code args_read(const struct command *command, int argc, char **argv, struct args *args,
                          struct truce_error *error);
void args_free(struct args *args);

bool args_flag(const struct args *args, const char *name);
/* The last value given, or NULL. */
const char *args_value(const struct args *args, const char *name);
/* The n-th operand, or NULL. */
const char *args_operand(const struct args *args, size_t n);

/* What --help prints. */
void command_put_help(const struct command *command);

#endif
