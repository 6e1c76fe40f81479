/* SPDX-License-Identifier: Apache-2.0 */
#include "support/schema.h"

#include "base/time.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

struct check {
    const struct json *root;
    struct err *why;
};

static bool fits(const struct check *check, const struct json *schema, const struct json *value);

static bool no(const struct check *check, const char *keyword, const struct json *value)
{
    (void)err_set(check->why, ERR_INPUT, "byte %zu (%s) does not fit \"%s\"", value->at,
                  json_type_text(value->type), keyword);
    return false;
}

static bool same(const struct json *a, const struct json *b)
{
    struct buf left, right;

    buf_init(&left, &mem_libc, 1 << 20);
    buf_init(&right, &mem_libc, 1 << 20);
    json_put_canonical(&left, a);
    json_put_canonical(&right, b);
    bool is_same = str_eq(buf_str(&left), buf_str(&right));
    buf_free(&left);
    buf_free(&right);
    return is_same;
}

static bool is_whole(const struct json *value)
{
    return value->type == JSON_NUMBER && str_find(value->text, '.', 0) == value->text.size &&
           str_find(value->text, 'e', 0) == value->text.size;
}

static bool has_type(const struct json *value, struct str name)
{
    switch (value->type) {
    case JSON_NULL:
        return str_eq(name, STR("null"));
    case JSON_BOOL:
        return str_eq(name, STR("boolean"));
    case JSON_NUMBER:
        return str_eq(name, STR("number")) || (str_eq(name, STR("integer")) && is_whole(value));
    case JSON_STRING:
        return str_eq(name, STR("string"));
    case JSON_ARRAY:
        return str_eq(name, STR("array"));
    case JSON_OBJECT:
        return str_eq(name, STR("object"));
    }
    return false;
}

static bool fits_type(const struct json *types, const struct json *value)
{
    if (types->type == JSON_STRING)
        return has_type(value, types->text);
    for (size_t i = 0; i < types->count; i++)
        if (has_type(value, types->items[i].text))
            return true;
    return false;
}

static bool fits_pattern(struct str pattern, struct str text)
{
    char expression[256], bytes[1024];
    regex_t regex;

    (void)snprintf(expression, sizeof expression, "%.*s", STR_ARG(pattern));
    (void)snprintf(bytes, sizeof bytes, "%.*s", STR_ARG(text));
    if (regcomp(&regex, expression, REG_EXTENDED | REG_NOSUB))
        return false;
    bool is_match = regexec(&regex, bytes, 0, NULL, 0) == 0;
    regfree(&regex);
    return is_match;
}

static size_t character_count(struct str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.text[i] & 0xC0) != 0x80;
    return count;
}

static size_t count_fits(const struct check *check, const struct json *schemas,
                         const struct json *value)
{
    size_t count = 0;

    for (size_t i = 0; i < schemas->count; i++)
        count += fits(check, &schemas->items[i], value);
    return count;
}

static bool is_listed(const struct json *list, const struct json *value)
{
    for (size_t i = 0; i < list->count; i++)
        if (same(&list->items[i], value))
            return true;
    return false;
}

static bool fits_members(const struct check *check, const struct json *schema,
                         const struct json *value)
{
    const struct json *properties = json_get(schema, "properties");
    const struct json *others = json_get(schema, "additionalProperties");
    const struct json *required = json_get(schema, "required");

    for (size_t i = 0; value->type == JSON_OBJECT && i < value->count; i++) {
        const struct json *own = NULL;
        for (size_t k = 0; properties && k < properties->count; k++)
            if (str_eq(properties->keys[k], value->keys[i]))
                own = &properties->items[k];
        if (!own)
            own = others;
        if (own && !fits(check, own, &value->items[i]))
            return false;
    }
    for (size_t i = 0; value->type == JSON_OBJECT && required && i < required->count; i++) {
        bool is_there = false;
        for (size_t k = 0; k < value->count; k++)
            is_there = is_there || str_eq(value->keys[k], required->items[i].text);
        if (!is_there)
            return no(check, "required", value);
    }
    return true;
}

