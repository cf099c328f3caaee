/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_PORT_H
#define CLASSIFY_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "classify/word.h"

/*
 * port: the mail ports: what is expected there, never what is there.
 *
 * Sources: RFC 8314 7, RFC 6409 3.1, RFC 5804 1.8, RFC 2033 5.
 */
struct port {
	uint16_t      number;
	enum protocol protocol;
	enum role     role;
	bool          is_implicit_tls; /* connections there begin with TLS */
	bool          is_registered;   /* at IANA for this use; 24 and 2525 are habits */
	const char   *service;         /* IANA name, or what people call it */
};

/* The row of a mail port, or NULL. */
const struct port *port_find(uint16_t number);

/* All rows, ended by one whose number is 0. */
extern const struct port port_rows[];

#endif
