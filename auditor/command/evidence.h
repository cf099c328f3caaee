/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_EVIDENCE_H
#define COMMAND_EVIDENCE_H

#include <stdbool.h>

#include "capture/inputs.h"
#include "report/report.h"

/*
 * evidence: for every finding a small pcapng of its frames, in a folder with an index.
 *
 * The captures are read again, twice, once it is known which frames are wanted: first to learn of which
 * connections they are, then to take them out.  Nothing is kept or counted for it in the audit itself.
 *
 * Beside its evidence a file has what a person wants for understanding it: the first EVIDENCE_FIRST frames of
 * each connection that a piece of evidence is of, the EVIDENCE_BEHIND frames behind each piece, and other
 * fragments of the same datagrams.
 *
 * What frames carry is overwritten but for what classify/harmless.h vouches for.
 */
#define EVIDENCE_FILES 1000 /* the first so many findings, in the order of the report: the worst */
#define EVIDENCE_FIRST 24
#define EVIDENCE_BEHIND 4
#define EVIDENCE_OCTETS (UINT64_C(256) << 20) /* of packets, in all files of a folder */

struct evidence_options {
	const char *folder;
	const char *filter; /* pcap-filter(7), as in the audit; or NULL */
	bool        keeps_secrets;
	bool        may_overwrite;
};

/*
 * Before the audit: whether the ${inputs} can be read again, and whether the folder is there and empty, or
 * can be made.  False after saying what is wrong.
 */
bool evidence_prepare(const struct evidence_options *options, const struct inputs *inputs);

/*
 * Write the files of the findings of ${report}, whose inputs are ${inputs}, each whole or not at all, and the
 * index last.  False after saying why not all that is wanted is there.
 */
bool evidence_write(const struct evidence_options *options, const struct inputs *inputs,
		    const struct report *report);

#endif
