/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_int.h"
#include "api/share.h"
#include "base/json.h"
#include "base/num.h"
#include "report/report.h"

#define PIECE_SIZE ((size_t)64 << 10) /* bytes put at once of what is written line by line */

/* Hand over what a buffer holds once it is a piece's worth. */
static enum truce_code put_piece(struct buf *buf, size_t at_least, const struct truce_sink *sink,
                                 struct truce_error *error)
{
    enum truce_code code;

    if (!buf->failed && buf->size < at_least)
        return TRUCE_OK;
    code = api_put(sink, buf, error);
    buf_clear(buf);
    return code;
}

static enum truce_code put_findings(const struct truce_outcome *outcome, struct buf *buf,
                                    const struct truce_sink *sink, struct truce_error *error)
{
    for (size_t i = 0; i < outcome->outcome.finding_count; i++) {
        enum truce_code code;

        finding_put(buf, &outcome->outcome.findings[i]);
        code = put_piece(buf, PIECE_SIZE, sink, error);
        if (code)
            return code;
    }
    return put_piece(buf, 1, sink, error);
}

static enum truce_code put_text(const struct truce_sink *sink, struct str text,
                                struct truce_error *error)
{
    return text.size ? sink->put(sink->ctx, text.text, text.size, error) : TRUCE_OK;
}

void api_put_reject(struct buf *buf, const struct fact_reject *reject)
{
    bool first = true;

    buf_putc(buf, '{');
    json_key(buf, &first, "source");
    json_put_string(buf, reject->source);
    json_key(buf, &first, "line");
    num_put_i64(buf, (int64_t)reject->line);
    json_key(buf, &first, "column");
    if (reject->column > 0)
        num_put_i64(buf, (int64_t)reject->column);
    else
        buf_puts(buf, "null");
    json_key(buf, &first, "reason");
    json_put_string(buf, reject->reason);
    json_key(buf, &first, "text");
    json_put_string(buf, reject->text);
    buf_puts(buf, "}\n");
}

static enum truce_code put_rejects(const struct truce_outcome *outcome, struct buf *buf,
                                   const struct truce_sink *sink, struct truce_error *error)
{
    const struct facts *facts = &outcome->facts->facts;

    for (size_t i = 0; i < facts->reject_count; i++) {
        enum truce_code code;

        api_put_reject(buf, &facts->rejects[i]);
        code = put_piece(buf, PIECE_SIZE, sink, error);
        if (code)
            return code;
    }
    return put_piece(buf, 1, sink, error);
}

/* What reports are made of. */
static enum err_code report_input(const struct truce_outcome *outcome, enum truce_audience audience,
                                  struct arena *arena, struct report_input *input, struct err *err)
{
    struct report_policy public_policy, restricted_policy;

    TRY(report_policy_read(arena, share_bytes("policy/default.json"), &public_policy,
                           &restricted_policy, err));
    *input = (struct report_input){
        .plan = outcome->agreement->plan,
        .facts = &outcome->facts->facts,
        .outcome = &outcome->outcome,
        .audience = audience == TRUCE_PUBLIC ? REPORT_PUBLIC : REPORT_RESTRICTED,
        .policy = audience == TRUCE_PUBLIC ? public_policy : restricted_policy,
        .engine = STR(API_ENGINE),
        .agreement_file = api_base_name(outcome->agreement->name),
        .coast_csv = share_bytes("map/coast.csv"),
        .places_csv = share_bytes("map/places.csv"),
    };
    return ERR_OK;
}

static enum err_code take(void *ctx, struct buf *buf, struct err *err)
{
    struct truce_error error = {TRUCE_OK, ""};
    enum truce_code code = put_piece(buf, 1, ctx, &error);

    return code ? api_inner(err, code, &error) : ERR_OK;
}

static enum err_code put_report(const struct truce_outcome *outcome, enum truce_output output,
                                enum truce_audience audience, struct truce_sink *sink,
                                struct arena *arena, struct buf *buf, struct err *err)
{
    struct report_input input;

    TRY(report_input(outcome, audience, arena, &input, err));
    input.take = take;
    input.take_ctx = sink;
    switch (output) {
    case TRUCE_OUTPUT_SUMMARY_JSON:
        return report_summary(buf, &input, err);
    case TRUCE_OUTPUT_FINDINGS_CSV:
        return report_csv(buf, arena, &input, err);
    case TRUCE_OUTPUT_FINDINGS_GEOJSON:
        return report_geojson(buf, arena, &input, err);
    case TRUCE_OUTPUT_REPORT_HTML:
        return report_html(buf, arena, &input, err);
    case TRUCE_OUTPUT_TASKING_JSON:
        return report_tasking(buf, arena, &input, err);
    case TRUCE_OUTPUT_SUMMARY_TEXT:
        return report_text(buf, arena, &input, err);
    case TRUCE_OUTPUT_FINDINGS_NDJSON:
    case TRUCE_OUTPUT_CHANGES_NDJSON:
    case TRUCE_OUTPUT_REJECTED_NDJSON:
    case TRUCE_OUTPUT_LATE_NDJSON:
    case TRUCE_OUTPUT_PHASES_JSON:
        break;
    }
    return err_set(err, ERR_INTERNAL, "this output is no report");
}

enum truce_code truce_outcome_put(const struct truce_outcome *outcome, enum truce_output output,
                                  enum truce_audience audience, const struct truce_sink *sink,
                                  struct truce_error *error)
{
    const struct mem mem = outcome->mem;
    struct truce_sink pieces = *sink;
    struct arena arena = {.mem = &mem};
    struct buf buf;
    struct err err = {0};
    enum err_code inner = ERR_OK;
    enum truce_code code = TRUCE_OK;

    buf_init(&buf, &mem, API_OUTPUT_LIMIT);
    switch (output) {
    case TRUCE_OUTPUT_FINDINGS_NDJSON:
        code = put_findings(outcome, &buf, sink, error);
        if (!code)
            code = put_text(sink, api_after_withdrawn(outcome), error);
        goto done;
    case TRUCE_OUTPUT_CHANGES_NDJSON:
        code = put_text(sink, api_after_changes(outcome), error);
        goto done;
    case TRUCE_OUTPUT_REJECTED_NDJSON:
        code = put_rejects(outcome, &buf, sink, error);
        goto done;
    case TRUCE_OUTPUT_LATE_NDJSON:
        outcome_put_late(&buf, &outcome->outcome);
        break;
    case TRUCE_OUTPUT_PHASES_JSON:
        outcome_put_phases(&buf, &outcome->outcome);
        break;
    case TRUCE_OUTPUT_SUMMARY_JSON:
    case TRUCE_OUTPUT_FINDINGS_CSV:
    case TRUCE_OUTPUT_FINDINGS_GEOJSON:
    case TRUCE_OUTPUT_REPORT_HTML:
    case TRUCE_OUTPUT_TASKING_JSON:
    case TRUCE_OUTPUT_SUMMARY_TEXT:
        inner = put_report(outcome, output, audience, &pieces, &arena, &buf, &err);
        break;
    }
    code = inner ? api_error(error, inner, &err) : api_put(sink, &buf, error);
done:
    buf_free(&buf);
    arena_free(&arena);
    return code;
}
