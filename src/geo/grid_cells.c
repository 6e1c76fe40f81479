/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking up the cells of many points. The plain code says what the answer is; the others do the same
 * for 8 or 16 points at a time where the machine can. */
#include "geo/grid_int.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define HAS_VECTORS 1
#include <immintrin.h>
#else
#define HAS_VECTORS 0
#endif

static void cells_plain(const struct geo_grid *grid, const int32_t *lon_e7, const int32_t *lat_e7,
                        size_t count, uint32_t *entries)
{
    const struct geo_lattice lattice = grid->lattice;

    for (size_t i = 0; i < count; i++) {
        uint64_t east, north;
        uint32_t entry = 0;

        if (lattice_at(&lattice, lon_e7[i], lat_e7[i], &east, &north)) {
            entry = grid->top[lattice_top(&lattice, east, north)];
            if (entry & LATTICE_IS_BLOCK)
                entry = grid->cells[(size_t)(entry & ~LATTICE_IS_BLOCK) * 256 +
                                    lattice_inner(&lattice, east, north)];
        }
        entries[i] = entry;
    }
}

#if HAS_VECTORS
/* Both need a lattice that does not reach over the antimeridian: then a difference of two longitudes
 * is right modulo 2^32 where the point is not to the west. */
__attribute__((target("avx2"))) static void cells_avx2(const struct geo_grid *grid,
                                                       const int32_t *lon_e7, const int32_t *lat_e7,
                                                       size_t count, uint32_t *entries)
{
    const struct geo_lattice *l = &grid->lattice;
    const __m256i x0 = _mm256_set1_epi32((int32_t)l->x0), y0 = _mm256_set1_epi32((int32_t)l->y0);
    const __m256i last_column = _mm256_set1_epi32((int32_t)l->columns - 1);
    const __m256i last_row = _mm256_set1_epi32((int32_t)l->rows - 1);
    const __m256i wide = _mm256_set1_epi32((int32_t)lattice_wide(l));
    const __m256i fifteen = _mm256_set1_epi32(15), zero = _mm256_setzero_si256();
    const __m128i bits = _mm_cvtsi32_si128(l->bits);
    size_t i = 0;

    for (; i + 8 <= count; i += 8) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)(lon_e7 + i));
        __m256i y = _mm256_loadu_si256((const __m256i *)(const void *)(lat_e7 + i));
        __m256i column = _mm256_srl_epi32(_mm256_sub_epi32(x, x0), bits);
        __m256i row = _mm256_srl_epi32(_mm256_sub_epi32(y, y0), bits);
        __m256i out =
            _mm256_or_si256(_mm256_or_si256(_mm256_cmpgt_epi32(x0, x), _mm256_cmpgt_epi32(y0, y)),
                            _mm256_or_si256(_mm256_cmpgt_epi32(column, last_column),
                                            _mm256_cmpgt_epi32(row, last_row)));
        __m256i in = _mm256_cmpeq_epi32(out, zero), top, entry, cell, block;

        top = _mm256_add_epi32(_mm256_mullo_epi32(_mm256_srli_epi32(row, 4), wide),
                               _mm256_srli_epi32(column, 4));
        entry = _mm256_mask_i32gather_epi32(zero, (const int *)(const void *)grid->top, top, in, 4);
        cell = _mm256_or_si256(_mm256_slli_epi32(_mm256_and_si256(row, fifteen), 4),
                               _mm256_and_si256(column, fifteen));
        cell = _mm256_add_epi32(_mm256_slli_epi32(entry, 8), cell);
        block = _mm256_srai_epi32(entry, 31);
        entry = _mm256_mask_i32gather_epi32(entry, (const int *)(const void *)grid->cells, cell,
                                            block, 4);
        _mm256_storeu_si256((__m256i *)(void *)(entries + i), entry);
    }
    cells_plain(grid, lon_e7 + i, lat_e7 + i, count - i, entries + i);
}

