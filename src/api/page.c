/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_int.h"
#include "api/share.h"
#include "report/report.h"

enum truce_code truce_agreement_put_page(const struct truce_agreement *agreement,
                                         const struct truce_sink *sink, struct truce_error *error)
{
    struct mem mem = agreement->mem;
    struct arena arena = {.mem = &mem};
    struct buf buf;
    struct err err = {0};
    enum err_code inner;
    enum truce_code code;
    const struct report_treaty treaty = {
        .plan = agreement->plan,
        .text = agreement->text,
        .is_markdown = !str_ends(agreement->name, STR(".truce")),
        .engine = STR(API_ENGINE),
        .file = api_base_name(agreement->name),
        .coast_csv = share_bytes("map/coast.csv"),
        .places_csv = share_bytes("map/places.csv"),
    };

    if (!agreement->plan)
        return api_error(error, err_set(&err, ERR_SYNTAX, "the text has errors"), &err);
    buf_init(&buf, &mem, API_OUTPUT_LIMIT);
    inner = report_treaty(&buf, &arena, &treaty, &err);
    code = inner ? api_error(error, inner, &err) : api_put(sink, &buf, error);
    buf_free(&buf);
    arena_free(&arena);
    return code;
}
