/* SPDX-License-Identifier: Apache-2.0 */
/* Names of groups and alerts, and what the name of a cipher suite says. */
#include "classify/tls_names.h"

#include <string.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* IANA "TLS Supported Groups"; the last two are drafts that were in wide use.  Sorted. */
static const struct tls_name groups[] = {
    {1,     "sect163k1"               },
    {2,     "sect163r1"               },
    {3,     "sect163r2"               },
    {4,     "sect193r1"               },
    {5,     "sect193r2"               },
    {6,     "sect233k1"               },
    {7,     "sect233r1"               },
    {8,     "sect239k1"               },
    {9,     "sect283k1"               },
    {10,    "sect283r1"               },
    {11,    "sect409k1"               },
    {12,    "sect409r1"               },
    {13,    "sect571k1"               },
    {14,    "sect571r1"               },
    {15,    "secp160k1"               },
    {16,    "secp160r1"               },
    {17,    "secp160r2"               },
    {18,    "secp192k1"               },
    {19,    "secp192r1"               },
    {20,    "secp224k1"               },
    {21,    "secp224r1"               },
    {22,    "secp256k1"               },
    {23,    "secp256r1"               },
    {24,    "secp384r1"               },
    {25,    "secp521r1"               },
    {26,    "brainpoolP256r1"         },
    {27,    "brainpoolP384r1"         },
    {28,    "brainpoolP512r1"         },
    {29,    "x25519"		  },
    {30,    "x448"		    },
    {31,    "brainpoolP256r1tls13"    },
    {32,    "brainpoolP384r1tls13"    },
    {33,    "brainpoolP512r1tls13"    },
    {34,    "GC256A"		  },
    {35,    "GC256B"		  },
    {36,    "GC256C"		  },
    {37,    "GC256D"		  },
    {38,    "GC512A"		  },
    {39,    "GC512B"		  },
    {40,    "GC512C"		  },
    {41,    "curveSM2"                },
    {256,   "ffdhe2048"               },
    {257,   "ffdhe3072"               },
    {258,   "ffdhe4096"               },
    {259,   "ffdhe6144"               },
    {260,   "ffdhe8192"               },
    {512,   "MLKEM512"                },
    {513,   "MLKEM768"                },
    {514,   "MLKEM1024"               },
    {4587,  "SecP256r1MLKEM768"       },
    {4588,  "X25519MLKEM768"          },
    {4589,  "SecP384r1MLKEM1024"      },
    {4590,  "curveSM2MLKEM768"        },
    {25497, "X25519Kyber768Draft00"   },
    {25498, "SecP256r1Kyber768Draft00"},
};

/* IANA "TLS Alerts", without the suffix _RESERVED.  Sorted. */
static const struct tls_name alerts[] = {
    {0,   "close_notify"                   },
    {10,  "unexpected_message"             },
    {20,  "bad_record_mac"                 },
    {21,  "decryption_failed"              },
    {22,  "record_overflow"                },
    {30,  "decompression_failure"          },
    {40,  "handshake_failure"              },
    {41,  "no_certificate"                 },
    {42,  "bad_certificate"                },
    {43,  "unsupported_certificate"        },
    {44,  "certificate_revoked"            },
    {45,  "certificate_expired"            },
    {46,  "certificate_unknown"            },
    {47,  "illegal_parameter"              },
    {48,  "unknown_ca"		     },
    {49,  "access_denied"                  },
    {50,  "decode_error"                   },
    {51,  "decrypt_error"                  },
    {52,  "too_many_cids_requested"        },
    {60,  "export_restriction"             },
    {70,  "protocol_version"               },
    {71,  "insufficient_security"          },
    {80,  "internal_error"                 },
    {86,  "inappropriate_fallback"         },
    {90,  "user_canceled"                  },
    {100, "no_renegotiation"               },
    {109, "missing_extension"              },
    {110, "unsupported_extension"          },
    {111, "certificate_unobtainable"       },
    {112, "unrecognized_name"              },
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"     },
    {115, "unknown_psk_identity"           },
    {116, "certificate_required"           },
    {117, "general_error"                  },
    {120, "no_application_protocol"        },
    {121, "ech_required"                   },
};

/* IANA "TLS SignatureScheme", and the pairs of RFC 5246 7.4.1.4.1 that have no name there.  Sorted. */
static const struct tls_name signatures[] = {
    {0x0101, "rsa_pkcs1_md5"         },
    {0x0102, "dsa_md5"               },
    {0x0103, "ecdsa_md5"             },
    {0x0201, "rsa_pkcs1_sha1"        },
    {0x0202, "dsa_sha1"              },
    {0x0203, "ecdsa_sha1"            },
    {0x0301, "rsa_pkcs1_sha224"      },
    {0x0302, "dsa_sha224"            },
    {0x0303, "ecdsa_sha224"          },
    {0x0401, "rsa_pkcs1_sha256"      },
    {0x0402, "dsa_sha256"            },
    {0x0403, "ecdsa_secp256r1_sha256"},
    {0x0501, "rsa_pkcs1_sha384"      },
    {0x0502, "dsa_sha384"            },
    {0x0503, "ecdsa_secp384r1_sha384"},
    {0x0601, "rsa_pkcs1_sha512"      },
    {0x0602, "dsa_sha512"            },
    {0x0603, "ecdsa_secp521r1_sha512"},
    {0x0708, "sm2sig_sm3"            },
    {0x0804, "rsa_pss_rsae_sha256"   },
    {0x0805, "rsa_pss_rsae_sha384"   },
    {0x0806, "rsa_pss_rsae_sha512"   },
    {0x0807, "ed25519"               },
    {0x0808, "ed448"                 },
    {0x0809, "rsa_pss_pss_sha256"    },
    {0x080a, "rsa_pss_pss_sha384"    },
    {0x080b, "rsa_pss_pss_sha512"    },
};

