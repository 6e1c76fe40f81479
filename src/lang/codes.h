/* SPDX-License-Identifier: Apache-2.0
 *
 * Every diagnostic there is: code, level, rule, short text, why it matters. A code is never reused or renumbered.
 * T01 characters and words, T02 form, T03 names, T04 kinds and units, T05 places, T06 phases and times,
 * H07 holes, W08 warnings, N09 notes. Rule: what an agreement must define (docs/guide/drafting.md, L1 to L22), or
 * the family of the check; empty where the text only has to be well formed. docs/codes has a page for each. */
#ifndef LANG_CODES_H
#define LANG_CODES_H

#include "lang/diag.h"

/* clang-format off */
#define LANG_CODES(X) \
    X(T0101, ERROR, "", "the text is not UTF-8", "") \
    X(T0102, ERROR, "", "a quoted text is not closed on its line", "") \
    X(T0103, ERROR, "", "a character that means nothing here", "") \
    X(T0104, ERROR, "", "a hidden control or direction character", "") \
    X(T0105, ERROR, "", "no block marked truce", "") \
    X(T0106, ERROR, "", "the text is larger than 16 MiB", "") \
    X(T0107, ERROR, "", "no such day or time of day", "") \
    X(T0201, ERROR, "", "something is missing here", "") \
    X(T0202, ERROR, "", "no statement or declaration starts like this", "") \
    X(T0203, ERROR, "", "a measure of the wrong sort", "") \
    X(T0204, ERROR, "", "nested too deeply", "") \
    X(T0205, ERROR, "", "`and` and `or` mixed without brackets", "") \
    X(T0206, ERROR, "", "a name is missing", "") \
    X(T0207, ERROR, "", "a text in quotes is missing", "") \
    X(T0208, ERROR, "", "a time is missing", "") \
    X(T0209, ERROR, "", "a number or measure is missing", "") \
    X(T0210, ERROR, "", "a reserved word used as a name", "") \
    X(T0211, ERROR, "", "a bracket is not closed", "") \
    X(T0212, ERROR, "", "a clause without statements", "") \
    X(T0213, ERROR, "", "a second agreement in one file", "") \
    X(T0214, ERROR, "", "a clause is named without the word `clause`", "") \
    X(T0215, ERROR, "", "a date or time in another form", "") \
    X(T0216, ERROR, "", "a share that is not between 0 and 1", "") \
    X(T0301, ERROR, "", "a name that is not declared", "") \
    X(T0302, ERROR, "", "a name is declared twice", "") \
    X(T0303, ERROR, "", "a name of another sort", "") \
    X(T0304, ERROR, "", "no such clause", "") \
    X(T0305, ERROR, "", "a clause label is used twice", "") \
    X(T0306, ERROR, "", "a definition that leads back to itself", "") \
    X(T0307, ERROR, "", "a range of clauses that runs backwards", "") \
    X(T0308, ERROR, "", "no such time zone", "") \
    X(T0309, ERROR, "ambiguity", "a permit and a prohibition that tie", \
      "Two rules for one act and no order between them: each side will quote its own.") \
    X(T0310, ERROR, "", "the taxonomy cannot be read", "") \
    X(T0311, ERROR, "", "something is said twice", "") \
    X(T0312, ERROR, "", "no parties are declared", "") \
    X(T0313, ERROR, "L21", "an agreement of another time zone", \
      "Dates of the two texts would mean different hours.") \
    X(T0314, ERROR, "L21", "an agreement that builds on one with errors", "") \
    X(T0315, ERROR, "L21", "`replaces` names no clause of an agreement built on", "") \
    X(T0316, ERROR, "L10", "a monitoring plan holds sources only", "") \
    X(T0401, ERROR, "", "acts are forbidden, permitted and required", "") \
    X(T0402, ERROR, "", "things are kept and withdrawn", "") \
    X(T0403, ERROR, "", "a class of acts and things together", "") \
    X(T0404, ERROR, "", "a limit on acts or tallies without a period", "") \
    X(T0405, ERROR, "", "a limit on holdings with a period", "") \
    X(T0406, ERROR, "", "a place of the wrong sort", "") \
    X(T0407, ERROR, "", "an attribute with another unit", "") \
    X(T0408, ERROR, "", "an attribute that does not exist", "") \
    X(T0409, ERROR, "", "`fulfilled` of a prohibition", "") \
    X(T0410, ERROR, "", "calendar units where elapsed time is needed", "") \
    X(T0411, ERROR, "", "a part of a calendar unit", "") \
    X(T0412, ERROR, "", "a window or period without length", "") \
    X(T0413, ERROR, "", "an exception of an exception", "") \
    X(T0414, ERROR, "", "a number out of range", "") \
    X(T0415, ERROR, "", "a day where a moment is needed", "") \
    X(T0416, ERROR, "L7", "table rows that overlap", \
      "Where two rows take one weapon, each side measures from the row that suits it.") \
    X(T0417, ERROR, "", "more of something than is read", "") \
    X(T0418, ERROR, "L1", "a value for each party that leaves one out", \
      "Minsk II (2015) gave each side its own line; a side without one has no duty at all.") \
    X(T0501, ERROR, "", "a geometry that cannot be used", "") \
    X(T0502, ERROR, "", "a file that cannot be read", "") \
    X(T0503, ERROR, "", "lines and areas of the wrong sort", "") \
    X(T0504, ERROR, "", "a coordinate out of range", "") \
    X(T0505, ERROR, "L4", "a disputed geometry without one of the readings", \
      "A line that only one side recognises gives two verdicts on every act between the two.") \
    X(T0506, ERROR, "", "an empty zone", "") \
    X(T0507, ERROR, "L4", "a side of a line that has none", \
      "Minsk II (2015) let one side measure from the actual line and the other from the line of 19 September 2014.") \
    X(T0508, ERROR, "", "distances in the wrong order", "") \
    X(T0509, ERROR, "", "too much geometry", "") \
    X(T0601, ERROR, "L18", "a phase without a way in", \
      "A phase without a door is a promise without a date.") \
    X(T0602, ERROR, "L3", "a phase that ends without a way on", \
      "A 72-hour pause that lapses unnoticed leaves each side to say when it was over.") \
    X(T0603, ERROR, "", "a way on that is never judged", "") \
    X(T0604, ERROR, "", "a way on outside a phase", "") \
    X(T0605, ERROR, "", "`then` and `else` said twice or out of order", "") \
    X(T0606, ERROR, "", "begin or end where there is no phase", "") \
    X(H0701, HOLE, "L1-L22", "a bracket is still open", \
      "What is left open at signature becomes the first dispute.") \
    X(H0702, HOLE, "L16", "a corridor does not say when it is open", \
      "Mariupol (2022): corridors were agreed in principle, without time, route or who may pass, and failed.") \
    X(H0703, HOLE, "L16", "a corridor does not say for whom it is open", \
      "Mariupol (2022): corridors were agreed in principle, without time, route or who may pass, and failed.") \
    X(H0704, HOLE, "L16", "a corridor does not say which way it leads", \
      "Mariupol (2022): corridors agreed in principle did not say whether people go out or aid comes in, and failed.") \
    X(H0705, HOLE, "L13", "a duty without a time", \
      "A duty without a time is never late, so it is never breached.") \
    X(H0706, HOLE, "L2", "nothing says when the agreement enters into force", \
      "Nobody can be late or in breach of what is not in force.") \
    X(H0707, HOLE, "L21", "an agreement that this one builds on has holes", \
      "What is left open in the first text is open in every text that rests on it.") \
    X(H0710, HOLE, "conflict", "a clause requires what another forbids", \
      "Whoever does the one breaks the other, and each side picks the clause that accuses its opponent.") \
    X(H0711, HOLE, "conflict", "two clauses that cannot both be kept", \
      "What one clause demands or allows, another forbids: a unit that relies on the one is in breach of the other.") \
    X(H0712, HOLE, "conflict", "numbers that cannot both be met", \
      "A ceiling below what another clause demands is a breach written into the text.") \
    X(H0720, HOLE, "L18", "a phase that nothing leads to", \
      "A later stage that no door opens is a promise without a date.") \
    X(H0721, HOLE, "L18", "a condition that can never hold", \
      "Disengagement after 2016 stalled on seven days of silence that had to come first.") \
    X(H0722, HOLE, "L3", "a temporary phase with no end and no renewal", \
      "A 72-hour pause that lapses unnoticed; Jeddah (2023) had to say how an extension is told.") \
    X(H0723, HOLE, "L18", "nothing says what follows if the conditions are not met", \
      "\"If initial conditions are met\": the reports never said what follows if they are not.") \
    X(H0725, HOLE, "L11", "a count of verified violations that nobody verifies", \
      "The mission in Ukraine (2014 to 2022) recorded violations and attributed none: no rule said who decides.") \
    X(H0726, HOLE, "L11", "a wait for a word that nobody is asked for, or that a party gives in its own cause", \
      "A certificate that nobody is asked to give is never given, and one that a party gives in its own cause proves nothing.") \
    X(H0730, HOLE, "L7", "a value that no class takes", \
      "Minsk (2014-15): \"over 100 mm\" in one text and \"under 100 mm\" in the next left 100 mm itself to nobody.") \
    X(H0732, HOLE, "L4", "a strip between two zones that no clause covers", \
      "Where two bands leave a strip between them, no rule keeps guns out of it.") \
    X(H0733, HOLE, "L16", "a corridor that is broken", \
      "A convoy cannot pass a gap on the map; corridors without an exact route failed in Mariupol (2022).") \
    X(H0736, HOLE, "L4", "nothing says which of two lines prevails", \
      "Minsk II (2015): one side from the actual line, the other from the line of 19 September 2014.") \
    X(H0738, HOLE, "L8", "steps that do not rise to all", \
      "A schedule that stops short of all is complete for one side and not for the other.") \
    X(H0743, HOLE, "L9", "progress against a baseline that nobody declares", \
      "The inventories asked for in October 2015 were never given: nothing could be verified as withdrawn.") \
    X(W0801, WARNING, "L10", "nobody verifies a clause", \
      "A provision nobody verifies ends as two lists of accusations; Easter 2025: each side published thousands.") \
    X(W0802, WARNING, "L4", "a setback without a side", \
      "A distance without a side lets a unit keep it by standing beyond the line.") \
    X(W0803, WARNING, "L18", "a way on that nobody decides", \
      "\"If initial conditions are met\" says nothing while nobody is named who says that they are.") \
    X(W0804, WARNING, "L14", "a body that can be stuck", \
      "Consensus without a way out is a veto for each side.") \
    X(W0805, WARNING, "L18", "a deadline beyond its phase, or before the entry into force", \
      "What falls due while its clause does not bind can be read as no duty at all.") \
    X(W0806, WARNING, "L4", "a geometry labelled hypothetical", \
      "A sketch claims nothing; findings that rest on it are an exercise.") \
    X(W0807, WARNING, "ambiguity", "several parties and neither `each` nor `together`", \
      "Six thousand men for each, or for both together: the text must say.") \
    X(W0808, WARNING, "", "said, but not judged yet", "") \
    X(W0809, WARNING, "L14", "a body that does not say how it decides", \
      "A body that does not say how it decides decides nothing that one side dislikes.") \
    X(W0810, WARNING, "ambiguity", "declared and used by nothing", \
      "A term that is defined and not used is often a clause that was struck out or forgotten.") \
    X(W0811, WARNING, "", "too many permits to compare with all prohibitions", "") \
    X(W0812, WARNING, "L2", "in force before it is signed", \
      "Acts between entry and signature are judged by a text nobody had signed.") \
    X(W0821, WARNING, "L11", "a verification that takes longer than its phase", \
      "A ruling that comes after a pause cannot decide whether the pause was kept.") \
    X(W0824, WARNING, "L3", "a notice without a lead time", \
      "Jeddah (2023): the intention to extend had to be told 48 hours before the end.") \
    X(W0831, WARNING, "L7", "a value that two classes take", \
      "A 120 mm mortar that is both mortar and heavy gun has two distances, and each side reads the longer one for the other.") \
    X(W0834, WARNING, "L16", "a corridor that no clause protects", \
      "Mariupol (2022): a corridor agreed in principle, with nothing that binds fire along it, was not passable.") \
    X(W0835, WARNING, "L16", "a corridor that nobody clears of mines", \
      "Mariupol (2022): the marked route was mined.") \
    X(W0837, WARNING, "L4", "a line without sides", \
      "\"Beyond the line\" means two opposite things for the two sides of it.") \
    X(W0839, WARNING, "L4", "a line without the date it is of", \
      "A line of contact moves: Minsk II (2015) names the line of 19 September 2014 beside the actual one.") \
    X(W0841, WARNING, "L5", "kinds of acts on which the text is silent", \
      "Hudaydah (2018): the text did not say what a breach is.") \
    X(W0842, WARNING, "L12", "a prohibition whose breach has no consequence", \
      "Detection without compliance is what missions report most: violations were counted and nothing followed.") \
    X(W0843, WARNING, "L9", "nobody declares what a ceiling, or a removal of all, is about", \
      "The inventories asked for in October 2015 were never given: nothing could be verified as withdrawn.") \
    X(W0844, WARNING, "L6", "an exception that nobody certifies", \
      "An exception that each side grants itself is no exception but an excuse.") \
    X(W0845, WARNING, "L6", "an exception that may swallow the rule", \
      "An unlimited self-defence clause permits whatever the prohibition forbids.") \
    X(W0846, WARNING, "L13", "a report without an audience", \
      "Hudaydah (2018): a weekly report to the Council, and none to the parties.") \
    X(W0848, WARNING, "L19", "a deferred issue that never starts", \
      "What is put off without a day or a condition can never be late.") \
    X(W0849, WARNING, "L20", "a guarantor without a duty", \
      "A guarantee that names no act is a courtesy.") \
    X(W0850, WARNING, "L20", "a trigger that is no finding", \
      "A ladder of responses counted from \"the initial violation\" (reported 2026) needs somebody who finds that there was one.") \
    X(W0851, WARNING, "L8", "steps of several parties without a window to do them in", \
      "The areas of 2016 were to be left together and mirror-like; disengagement stalled on who goes first.") \
    X(W0852, WARNING, "L1", "a group that nobody answers for", \
      "Syria: groups that no signatory answered for were in dispute as inside or outside the truce.") \
    X(W0853, WARNING, "L1", "somebody is left out and nothing says how to tell them", \
      "Syria: excluded groups stood among included ones, and the text had no test to tell them apart.") \
    X(W0854, WARNING, "L2", "in force on a day, not at a moment", \
      "Times were read in Kyiv, Moscow and Eastern European time; a day without an hour leaves that to each side.") \
    X(W0855, WARNING, "L14", "nobody settles a dispute", \
      "Where no body reads the text, each side does.") \
    X(W0856, WARNING, "L15", "no line of contact between the parties", \
      "Messages between the sides took hours or days where no contact point and no time to answer were agreed.") \
    X(W0857, WARNING, "L10", "nothing protects the access of those who verify", \
      "Monitors were denied access and nothing followed; what they could not see was taken for kept.") \
    X(W0858, WARNING, "L10", "nothing says whether drones may be used to verify, or jammed", \
      "The sensors of the mission in Ukraine were jammed almost every day; the text has to say that they may not be.") \
    X(W0859, WARNING, "L12", "a gravity without a consequence of its own", \
      "How to class a breach was disputed in 2026; a word on which nothing hangs does not settle it.") \
    X(W0860, WARNING, "L17", "a release without a count or without who checks it", \
      "An exchange of all for all without a number or lists has no end that anybody can check.") \
    X(W0861, WARNING, "L13", "nothing is said to the public", \
      "Where nobody publishes, the parties trade numbers: Easter 2025, each side published thousands.") \
    X(W0862, WARNING, "L21", "several languages and none that prevails", \
      "Where two authentic texts differ and none prevails, each side has its own agreement.") \
    X(W0864, WARNING, "L22", "nothing says how the monitoring ends or is handed over", \
      "The mission in Ukraine was evacuated and closed in February and March 2022; a text should say who keeps its records and sites.") \
    X(W0865, WARNING, "ambiguity", "two clauses overlap and neither is the more specific", \
      "Where a permission and a prohibition meet half-way, each side stands on its own half.") \
    X(W0866, WARNING, "L18", "a gate that does not look at what its phase is about", \
      "A pause that passes on without asking whether the fire ceased rewards whoever broke it.") \
    X(W0867, WARNING, "L18", "a decision, assessment or step without a time", \
      "Without a term, what is to be decided or assessed can always come later.") \
    X(W0868, WARNING, "L8", "a rule that leaves out one of the two sides", \
      "What binds one side alone is kept by neither: disengagement stalled while each waited for the other.") \
    X(W0880, WARNING, "unmonitorable", "no source in the plan sees this", \
      "What nobody can see broken is broken unseen.") \
    X(W0881, WARNING, "unmonitorable", "a zone narrower than the best accuracy", \
      "A sensor that is off by a kilometre cannot tell the inside of a 500 m strip.") \
    X(W0882, WARNING, "unmonitorable", "a deadline shorter than every revisit", \
      "What happens and ends between two looks was never seen.") \
    X(N0901, NOTE, "L2", "a duration counted from a day runs from its end", \
      "Not later than the second day: whether a day counts decides whether a step was late.") \
    X(N0902, NOTE, "", "a kind that the taxonomy already has", "") \
    X(N0903, NOTE, "L12", "a prohibition without gravity beside others that have one", \
      "The first grave breach of a clause without gravity is the first dispute about gravity.") \
    X(N0904, NOTE, "L21", "nothing says in which languages the text is authentic", \
      "Lebanon (2024): a side letter was reported beside the text; what is authentic has to be said.") \
    X(N0905, NOTE, "ambiguity", "a word that each side can read its own way", \
      "\"Immediately\", \"in the vicinity\", \"appropriate\": flexible in talks, a dispute in the text.") \
    X(N0906, NOTE, "ambiguity", "an article that no code says", \
      "What is only said in words is judged by people alone.") \
    X(N0907, NOTE, "ambiguity", "a term in quotes that nothing defines", \
      "A term that the text sets apart and does not define means what each side needs.") \
    X(N0908, NOTE, "unmonitorable", "the chance of catching one violation, and the delay", \
      "Deterrence is the chance of being seen times the speed of saying so.") \
    X(N0909, NOTE, "", "the numbering leaves out one number", \
      "A clause struck out late leaves references and duties that lead nowhere.") \
    X(N0910, NOTE, "L3", "one rule without the end that those beside it have", \
      "Where one limit of a zone outlives the zone, each side says when it was over.")
/* clang-format on */

enum lang_code {
#define X(code, level, rule, text, why) LANG_##code,
    LANG_CODES(X)
#undef X
        LANG_CODE_COUNT
};

struct lang_code_info {
    const char *code; /* "T0203" */
    enum diag_level level;
    const char *rule; /* "L7", "conflict", …; "" */
    const char *text; /* the short text */
    const char *why;  /* a sentence, with the failure it comes from; "" */
};

const struct lang_code_info *lang_code_info(enum lang_code code);
/* By its name, as in `truce explain T0203`; NULL when there is none. */
const struct lang_code_info *lang_code_find(struct str name);

#endif
