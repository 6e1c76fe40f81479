/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/agreement.h"

enum truce_code agreement_read(const char *path, struct files_host *host,
                               struct truce_agreement **agreement, struct truce_error *error)
{
    struct buf text;
    enum truce_code code;

    *agreement = NULL;
    buf_init(&text, &mem_libc, FILES_READ_LIMIT);
    code = files_host_init(host, path, error);
    if (!code)
        code = files_read(path, &text, error);
    if (!code)
        code = truce_agreement_open(NULL, truce_text_of(path),
                                    (struct truce_text){text.bytes, text.size}, &host->host,
                                    agreement, error);
    buf_free(&text);
    return code;
}
