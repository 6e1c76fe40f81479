/* SPDX-License-Identifier: Apache-2.0
 *
 * The treaty as a page: its text, what it says in plain words, its ground, its deadlines, its duties. One file that needs
 * neither network nor script. */
#include "report/treaty_int.h"

void treaty_words(struct treaty *treaty, put_words *put, uint32_t row)
{
    struct buf words;

    buf_init(&words, treaty->page.arena->mem, 1 << 20);
    put(&words, treaty->page.plan, row);
    words_html(treaty->page.buf, buf_str(&words));
    buf_free(&words);
}

static void put_time(struct page *page, const char *label, const struct plan_time *time)
{
    if (time->form != PLAN_TIME_MOMENT && time->form != PLAN_TIME_DATE)
        return;
    buf_printf(page->buf, "<div><dt>%s</dt><dd>", label);
    if (time->form == PLAN_TIME_MOMENT)
        words_moment(page->buf, page->tz, time->at_us);
    else
        words_day(page->buf, page->tz, time->at_us);
    buf_puts(page->buf, "</dd></div>\n");
}

static void put_head(struct page *page)
{
    struct buf *buf = page->buf;

    buf_puts(
        buf,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n"
        "<meta name=\"referrer\" content=\"no-referrer\"/>\n<meta name=\"generator\" content=\"");
    words_html(buf, page->input->engine);
    buf_puts(buf, "\"/>\n<title>");
    words_html(buf, page->plan->title);
    buf_puts(buf, "</title>\n");
    html_style(buf);
    buf_puts(buf, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the text</a>\n");
    if (page->plan->open_count) {
        buf_puts(buf, "<p class=\"banner\" role=\"note\">A draft: ");
        words_some(buf, page->plan->open_count, "point is", "points are");
        buf_puts(buf, " still open.</p>\n");
    }
    buf_puts(buf,
             "<header class=\"top\"><div class=\"w\">\n<p class=\"eyebrow\">Agreement</p>\n<h1>");
    html_text(page, page->plan->title);
    buf_puts(buf, "</h1>\n<dl class=\"meta\">\n");
    put_time(page, "Signed", &page->plan->signature);
    put_time(page, "In force", &page->plan->entry);
    buf_puts(buf, "<div><dt>Times in</dt><dd>");
    words_html(buf, tz_name(page->tz));
    buf_puts(buf, "</dd></div>\n<div><dt>SHA-256 of the text</dt><dd class=\"id\">");
    words_bytes_hex(buf, page->plan->sha256, sizeof page->plan->sha256);
    buf_puts(buf, "</dd></div>\n</dl></div></header>\n");
}

static void put_contents(struct page *page)
{
    static const char *const items[][2] = {{"who", "Who"},
                                           {"text", "The text"},
                                           {"map", "Map"},
                                           {"timeline", "Phases and deadlines"},
                                           {"owed", "Who owes what"},
                                           {"open", "Open points"}};

    buf_puts(page->buf, "<nav class=\"toc\" aria-label=\"Contents\"><div class=\"w\"><ol>\n");
    for (size_t i = 0; i < COUNT_OF(items); i++)
        buf_printf(page->buf, "<li><a href=\"#%s\">%s</a></li>\n", items[i][0], items[i][1]);
    buf_puts(page->buf, "</ol></div></nav>\n");
}

static const char *role_words(enum plan_role role)
{
    return role == PLAN_GROUP ? "group" : role == PLAN_BODY ? "body" : plan_role_text(role);
}

static void put_who(struct treaty *treaty)
{
    struct page *page = &treaty->page;
    struct buf *buf = page->buf;

    html_open(page, "who", "Who");
    buf_puts(buf, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Parties and "
                  "bodies\"><table><thead><tr><th scope=\"col\">Name in the code</th><th "
                  "scope=\"col\">Who</th><th scope=\"col\">As</th><th scope=\"col\">How it stands "
                  "and decides</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < page->plan->actor_count; i++) {
        const struct plan_actor *actor = &page->plan->actors[i];
        buf_puts(buf, "<tr><th scope=\"row\">");
        html_text(page, actor->name);
        buf_puts(buf, "</th><td>");
        html_text(page, actor->label);
        for (size_t k = 0; k < actor->also_count; k++) {
            buf_puts(buf, k ? ", " : " <small>also ");
            html_text(page, actor->also[k]);
        }
        buf_printf(buf, "%s</td><td>%s</td><td>", actor->also_count ? "</small>" : "",
                   role_words(actor->role));
        if (actor->role == PLAN_BODY || actor->under != PLAN_NONE)
            treaty_words(treaty, plan_put_actor, (uint32_t)i);
        buf_puts(buf, "</td></tr>\n");
    }
    buf_puts(buf, "</tbody></table></div>\n");
    html_close(page);
}

static void put_open(struct page *page)
{
    struct buf *buf = page->buf;

    html_open(page, "open", "Open points");
    if (!page->plan->open_count)
        buf_puts(buf, "<p>No bracket is open.</p>\n");
    buf_puts(buf, page->plan->open_count ? "<ol class=\"plain\">\n" : "");
    for (size_t i = 0; i < page->plan->open_count; i++) {
        const struct plan_open *open = &page->plan->open[i];
        buf_puts(buf, "<li>");
        html_text(page, open->where);
        buf_printf(buf, ", line %u: <span class=\"id\">", (unsigned)open->line);
        html_text(page, open->text);
        buf_puts(buf, "</span></li>\n");
    }
    buf_puts(buf, page->plan->open_count ? "</ol>\n" : "");
    if (page->plan->deferred_count) {
        buf_puts(buf, "<p class=\"label\">Deferred</p><ul class=\"plain\">\n");
        for (size_t i = 0; i < page->plan->deferred_count; i++) {
            buf_puts(buf, "<li>");
            html_text(page, page->plan->deferred[i].title);
            buf_puts(buf, "</li>\n");
        }
        buf_puts(buf, "</ul>\n");
    }
    if (page->plan->prose_count) {
        buf_puts(buf, "<p class=\"label\">Said in words only</p><ul class=\"plain\">\n");
        for (size_t i = 0; i < page->plan->prose_count; i++) {
            buf_puts(buf, "<li>");
            html_text(page, page->plan->prose[i].title);
            buf_puts(buf, "</li>\n");
        }
        buf_puts(buf, "</ul>\n");
    }
    html_close(page);
}

enum err_code report_treaty(struct buf *buf, struct arena *arena, const struct report_treaty *from,
                            struct err *err)
{
    const struct report_input input = {.plan = from->plan,
                                       .engine = from->engine,
                                       .agreement_file = from->file,
                                       .coast_csv = from->coast_csv,
                                       .places_csv = from->places_csv};
    struct treaty treaty = {.page = {.buf = buf,
                                     .arena = arena,
                                     .input = &input,
                                     .plan = from->plan,
                                     .tz = from->plan->tz,
                                     .is_public = true},
                            .text = from->text,
                            .is_markdown = from->is_markdown};
    struct page *page = &treaty.page;

    TRY(tables_places(arena, input.places_csv, &page->places, &page->place_count, err));
    TRY(tables_coast(arena, input.coast_csv, &page->coast, err));
    TRY(zones_draw(arena, input.plan, &page->zones, &page->zone_count, err));
    put_head(page);
    put_contents(page);
    buf_puts(buf, "<main id=\"main\">\n");
    put_who(&treaty);
    TRY(treaty_text(&treaty, err));
    TRY(html_map(page, err));
    TRY(treaty_time(&treaty, err));
    treaty_owed(&treaty);
    put_open(page);
    buf_puts(buf, "</main>\n<footer><div class=\"w\"><p>Made by ");
    words_html(buf, input.engine);
    buf_puts(buf, " from ");
    html_text(page, input.agreement_file);
    buf_puts(buf, ". The sentences in plain words are made from the code under each article; where "
                  "they and the "
                  "text differ, the difference is worth talking "
                  "about.</p></div></footer>\n</body>\n</html>\n");
    return buf_check(buf, err);
}
