/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as manifest.json: read, or refused with a reason; what is read has names for all files. */
#include "truce/truce.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct truce_manifest *manifest = NULL;
    struct truce_error error = {0};
    enum truce_code code = truce_manifest_open(NULL, (struct truce_text){(const char *)bytes, size},
                                               &manifest, &error);

    if (code == TRUCE_OK) {
        for (size_t i = 0; i < truce_manifest_input_count(manifest); i++)
            assert(truce_manifest_input(manifest, i).name.size > 0);
        for (size_t i = 0; i < truce_manifest_output_count(manifest); i++)
            assert(truce_manifest_output(manifest, i).name.size > 0);
    } else {
        assert(code == TRUCE_INPUT && strlen(error.text) > 0);
    }
    truce_manifest_close(manifest);
    return 0;
}
