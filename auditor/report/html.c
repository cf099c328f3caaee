/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one HTML page: its order, its style and its script. */
#include "report/html.h"

#include <string.h>

#include <openssl/evp.h>

#include "report/formats.h"

#include "html.inc"

/* 32 octets in base64, and the NUL. */
#define HASH_SIZE 45

/* The lines as one text; what is hashed is what stands in the element. */
static const char *
joined(struct html *html, const char *const *lines)
{
	struct text *text = html_text(html);

	for (; *lines != NULL; lines++)
		text_printf(text, "%s\n", *lines);
	return html_made(html, text);
}

/* As Content-Security-Policy names what it allows (CSP Level 3, 2.3.1). */
static void
hash_of(const char *content, char hash[HASH_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE] = {0};

	EVP_Digest(content, strlen(content), digest, NULL, EVP_sha256(), NULL);
	EVP_EncodeBlock((unsigned char *)hash, digest, 32);
}

/* Nothing may be loaded, sent or run but the style and the script that stand in the page. */
static void
put_policy(struct html *html)
{
	char style[HASH_SIZE], script[HASH_SIZE];

	hash_of(joined(html, page_css), style);
	hash_of(joined(html, page_js), script);
	html_put(html,
		 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		 "style-src 'sha256-%'; script-src 'sha256-%'; base-uri 'none'; form-action 'none'\">\n",
		 style, script);
}

static void
put_head(struct html *html)
{
	html_put(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	put_policy(html);
	html_live_head(html);
	html_put(html,
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		 "<meta name=\"referrer\" content=\"no-referrer\">\n"
		 "<meta name=\"color-scheme\" content=\"light dark\">\n"
		 "<meta name=\"generator\" content=\"mailreeve %\">\n"
		 "<title>Mail ports: % - mailreeve</title>\n<style>",
		 html->report->version, verdict_words[html->report->verdict]);
	sink_text(&html->sink, joined(html, page_css));
	html_put(html,
		 "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
}

static void
put_tail(struct html *html)
{
	html_put(html, "<script>");
	sink_text(&html->sink, joined(html, page_js));
	html_put(html, "</script>\n</body>\n</html>\n");
}

static void
put_navigation(struct html *html)
{
	const bool has_past = html->report->past != NULL, has_exceptions = html_has_exceptions(html);
	const struct {
		const char *id, *says;
		bool        is_missing;
	} parts[] = {
	    {"summary",    "Summary",    false                     },
            {"live",       "Now",        html->report->live == NULL},
	    {"charts",     "Charts",     false                     },
            {"past",       "Changes",    !has_past                 },
	    {"findings",   "Findings",   false                     },
            {"exceptions", "Exceptions", !has_exceptions           },
	    {"controls",   "Controls",   false                     },
            {"checks",     "Checks",     false                     },
	    {"ports",      "Ports",      false                     },
            {"coverage",   "Coverage",   false                     },
	};

	html_put(html, "<nav aria-label=\"Parts of the report\"><ul>\n");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!parts[i].is_missing)
			html_put(html, "<li><a href=\"#%\">%</a></li>\n", parts[i].id, parts[i].says);
	html_put(html, "</ul></nav>\n");
}

static void
put_footer(struct html *html)
{
	const struct report_policy *policy = &html->report->policy;

	html_put(html, "<footer><p>mailreeve %, policy %", html->report->version,
		 html_prose(html, policy->name));
	if (policy->version != NULL)
		html_put(html, " %", html_prose(html, policy->version));
	if (policy->sha256 != NULL)
		html_put(html, ", SHA-256 <code>%</code>", policy->sha256);
	html_put(html,
		 ". This page loads nothing% and sends nothing. All times are UTC and those of packets.</p>"
		 "</footer>\n",
		 html->report->live != NULL ? " but itself" : "");
}

int
html_write(const struct report *report, const struct report_style *style, FILE *out)
{
	static const struct report_style signs = {.has_utf8 = true, .width = 100};
	struct html                      html = {
				 .sink = {out, 0},
                                   .report = report, .count = item_count(report), .page = page_new(&signs, out)
        };

	(void)style;
	put_head(&html);
	html_summary(&html);
	put_navigation(&html);
	html_put(&html, "<main id=\"main\">\n");
	html_live(&html);
	html_charts(&html);
	html_past(&html);
	html_findings(&html);
	html_exceptions(&html);
	html_controls(&html);
	html_checks(&html);
	html_ports(&html);
	html_coverage(&html);
	html_put(&html, "</main>\n");
	put_footer(&html);
	put_tail(&html);
	for (unsigned i = 0; i < HTML_TEXTS; i++)
		text_free(&html.texts[i]);
	return sink_end(&html.sink);
}
