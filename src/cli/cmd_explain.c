/* SPDX-License-Identifier: Apache-2.0
 *
 * truce explain: the page of a checker's code, or a finding of a run: its inputs are read again and checked against the manifest,
 * the run is made again in memory, and the one finding is told step by step. */
#include "cli/agreement.h"
#include "cli/cli.h"
#include "cli/origin.h"

#include <string.h>

static const struct opt explain_opts[] = {
    {"in", 0, OPT_TEXT, "DIR", "what `truce run --out DIR` wrote; ID is a finding of it, or `all`"},
    {"inputs", 'i', OPT_TEXT, "FOLDER",
     "where the agreement and the inputs lie, if they were moved"},
    {"feed", 'f', OPT_TEXT, "NAME=FILE",
     "where an input lies that is not in FOLDER; may be repeated"},
    {"certificate", 'c', OPT_TEXT, "FILE",
     "write a certificate of the finding; of `all`: into FOLDER"},
};

struct explaining {
    const struct args *args;
    const char *certificate;
    bool is_all;
    size_t made, refused;
    struct files_host host;
    struct truce_manifest *manifest;
    struct truce_agreement *agreement;
    struct truce_facts *facts;
};

/* ------------------------------------------------------------------ what it was made from */

static enum truce_code read_manifest(struct explaining *x, const char *folder,
                                     struct truce_error *error)
{
    char path[FILES_PATH_LIMIT];
    struct truce_error inner;
    struct buf bytes;
    enum truce_code code;

    (void)snprintf(path, sizeof(path), "%.4000s/manifest.json", folder);
    buf_init(&bytes, &mem_libc, FILES_READ_LIMIT);
    code = files_read(path, &bytes, error);
    if (!code && truce_manifest_open(NULL, (struct truce_text){bytes.bytes, bytes.size},
                                     &x->manifest, &inner))
        code = cli_error(error, inner.code, "%.200s: %.280s", path, inner.text);
    buf_free(&bytes);
    return code;
}

/* A name in the manifest stays in the folder, whatever it says. */
static enum truce_code check_name(struct truce_text name, struct truce_error *error)
{
    const struct str s = {name.bytes, name.size};
    bool is_bad = s.size == 0 || s.text[0] == '/' || str_find(s, '\0', 0) < s.size;

    for (size_t i = 0; i + 1 < s.size; i++)
        is_bad |= s.text[i] == '.' && s.text[i + 1] == '.';
    if (str_eq(s, STR("-")))
        return cli_error(error, TRUCE_USAGE,
                         "an input of that run was standard input; save it and give --feed -=FILE");
    if (is_bad)
        return cli_error(error, TRUCE_INPUT, "the manifest names \"%.*s\", which is no file's name",
                         (int)(s.size < 100 ? s.size : 100), s.text ? s.text : "");
    return TRUCE_OK;
}

/* Where an input lies: as --feed says, or in the folder of --inputs, or where it lay at the run (it was the n-th read). */
static enum truce_code find_input(const struct explaining *x, size_t index, size_t nth, char *path,
                                  struct truce_error *error)
{
    const struct truce_text name = truce_manifest_input(x->manifest, index).name;
    const char *folder = args_value(x->args, "inputs");
    enum truce_code code;
    int size;

    for (size_t i = 0; i < x->args->count; i++) {
        const struct arg *arg = &x->args->items[i];
        const char *at;

        if (!arg->opt || strcmp(arg->opt->name, "feed") != 0)
            continue;
        at = strchr(arg->value, '=');
        if (!at || at[1] == '\0')
            return cli_error(error, TRUCE_USAGE, "--feed %.200s: write NAME=FILE", arg->value);
        if ((size_t)(at - arg->value) == name.size &&
            memcmp(arg->value, name.bytes, name.size) == 0) {
            (void)snprintf(path, FILES_PATH_LIMIT, "%.4000s", at + 1);
            return TRUCE_OK;
        }
    }
    if (!folder && origin_find(args_value(x->args, "in"), nth, path))
        return TRUCE_OK;
    code = check_name(name, error);
    if (code)
        return code;
    size = snprintf(path, FILES_PATH_LIMIT, "%.3000s/%.*s", folder ? folder : ".",
                    (int)(name.size < 1000 ? name.size : 1000), name.bytes);
    return size < 0 || size >= FILES_PATH_LIMIT
               ? cli_error(error, TRUCE_IO, "the path is longer than %d bytes", FILES_PATH_LIMIT)
               : TRUCE_OK;
}

