/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/outputs.h"

#include "base/task.h"
#include "cli/cli.h"

#include <string.h>

#define MANIFEST "manifest.json"

static const struct {
    const char *name;
    enum truce_output output;
    enum truce_audience audience;
    bool is_private;
} outputs[] = {
    {"findings.ndjson", TRUCE_OUTPUT_FINDINGS_NDJSON, TRUCE_PUBLIC, true},
    {"findings.csv", TRUCE_OUTPUT_FINDINGS_CSV, TRUCE_PUBLIC, false},
    {"findings.geojson", TRUCE_OUTPUT_FINDINGS_GEOJSON, TRUCE_PUBLIC, false},
    {"phases.json", TRUCE_OUTPUT_PHASES_JSON, TRUCE_PUBLIC, false},
    {"summary.json", TRUCE_OUTPUT_SUMMARY_JSON, TRUCE_PUBLIC, false},
    {"rejected.ndjson", TRUCE_OUTPUT_REJECTED_NDJSON, TRUCE_PUBLIC, true},
    {"late.ndjson", TRUCE_OUTPUT_LATE_NDJSON, TRUCE_PUBLIC, true},
    {"changes.ndjson", TRUCE_OUTPUT_CHANGES_NDJSON, TRUCE_PUBLIC, true},
    {"report.html", TRUCE_OUTPUT_REPORT_HTML, TRUCE_PUBLIC, false},
    {"findings.restricted.csv", TRUCE_OUTPUT_FINDINGS_CSV, TRUCE_RESTRICTED, true},
    {"findings.restricted.geojson", TRUCE_OUTPUT_FINDINGS_GEOJSON, TRUCE_RESTRICTED, true},
    {"report.restricted.html", TRUCE_OUTPUT_REPORT_HTML, TRUCE_RESTRICTED, true},
    {"tasking.restricted.json", TRUCE_OUTPUT_TASKING_JSON, TRUCE_RESTRICTED, true},
};

const char *outputs_report(enum truce_audience audience)
{
    return audience == TRUCE_PUBLIC ? "report.html" : "report.restricted.html";
}

/* Whether an earlier run's manifest says that it wrote this file. */
static bool was_ours(const struct truce_manifest *manifest, const char *name)
{
    for (size_t i = 0; manifest && i < truce_manifest_output_count(manifest); i++) {
        const struct truce_text text = truce_manifest_output(manifest, i).name;

        if (text.size == strlen(name) && memcmp(text.bytes, name, text.size) == 0)
            return true;
    }
    return false;
}

static enum truce_code check_old(const struct files_folder *folder,
                                 const struct truce_manifest *manifest, struct truce_error *error)
{
    for (size_t i = 0; i < COUNT_OF(outputs); i++) {
        if (files_folder_has(folder, outputs[i].name) && !was_ours(manifest, outputs[i].name))
            return cli_error(error, TRUCE_IO,
                             "%.200s/%s is there and no earlier run wrote it: nothing was "
                             "overwritten; give another folder",
                             folder->path, outputs[i].name);
    }
    return TRUCE_OK;
}

enum truce_code outputs_open(struct files_folder *folder, const char *path,
                             struct truce_error *error)
{
    char name[FILES_PATH_LIMIT];
    struct truce_manifest *manifest = NULL;
    struct buf bytes;
    enum truce_code code = files_folder_open(folder, path, error);

    if (code || folder->is_new)
        return code;
    buf_init(&bytes, &mem_libc, FILES_READ_LIMIT);
    (void)snprintf(name, sizeof(name), "%.4000s/" MANIFEST, path);
    if (!files_folder_has(folder, MANIFEST) || files_read(name, &bytes, error) ||
        truce_manifest_open(NULL, (struct truce_text){bytes.bytes, bytes.size}, &manifest, error))
        code = cli_error(error, TRUCE_IO,
                         "%.300s is not empty and holds no whole earlier run: nothing was "
                         "overwritten; give another folder",
                         path);
    else
        code = check_old(folder, manifest, error);
    truce_manifest_close(manifest);
    buf_free(&bytes);
    return code;
}

