/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON Schema 2020-12, as much of it as share/schemas uses: $ref to #/$defs, type, const, enum,
 * properties, required, additionalProperties, items, prefixItems, minItems, maxItems, minimum,
 * maximum, minLength, maxLength, pattern, format date-time, anyOf, oneOf. Any other keyword that
 * says something fails, so that nothing is passed over. */
#ifndef SUPPORT_SCHEMA_H
#define SUPPORT_SCHEMA_H

#include "base/json.h"

/* True when `value` fits; else the first reason is in `why`. */
bool schema_fits(const struct json *schema, const struct json *value, struct err *why);

#endif