static enum truce_code differs(const char *path, struct truce_error *error)
{
    return cli_error(error, TRUCE_INPUT,
                     "%.300s is not what that run read: its SHA-256 differs from the manifest's",
                     path);
}

static bool is_role(struct truce_text role, const char *name)
{
    return role.size == strlen(name) && memcmp(role.bytes, name, role.size) == 0;
}

static enum truce_code push(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    return truce_facts_push((struct truce_facts *)ctx, bytes, size, error);
}

static enum truce_code read_input(struct explaining *x, size_t index, size_t nth,
                                  enum truce_role role, struct truce_error *error)
{
    const struct truce_manifest_file file = truce_manifest_input(x->manifest, index);
    const struct files_piece piece = {push, x->facts};
    struct truce_input input = {file.name, truce_manifest_format(x->manifest, index),
                                truce_manifest_zone(x->manifest, index), role};
    char path[FILES_PATH_LIMIT];
    struct truce_hash hash;
    enum truce_code code = find_input(x, index, nth, path, error);

    if (!code && input.format.size == 0)
        code = cli_error(error, TRUCE_INPUT,
                         "the manifest does not say how its inputs were read: it was written by an "
                         "earlier version; run again");
    if (!code)
        code = truce_facts_begin(x->facts, &input, error);
    if (!code)
        code = files_stream(path, &piece, error);
    if (!code)
        code = truce_facts_end(x->facts, error);
    if (code)
        return code;
    hash = truce_facts_input(x->facts, truce_facts_input_count(x->facts) - 1).hash;
    return memcmp(hash.bytes, file.hash.bytes, sizeof(hash.bytes)) ? differs(path, error)
                                                                   : TRUCE_OK;
}

static enum truce_code read_all(struct explaining *x, struct truce_error *error)
{
    char path[FILES_PATH_LIMIT];
    struct truce_hash hash;
    enum truce_code code = find_input(x, 0, 0, path, error);
    size_t nth = 1;

    if (!code)
        code = agreement_read(path, &x->host, &x->agreement, error);
    if (code)
        return code;
    hash = truce_agreement_hash(x->agreement);
    if (memcmp(hash.bytes, truce_manifest_input(x->manifest, 0).hash.bytes, sizeof(hash.bytes)))
        return differs(path, error);
    code = truce_facts_open(NULL, x->agreement, &x->host.host, &x->facts, error);
    for (size_t i = 1; !code && i < truce_manifest_input_count(x->manifest); i++) {
        const struct truce_text role = truce_manifest_input(x->manifest, i).role;

        if (is_role(role, "feed"))
            code = read_input(x, i, nth++, TRUCE_ROLE_FEED, error);
        else if (is_role(role, "decisions"))
            code = read_input(x, i, nth++, TRUCE_ROLE_DECISIONS, error);
        else if (is_role(role, "coverage"))
            code = read_input(x, i, nth++, TRUCE_ROLE_COVERAGE, error);
    }
    return code;
}

/* ------------------------------------------------------------------ what comes of it */

static enum truce_code put_certificate(void *ctx, const struct truce_sink *sink,
                                       struct truce_error *error)
{
    const struct truce_proof *proof = (const struct truce_proof *)ctx;

    return sink->put(sink->ctx, proof->certificate.bytes, proof->certificate.size, error);
}

