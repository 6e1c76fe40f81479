/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/agreement.h"

enum truce_code agreement_read(const char *path, struct files_host *host,
                               struct truce_agreement **agreement, struct truce_error *error)
{
    return agreement_read_with(path, NULL, host, agreement, error);
}

enum truce_code agreement_read_with(const char *path, const char *plan_path,
                                    struct files_host *host, struct truce_agreement **agreement,
                                    struct truce_error *error)
{
    struct buf text, plan_text;
    struct truce_monitoring_plan plan;
    enum truce_code code;

    *agreement = NULL;
    buf_init(&text, &mem_libc, FILES_READ_LIMIT);
    buf_init(&plan_text, &mem_libc, FILES_READ_LIMIT);
    code = files_host_init(host, path, error);
    if (!code)
        code = files_read(path, &text, error);
    if (!code && plan_path)
        code = files_read(plan_path, &plan_text, error);
    if (!code) {
        plan.name = truce_text_of(plan_path);
        plan.text = (struct truce_text){plan_text.bytes, plan_text.size};
        code = truce_agreement_open_with(NULL, truce_text_of(path),
                                         (struct truce_text){text.bytes, text.size},
                                         plan_path ? &plan : NULL, &host->host, agreement, error);
    }
    buf_free(&plan_text);
    buf_free(&text);
    return code;
}
