/* SPDX-License-Identifier: Apache-2.0
 *
 * Cutting bytes into lines and rows, and the columns of `csv`. */
#include "support/test.h"

#include "support/feeding.h"
#include "support/flaky.h"

#include <string.h>

struct world {
    struct arena arena;
    struct facts facts;
    struct err err;
};

static void open_world(struct world *w)
{
    *w = (struct world){.arena = {.mem = &mem_libc}};
    facts_init(&w->facts, &w->arena);
}

static void read_ok(struct world *w, const char *format, const char *text)
{
    open_world(w);
    if (feed_text(&w->facts, format, text, &w->err))
        fail_msg("%s", w->err.text);
}

static void read_one(struct world *w, const char *text)
{
    read_ok(w, "csv", text);
    if (w->facts.reject_count > 0)
        fail_msg("%s: %s", text, w->facts.rejects[0].reason.text);
    assert_int_equal(w->facts.observation_count, 1);
}

static void reads_every_column(void **state)
{
    struct world w;
    (void)state;

    read_one(&w,
             "id,feed,received,from,to,holds,lon,lat,error_m,kind,actor,count,count_about,weapon,"
             "calibre_mm,quantity,unit,status,probability,grade,text,site,wind\n"
             "17,smm,2020-07-28T16:00:00Z,2020-07-27T02:10:00Z,2020-07-27T02:25:00Z,true,37.75,"
             "48.12,400,shelling,A:0.5;B:0.1,45,yes,artillery,152,3,u7,under verification,0.9,B2,"
             "\"seen, \"\"heard\"\"\nthere\",s12,5\n");
    const struct observation *o = &w.facts.observations[0];
    assert_str(o->name, "smm:17");
    assert_true(o->received_known && o->holds && o->count_about);
    assert_int_equal(o->time.to_us - o->time.from_us, 15 * TIME_MINUTE_US);
    assert_int_equal(o->actor_count, 2);
    assert_true(o->actors[1].share > 0.09 && o->actors[1].share < 0.11);
    assert_int_equal(o->object_count, 4);
    assert_int_equal(o->attribute_count, 6);
    assert_true(o->has_quantity);
    assert_str(observation_attribute(o, STR("calibre"))->text, "152");
    assert_true(observation_attribute(o, STR("wind"))->is_number);
    assert_str(o->text, "seen, \"heard\"\nthere");
    assert_int_equal(o->status, FACT_STATUS_UNDER_VERIFICATION);
    assert_int_equal(w.facts.notice_count, 1); /* wind */
    assert_int_equal(w.facts.inputs[0].observations, 1);
    arena_free(&w.arena);
}

/* A row and a line that say the same have the same content. */
static void a_row_and_a_line_say_the_same(void **state)
{
    struct world w;
    (void)state;

    read_one(&w, "id,from,lon,lat,kind,actor,calibre_mm\n1,2020-07-27T02:10:00Z,37.75,48.12,"
                 "shelling,A,152\n");
    assert_int_equal(
        feed_text(&w.facts, "ndjson",
                  "{\"id\": \"1\", \"kind\": \"shelling\", \"actor\": {\"A\": 1.0}, \"time\": "
                  "\"2020-07-27T05:10:00+03:00\", \"place\": {\"lat\": 48.120, \"lon\": 37.75}, "
                  "\"object\": {\"calibre_mm\": 152.0}}\n",
                  &w.err),
        ERR_OK);
    assert_memory_equal(w.facts.observations[0].content, w.facts.observations[1].content, 32);
    arena_free(&w.arena);
}

static void takes_marks_separators_and_line_ends(void **state)
{
    static const char *const texts[] = {
        "\xEF\xBB\xBF\x66rom,kind,area\n2020-07-27T02:10:00Z,k,here\n",
        "from;kind;area\r\n2020-07-27T02:10:00Z;k;here\r\n",
        "from\tkind\tarea\n2020-07-27T02:10:00Z\tk\there",
        "\n\nFrom , KIND,Area\n\n 2020-07-27T02:10:00Z , k , here \n\n",
        "\"from\",\"kind\",\"area\"\n\"2020-07-27T02:10:00Z\",\"k\",\"here\"",
        "area,,from,kind\nhere,,2020-07-27T02:10:00Z,k\n",
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct world w;
        read_one(&w, texts[i]);
        assert_str(w.facts.observations[0].place.area, "here");
        assert_str(w.facts.observations[0].feed, "test");
        arena_free(&w.arena);
    }
}

