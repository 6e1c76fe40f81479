/* SPDX-License-Identifier: Apache-2.0
 *
 * Truce: an agreement, observations in, findings out. The whole library:
 *
 *     error.h      codes, and one line that says what was wrong
 *     bytes.h      text, memory, and how bytes come in and go out
 *     agreement.h  a text, checked, with its diagnostics
 *     facts.h      observations, decisions and coverage, read in pieces
 *     outcome.h    the run, its findings, and everything that can be written of it
 *     manifest.h   what a run was made from and wrote, to be checked later
 *     watch.h      the same over a stream, with versions of what was said
 *     proof.h      findings explained and certified, certificates checked
 *     library.h    version, taxonomy, a first agreement
 *     backtest.h   drafts over past observations, and what differs between them
 *     draft.h      brackets of a draft, and what differs between two drafts
 *     editor.h     layout, and what an editor shows
 *
 *     truce_agreement_open(NULL, name, text, &host, &agreement, &error);
 *     truce_facts_open(NULL, agreement, &host, &facts, &error);
 *     truce_facts_begin(facts, &input, &error);
 *     truce_facts_push(facts, bytes, size, &error);
 *     truce_facts_end(facts, &error);
 *     truce_run(agreement, facts, &options, &outcome, &error);
 *     truce_outcome_put(outcome, TRUCE_OUTPUT_SUMMARY_JSON, TRUCE_PUBLIC, &sink, &error);
 *
 * No global state: different objects may be used by different threads at once, one object by one
 * thread at a time. */
#ifndef TRUCE_TRUCE_H
#define TRUCE_TRUCE_H

#include "truce/agreement.h"
#include "truce/backtest.h"
#include "truce/bytes.h"
#include "truce/draft.h"
#include "truce/editor.h"
#include "truce/error.h"
#include "truce/facts.h"
#include "truce/library.h"
#include "truce/manifest.h"
#include "truce/outcome.h"
#include "truce/proof.h"
#include "truce/watch.h"

#endif
