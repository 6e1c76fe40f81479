/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/files.h"

#include <inttypes.h>
#include <string.h>

static const struct opt verify_opts[] = {
    {"inputs", 'i', OPT_TEXT, "FOLDER", "check the agreement and the inputs found in FOLDER too"},
};

struct hashing {
    struct truce_hasher *hasher;
    uint64_t size;
};

static enum truce_code take(void *ctx, const char *bytes, size_t size, struct truce_error *error)
{
    struct hashing *hashing = (struct hashing *)ctx;

    hashing->size += size;
    return truce_hasher_add(hashing->hasher, bytes, size, error);
}

static enum truce_code hash_file(const char *path, struct truce_manifest_file *found,
                                 struct truce_error *error)
{
    struct hashing hashing = {0};
    const struct files_piece piece = {take, &hashing};
    enum truce_code code = truce_hasher_open(NULL, &hashing.hasher, error);

    if (!code)
        code = files_stream(path, &piece, error);
    if (!code)
        code = truce_hasher_end(hashing.hasher, &found->hash, error);
    found->size = hashing.size;
    truce_hasher_close(hashing.hasher);
    return code;
}

/* The name of a file of a run stays in its folder, whatever the manifest says. */
static bool is_plain(struct truce_text name, bool with_folders)
{
    const struct str s = {name.bytes, name.size};

    if (s.size == 0 || s.text[0] == '/' || (!with_folders && str_find(s, '/', 0) < s.size))
        return false;
    for (size_t i = 0; i + 1 < s.size; i++) {
        if (s.text[i] == '.' && s.text[i + 1] == '.')
            return false;
    }
    return !str_eq(s, STR(".")) && str_find(s, '\0', 0) == s.size;
}

/* Compare one file; says what differs. */
static enum truce_code verify_file(const char *folder, const struct truce_manifest_file *file,
                                   bool with_folders, struct truce_error *error)
{
    struct truce_manifest_file found = {0};
    char path[FILES_PATH_LIMIT], is[65], should[65];
    enum truce_code code;
    int size;

    if (!is_plain(file->name, with_folders))
        return cli_error(error, TRUCE_INPUT,
                         "%.200s/manifest.json names \"%.*s\", which is no file's name", folder,
                         (int)(file->name.size < 100 ? file->name.size : 100), file->name.bytes);
    size = snprintf(path, sizeof(path), "%s/%.*s", folder, (int)file->name.size, file->name.bytes);
    if (size < 0 || (size_t)size >= sizeof(path))
        return cli_error(error, TRUCE_IO, "the path is longer than %d bytes", FILES_PATH_LIMIT);
    code = hash_file(path, &found, error);
    if (code == TRUCE_IO)
        error->code = TRUCE_INPUT; /* missing or unreadable: not what the manifest says */
    if (code)
        return error->code;
    truce_hash_hex(&found.hash, is);
    truce_hash_hex(&file->hash, should);
    if (found.size != file->size)
        return cli_error(error, TRUCE_INPUT,
                         "%.200s differs: it has %" PRIu64 " bytes, the manifest says %" PRIu64,
                         path, found.size, file->size);
    if (memcmp(found.hash.bytes, file->hash.bytes, sizeof(found.hash.bytes)) != 0)
        return cli_error(error, TRUCE_INPUT,
                         "%.200s differs: its SHA-256 is %s, the manifest says %s", path, is,
                         should);
    return TRUCE_OK;
}

static int verify_outputs(const struct args *args, const char *folder,
                          const struct truce_manifest *manifest)
{
    int status = 0;
    size_t good = 0;

    for (size_t i = 0; i < truce_manifest_output_count(manifest); i++) {
        const struct truce_manifest_file file = truce_manifest_output(manifest, i);
        struct truce_error error;

        if (verify_file(folder, &file, false, &error))
            status = cli_fail(args, &error);
        else
            good++;
    }
    printf("%s: %zu of %zu outputs are as they were written\n", folder, good,
           truce_manifest_output_count(manifest));
    return status;
}

static int verify_inputs(const struct args *args, const char *folder,
                         const struct truce_manifest *manifest)
{
    int status = 0;

    for (size_t i = 0; i < truce_manifest_input_count(manifest); i++) {
        const struct truce_manifest_file file = truce_manifest_input(manifest, i);
        const bool is_stream = file.name.size == 1 && file.name.bytes[0] == '-';
        struct truce_error error;

        fwrite(file.role.bytes, 1, file.role.size, stdout);
        putchar(' ');
        cli_put_safe(stdout, file.name);
        if (!folder || is_stream) {
            puts(is_stream ? ": not checked (standard input)" : ": not checked (--inputs FOLDER)");
        } else if (verify_file(folder, &file, true, &error)) {
            puts(": differs");
            status = cli_fail(args, &error);
        } else {
            puts(": the same");
        }
    }
    return status;
}

/* ------------------------------------------------------------------ certificates */

struct named {
    const char *folder;
    int status;
    const struct args *args;
};