static void days_and_local_times_need_a_zone(void **state)
{
    struct world w;
    const struct feed_options utc = {.zone = tz_utc()};
    (void)state;

    open_world(&w);
    assert_int_equal(feed_text_as(&w.facts, "csv", "t",
                                  STR("from,to,kind\n2020-07-27,,k\n2020-07-27,2020-07-28,k\n"
                                      "2020-07-27T05:10,,k\n"),
                                  0, utc, &w.err),
                     ERR_OK);
    assert_int_equal(w.facts.observation_count, 3);
    const struct observation *o = w.facts.observations;
    assert_int_equal(o[0].time.to_us - o[0].time.from_us, TIME_DAY_US);
    assert_int_equal(o[1].time.to_us - o[1].time.from_us, 2 * TIME_DAY_US);
    assert_int_equal(o[2].time.to_us, o[2].time.from_us);
    arena_free(&w.arena);
}

/* The reject of the second line of `text`. */
static void assert_refused(const char *text, uint64_t line, uint64_t column, const char *reason)
{
    struct world w;

    open_world(&w);
    enum err_code code = feed_text(&w.facts, "csv", text, &w.err);
    assert_true(code == ERR_OK || code == ERR_INPUT);
    assert_true(w.facts.reject_count > 0);
    const struct fact_reject *reject = &w.facts.rejects[0];
    if (!strstr(reject->reason.text, reason))
        fail_msg("%s\nwanted: %s\ngot: %s", text, reason, reject->reason.text);
    assert_int_equal(reject->line, line);
    assert_int_equal(reject->column, column);
    assert_str(reject->source, "test");
    arena_free(&w.arena);
}

#define HEAD "from,kind,lon,lat,actor,count,status\n"
#define T "2020-07-27T05:10:00Z"

static void says_what_is_wrong_with_a_row(void **state)
{
    (void)state;
    assert_refused(HEAD ",k,1,1,,,\n", 2, 1, "from is empty");
    assert_refused(HEAD T ",,1,1,,,\n", 2, 22, "kind is empty");
    assert_refused(HEAD "27.07.2020 05:10,k,1,1,,,\n", 2, 1, "write 2020-07-27T05:10");
    assert_refused(HEAD "2020-07-27T05:10:00,k,1,1,,,\n", 2, 1, "without an offset");
    assert_refused(HEAD T ",k,1,91,,,\n", 2, 26, "lat is 91; a latitude is -90 to 90");
    assert_refused(HEAD T ",k,\"47,85\",1,,,\n", 2, 24,
                   "lon is \"47,85\", with a decimal comma; "
                   "write 47.85");
    assert_refused(HEAD T ",k,nan,1,,,\n", 2, 24, "lon is \"nan\"; a number is wanted");
    assert_refused(HEAD T ",k,1,,,,\n", 2, 26, "lat is empty");
    assert_refused(HEAD T ",k,1,1,A:0.7;B:0.7,,\n", 2, 28, "140 %");
    assert_refused(HEAD T ",k,1,1,A;B,,\n", 2, 28, "200 %");
    assert_refused(HEAD T ",k,1,1,A:x,,\n", 2, 28, "a number is wanted");
    assert_refused(HEAD T ",k,1,1,A,-1,\n", 2, 30, "count is -1");
    assert_refused(HEAD T ",k,1,1,A,1,proven\n", 2, 32, "status is \"proven\"");
    assert_refused(HEAD T ",k,1,1,A,1\n", 2, 0, "this row has 6 fields; the header has 7");
    assert_refused(HEAD T ",k,1,1,A,1,,\n", 2, 0, "this row has 8 fields");
    assert_refused(HEAD T ",k,1,1,A,1,\xff\n", 2, 0, "not UTF-8");
    assert_refused(HEAD T ",k,1,1,5\" gun,1,\n", 2, 29, "a quote in the middle");
    assert_refused(HEAD T ",k,1,1,\"A\"B,1,\n", 2, 31, "text after a closing quote");
    assert_refused("from,to,kind\n" T ",2020-07-27T05:09:00Z,k\n", 2, 22, "before its start");
    assert_refused("from,kind,lon,lat,area\n" T ",k,1,1,x\n", 2, 28, "give one");
    assert_refused("from,kind,holds\n" T ",k,maybe\n", 2, 24, "true or false");
    assert_refused("from,kind,feed\n" T ",k,a:b\n", 2, 24, "colon");
    assert_refused("from,kind,calibre_mm\n" T ",k,big\n", 2, 24, "calibre_mm is \"big\"");
    /* a field on a later line of its row */
    assert_refused("text,from,kind\n\"a\nb\",soon,k\n", 3, 4, "from is \"soon\"");
}