static enum truce_code write_certificate(const struct explaining *x,
                                         const struct truce_proof *proof, struct truce_error *error)
{
    struct truce_proof copy = *proof;
    char path[FILES_PATH_LIMIT];

    if (x->is_all) /* f:0123… becomes f-0123….json */
        (void)snprintf(path, sizeof(path), "%.4000s/f-%.*s.json", x->certificate,
                       (int)(proof->id.size - 2), proof->id.bytes + 2);
    else
        (void)snprintf(path, sizeof(path), "%.4000s", x->certificate);
    return files_write(path, true, put_certificate, &copy, error);
}

static enum truce_code take(void *ctx, const struct truce_proof *proof, struct truce_error *error)
{
    struct explaining *x = (struct explaining *)ctx;

    if (!x->is_all || !x->certificate)
        cli_put_lines(stdout, proof->words);
    if (x->is_all && !x->certificate)
        putchar('\n');
    if (proof->certificate.size == 0) {
        x->refused++;
        if (!x->certificate)
            return TRUCE_OK;
        fputs("truce explain: ", stderr);
        cli_put_safe(stderr, proof->id);
        fputs(": ", stderr);
        cli_put_safe(stderr, proof->refused);
        fputc('\n', stderr);
        return TRUCE_OK;
    }
    x->made++;
    return x->certificate ? write_certificate(x, proof, error) : TRUCE_OK;
}

static int explain_finding(const struct args *args)
{
    const char *id = args_operand(args, 0), *folder = args_value(args, "in");
    struct explaining x = {.args = args,
                           .certificate = args_value(args, "certificate"),
                           .is_all = strcmp(id, "all") == 0};
    struct truce_run_options options;
    struct truce_error error = {TRUCE_OK, ""};
    enum truce_code code;

    if (!folder)
        return cli_usage(args, "a finding is explained out of its run: --in DIR");
    code = read_manifest(&x, folder, &error);
    if (!code && x.is_all && x.certificate) { /* made where it is not there */
        struct files_folder made;

        code = files_folder_open(&made, x.certificate, &error);
        if (!code)
            files_folder_close(&made);
    }
    if (!code)
        code = read_all(&x, &error);
    if (!code) {
        options = truce_manifest_options(x.manifest);
        code = truce_prove(x.agreement, x.facts, &options, truce_text_of(x.is_all ? "" : id), take,
                           &x, &error);
    }
    if (!code && x.is_all && x.certificate)
        printf("%zu certificates written, %zu findings without one\n", x.made, x.refused);
    truce_facts_close(x.facts);
    truce_agreement_close(x.agreement);
    truce_manifest_close(x.manifest);
    if (code)
        return cli_fail(args, &error);
    return cli_flush(args, !x.is_all && x.certificate && x.refused ? 4 : 0);
}

static int explain(const struct args *args)
{
    const char *what = args_operand(args, 0);
    const struct truce_sink sink = cli_stdout();
    struct truce_error error;
    enum truce_code code;

    if (strncmp(what, "f:", 2) == 0 || args_value(args, "in"))
        return explain_finding(args);
    code = truce_explain(NULL, truce_text_of(what), &sink, &error);
    if (code)
        return cli_fail(args, &error);
    return cli_flush(args, 0);
}

const struct command command_explain = {
    .name = "explain",
    .operands = "CODE|ID",
    .summary = "tell what a code of `check` means, or why a finding is as it is",
    .more =
        "CODE, such as H0725: its page, as Markdown; docs/codes has them all.\n"
        "ID, such as f:44925d9badf246dd, with --in DIR: the article, the rule in words, each step\n"
        "with its numbers, the evidence, and what would settle a doubt. The agreement and the\n"
        "inputs are read again and must be those of the run. --certificate writes a small file\n"
        "that `truce verify FILE` checks without them (mode 0600: it holds records). `all` is\n"
        "every finding of the run. Exit status 4 when no certificate can be made of ID.\n",
    .opts = explain_opts,
    .opt_count = COUNT_OF(explain_opts),
    .operand_min = 1,
    .operand_max = 1,
    .run = explain,
};
