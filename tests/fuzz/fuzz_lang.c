/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as an agreement: bare code, or Markdown when they begin with `#`; what stands behind a byte 0 is a monitoring
 * plan. It may build on "b", which builds on "c". Whatever comes of it is printed. */
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
    {"b",
     "agreement \"B\" timezone UTC in force 2025-01-01 00:00 builds on \"c\" as C party A \"A\" "
     "clause 1 \"F\" forbid attack by A, Q as of entry + 3 d clause 2(a) \"G\" replaces clause C.1 "
     "keep troops of Q out of z phase cp \"P\" begins at entry then ended as soon as no violation "
     "of clause 1 for 3 d"},
    {"c",
     "agreement \"C\" timezone UTC in force 2024-01-01 00:00 party Q \"Q\" zone z = load \"a\" "
     "clause 1 \"F\" forbid shelling by Q in z until [open \"some day\"]"},
    {NULL, NULL}};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct test_host host = {files, kinds};
    struct lang_host lang = test_host_of(&host);
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)256 << 20};
    struct str rest = {(const char *)data, size};
    struct lang_text own = {STR("f.truce"), str_cut(&rest, '\0')};
    struct lang_text plan_text = {STR("p.truce"), rest};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    if (size && data[0] == '#')
        own.name = STR("f.md");
    enum err_code code =
        lang_compile_with(&arena, &own, rest.size ? &plan_text : NULL, &lang, &diags, &plan, &err);
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
    const struct diag_sarif how = {"0", NULL};
    if (!code && diags_put_sarif(&buf, &diags, &how, &err) && !buf.failed)
        abort();
    if (!code)
        diags_put_geojson(&buf, &diags);
    if (plan)
        plan_print(&buf, plan);
    buf_free(&buf);
    arena_free(&arena);
    return 0;
}