/* A stray quote costs its own line, not the rest of the file. */
static void a_stray_quote_costs_one_line(void **state)
{
    static const char *const texts[] = {
        "from,kind,text\n" T ",k,5\" gun\n" T ",k,good\n" T ",k,\"good, too\"\n",
        "from,kind,text\n" T ",k,\"open\n" T ",k,good\n" T ",k,good\n",
        "from,kind,text\n" T ",k,\"open\n" T ",k,\"good\"\n" T ",k,good\n",
        "from,kind,text\n" T ",k,good\n" T ",k,good\n" T ",k,\"open\n",
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct world w;
        read_ok(&w, "csv", texts[i]);
        assert_int_equal(w.facts.observation_count, 2);
        assert_int_equal(w.facts.reject_count, 1);
        assert_int_equal(w.facts.rejects[0].line, i == 3 ? 4 : 2);
        arena_free(&w.arena);
    }
}

static void assert_no_form(const char *format, const char *text, const char *reason)
{
    struct world w;

    open_world(&w);
    assert_int_equal(feed_text(&w.facts, format, text, &w.err), ERR_INPUT);
    if (!strstr(w.err.text, reason))
        fail_msg("wanted: %s\ngot: %s", reason, w.err.text);
    arena_free(&w.arena);
}

static void says_when_a_form_is_not_recognised(void **state)
{
    (void)state;
    assert_no_form("csv", "", "there is no header");
    assert_no_form("csv", "a,b,c\n1,2,3\n", "no column \"from\"");
    assert_no_form("csv", "from,b,c\n1,2,3\n", "no column \"kind\"");
    assert_no_form("csv", "from,kind,lon\n", "a point has both");
    assert_no_form("csv", "from,kind,site,site\n", "\"site\" twice");
    assert_no_form("csv",
                   "\xff\xfe"
                   "f\n",
                   "not UTF-8");
    assert_no_form("csv", "\"from,kind\n", "this quote is not closed");
    assert_no_form("csv", "from,kind\nsoon,k\n", "nothing here is usable as csv; line 2: from is");
    assert_no_form("ndjson", "nonsense\n{}\n", "nothing here is usable as ndjson; line 1");
    assert_no_form("ucdp", "id,date\n1,2\n", "no column \"where_prec\"");
    assert_no_form("firms", "a\n1\n", "no column \"latitude\"");
}

static void empty_inputs_hold_nothing(void **state)
{
    struct world w;
    (void)state;

    read_ok(&w, "ndjson", "");
    assert_int_equal(w.facts.input_count, 1);
    arena_free(&w.arena);
    read_ok(&w, "ndjson", "\n \n\r\n");
    arena_free(&w.arena);
    read_ok(&w, "csv", "from,kind\n");
    assert_int_equal(w.facts.observation_count, 0);
    arena_free(&w.arena);
}

