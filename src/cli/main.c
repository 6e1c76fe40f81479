/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <signal.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_init,  &command_check,   &command_brackets, &command_diff,  &command_fmt,
    &command_lsp,   &command_explain, &command_render,   &command_kinds, &command_run,
    &command_watch, &command_verify,  &command_backtest,
};

static void put_help(void)
{
    fputs("truce: what an agreement says, held against what was seen\n\n"
          "usage: truce COMMAND [OPTIONS] [FILES...]\n\ncommands:\n",
          stdout);
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        printf("  %-8s %-10s %s\n", commands[i]->name, commands[i]->operands, commands[i]->summary);
    fputs("\n`truce COMMAND --help` has its options. `truce --version` has the version.\n\n"
          "exit status: 0 done; 1 found something (only with --exit-status); 2 usage; 3 the\n"
          "agreement has errors, or brackets where it is to be run; 4 input not usable; 5 file or\n"
          "memory; 70 our bug\n",
          stdout);
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

static int unknown(const char *name)
{
    size_t best = 4; /* edits; farther names are no help */
    const char *nearest = NULL;

    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        const size_t distance = str_distance(str_z(commands[i]->name), str_z(name), best);

        if (distance < best) {
            best = distance;
            nearest = commands[i]->name;
        }
    }
    fputs("truce: there is no ", stderr);
    fputs(name[0] == '-' ? "option \"" : "command \"", stderr);
    cli_put_safe(stderr, truce_text_of(name));
    if (nearest)
        fprintf(stderr, "\"; the nearest is \"%s\"; try `truce --help`\n", nearest);
    else
        fputs("\"; try `truce --help`\n", stderr);
    return truce_exit_status(TRUCE_USAGE);
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct args args;
    struct truce_error error;
    const enum truce_code code = args_read(command, argc, argv, &args, &error);
    int status;

    if (code) {
        status = code == TRUCE_USAGE ? cli_usage(&args, error.text) : cli_fail(&args, &error);
    } else if (args.wants_help) {
        command_put_help(command);
        status = cli_flush(&args, 0);
    } else {
        status = command->run(&args);
    }
    args_free(&args);
    return status;
}

int main(int argc, char **argv)
{
    const struct command *command;

    (void)signal(SIGPIPE, SIG_DFL); /* a reader that has seen enough ends us quietly */
    if (argc < 2) {
        fputs("truce: it needs a command; try `truce --help`\n", stderr);
        return truce_exit_status(TRUCE_USAGE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts(truce_version());
        return fflush(stdout) ? truce_exit_status(TRUCE_IO) : 0;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        (strcmp(argv[1], "help") == 0 && argc == 2)) {
        put_help();
        return fflush(stdout) ? truce_exit_status(TRUCE_IO) : 0;
    }
    if (strcmp(argv[1], "help") == 0 && argc == 3 && find(argv[2])) {
        command_put_help(find(argv[2]));
        return fflush(stdout) ? truce_exit_status(TRUCE_IO) : 0;
    }
    command = find(argv[1]);
    if (!command)
        return unknown(argv[1]);
    return run_command(command, argc - 2, argv + 2);
}
