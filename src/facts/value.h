/* SPDX-License-Identifier: Apache-2.0
 *
 * Values as sources write them, checked: numbers, times, names, attributes, shares. What is
 * refused is told in one line with the value seen and the value allowed, and where we are sure
 * with what to write instead. Every function returns ERR_OK, ERR_INPUT or ERR_NO_MEMORY; `key`
 * is only for the text. */
#ifndef FACTS_VALUE_H
#define FACTS_VALUE_H

#include "facts/facts.h"

enum fact_measure {
    FACT_LONGITUDE,
    FACT_LATITUDE,
    FACT_METRES,      /* 0 to 20,100 km */
    FACT_AZIMUTH,     /* -360 to 360 */
    FACT_HALF_CIRCLE, /* 0 to 180 */
    FACT_PROBABILITY,
    FACT_AMOUNT, /* 0 and above */
    FACT_ANY     /* finite */
};

enum err_code fact_number_check(struct str key, double value, struct str written,
                                enum fact_measure measure, struct err *err) MUST_USE;
/* From text: a decimal point, no thousands. */
enum err_code fact_number_parse(struct str key, struct str text, enum fact_measure measure,
                                double *value, struct err *err) MUST_USE;

/* A moment (from == to), or a date alone: that day in `zone`, [00:00, 24:00). Without an offset
 * it needs `zone`. */
enum err_code fact_time_parse(struct str key, struct str text, const struct tz *zone,
                              struct fact_time *time, struct err *err) MUST_USE;
/* Refuse an end before its start. */
enum err_code fact_time_check(struct fact_time time, struct err *err) MUST_USE;

/* ISO 8601 duration of weeks, days, hours, minutes and seconds: P1D, PT12H, P2W. */
enum err_code fact_duration_parse(struct str key, struct str text, int64_t *us,
                                  struct err *err) MUST_USE;

/* 1 to FACTS_NAME_LIMIT bytes of UTF-8 without control characters. */
enum err_code fact_name_check(struct str key, struct str text, struct err *err) MUST_USE;
/* The same without ':', which parts feed and id. */
enum err_code fact_feed_check(struct str text, struct err *err) MUST_USE;
/* `B2` */
enum err_code fact_grade_check(struct str text, struct err *err) MUST_USE;

/* An attribute from its name, perhaps with a unit (`range_km`), and text (number NULL) or a
 * number. The name is stored without the unit, the number in the base unit (LANGUAGE, appendix
 * A: mm, m, kg, s). Where the name is known, so is whether it is a number or text: "152 mm" is a
 * calibre's number, a site 12 is text. */
enum err_code fact_attribute_make(struct facts *facts, struct str key, struct str text,
                                  const double *number, struct fact_attribute *out,
                                  struct err *err) MUST_USE;
/* True for a name of appendix A, with or without a unit. */
bool fact_attribute_is_known(struct str key);
/* Sort by name; ERR_INPUT when one is there twice. */
enum err_code fact_attributes_sort(struct fact_attribute *attributes, size_t count,
                                   struct err *err) MUST_USE;

/* Sort by name; each 0 to 1, none twice, at most 1 together (joint: at least two, each 1). */
enum err_code fact_shares_check(struct str key, struct fact_share *shares, size_t count, bool joint,
                                struct err *err) MUST_USE;

/* At most 60 bytes of `text`, cut between characters, for messages. */
struct str fact_shown(struct str text);

#endif