static void formats_and_zones_are_checked(void **state)
{
    struct world w;
    struct feed_reader *reader;
    const struct feed_options options = {0};
    (void)state;

    open_world(&w);
    assert_int_equal(feed_open(STR("xls"), &options, &w.facts, &reader, &w.err), ERR_USAGE);
    assert_non_null(strstr(w.err.text, "ndjson, csv, ucdp, firms and osce-daily"));
    assert_int_equal(feed_open(STR("osce-daily"), &options, &w.facts, &reader, &w.err), ERR_USAGE);
    assert_non_null(strstr(w.err.text, "[zone=Europe/Kyiv]"));
    feed_close(reader);
    assert_int_equal(feed_open(STR("csv"), &options, &w.facts, &reader, &w.err), ERR_OK);
    feed_close(reader); /* given up half way */
    assert_int_equal(feed_push(reader, STR("x"), &w.err), ERR_INTERNAL);
    feed_close(reader);
    arena_free(&w.arena);
}

/* A line without end: bounded memory, one reject, and what follows is read. */
static void a_line_of_64_mib_is_one_reject(void **state)
{
    static const char *const formats[] = {"ndjson", "csv"};
    static const char *const good[] = {"{\"kind\": \"k\", \"time\": \"" T "\"}\n", T ",k\n"};
    static char piece[1 << 16];
    (void)state;

    memset(piece, 'x', sizeof piece);
    for (int i = 0; i < 2; i++) {
        struct flaky flaky = {.countdown = -1};
        struct mem mem = {flaky_resize, &flaky};
        struct arena arena = {.mem = &mem};
        struct facts facts;
        struct feed_reader *reader;
        struct err err;
        const struct feed_options options = {.name = STR("big")};

        facts_init(&facts, &arena);
        assert_int_equal(feed_open(str_z(formats[i]), &options, &facts, &reader, &err), ERR_OK);
        if (i == 1)
            assert_int_equal(feed_push(reader, STR("from,kind\n"), &err), ERR_OK);
        for (int k = 0; k < 1024; k++)
            assert_int_equal(feed_push(reader, (struct str){piece, sizeof piece}, &err), ERR_OK);
        assert_int_equal(feed_push(reader, STR("\n"), &err), ERR_OK);
        assert_int_equal(feed_push(reader, str_z(good[i]), &err), ERR_OK);
        assert_int_equal(feed_end(reader, &err), ERR_OK);
        assert_int_equal(facts.observation_count, 1);
        assert_int_equal(facts.observations[0].line, i + 2);
        assert_int_equal(facts.reject_count, 1);
        assert_non_null(strstr(facts.rejects[0].reason.text, "1 MiB"));
        assert_true(facts.rejects[0].text.size <= 4096);
        assert_true(flaky.peak_bytes < 4 * FACTS_LINE_LIMIT);
        arena_free(&arena);
        assert_int_equal(flaky.live, 0);
    }
}

/* The longest line that is taken, and one more byte; so for columns. */
static void limits_are_exact(void **state)
{
    struct world w;
    char *text = malloc(FACTS_LINE_LIMIT + 100);
    (void)state;

    assert_non_null(text);
    for (size_t more = 0; more < 2; more++) {
        static const char start[] = "{\"kind\": \"k\", \"time\": \"" T "\", \"text\": \"";
        size_t size = FACTS_LINE_LIMIT + more;
        memset(text, 'x', size);
        memcpy(text, start, sizeof start - 1);
        memcpy(text + size - 2, "\"}", 2);
        text[size] = '\n';
        open_world(&w);
        enum err_code code = feed_text_as(&w.facts, "ndjson", "t", (struct str){text, size + 1}, 0,
                                          (struct feed_options){0}, &w.err);
        assert_int_equal(code, more ? ERR_INPUT : ERR_OK);
        assert_int_equal(w.facts.observation_count, 1 - more);
        arena_free(&w.arena);

        size = (size_t)sprintf(text, "from,kind");
        for (size_t i = 2; i < FACTS_COLUMN_LIMIT + more; i++)
            size += (size_t)sprintf(text + size, ",c%zu", i);
        size += (size_t)sprintf(text + size, "\n");
        open_world(&w);
        code = feed_text_as(&w.facts, "csv", "t", (struct str){text, size}, 0,
                            (struct feed_options){0}, &w.err);
        assert_int_equal(code, more ? ERR_INPUT : ERR_OK);
        if (more)
            assert_non_null(strstr(w.err.text, "more than 4096 fields"));
        arena_free(&w.arena);
    }
    /* a million columns */
    memset(text, ',', 1000000);
    text[1000000] = '\n';
    open_world(&w);
    assert_int_equal(feed_text_as(&w.facts, "csv", "t", (struct str){text, 1000001}, 0,
                                  (struct feed_options){0}, &w.err),
                     ERR_INPUT);
    assert_non_null(strstr(w.err.text, "more than 4096 fields"));
    arena_free(&w.arena);
    free(text);
}

