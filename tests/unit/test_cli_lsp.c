/* SPDX-License-Identifier: Apache-2.0
 *
 * A client that plays the sessions of tests/data/lsp against the program ($TRUCE): what it sends, what must come back.
 * A session is lines:
 *
 *     # remark
 *     > {...}        send a message; %ROOT% is the repository, %TEXT% the file that `@` named, as a JSON string
 *     @ PATH         a file under the repository
 *     < TEXT         the next message holds this
 *     ~ TEXT         a message holds this, those before it do not matter
 *     & TEXT         the message just read holds this, too;  ! TEXT: it does not
 *     . BYTES        send bytes as they are; \r, \n and \\ are written so
 *     = STATUS       close what is sent; the program ends with this exit status */
#include "support/agreement.h"
#include "support/test.h"

#include "base/json.h"
#include "cli/files.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000 /* a check under valgrind, on a busy machine */

struct client {
    pid_t pid;
    int to, from;
    struct buf in;   /* bytes not read yet */
    struct buf last; /* the message just read */
    struct buf text; /* %TEXT% */
    const char *session;
    unsigned line;
};

static void start(struct client *client)
{
    int to[2], from[2];
    const char *program = getenv("TRUCE");
    assert_int_equal(pipe(to), 0);
    assert_int_equal(pipe(from), 0);
    client->pid = fork();
    assert_true(client->pid >= 0);
    if (client->pid == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[0]);
        close(to[1]);
        close(from[0]);
        close(from[1]);
        execl(program, "truce", "lsp", "--idle", "20", (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    client->to = to[1];
    client->from = from[0];
}

static void send_bytes(const struct client *client, struct str bytes)
{
    while (bytes.size) {
        ssize_t size = write(client->to, bytes.text, bytes.size);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return; /* the program has had enough; its exit status tells */
        bytes = str_from(bytes, (size_t)size);
    }
}

static void put_replaced(struct client *client, struct buf *buf, struct str line)
{
    const char *root = getenv("ROOT");
    for (size_t i = 0; i < line.size; i++) {
        struct str rest = str_from(line, i);
        if (str_starts(rest, STR("%ROOT%"))) {
            buf_puts(buf, root ? root : ".");
            i += 5;
        } else if (str_starts(rest, STR("%TEXT%"))) {
            json_put_string(buf, buf_str(&client->text));
            i += 5;
        } else {
            buf_putc(buf, line.text[i]);
        }
    }
}

static void send_message(struct client *client, struct str line)
{
    struct buf body, all;
    buf_init(&body, &mem_libc, (size_t)4 << 20);
    buf_init(&all, &mem_libc, (size_t)4 << 20);
    put_replaced(client, &body, line);
    buf_printf(&all, "Content-Length: %zu\r\n\r\n", body.size);
    buf_put(&all, buf_str(&body));
    assert_false(all.failed);
    send_bytes(client, buf_str(&all));
    buf_free(&body);
    buf_free(&all);
}

static void send_raw(const struct client *client, struct str line)
{
    struct buf all;
    buf_init(&all, &mem_libc, 1 << 20);
    for (size_t i = 0; i < line.size; i++) {
        char c = line.text[i];
        if (c == '\\' && i + 1 < line.size) {
            c = line.text[++i];
            c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        buf_putc(&all, c);
    }
    send_bytes(client, buf_str(&all));
    buf_free(&all);
}

/* One whole message into `last`; false at the end of what comes. */
static bool receive(struct client *client)
{
    for (;;) {
        struct str all = buf_str(&client->in), mark = STR("\r\n\r\n");
        size_t end = 0;
        while (end + 4 <= all.size && !str_starts(str_from(all, end), mark))
            end++;
        if (end + 4 <= all.size) {
            int64_t size = 0;
            struct str header = str_slice(all, 0, end);
            assert_true(str_starts(header, STR("Content-Length: ")));
            assert_true(str_to_i64(str_from(header, 16), &size));
            if (all.size >= end + 4 + (size_t)size) {
                buf_clear(&client->last);
                buf_put(&client->last, str_slice(all, end + 4, end + 4 + (size_t)size));
                size_t used = end + 4 + (size_t)size;
                memmove(client->in.bytes, client->in.bytes + used, client->in.size - used);
                client->in.size -= used;
                return true;
            }
        }
        char bytes[4096];
        struct pollfd fd = {client->from, POLLIN, 0};
        if (poll(&fd, 1, PATIENCE_MS) <= 0)
            fail_msg("%s:%u: nothing comes", client->session, client->line);
        ssize_t size = read(client->from, bytes, sizeof bytes);
        if (size <= 0)
            return false;
        buf_put(&client->in, (struct str){bytes, (size_t)size});
        assert_false(client->in.failed);
    }
}

static bool holds(struct client *client, struct str line)
{
    struct buf wanted;
    buf_init(&wanted, &mem_libc, (size_t)1 << 20);
    put_replaced(client, &wanted, line);
    struct str all = buf_str(&client->last);
    bool is_there = false;
    for (size_t i = 0; i < all.size && !is_there; i++)
        is_there = str_starts(str_from(all, i), buf_str(&wanted));
    buf_free(&wanted);
    return is_there;
}

static void must(struct client *client, bool is_so, struct str line)
{
    if (!is_so)
        fail_msg("%s:%u: expected %.*s\nand got %.*s", client->session, client->line, STR_ARG(line),
                 (int)(client->last.size < 4000 ? client->last.size : 4000), client->last.bytes);
}

static void finish(struct client *client, struct str line)
{
    int64_t wanted = -1;
    int status = 0;
    assert_true(str_to_i64(str_trim(line), &wanted));
    close(client->to);
    while (receive(client))
        ;
    close(client->from);
    assert_int_equal(waitpid(client->pid, &status, 0), client->pid);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != wanted)
        fail_msg("%s:%u: ended with %d, not %lld", client->session, client->line, status,
                 (long long)wanted);
    client->pid = 0;
}

static void play_line(struct client *client, struct str line)
{
    struct arena arena = {.mem = &mem_libc};
    char sign = line.size ? line.text[0] : '#';
    struct str rest = str_from(line, 2);
    switch (sign) {
    case '>':
        send_message(client, rest);
        break;
    case '.':
        send_raw(client, rest);
        break;
    case '@': {
        char path[512];
        snprintf(path, sizeof path, "%.*s", STR_ARG(rest));
        buf_clear(&client->text);
        buf_put(&client->text, test_read(&arena, path));
        assert_true(client->text.size > 0);
        break;
    }
    case '<':
        must(client, receive(client) && holds(client, rest), rest);
        break;
    case '~':
        do
            must(client, receive(client), rest);
        while (!holds(client, rest));
        break;
    case '&':
        must(client, holds(client, rest), rest);
        break;
    case '!':
        must(client, !holds(client, rest), rest);
        break;
    case '=':
        finish(client, rest);
        break;
    case '#':
        break;
    default:
        fail_msg("%s:%u: no such line", client->session, client->line);
    }
    arena_free(&arena);
}

static void play(const char *name)
{
    struct arena arena = {.mem = &mem_libc};
    struct client client = {.session = name};
    char path[512];
    snprintf(path, sizeof path, "tests/data/lsp/%s", name);
    struct str session = test_read(&arena, path);
    assert_true(session.size > 0);
    buf_init(&client.in, &mem_libc, (size_t)16 << 20);
    buf_init(&client.last, &mem_libc, (size_t)16 << 20);
    buf_init(&client.text, &mem_libc, (size_t)1 << 20);
    start(&client);
    while (session.size) {
        client.line++;
        play_line(&client, str_cut(&session, '\n'));
    }
    assert_int_equal(client.pid, 0); /* every session ends with `=` */
    buf_free(&client.in);
    buf_free(&client.last);
    buf_free(&client.text);
    arena_free(&arena);
}

static void names_and_meanings(void **state)
{
    (void)state;
    play("meaning.session");
}

static void edits_in_text_of_all_widths(void **state)
{
    (void)state;
    play("edits.session");
    play("edits-utf8.session");
}

static void texts_that_build_on_open_ones(void **state)
{
    (void)state;
    play("builds.session");
}

static void what_may_follow(void **state)
{
    (void)state;
    play("completion.session");
}

static void hostile_messages(void **state)
{
    (void)state;
    play("hostile.session");
    play("hostile-length.session");
    play("hostile-huge.session");
    play("hostile-header.session");
    play("hostile-end.session");
    play("no-shutdown.session");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_meanings),
        cmocka_unit_test(edits_in_text_of_all_widths),
        cmocka_unit_test(texts_that_build_on_open_ones),
        cmocka_unit_test(what_may_follow),
        cmocka_unit_test(hostile_messages),
    };
    signal(SIGPIPE, SIG_IGN);
    if (!getenv("TRUCE")) {
        print_message("skipped: TRUCE does not name the program\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
