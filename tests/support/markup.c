/* SPDX-License-Identifier: Apache-2.0 */
#include "support/markup.h"

#include "support/test.h"

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* `&name;` or `&#12;` at text[i]. */
static bool is_entity(struct str text, size_t i)
{
    size_t end = str_find(text, ';', i);
    if (end == text.size || end - i > 8 || end - i < 3)
        return false;
    for (size_t k = i + 1; k < end; k++)
        if (!is_name(text.text[k]) && text.text[k] != '#')
            return false;
    return true;
}

void assert_well_formed(struct str text)
{
    struct str stack[64], ids[2000];
    size_t depth = 0, id_count = 0, i = 0;

    assert_true(str_utf8_valid(text));
    assert_true(str_starts(text, STR("<!DOCTYPE html>")));
    for (i = 15; i < text.size;) {
        char c = text.text[i];
        if (c == '&')
            assert_true(is_entity(text, i));
        assert_true(c != '>');
        if (c != '<') {
            i++;
            continue;
        }
        size_t from = ++i;
        bool is_end = i < text.size && text.text[i] == '/';
        if (is_end)
            from = ++i;
        while (i < text.size && is_name(text.text[i]))
            i++;
        struct str name = str_slice(text, from, i);
        assert_true(name.size > 0);
        bool is_empty = false;
        while (i < text.size && text.text[i] != '>') {
            if (text.text[i] == '/') {
                is_empty = true;
                i++;
                continue;
            }
            if (text.text[i] == ' ' || text.text[i] == '\n') {
                i++;
                continue;
            }
            size_t key = i;
            while (i < text.size && (is_name(text.text[i]) || text.text[i] == ':'))
                i++;
            struct str attribute = str_slice(text, key, i);
            assert_true(attribute.size > 0);
            assert_false(str_starts(attribute, STR("on")));
            assert_true(str_starts(str_from(text, i), STR("=\"")));
            size_t end = str_find(text, '"', i + 2);
            struct str value = str_slice(text, i + 2, end);
            for (size_t k = 0; k < value.size; k++)
                assert_true(value.text[k] != '<');
            if (str_eq(attribute, STR("id"))) {
                for (size_t k = 0; k < id_count; k++)
                    assert_false(str_eq(ids[k], value));
                assert_true(id_count < COUNT_OF(ids));
                ids[id_count++] = value;
            }
            i = end + 1;
        }
        i++;
        if (is_end) {
            assert_true(depth > 0);
            assert_true(str_eq(stack[--depth], name));
        } else if (!is_empty) {
            assert_true(depth < COUNT_OF(stack));
            stack[depth++] = name;
        }
        if (!is_end && str_eq(name, STR("style"))) {
            while (!str_starts(str_from(text, i), STR("</style>")))
                i++;
        }
    }
    assert_int_equal(depth, 0);
}
