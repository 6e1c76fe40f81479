/* SPDX-License-Identifier: Apache-2.0 */
#include "support/zone.h"

#include <stdio.h>

static void put_be(struct buf *buf, int64_t value, int size)
{
    for (int i = size - 1; i >= 0; i--)
        buf_putc(buf, (char)((uint64_t)value >> (8 * i) & 0xFF));
}

static void put_header(struct buf *buf, int version, size_t changes, size_t types)
{
    buf_puts(buf, "TZif");
    buf_putc(buf, version == 1 ? '\0' : (char)('0' + version));
    for (int i = 0; i < 15; i++)
        buf_putc(buf, '\0');
    put_be(buf, 0, 4);
    put_be(buf, 0, 4);
    put_be(buf, 0, 4);
    put_be(buf, (int64_t)changes, 4);
    put_be(buf, (int64_t)types, 4);
    put_be(buf, 4, 4);
}

void zone_write(struct buf *buf, int version, const struct zone_change *changes,
                size_t change_count, const int32_t *offsets_s, size_t offset_count,
                const char *rule)
{
    int size = version == 1 ? 4 : 8;

    if (version > 1) { /* an empty first block */
        put_header(buf, version, 0, 1);
        put_be(buf, 0, 6);
        buf_put(buf, STR("LMT\0"));
    }
    put_header(buf, version, change_count, offset_count);
    for (size_t i = 0; i < change_count; i++)
        put_be(buf, changes[i].at_s, size);
    for (size_t i = 0; i < change_count; i++)
        put_be(buf, changes[i].type, 1);
    for (size_t i = 0; i < offset_count; i++) {
        put_be(buf, offsets_s[i], 4);
        put_be(buf, 0, 2);
    }
    buf_put(buf, STR("LMT\0"));
    if (version > 1)
        buf_printf(buf, "\n%s\n", rule);
}

bool zone_read(struct buf *buf, const char *name)
{
    char path[256], bytes[4096];
    size_t size;

    (void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    buf_clear(buf);
    while ((size = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_put(buf, (struct str){bytes, size});
    (void)fclose(file);
    return !buf->failed;
}
