/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a fuzz target once on each file named, and on each file of a directory named: the stored
 * inputs as a plain test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define SIZE_LIMIT ((size_t)4 << 20)

static unsigned runs;

static void run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(SIZE_LIMIT);

    if (!file || !bytes) {
        perror(path);
        exit(1);
    }
    size_t size = fread(bytes, 1, SIZE_LIMIT, file);
    (void)fclose(file);
    uint8_t *exact = realloc(bytes, size ? size : 1); /* so that reading past the end is seen */
    if (exact)
        bytes = exact;
    (void)LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    runs++;
}

static void run_path(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        run_file(path);
        return;
    }
    DIR *dir = opendir(path);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        char name[4096];
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        run_file(name);
    }
    if (dir)
        (void)closedir(dir);
}

int main(int argc, char **argv)
{
    (void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        struct stat info;
        if (stat(argv[i], &info) == 0)
            run_path(argv[i]);
    }
    printf("%u stored inputs\n", runs);
    return 0;
}
