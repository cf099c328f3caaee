/* SPDX-License-Identifier: Apache-2.0 */
/* The commands, a row each. */
#include "command/command.h"

#include <stddef.h>

const struct command commands[] = {
    {"audit",   "audit captures against a policy and report",                   audit_command  },
    {"policy",  "check policies",					       policy_command },
    {"explain", "tell what a check, port, fact, profile, policy or control is", explain_command},
    {"report",  "show, convert, compare and merge saved reports",               report_command },
    {"watch",   "watch interfaces, and tell findings as they become certain",   watch_command  },
    {"ctl",     "speak to a running watch",                                     ctl_command    },
    {NULL,      NULL,							   NULL           },
};
