/* SPDX-License-Identifier: Apache-2.0
 *
 * summary.json, key by key as docs/reference/outputs.md says. */
#include "report/report_int.h"

#include "base/json.h"

#include <inttypes.h>

static void put_hex(struct buf *buf, const uint8_t bytes[32])
{
    buf_putc(buf, '"');
    words_bytes_hex(buf, bytes, 32);
    buf_putc(buf, '"');
}

static void put_input(struct buf *buf, const struct fact_input *input)
{
    buf_puts(buf, "    {\n      \"name\": ");
    json_put_string(buf, input->name);
    buf_puts(buf, ",\n      \"sha256\": ");
    put_hex(buf, input->sha256);
    buf_printf(buf,
               ",\n      \"observations\": %" PRIu64 ",\n      \"rejected\": %" PRIu64
               ",\n      \"corrections\": %" PRIu64 ",\n      \"chain\": ",
               input->observations, input->rejected, input->corrections);
    if (input->has_chain)
        buf_printf(buf, "{\"stated\": %" PRIu64 ", \"agree\": %" PRIu64 "}", input->chain_stated,
                   input->chain_agree);
    else
        buf_puts(buf, "null");
    buf_puts(buf, "\n    }");
}

enum err_code report_summary(struct buf *buf, const struct report_input *input, struct err *err)
{
    const struct outcome *outcome = input->outcome;
    const struct facts *facts = input->facts;
    uint64_t rejected = 0;

    buf_puts(buf, "{\n  \"engine\": ");
    json_put_string(buf, input->engine);
    buf_puts(buf, ",\n  \"agreement\": {\n    \"title\": ");
    json_put_string(buf, input->plan->title);
    buf_puts(buf, ",\n    \"sha256\": ");
    put_hex(buf, input->plan->sha256);
    buf_puts(buf, "\n  },\n  \"inputs\": [");
    for (size_t i = 0; i < facts->input_count; i++) {
        buf_puts(buf, i ? ",\n" : "\n");
        put_input(buf, &facts->inputs[i]);
        rejected += facts->inputs[i].rejected;
    }
    buf_puts(buf, facts->input_count ? "\n  ],\n" : "],\n");
    buf_printf(buf,
               "  \"observations\": %zu,\n  \"rejected\": %" PRIu64
               ",\n  \"unclassified\": %zu,\n  \"incidents\": %zu,\n  \"known_at\": ",
               outcome->observation_count + outcome->tally_count, rejected,
               outcome->unclassified_count, outcome->incident_count);
    if (time_is_set(outcome->known_at_us)) {
        buf_putc(buf, '"');
        time_put(buf, outcome->known_at_us);
        buf_putc(buf, '"');
    } else {
        buf_puts(buf, "null");
    }
    buf_puts(buf, ",\n  \"clauses\": ");
    outcome_put_summary_clauses(buf, outcome);
    buf_puts(buf, ",\n  \"phases\": ");
    outcome_put_summary_phases(buf, outcome);
    buf_puts(buf, "\n}\n");
    return buf_check(buf, err);
}
