// SPDX-License-Identifier: Apache-2.0
//
// A mail client on Node.js, whose TLS is newer than that of the distribution. It says the lines of its standard
// input, one for each answer; TLS from the first byte, or behind the answer to the line STARTTLS.
//
//   mail.js ADDRESS PORT implicit|starttls CA [GROUPS]
"use strict";
const fs = require("fs");
const net = require("net");
const tls = require("tls");

const [address, port, how, ca, groups] = process.argv.slice(2);
const lines = fs.readFileSync(0, "utf8").split("\n").filter(Boolean);
const options = { ca: fs.readFileSync(ca), servername: "mail.example.net", ecdhCurve: groups };
const isFinal = (line) => !/^\d{3}-/.test(line) && !/^\* (?!OK \[)/.test(line);

function talk(stream, asked) {
    let heard = "", newest = asked;
    stream.on("error", (error) => { console.error(error); process.exit(1); });
    stream.on("data", (octets) => {
        heard += octets;
        for (let end; (end = heard.indexOf("\r\n")) >= 0; ) {
            const line = heard.slice(0, end);

            heard = heard.slice(end + 2);
            if (isFinal(line)) say();
        }
    });
    if (asked) say();

    function say() {
        if (newest === "STARTTLS") {
            newest = "";
            stream.removeAllListeners("data");
            const secure = tls.connect({ ...options, socket: stream }, () => talk(secure, "TLS"));
        } else if (lines.length > 0) {
            newest = lines.shift();
            stream.write(newest + "\r\n");
        } else {
            stream.end();
        }
    }
}

const where = { host: address, port: Number(port), noDelay: true };
talk(how === "implicit" ? tls.connect({ ...where, ...options }) : net.connect(where), "");