/* draft-hickman-netscape-ssl-00 C.4 */
static const struct {
	uint32_t    kind;
	const char *name;
} sslv2_ciphers[] = {
    {0x010080, "SSL_CK_RC4_128_WITH_MD5"             },
    {0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"    },
    {0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5"         },
    {0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"},
    {0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5"        },
    {0x060040, "SSL_CK_DES_64_CBC_WITH_MD5"          },
    {0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"    },
};

static const char *
find(const struct tls_name *rows, size_t count, uint16_t number)
{
	size_t first = 0;

	while (count > 0) {
		size_t half = count / 2;

		if (rows[first + half].number == number)
			return rows[first + half].name;
		if (rows[first + half].number < number) {
			first += half + 1;
			count -= half + 1;
		} else
			count = half;
	}
	return NULL;
}

const char *
tls_cipher_name(uint16_t number)
{
	return find(tls_cipher_rows, tls_cipher_count, number);
}

const char *
tls_group_name(uint16_t number)
{
	return find(groups, COUNT(groups), number);
}

const char *
tls_alert_name(uint8_t number)
{
	return find(alerts, COUNT(alerts), number);
}

const char *
tls_signature_name(uint16_t number)
{
	return find(signatures, COUNT(signatures), number);
}

/* MLKEM768 alone is post-quantum and no hybrid. */
bool
tls_group_is_hybrid(const char *name)
{
	static const char *const parts[] = {"MLKEM", "Kyber"};

	for (size_t i = 0; i < COUNT(parts); i++) {
		const char *part = strstr(name, parts[i]);

		if (part != NULL && part != name)
			return true;
	}
	return false;
}

unsigned
tls_group_dh_bits(uint16_t number)
{
	static const uint16_t bits[] = {2048, 3072, 4096, 6144, 8192};

	return number >= 256 && number < 256 + COUNT(bits) ? bits[number - 256] : 0;
}

const char *
tls_sslv2_cipher_name(uint32_t kind)
{
	for (size_t i = 0; i < COUNT(sslv2_ciphers); i++)
		if (sslv2_ciphers[i].kind == kind)
			return sslv2_ciphers[i].name;
	return NULL;
}

/* What the name says before and behind _WITH_; suites made for TLS 1.3 have only the latter. */
static bool
is_tlsv1_3(const char *name)
{
	return strstr(name, "_WITH_") == NULL || strstr(name, "_MGM_") != NULL;
}

enum tls_exchange
tls_cipher_exchange(const char *name)
{
	static const struct {
		const char       *part;
		enum tls_exchange exchange;
	} parts[] = {
	    {"_ECDHE_",    TLS_EXCHANGE_ECDHE},
            {"_ECDH_anon", TLS_EXCHANGE_ECDHE},
	    {"_DHE_",      TLS_EXCHANGE_DHE  },
            {"_DH_anon",   TLS_EXCHANGE_DHE  },
	    {"_SRP_",      TLS_EXCHANGE_OTHER},
            {"_ECCPWD_",   TLS_EXCHANGE_OTHER},
	};

	if (is_tlsv1_3(name))
		return TLS_EXCHANGE_TLSV1_3;
	for (size_t i = 0; i < COUNT(parts); i++)
		if (strstr(name, parts[i].part) != NULL)
			return parts[i].exchange;
	return TLS_EXCHANGE_STATIC;
}

bool
tls_cipher_has_psk(const char *name)
{
	const char *psk = strstr(name, "_PSK_"), *with = strstr(name, "_WITH_");

	return psk != NULL && with != NULL && psk < with;
}

bool
tls_cipher_has_signature(const char *name)
{
	enum tls_exchange exchange = tls_cipher_exchange(name);

	return (exchange == TLS_EXCHANGE_DHE || exchange == TLS_EXCHANGE_ECDHE) &&
	       !tls_cipher_has_psk(name) && strstr(name, "_anon_") == NULL;
}

bool
tls_cipher_is_cbc(const char *name)
{
	return strstr(name, "_CBC") != NULL;
}

enum strength
tls_cipher_strength(const char *name)
{
	static const struct {
		const char   *part;
		enum strength strength;
	} parts[] = {
	    {"_WITH_NULL", STRENGTH_NULL  },
            {"_anon_",     STRENGTH_ANON  },
            {"EXPORT",     STRENGTH_EXPORT},
	    {"RC4",        STRENGTH_WEAK  },
            {"RC2",        STRENGTH_WEAK  },
            {"DES",        STRENGTH_WEAK  },
	    {"IDEA",       STRENGTH_WEAK  },
            {"28147",      STRENGTH_WEAK  },
            {"MD5",        STRENGTH_WEAK  },
	    {"FORTEZZA",   STRENGTH_WEAK  },
	};
	static const char *const aead[] = {"_GCM", "_CCM", "_POLY1305", "_MGM"};
	enum tls_exchange        exchange = tls_cipher_exchange(name);

	/* RFC 9150: these two only authenticate. */
	if (strcmp(name, "TLS_SHA256_SHA256") == 0 || strcmp(name, "TLS_SHA384_SHA384") == 0)
		return STRENGTH_NULL;
	for (size_t i = 0; i < COUNT(parts); i++)
		if (strstr(name, parts[i].part) != NULL)
			return parts[i].strength;
	if (exchange == TLS_EXCHANGE_TLSV1_3)
		return STRENGTH_MODERN;
	for (size_t i = 0; i < COUNT(aead) && exchange == TLS_EXCHANGE_ECDHE; i++)
		if (strstr(name, aead[i]) != NULL)
			return STRENGTH_MODERN;
	return STRENGTH_LEGACY;
}
