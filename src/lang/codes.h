/* SPDX-License-Identifier: Apache-2.0
 *
 * Every diagnostic there is: code, level, short text. A code is never reused or renumbered.
 * T01 characters and words, T02 form, T03 names, T04 kinds and units, T05 places, T06 phases and times,
 * H07 holes, W08 warnings, N09 notes. */
#ifndef LANG_CODES_H
#define LANG_CODES_H

/* clang-format off */
#define LANG_CODES(X)                                                                              \
    X(T0101, ERROR, "the text is not UTF-8")                                                       \
    X(T0102, ERROR, "a quoted text is not closed on its line")                                     \
    X(T0103, ERROR, "a character that means nothing here")                                         \
    X(T0104, ERROR, "a hidden control or direction character")                                     \
    X(T0105, ERROR, "no block marked truce")                                                       \
    X(T0106, ERROR, "the text is larger than 16 MiB")                                              \
    X(T0107, ERROR, "no such day or time of day")                                                  \
    X(T0201, ERROR, "something is missing here")                                                   \
    X(T0202, ERROR, "no statement or declaration starts like this")                                \
    X(T0203, ERROR, "a measure of the wrong sort")                                                 \
    X(T0204, ERROR, "nested too deeply")                                                           \
    X(T0205, ERROR, "`and` and `or` mixed without brackets")                                       \
    X(T0206, ERROR, "a name is missing")                                                           \
    X(T0207, ERROR, "a text in quotes is missing")                                                 \
    X(T0208, ERROR, "a time is missing")                                                           \
    X(T0209, ERROR, "a number or measure is missing")                                              \
    X(T0210, ERROR, "a reserved word used as a name")                                              \
    X(T0211, ERROR, "a bracket is not closed")                                                     \
    X(T0212, ERROR, "a clause without statements")                                                 \
    X(T0213, ERROR, "a second agreement in one file")                                              \
    X(T0214, ERROR, "a clause is named without the word `clause`")                                 \
    X(T0215, ERROR, "a date or time in another form")                                              \
    X(T0216, ERROR, "a share that is not between 0 and 1")                                         \
    X(T0301, ERROR, "a name that is not declared")                                                 \
    X(T0302, ERROR, "a name is declared twice")                                                    \
    X(T0303, ERROR, "a name of another sort")                                                      \
    X(T0304, ERROR, "no such clause")                                                              \
    X(T0305, ERROR, "a clause label is used twice")                                                \
    X(T0306, ERROR, "a definition that leads back to itself")                                      \
    X(T0307, ERROR, "a range of clauses that runs backwards")                                      \
    X(T0308, ERROR, "no such time zone")                                                           \
    X(T0309, ERROR, "a permit and a prohibition that tie")                                         \
    X(T0310, ERROR, "the taxonomy cannot be read")                                                 \
    X(T0311, ERROR, "something is said twice")                                                     \
    X(T0312, ERROR, "no parties are declared")                                                     \
    X(T0401, ERROR, "acts are forbidden, permitted and required")                                  \
    X(T0402, ERROR, "things are kept and withdrawn")                                               \
    X(T0403, ERROR, "a class of acts and things together")                                         \
    X(T0404, ERROR, "a limit on acts or tallies without a period")                                 \
    X(T0405, ERROR, "a limit on holdings with a period")                                           \
    X(T0406, ERROR, "a place of the wrong sort")                                                   \
    X(T0407, ERROR, "an attribute with another unit")                                              \
    X(T0408, ERROR, "an attribute that does not exist")                                            \
    X(T0409, ERROR, "`fulfilled` of a prohibition")                                                \
    X(T0410, ERROR, "calendar units where elapsed time is needed")                                 \
    X(T0411, ERROR, "a part of a calendar unit")                                                   \
    X(T0412, ERROR, "a window or period without length")                                           \
    X(T0413, ERROR, "an exception of an exception")                                                \
    X(T0414, ERROR, "a number out of range")                                                       \
    X(T0415, ERROR, "a day where a moment is needed")                                              \
    X(T0416, ERROR, "table rows that overlap")                                                     \
    X(T0417, ERROR, "more of something than is read")                                              \
    X(T0501, ERROR, "a geometry that cannot be used")                                              \
    X(T0502, ERROR, "a file that cannot be read")                                                  \
    X(T0503, ERROR, "lines and areas of the wrong sort")                                           \
    X(T0504, ERROR, "a coordinate out of range")                                                   \
    X(T0505, ERROR, "a disputed geometry without one of the readings")                             \
    X(T0506, ERROR, "an empty zone")                                                               \
    X(T0507, ERROR, "a side of a line that has none")                                              \
    X(T0508, ERROR, "distances in the wrong order")                                                \
    X(T0509, ERROR, "too much geometry")                                                           \
    X(T0601, ERROR, "a phase without a way in")                                                    \
    X(T0602, ERROR, "a phase that ends without a way on")                                          \
    X(T0603, ERROR, "a way on that is never judged")                                               \
    X(T0604, ERROR, "a way on outside a phase")                                                    \
    X(T0605, ERROR, "`then` and `else` said twice or out of order")                                \
    X(T0606, ERROR, "begin or end where there is no phase")                                        \
    X(H0701, HOLE, "a bracket is still open")                                                      \
    X(H0702, HOLE, "a corridor does not say when it is open")                                      \
    X(H0703, HOLE, "a corridor does not say for whom it is open")                                  \
    X(H0704, HOLE, "a corridor does not say which way it leads")                                   \
    X(H0705, HOLE, "a duty without a time")                                                        \
    X(H0706, HOLE, "nothing says when the agreement enters into force")                            \
    X(W0801, WARNING, "nobody verifies a clause")                                                  \
    X(W0802, WARNING, "a setback without a side")                                                  \
    X(W0803, WARNING, "a way on that nobody decides")                                              \
    X(W0804, WARNING, "a body that can be stuck")                                                  \
    X(W0805, WARNING, "a deadline beyond its phase")                                               \
    X(W0806, WARNING, "a geometry labelled hypothetical")                                          \
    X(W0807, WARNING, "several parties and neither `each` nor `together`")                         \
    X(W0808, WARNING, "said, but not judged yet")                                                  \
    X(W0809, WARNING, "a body that does not say how it decides")                                   \
    X(W0810, WARNING, "declared and used by nothing")                                              \
    X(W0811, WARNING, "too many permits to compare with all prohibitions")                         \
    X(W0812, WARNING, "in force before it is signed")                                              \
    X(N0901, NOTE, "a duration counted from a day runs from its end")                              \
    X(N0902, NOTE, "a kind that the taxonomy already has")
/* clang-format on */

enum lang_code {
#define X(code, level, text) LANG_##code,
    LANG_CODES(X)
#undef X
};

const char *lang_code_text(enum lang_code code);  /* "T0203" */
const char *lang_code_short(enum lang_code code); /* the short text */

#endif
