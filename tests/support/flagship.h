/* SPDX-License-Identifier: Apache-2.0
 *
 * The flagship agreement of the language's description, and stand-ins for its geometry. */
#ifndef SUPPORT_FLAGSHIP_H
#define SUPPORT_FLAGSHIP_H

#include "support/agreement.h"

#define FLAGSHIP "tests/data/lang/flagship.md"

static const struct test_file flagship_files[] = {
    {"contact-a.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"contact-b.geojson",
     "{\"type\": \"LineString\", \"coordinates\": [[37, 48.05], [38, 48.55]]}"},
    {"contact.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48.02], [38, 48.52]]}"},
    {"corridor-1.geojson",
     "{\"type\": \"LineString\", \"coordinates\": [[37.2, 48], [37.4, 48.4]]}"},
    {NULL, NULL}};

#endif