__attribute__((target("avx512f"))) static void cells_avx512(const struct geo_grid *grid,
                                                            const int32_t *lon_e7,
                                                            const int32_t *lat_e7, size_t count,
                                                            uint32_t *entries)
{
    const struct geo_lattice *l = &grid->lattice;
    const __m512i x0 = _mm512_set1_epi32((int32_t)l->x0), y0 = _mm512_set1_epi32((int32_t)l->y0);
    const __m512i columns = _mm512_set1_epi32((int32_t)l->columns);
    const __m512i rows = _mm512_set1_epi32((int32_t)l->rows);
    const __m512i wide = _mm512_set1_epi32((int32_t)lattice_wide(l));
    const __m512i fifteen = _mm512_set1_epi32(15), zero = _mm512_setzero_si512();
    const __m128i bits = _mm_cvtsi32_si128(l->bits);
    size_t i = 0;

    for (; i + 16 <= count; i += 16) {
        __m512i x = _mm512_loadu_si512((const void *)(lon_e7 + i));
        __m512i y = _mm512_loadu_si512((const void *)(lat_e7 + i));
        __m512i column = _mm512_srl_epi32(_mm512_sub_epi32(x, x0), bits);
        __m512i row = _mm512_srl_epi32(_mm512_sub_epi32(y, y0), bits), top, entry, cell;
        __mmask16 in = _mm512_cmpge_epi32_mask(x, x0);

        in = _mm512_mask_cmpge_epi32_mask(in, y, y0);
        in = _mm512_mask_cmplt_epu32_mask(in, column, columns);
        in = _mm512_mask_cmplt_epu32_mask(in, row, rows);
        top = _mm512_add_epi32(_mm512_mullo_epi32(_mm512_srli_epi32(row, 4), wide),
                               _mm512_srli_epi32(column, 4));
        entry = _mm512_mask_i32gather_epi32(zero, in, top, (const void *)grid->top, 4);
        cell = _mm512_or_epi32(_mm512_slli_epi32(_mm512_and_epi32(row, fifteen), 4),
                               _mm512_and_epi32(column, fifteen));
        cell = _mm512_add_epi32(_mm512_slli_epi32(entry, 8), cell);
        in = _mm512_cmplt_epi32_mask(entry, zero);
        entry = _mm512_mask_i32gather_epi32(entry, in, cell, (const void *)grid->cells, 4);
        _mm512_storeu_si512((void *)(entries + i), entry);
    }
    cells_plain(grid, lon_e7 + i, lat_e7 + i, count - i, entries + i);
}
#endif

enum geo_lookup grid_best_lookup(const struct geo_grid *grid, enum geo_lookup wanted)
{
#if HAS_VECTORS
    bool can_512 = grid->can_gather && __builtin_cpu_supports("avx512f");
    bool can_2 = grid->can_gather && __builtin_cpu_supports("avx2");

    if (can_512 && (wanted == GEO_LOOKUP_BEST || wanted == GEO_LOOKUP_AVX512))
        return GEO_LOOKUP_AVX512;
    if (can_2 && (wanted == GEO_LOOKUP_BEST || wanted == GEO_LOOKUP_AVX2))
        return GEO_LOOKUP_AVX2;
#else
    (void)grid;
    (void)wanted;
#endif
    return GEO_LOOKUP_PLAIN;
}

void grid_cells(const struct geo_grid *grid, const int32_t *lon_e7, const int32_t *lat_e7,
                size_t count, uint32_t *entries)
{
#if HAS_VECTORS
    if (grid->lookup == GEO_LOOKUP_AVX512) {
        cells_avx512(grid, lon_e7, lat_e7, count, entries);
        return;
    }
    if (grid->lookup == GEO_LOOKUP_AVX2) {
        cells_avx2(grid, lon_e7, lat_e7, count, entries);
        return;
    }
#endif
    cells_plain(grid, lon_e7, lat_e7, count, entries);
}
