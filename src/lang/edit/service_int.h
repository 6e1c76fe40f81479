/* SPDX-License-Identifier: Apache-2.0
 *
 * What the service's files share. */
#ifndef LANG_EDIT_SERVICE_INT_H
#define LANG_EDIT_SERVICE_INT_H

#include "lang/edit/service.h"

/* How far an edit reaches: nothing of the code, a block of it, or perhaps where blocks begin and end. */
enum service_reach { SERVICE_PROSE, SERVICE_BLOCK, SERVICE_WHOLE };

enum service_reach service_reach_of(const struct service *service, size_t from, size_t to,
                                    struct str by);
/* Blocks and starts behind an edit move; starts that it went over are gone. */
void service_shift(struct service *service, size_t from, size_t to, size_t size);
/* Read the items around bytes [from, to) anew; *is_read false: the whole has to be read. */
enum err_code service_read_near(struct service *service, size_t from, size_t to, bool *is_read,
                                struct err *err) MUST_USE;
enum err_code service_read_form(struct service *service, struct err *err) MUST_USE;
enum err_code service_keep_finding(struct service *service, const struct diag *diag,
                                   struct err *err) MUST_USE;
void service_move(struct service_finding *findings, size_t count, size_t from, size_t to,
                  size_t size);

/* One mark for each token that begins an item; NULL: no memory. */
uint8_t *service_mark_items(struct work *work, const struct ast *ast);
bool service_is_item(const struct work *work, const uint8_t *marks, size_t token);

/* The line that a byte stands on begins with a fence; the beginning of the line before or after. */
bool service_is_fence(struct str text, size_t at);
uint32_t service_line_start(struct str text, size_t at);
uint32_t service_line_before(struct str text, size_t at);
uint32_t service_line_after(struct str text, size_t at);

/* The items around bytes [from, to) of one block, as a text of their own: behind a frame that stands for the rest. */
struct service_part {
    size_t from, to; /* of the whole text */
    size_t shift;    /* bytes of the frame */
    struct str text;
};
bool service_part_of(const struct service *service, size_t from, size_t to, unsigned more,
                     struct service_part *part);
enum err_code service_part_text(const struct service *service, struct arena *arena,
                                struct service_part *part, struct str behind,
                                struct err *err) MUST_USE;

#endif
