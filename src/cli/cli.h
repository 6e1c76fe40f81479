/* SPDX-License-Identifier: Apache-2.0
 *
 * What every command uses: the commands themselves, how they fail, and how they speak. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "cli/opt.h"

#include <stdio.h>

extern const struct command command_init, command_check, command_kinds, command_run, command_verify;
extern const struct command command_explain, command_backtest;
extern const struct command command_brackets, command_diff;
extern const struct command command_fmt, command_lsp;
extern const struct command command_render;
extern const struct command command_watch;

/* "truce COMMAND: text" on standard error; returns the exit status of the code. */
int cli_fail(const struct args *args, const struct truce_error *error);
/* The same with "try `truce COMMAND --help`" behind it. */
int cli_usage(const struct args *args, const char *text);
/* Fill an error from a format. */
enum truce_code cli_error(struct truce_error *error, enum truce_code code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* Text that others wrote, for a terminal or a log: control and bidirectional characters as \u{...}. */
void cli_put_safe(FILE *to, struct truce_text text);
/* The same of several lines. */
void cli_put_lines(FILE *to, struct truce_text text);

/* Standard output as a sink, and whether all of it arrived: 0, or the exit status after a message. */
struct truce_sink cli_stdout(void);
int cli_flush(const struct args *args, int status);

#endif