/* A quote left open over more than the limit takes one line. */
static void an_open_quote_is_bounded(void **state)
{
    struct world w;
    const size_t rows = 60000;
    char *text = malloc(40 * rows);
    (void)state;

    assert_non_null(text);
    size_t size = (size_t)sprintf(text, "from,kind,text\n" T ",k,\"open\n");
    for (size_t i = 0; i < rows; i++)
        size += (size_t)sprintf(text + size, T ",k,good\n");
    open_world(&w);
    assert_int_equal(feed_text_as(&w.facts, "csv", "t", (struct str){text, size}, 0,
                                  (struct feed_options){0}, &w.err),
                     ERR_OK);
    assert_int_equal(w.facts.observation_count, rows);
    assert_int_equal(w.facts.reject_count, 1);
    assert_non_null(strstr(w.facts.rejects[0].reason.text, "not closed within 1 MiB"));
    arena_free(&w.arena);
    free(text);
}

static void rejects_are_made_printable(void **state)
{
    struct world w;
    (void)state;

    read_ok(&w, "csv",
            "from,kind\n" T ",k\n\xff\xfe"
            "\xC3\xA9"
            "\xE2\x82,k\n");
    assert_str(w.facts.rejects[0].text, "\xEF\xBF\xBD\xEF\xBF\xBD"
                                        "\xC3\xA9"
                                        "\xEF\xBF\xBD\xEF\xBF\xBD,k");
    arena_free(&w.arena);
}

static enum err_code read_mixed(struct arena *arena, struct err *err)
{
    struct facts facts;

    facts_init(&facts, arena);
    TRY(feed_text(&facts, "csv",
                  "from,kind,lon,lat,actor,wind,site,text\n" T ",k,1,1,A:0.5;B:0.2,5,s,\"a\"\"b\"\n"
                  "soon,k,1,1,A,5,s,\n" T ",k,1,1,\"open,5,s,\n",
                  err));
    TRY(feed_text(&facts, "firms", "latitude,longitude,acq_date\n1.5,2.5,2022-01-01\n", err));
    TRY(feed_text_as(&facts, "osce-daily", "o",
                     STR("report_no,issued,period_end_1930_kyiv,period_days,region,"
                         "ceasefire_violations\n1,2020-07-28,2020-07-27,1,D,5\n"
                         "2,2020-07-29,2020-07-28,1,D,\n"),
                     0, (struct feed_options){.zone = tz_utc()}, err));
    return facts_seal(&facts, TIME_NEVER, err);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        struct flaky flaky = {.countdown = n};
        struct mem mem = {flaky_resize, &flaky};
        struct arena arena = {.mem = &mem};
        struct err err = {0};
        enum err_code code = read_mixed(&arena, &err);
        arena_free(&arena);
        assert_int_equal(flaky.live, 0);
        if (code == ERR_OK && !flaky.has_failed)
            break;
        if (code != ERR_OK)
            assert_int_equal(code, ERR_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_column),
        cmocka_unit_test(a_row_and_a_line_say_the_same),
        cmocka_unit_test(takes_marks_separators_and_line_ends),
        cmocka_unit_test(days_and_local_times_need_a_zone),
        cmocka_unit_test(says_what_is_wrong_with_a_row),
        cmocka_unit_test(a_stray_quote_costs_one_line),
        cmocka_unit_test(says_when_a_form_is_not_recognised),
        cmocka_unit_test(empty_inputs_hold_nothing),
        cmocka_unit_test(formats_and_zones_are_checked),
        cmocka_unit_test(a_line_of_64_mib_is_one_reject),
        cmocka_unit_test(limits_are_exact),
        cmocka_unit_test(an_open_quote_is_bounded),
        cmocka_unit_test(rejects_are_made_printable),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