/* Files being written, each under another name until all are whole: which of outputs[], and the manifest behind them. */
struct writing {
    const struct files_folder *folder;
    const struct truce_outcome *outcome;
    size_t indices[COUNT_OF(outputs)], count;
    struct files_out outs[COUNT_OF(outputs)], manifest;
    struct truce_error errors[COUNT_OF(outputs)];
};

static enum err_code write_part(void *ctx, size_t part, unsigned worker, struct err *err)
{
    struct writing *w = ctx;
    const size_t index = w->indices[part];
    struct files_out *out = &w->outs[part];
    struct truce_error *error = &w->errors[part];
    struct truce_sink sink;
    enum truce_code code =
        files_out_open(out, w->folder, outputs[index].name, outputs[index].is_private, error);

    (void)worker;
    sink = files_out_sink(out);
    if (!code)
        code = truce_outcome_put(w->outcome, outputs[index].output, outputs[index].audience, &sink,
                                 error);
    if (!code)
        code = files_out_finish(out, error);
    return code ? err_set(err, ERR_IO, "%zu", part) : ERR_OK;
}

/* The failure told is that of the first in the list. */
static enum truce_code write_all(struct writing *w, unsigned threads, struct truce_error *error)
{
    if (!task_run(task_threads(threads), w->count, write_part, w, NULL))
        return TRUCE_OK;
    for (size_t i = 0; i < w->count; i++)
        if (w->errors[i].code) {
            *error = w->errors[i];
            break;
        }
    return error->code;
}

static enum truce_code write_manifest(struct writing *w, struct truce_error *error)
{
    struct truce_manifest_file files[COUNT_OF(outputs)];
    struct truce_sink sink;
    char tzdata[32];
    enum truce_code code = files_out_open(&w->manifest, w->folder, MANIFEST, false, error);

    for (size_t i = 0; i < w->count; i++)
        files[i] = w->outs[i].file;
    files_tzdata(tzdata);
    sink = files_out_sink(&w->manifest);
    if (!code)
        code = truce_manifest_put(w->outcome, files, w->count, truce_text_of(tzdata), &sink, error);
    return code ? code : files_out_finish(&w->manifest, error);
}

/* Everything has been written: it takes the place of an earlier run's, the manifest last. */
static enum truce_code place_all(struct writing *w, struct truce_error *error)
{
    enum truce_code code = TRUCE_OK;

    for (size_t i = 0; i < COUNT_OF(outputs); i++) {
        bool is_asked = false;

        for (size_t k = 0; k < w->count; k++)
            is_asked |= w->indices[k] == i;
        if (!is_asked)
            files_folder_remove(w->folder,
                                outputs[i].name); /* an earlier run's: outputs_open saw */
    }
    for (size_t i = 0; !code && i < w->count; i++)
        code = files_out_place(&w->outs[i], error);
    return code ? code : files_out_place(&w->manifest, error);
}

enum truce_code outputs_write(const struct files_folder *folder,
                              const struct truce_outcome *outcome, enum truce_audience audience,
                              unsigned threads, struct truce_error *error)
{
    struct writing w = {.folder = folder, .outcome = outcome, .manifest = {.fd = -1}};
    enum truce_code code;

    for (size_t i = 0; i < COUNT_OF(outputs); i++) {
        const bool is_asked =
            outputs[i].output != TRUCE_OUTPUT_CHANGES_NDJSON || truce_outcome_is_after(outcome);

        w.outs[i].fd = -1;
        if (is_asked && (outputs[i].audience == TRUCE_PUBLIC || audience == TRUCE_RESTRICTED))
            w.indices[w.count++] = i;
    }
    code = write_all(&w, threads, error);
    if (!code)
        code = write_manifest(&w, error);
    if (!code)
        code = place_all(&w, error);
    for (size_t i = 0; i < w.count; i++)
        files_out_close(&w.outs[i]);
    files_out_close(&w.manifest);
    return code;
}
