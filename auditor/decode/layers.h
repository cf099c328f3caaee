/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_LAYERS_H
#define DECODE_LAYERS_H

#include "decode/walk.h"

/*
 * layers: which number in which header leads to which layer; the tables from
 * which a new encapsulation is found.  The first rows are found fastest.
 */

/* clang-format off */

/* LINKTYPE_ values of capture files: the registry at tcpdump.org/linktypes.html. */
#define EACH_LINK(row)                                                                                       \
	row(1, ethernet)     /* ETHERNET */                                                                  \
	row(113, cooked)     /* LINUX_SLL */                                                                 \
	row(276, cooked2)    /* LINUX_SLL2 */                                                                \
	row(101, raw)        /* RAW */                                                                       \
	row(228, raw)        /* IPV4 */                                                                      \
	row(229, raw)        /* IPV6 */                                                                      \
	row(12, raw)         /* a stray DLT_RAW */                                                           \
	row(14, raw)         /* a stray DLT_RAW of OpenBSD */                                                \
	row(0, loopback)     /* NULL */                                                                      \
	row(108, loopback)   /* LOOP */                                                                      \
	row(9, ppp)          /* PPP */                                                                       \
	row(50, ppp)         /* PPP_HDLC */                                                                  \
	row(51, pppoe)       /* PPP_ETHER */                                                                 \
	row(166, ppp_sided)  /* PPP_PPPD */                                                                  \
	row(204, ppp_sided)  /* PPP_WITH_DIR */                                                              \
	row(104, cisco_hdlc) /* C_HDLC */                                                                    \
	row(105, wifi)       /* IEEE802_11 */                                                                \
	row(127, radiotap)   /* IEEE802_11_RADIOTAP */                                                       \
	row(119, prism)      /* IEEE802_11_PRISM */                                                          \
	row(163, prism)      /* IEEE802_11_AVS */                                                            \
	row(192, ppi)        /* PPI */                                                                       \
	row(219, mpls)       /* MPLS */                                                                      \
	row(239, nflog)      /* NFLOG */                                                                     \
	row(117, pflog)      /* PFLOG */                                                                     \
	row(109, enc)        /* ENC */                                                                       \
	row(242, ipoib)      /* IPOIB */                                                                     \
	row(258, pktap)      /* PKTAP */

/* EtherTypes: IANA "IEEE 802 Numbers". */
#define EACH_ETHERTYPE(row)                                                                                  \
	row(0x0800, ipv4)       /* IPv4 */                                                                   \
	row(0x86dd, ipv6)       /* IPv6 */                                                                   \
	row(0x8100, vlan)       /* 802.1Q */                                                                 \
	row(0x88a8, vlan)       /* 802.1ad */                                                                \
	row(0x9100, vlan)       /* QinQ before 802.1ad */                                                    \
	row(0x9200, vlan)       /* QinQ before 802.1ad */                                                    \
	row(0x893f, etag)       /* 802.1BR */                                                                \
	row(0x8926, vntag)      /* Cisco VN-Tag */                                                           \
	row(0x88e7, backbone)   /* 802.1ah */                                                                \
	row(0x8903, fabricpath) /* Cisco FabricPath */                                                       \
	row(0x8909, trustsec)   /* Cisco metadata */                                                         \
	row(0x8847, mpls)       /* unicast */                                                                \
	row(0x8848, mpls)       /* multicast or upstream-assigned label */                                   \
	row(0x8864, pppoe)      /* session stage */                                                          \
	row(0x880b, ppp)        /* PPP in GRE */                                                             \
	row(0x6558, ethernet)   /* transparent Ethernet bridging */                                          \
	row(0x6400, ethernet)   /* MikroTik EoIP in GRE */                                                   \
	row(0x88e5, opaque)     /* MACsec */                                                                 \
	row(0x0806, no_ip)      /* ARP */                                                                    \
	row(0x8035, no_ip)      /* RARP */                                                                   \
	row(0x0842, no_ip)      /* Wake-on-LAN */                                                            \
	row(0x2000, no_ip)      /* CDP */                                                                    \
	row(0x809b, no_ip)      /* AppleTalk */                                                              \
	row(0x80f3, no_ip)      /* AppleTalk ARP */                                                          \
	row(0x8137, no_ip)      /* IPX */                                                                    \
	row(0x6002, no_ip)      /* DEC MOP remote console */                                                 \
	row(0x8808, no_ip)      /* Ethernet flow control */                                                  \
	row(0x8809, no_ip)      /* slow protocols (LACP) */                                                  \
	row(0x8863, no_ip)      /* PPPoE discovery */                                                        \
	row(0x888e, no_ip)      /* EAP over LAN */                                                           \
	row(0x8892, no_ip)      /* PROFINET */                                                               \
	row(0x8899, no_ip)      /* Realtek loop detection */                                                 \
	row(0x88a4, no_ip)      /* EtherCAT */                                                               \
	row(0x88b8, no_ip)      /* GOOSE */                                                                  \
	row(0x88ba, no_ip)      /* IEC 61850 sampled values */                                               \
	row(0x88c7, no_ip)      /* 802.11 pre-authentication */                                              \
	row(0x88cc, no_ip)      /* LLDP */                                                                   \
	row(0x88e1, no_ip)      /* HomePlug */                                                               \
	row(0x88f7, no_ip)      /* PTP */                                                                    \
	row(0x8902, no_ip)      /* connectivity fault management */                                          \
	row(0x9000, no_ip)      /* Ethernet configuration test */

