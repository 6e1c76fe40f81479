/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as an agreement: bare code, or Markdown when they begin with `#`. Whatever comes of it is printed. */
#include "support/agreement.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char kinds[] =
    "name,parent,type,class,label\nattack,,act,,Attack\nshelling,attack,act,,Shelling\n"
    "order,,act,,Order\ntroops,,thing,,Troops\nartillery,,thing,,Artillery\n"
    "violation_tally,,tally,,Tally\n";

static const struct test_file files[] = {
    {"l", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"a", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], [37, 49], [37, "
          "48]]]}"},
    {NULL, NULL}};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct test_host host = {files, kinds};
    struct lang_host lang = test_host_of(&host);
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)256 << 20};
    struct str text = {(const char *)data, size};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    struct str name = size && data[0] == '#' ? STR("f.md") : STR("f.truce");
    enum err_code code = lang_compile(&arena, name, text, &lang, &diags, &plan, &err);
    if (code && code != ERR_NO_MEMORY)
        abort();
    if (!code && (plan != NULL) != (diags.errors == 0))
        abort();
    struct buf buf;
    buf_init(&buf, &mem_libc, (size_t)16 << 20);
    if (!code)
        diags_put_text(&buf, &diags, false);
    if (!code)
        diags_put_json(&buf, &diags);
    if (plan)
        plan_print(&buf, plan);
    buf_free(&buf);
    arena_free(&arena);
    return 0;
}
