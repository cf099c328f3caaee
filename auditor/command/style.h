/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_STYLE_H
#define COMMAND_STYLE_H

#include <stdbool.h>

#include "command/audit_options.h"
#include "report/report.h"

/*
 * How a report for people is printed here: colour on a terminal only, and never with NO_COLOR set
 * (no-color.org); as wide as the terminal; in UTF-8 if the locale is.
 */
struct report_style style_for(bool is_stdout, const struct audit_options *options);

#endif