static bool is_hex(struct truce_text hex, struct truce_hash *hash)
{
    for (size_t i = 0; i < 64 && hex.size == 64; i++) {
        const char c = hex.bytes[i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

        if (digit < 0)
            return false;
        hash->bytes[i / 2] = (uint8_t)(i % 2 ? hash->bytes[i / 2] | digit : digit << 4);
    }
    return hex.size == 64;
}

/* What the certificate was made from, where it lies in the folder. */
static void check_named(void *ctx, struct truce_text role, struct truce_text name,
                        struct truce_text sha256)
{
    struct named *n = (struct named *)ctx;
    struct truce_manifest_file file = {.name = name}, found = {0};
    struct truce_error error;
    char path[FILES_PATH_LIMIT];

    fputs("made from ", stdout);
    cli_put_safe(stdout, role);
    putchar(' ');
    cli_put_safe(stdout, name);
    if (!n->folder) {
        fputs(", SHA-256 ", stdout);
        cli_put_safe(stdout, sha256);
        puts(": not checked (--inputs FOLDER)");
        return;
    }
    (void)snprintf(path, sizeof(path), "%.3000s/%.*s", n->folder,
                   (int)(name.size < 1000 ? name.size : 1000), name.bytes);
    if (is_plain(name, true) && is_hex(sha256, &file.hash) && !hash_file(path, &found, &error) &&
        memcmp(found.hash.bytes, file.hash.bytes, sizeof(found.hash.bytes)) == 0) {
        puts(": the same");
        return;
    }
    puts(": missing, or differs");
    cli_error(&error, TRUCE_INPUT, "%.300s is not what the certificate was made from", path);
    n->status = cli_fail(n->args, &error);
}

static enum truce_code put_words(void *ctx, const char *bytes, size_t size,
                                 struct truce_error *error)
{
    (void)ctx;
    (void)error;
    cli_put_lines(stdout, (struct truce_text){bytes, size});
    return TRUCE_OK;
}

static int verify_certificate(const struct args *args, const char *path, struct truce_text bytes)
{
    const struct truce_sink sink = {put_words, NULL};
    struct named named = {args_value(args, "inputs"), 0, args};
    struct truce_error error;
    enum truce_code code = truce_certificate_verify(NULL, bytes, &sink, &error);

    if (code) {
        struct truce_error told;

        cli_error(&told, error.code, "%.200s: %.280s", path, error.text);
        return cli_fail(args, &told);
    }
    code = truce_certificate_inputs(NULL, bytes, check_named, &named, &error);
    if (code)
        return cli_fail(args, &error);
    if (named.status == 0)
        printf("%s: verified: the finding follows from the rule and the records in it\n", path);
    return named.status;
}

/* The bytes of `path` where it is a file; a folder is a run's. */
static bool read_certificate(const char *path, struct buf *bytes)
{
    struct truce_error error;

    return strcmp(path, "-") != 0 && !files_read(path, bytes, &error);
}

static int verify_run(const struct args *args, const char *folder);

static int verify(const struct args *args)
{
    int status = 0;

    for (size_t i = 0; args_operand(args, i); i++) {
        const char *path = args_operand(args, i);
        struct buf bytes;
        int one;

        buf_init(&bytes, &mem_libc, (size_t)64 << 20);
        one = read_certificate(path, &bytes)
                  ? verify_certificate(args, path, (struct truce_text){bytes.bytes, bytes.size})
                  : verify_run(args, path);
        buf_free(&bytes);
        status = one > status ? one : status;
    }
    return cli_flush(args, status);
}

static int verify_run(const struct args *args, const char *folder)
{
    struct truce_manifest *manifest = NULL;
    struct truce_error error, inner;
    char path[FILES_PATH_LIMIT];
    struct buf bytes;
    enum truce_code code;
    int status, input_status;

    (void)snprintf(path, sizeof(path), "%.4000s/manifest.json", folder);
    buf_init(&bytes, &mem_libc, FILES_READ_LIMIT);
    code = files_read(path, &bytes, &error);
    if (!code &&
        truce_manifest_open(NULL, (struct truce_text){bytes.bytes, bytes.size}, &manifest, &inner))
        code = cli_error(&error, inner.code, "%.200s: %.280s", path, inner.text);
    if (code) {
        buf_free(&bytes);
        return cli_fail(args, &error);
    }
    status = verify_outputs(args, folder, manifest);
    input_status = verify_inputs(args, args_value(args, "inputs"), manifest);
    truce_manifest_close(manifest);
    buf_free(&bytes);
    return status ? status : input_status;
}

const struct command command_verify = {
    .name = "verify",
    .operands = "DIR|FILE...",
    .summary = "check that the files of a run are as they were written, or a finding's certificate",
    .more =
        "DIR is what `truce run --out DIR` wrote. Every output is compared with the size and the\n"
        "SHA-256 in manifest.json, and the manifest with its own last line. A file that is "
        "missing\n"
        "or differs is named, and the exit status is 4.\n"
        "FILE is a certificate that `truce explain` wrote: its seal is checked, and the finding is "
        "judged\n"
        "again from the rule and the records in it, by a checker of its own.\n"
        "What was replayed is told; the first thing that does not agree is named, with status 4.\n",
    .opts = verify_opts,
    .opt_count = COUNT_OF(verify_opts),
    .operand_min = 1,
    .operand_max = 100000,
    .run = verify,
};