static bool fits_items(const struct check *check, const struct json *schema,
                       const struct json *value)
{
    const struct json *first = json_get(schema, "prefixItems"), *rest = json_get(schema, "items");

    for (size_t i = 0; value->type == JSON_ARRAY && i < value->count; i++) {
        const struct json *own = first && i < first->count ? &first->items[i] : rest;
        if (own && !fits(check, own, &value->items[i]))
            return false;
    }
    return true;
}

static bool fits_limit(const char *keyword, double limit, const struct json *value)
{
    bool is_number = value->type == JSON_NUMBER, is_text = value->type == JSON_STRING;
    double count = (double)value->count;
    double size = is_text ? (double)character_count(value->text) : 0;

    if (strcmp(keyword, "minimum") == 0)
        return !is_number || value->number >= limit;
    if (strcmp(keyword, "maximum") == 0)
        return !is_number || value->number <= limit;
    if (strcmp(keyword, "minItems") == 0)
        return value->type != JSON_ARRAY || count >= limit;
    if (strcmp(keyword, "maxItems") == 0)
        return value->type != JSON_ARRAY || count <= limit;
    if (strcmp(keyword, "minLength") == 0)
        return !is_text || size >= limit;
    return !is_text || size <= limit;
}

static const struct json *definition(const struct check *check, struct str reference)
{
    static const char before[] = "#/$defs/";
    const struct json *all = json_get(check->root, "$defs");
    struct str name = str_from(reference, sizeof before - 1);

    for (size_t i = 0; all && str_starts(reference, STR(before)) && i < all->count; i++)
        if (str_eq(all->keys[i], name))
            return &all->items[i];
    return NULL;
}

static bool fits_keyword(const struct check *check, const char *keyword, const struct json *says,
                         const struct json *value)
{
    static const char *const silent[] = {"$schema",     "$defs",      "title",
                                         "description", "properties", "required",
                                         "prefixItems", "items",      "additionalProperties"};
    static const char *const limits[] = {"minimum",  "maximum",   "minItems",
                                         "maxItems", "minLength", "maxLength"};
    struct time_text time;
    bool is_text = value->type == JSON_STRING;

    for (size_t i = 0; i < COUNT_OF(silent); i++)
        if (strcmp(keyword, silent[i]) == 0)
            return true;
    for (size_t i = 0; i < COUNT_OF(limits); i++)
        if (strcmp(keyword, limits[i]) == 0)
            return fits_limit(keyword, says->number, value);
    if (strcmp(keyword, "$ref") == 0)
        return definition(check, says->text) && fits(check, definition(check, says->text), value);
    if (strcmp(keyword, "type") == 0)
        return fits_type(says, value);
    if (strcmp(keyword, "const") == 0)
        return same(says, value);
    if (strcmp(keyword, "enum") == 0)
        return is_listed(says, value);
    if (strcmp(keyword, "pattern") == 0)
        return !is_text || fits_pattern(says->text, value->text);
    if (strcmp(keyword, "format") == 0)
        return str_eq(says->text, STR("date-time")) &&
               (!is_text || (time_parse(value->text, &time) && time.form == TIME_FORM_MOMENT));
    if (strcmp(keyword, "anyOf") == 0)
        return count_fits(check, says, value) > 0;
    if (strcmp(keyword, "oneOf") == 0)
        return count_fits(check, says, value) == 1;
    return false; /* not known here */
}

static bool fits(const struct check *check, const struct json *schema, const struct json *value)
{
    char keyword[64];

    if (schema->type == JSON_BOOL)
        return schema->truth || no(check, "false", value);
    for (size_t i = 0; i < schema->count; i++) {
        (void)snprintf(keyword, sizeof keyword, "%.*s", STR_ARG(schema->keys[i]));
        if (!fits_keyword(check, keyword, &schema->items[i], value))
            return no(check, keyword, value);
    }
    return fits_members(check, schema, value) && fits_items(check, schema, value);
}

bool schema_fits(const struct json *schema, const struct json *value, struct err *why)
{
    const struct check check = {schema, why};

    return fits(&check, schema, value);
}