/*
 * IP protocols and IPv6 extension headers: IANA "Protocol Numbers"; what is in
 * no row is DECODED_NOT_TCP.  `fragment` is the result for a fragment of it
 * that is not put together; where whole it would be of no use, that is not
 * tried.  `is_quotable`: the walk goes on below it inside an ICMP error's
 * quotation.
 */
#define EACH_IP_PROTOCOL(row)                                                                                \
	row(6, tcp, DECODED_FRAGMENT, true)             /* RFC 9293 */                                       \
	row(17, udp, DECODED_UDP_FRAGMENT, false)       /* RFC 768 */                                        \
	row(1, icmp, DECODED_OTHER_ICMP, false)         /* RFC 792 */                                        \
	row(58, icmp, DECODED_OTHER_ICMP, false)        /* RFC 4443 */                                       \
	row(4, ipv4, DECODED_FRAGMENT, false)           /* RFC 2003 */                                       \
	row(41, ipv6, DECODED_FRAGMENT, false)          /* RFC 4213 */                                       \
	row(47, gre, DECODED_FRAGMENT, false)           /* RFC 2784 */                                       \
	row(0, ipv6_options, DECODED_FRAGMENT, true)    /* hop-by-hop, RFC 8200 4.3 */                       \
	row(43, ipv6_routing, DECODED_FRAGMENT, true)   /* RFC 8200 4.4 */                                   \
	row(44, ipv6_fragment, DECODED_FRAGMENT, true)  /* RFC 8200 4.5 */                                   \
	row(60, ipv6_options, DECODED_FRAGMENT, true)   /* for the destination, RFC 8200 4.6 */              \
	row(51, authentication, DECODED_FRAGMENT, true) /* AH, RFC 4302 */                                   \
	row(50, opaque, DECODED_ENCRYPTED, false)       /* ESP, RFC 4303 */                                  \
	row(108, opaque, DECODED_ENCRYPTED, false)      /* IPComp, RFC 3173 */                               \
	row(137, mpls, DECODED_FRAGMENT, false)         /* RFC 4023 */                                       \
	row(97, etherip, DECODED_FRAGMENT, false)       /* RFC 3378 */                                       \
	row(143, ethernet, DECODED_FRAGMENT, false)     /* RFC 8986 4.9 */

/*
 * UDP ports of tunnels, the receiver's or else the sender's: IANA "Service Name
 * and Transport Protocol Port Number Registry".  A layer in this table says DECODED_NOT_TCP to what
 * does not look like its own.
 */
#define EACH_UDP_TUNNEL(row)                                                                                 \
	row(4789, vxlan)     /* RFC 7348 */                                                                  \
	row(4790, vxlan_gpe) /* draft-ietf-nvo3-vxlan-gpe */                                                 \
	row(6081, geneve)    /* RFC 8926 */                                                                  \
	row(2152, gtpu)      /* 3GPP TS 29.281 */                                                            \
	row(1701, l2tp)      /* RFC 2661 */                                                                  \
	row(37008, tzsp)     /* MikroTik, Aruba and others */                                                \
	row(3544, teredo)    /* RFC 4380 */

/* clang-format on */

#define row(number, layer) struct step layer_##layer(struct walk *walk);
EACH_LINK(row)
EACH_ETHERTYPE(row)
EACH_UDP_TUNNEL(row)
#undef row
#define row(number, layer, fragment, is_quotable) struct step layer_##layer(struct walk *walk);
EACH_IP_PROTOCOL(row)
#undef row

/* Without a number of their own: IEEE 802.2 LLC with or without SNAP, and what GRE carries for ERSPAN. */
struct step layer_llc(struct walk *walk);
struct step layer_erspan2(struct walk *walk);
struct step layer_erspan3(struct walk *walk);

/* The steps that these numbers lead to; DECODED_UNKNOWN_LINK, _UNKNOWN_ETHERTYPE, _NOT_TCP for others. */
struct step step_to_link(int link_type);
struct step step_to_ethertype(uint16_t ethertype);
struct step step_to_udp_tunnel(uint16_t from_port, uint16_t to_port);
struct step step_to_ip_protocol(const struct walk *walk, uint8_t protocol);

/* IEEE 802.3 3.2.6: up to 1500 it is the length of an LLC frame, above 1535 an EtherType. */
static inline bool
is_length(uint16_t type_or_length)
{
	return type_or_length <= 1500;
}

/* As step_to_ethertype, but a length leads to LLC, and the walk is limited to it. */
struct step step_to_type_or_length(struct walk *walk, uint16_t value);

/* IPv4 or IPv6 for an address family as the BSDs, macOS and Linux number them. */
struct step step_to_family(uint32_t family);

/* What a header says of the fragment behind it; `offset` in octets. */
struct fragment_spot {
	uint32_t id;
	uint16_t offset;
	bool     has_more;
};

/* As step_to_ip_protocol, for a packet whose header has a fragment offset or says that more follows. */
struct step step_to_fragment(struct walk *walk, uint8_t protocol, struct fragment_spot spot);

/* What the table says of a fragment that is not put together; DECODED_NOT_TCP for what is in no row. */
enum decode_result result_of_fragment(uint8_t protocol);

/* IPv4 or IPv6, as the first four bits say; `otherwise` if they say neither. */
struct step step_to_ip_version(const struct walk *walk, enum decode_result otherwise);

#endif
